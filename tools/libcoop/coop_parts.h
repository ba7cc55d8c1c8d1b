/* coop_parts.h - what the parts of libcoop share. */
#ifndef TOOLS_LIBCOOP_COOP_PARTS_H
#define TOOLS_LIBCOOP_COOP_PARTS_H

#include "coop.h"

#include "../exchange.h"
#include "../words.h"

struct coop {
    struct exchange wire;
    char name[24];
    struct buffer bodies, json, msgpack;
    char error[WORDS_SENTENCE_MAX];
};

/* One request, again until patience ends. Never COOP_NOTHING. */
enum coop_result parts_ask(struct coop *c, const struct request *r, struct bytes *ret_answer);
/* The same of a request that only looks: whatever the daemon refuses of it is COOP_DECLINED. */
enum coop_result parts_look(struct coop *c, const struct request *r, struct bytes *ret_answer);
/* Keeps the sentence. */
enum coop_result parts_fail(struct coop *c, enum coop_result result, const char *sentence);

static inline struct bytes parts_in(struct coop_bytes b)
{
    return (struct bytes){b.at, b.len};
}

static inline struct coop_bytes parts_out(struct bytes b)
{
    return (struct coop_bytes){b.at, b.len};
}

#endif
