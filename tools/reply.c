#include "reply.h"

#include <stdio.h>
#include <string.h>

static struct reader reader_over(struct bytes in)
{
    return (struct reader){in.at, in.at, in.at + in.len};
}

bool reply_find(struct bytes map, const char *name, struct bytes *ret)
{
    struct reader r = reader_over(map);
    struct token t;
    struct refusal why;
    size_t len = strlen(name);
    if (!reader_token(&r, &t, &why) || t.type != TOKEN_MAP)
        return false;
    for (uint32_t i = 0, pairs = t.count; i < pairs; i++) {
        struct bytes value;
        if (!reader_token(&r, &t, &why) || t.type != TOKEN_STRING || !reader_skip(&r, &value, &why))
            return false;
        if (t.text.len == len && memcmp(t.text.at, name, len) == 0) {
            *ret = value;
            return true;
        }
    }
    return false;
}

static struct token token_of(struct bytes map, const char *name)
{
    struct token t = {.type = TOKEN_NIL};
    struct refusal why;
    struct bytes value;
    if (!reply_find(map, name, &value))
        return t;
    struct reader r = reader_over(value);
    if (!reader_token(&r, &t, &why))
        t.type = TOKEN_NIL;
    return t;
}

int64_t reply_integer(struct bytes map, const char *name)
{
    struct token t = token_of(map, name);
    return t.type == TOKEN_INTEGER ? t.integer : 0;
}

bool reply_flag(struct bytes map, const char *name)
{
    struct token t = token_of(map, name);
    return t.type == TOKEN_FLAG && t.flag;
}

const char *reply_text(struct bytes map, const char *name, char *out, size_t size)
{
    struct token t = token_of(map, name);
    int len = t.type == TOKEN_STRING ? (int)t.text.len : 0;
    snprintf(out, size, "%.*s", len, len ? (const char *)t.text.at : "");
    return out;
}

bool reply_text_is(struct bytes map, const char *name, const char *text)
{
    struct token t = token_of(map, name);
    return t.type == TOKEN_STRING && t.text.len == strlen(text) && memcmp(t.text.at, text, t.text.len) == 0;
}

struct reply_list reply_list(struct bytes map, const char *name)
{
    struct reply_list list = {.left = 0};
    struct token t;
    struct refusal why;
    struct bytes value;
    if (!reply_find(map, name, &value))
        return list;
    list.reader = reader_over(value);
    if (reader_token(&list.reader, &t, &why) && t.type == TOKEN_ARRAY)
        list.left = t.count;
    return list;
}

bool reply_next(struct reply_list *l, struct bytes *ret)
{
    struct refusal why;
    if (l->left == 0 || !reader_skip(&l->reader, ret, &why))
        return false;
    l->left--;
    return true;
}

struct refused reply_refused(struct bytes map)
{
    struct refused r = {.value = reply_integer(map, "value"), .limit = reply_integer(map, "limit")};
    reply_text(map, "code", r.code, sizeof r.code);
    reply_text(map, "field", r.field, sizeof r.field);
    reply_text(map, "text", r.text, sizeof r.text);
    return r;
}
