/* reply.h - looks into the maps that the daemon answers with. Members that are not asked for are passed over, as the
 * protocol wants it. Nothing is copied or allocated. */
#ifndef TOOLS_REPLY_H
#define TOOLS_REPLY_H

#include "../proto/reader.h"
#include "../proto/schema.h"

/* The value of a member; false if there is none. */
bool reply_find(struct bytes map, const char *name, struct bytes *ret);
/* 0, false or "" if there is none, or of another type. */
int64_t reply_integer(struct bytes map, const char *name);
bool reply_flag(struct bytes map, const char *name);
const char *reply_text(struct bytes map, const char *name, char *out, size_t size);
bool reply_text_is(struct bytes map, const char *name, const char *text);

/* Walks an array. */
struct reply_list {
    struct reader reader;
    uint32_t left;
};
struct reply_list reply_list(struct bytes map, const char *name);
bool reply_next(struct reply_list *l, struct bytes *ret);

/* The members code, field, text, value and limit of a refusal. */
struct refused reply_refused(struct bytes map);

#endif
