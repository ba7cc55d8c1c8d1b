#include "check.h"

#include <string.h>

static const struct {
    enum check_unit unit;
    const char *wrong[2], *mend[2];
} sentences[] = {
    [check_absent] = {CHECK_NUMBER, {"", ""}, {"", ""}},
#define CHECK(check, unit, english, thai, mend_english, mend_thai)                                                     \
    [check_##check] = {CHECK_##unit, {english, thai}, {mend_english, mend_thai}},
#include "schema/checks.def"
};

enum check_unit check_unit(enum check check)
{
    return sentences[check].unit;
}

static void add(char *out, size_t size, size_t *len, const char *text, size_t text_len)
{
    for (size_t i = 0; i < text_len && *len + 1 < size; i++)
        out[(*len)++] = text[i];
    out[*len] = '\0';
}

/* 20280930 as 2028-09-30. */
static size_t value_print(enum check_unit unit, int64_t value, char out[VALUE_TEXT_MAX])
{
    if (unit == CHECK_MONEY)
        return value_baht_print(value, out);
    if (unit == CHECK_DATE && value > 0)
        return value_day_print(value_day((int)(value / 10000), (int)(value / 100 % 100), (int)(value % 100)), out);
    return value_integer_print(value, out);
}

void check_sentence(const struct screening_check *c, bool thai, enum check_part part, char *out, size_t size)
{
    static const char *const holds[2] = {"{value}, limit {limit}", "{value} เกณฑ์ {limit}"};
    const char *s = part == CHECK_MEND    ? sentences[c->check].mend[thai]
                    : part == CHECK_FAILS ? sentences[c->check].wrong[thai]
                                          : holds[thai];
    char number[VALUE_TEXT_MAX];
    size_t len = 0;
    out[0] = '\0';
    while (*s) {
        size_t plain = strcspn(s, "{");
        add(out, size, &len, s, plain);
        s += plain;
        if (*s == '{') {
            bool value = strncmp(s, "{value}", 7) == 0;
            size_t n = value_print(sentences[c->check].unit, value ? c->actual : c->limit, number);
            add(out, size, &len, number, n);
            s += strlen(value ? "{value}" : "{limit}");
        }
    }
    out[value_utf8_whole(out, len)] = '\0';
}
