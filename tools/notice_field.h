/* notice_field.h - the fields that the words of notices may name, and how each is written for people
 * (notice_fields.def). */
#ifndef TOOLS_NOTICE_FIELD_H
#define TOOLS_NOTICE_FIELD_H

#include "notice_template.h"

enum { NOTICE_TEMPLATES_MAX = 128 };

enum notice_field_place {
#define NOTICE_FIELD(field) PLACE_##field,
#include "notice_fields.def"
    NOTICE_FIELDS
};

/* A bit for each. */
enum notice_field {
#define NOTICE_FIELD(field) WORDS_##field = 1 << PLACE_##field,
#include "notice_fields.def"
};

struct notice_words {
    const char *template;
    unsigned must, may;
};

/* Every template of the protocol, and what tells of a withdrawal. */
unsigned notice_words_count(void);
const struct notice_words *notice_words_at(unsigned i);

/* Those of every notice, which words need not name. */
unsigned notice_fields_free(void);
unsigned notice_field_named(struct bytes name); /* 0: none */
struct bytes notice_field_name(unsigned field);
/* "a, b, c" */
void notice_fields_list(unsigned fields, char *out, size_t size);
/* Appends it as people read it: amounts in baht, months and days of the Buddhist era in Thai. false: it is absent. */
bool notice_field_add(unsigned field, const struct notice_row *n, const struct notice_about *about, bool thai,
                      struct buffer *out);

#endif
