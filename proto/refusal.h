/* refusal.h - the reasons why something is not accepted, from schema/refusals.def, and their sentences. */
#ifndef PROTO_REFUSAL_H
#define PROTO_REFUSAL_H

#include <stddef.h>
#include <stdint.h>

enum refusal_code {
    REFUSAL_none,
#define REFUSAL(code, english, thai) REFUSAL_##code,
#include "schema/refusals.def"
    REFUSAL_count
};

enum refusal_language { REFUSAL_ENGLISH, REFUSAL_THAI };

struct refusal {
    enum refusal_code code;
    char field[72];       /* where: "data.items[2].priority"; may be empty */
    char text[72];        /* {text} */
    int64_t value, limit; /* {value}, {limit} */
};

const char *refusal_name(enum refusal_code code);
/* REFUSAL_none if there is none of this name. */
enum refusal_code refusal_named(const char *name);
/* The sentence with its values; always NUL-terminated, cut at size. Returns its length. */
size_t refusal_sentence(const struct refusal *r, enum refusal_language language, char *out, size_t size);

/* Fills *r. text may be NULL. */
void refusal_set(struct refusal *r, enum refusal_code code, const char *field, const char *text, int64_t value,
                 int64_t limit);

#endif
