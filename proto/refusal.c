#include "refusal.h"
#include "value.h"

#include <string.h>

static const struct {
    const char *name, *sentence[2];
} refusals[] = {
    {"", {"", ""}},
#define REFUSAL(code, english, thai) {#code, {english, thai}},
#include "schema/refusals.def"
};

const char *refusal_name(enum refusal_code code)
{
    return code < REFUSAL_count ? refusals[code].name : "";
}

enum refusal_code refusal_named(const char *name)
{
    for (int i = 1; i < REFUSAL_count; i++)
        if (strcmp(refusals[i].name, name) == 0)
            return (enum refusal_code)i;
    return REFUSAL_none;
}

struct text {
    char *at;
    size_t len, size;
};

static void text_add(struct text *t, const char *s, size_t len)
{
    for (size_t i = 0; i < len && t->len + 1 < t->size; i++)
        t->at[t->len++] = s[i];
    t->at[t->len] = '\0';
}

/* A number in braces: "value", "value:baht", "limit:day" ... */
static void number_add(struct text *t, int64_t n, const char *format, size_t len)
{
    char out[VALUE_TEXT_MAX] = "";
    size_t written;
    if (len == 5 && memcmp(format, ":baht", 5) == 0)
        written = value_baht_print(n, out);
    else if (len == 4 && memcmp(format, ":day", 4) == 0 && n > 0)
        written = value_day_print((int32_t)n, out);
    else if (len == 7 && memcmp(format, ":period", 7) == 0 && n > 0)
        written = value_period_print((uint32_t)n, out);
    else
        written = value_integer_print(n, out);
    text_add(t, out, written);
}

size_t refusal_sentence(const struct refusal *r, enum refusal_language language, char *out, size_t size)
{
    struct text t = {.at = out, .size = size};
    const char *s = r->code < REFUSAL_count ? refusals[r->code].sentence[language] : "";
    out[0] = '\0';
    while (*s) {
        const char *close = *s == '{' ? strchr(s, '}') : NULL;
        if (!close) {
            text_add(&t, s++, 1);
        } else {
            if (strncmp(s, "{text", 5) == 0)
                text_add(&t, r->text, strlen(r->text));
            else
                number_add(&t, strncmp(s, "{value", 6) == 0 ? r->value : r->limit, s + 6, (size_t)(close - s) - 6);
            s = close + 1;
        }
    }
    t.len = value_utf8_whole(out, t.len);
    out[t.len] = '\0';
    return t.len;
}

static void copy(char *to, size_t size, const char *from)
{
    struct text t = {.at = to, .size = size};
    to[0] = '\0';
    if (from)
        text_add(&t, from, strlen(from));
    to[value_utf8_whole(to, t.len)] = '\0';
}

void refusal_set(struct refusal *r, enum refusal_code code, const char *field, const char *text, int64_t value,
                 int64_t limit)
{
    r->code = code;
    r->value = value;
    r->limit = limit;
    copy(r->field, sizeof r->field, field);
    copy(r->text, sizeof r->text, text);
}
