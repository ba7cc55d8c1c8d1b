#include "fact.h"

#include <string.h>

enum fact_unit { FACT_MONEY, FACT_NUMBER, FACT_RATE };

struct fact_text {
    const char *fact;
    enum fact_unit unit;
    const char *text[2];
};

static const struct fact_text sentences[] = {
#define FACT(fact, unit, english, thai) {#fact, FACT_##unit, {english, thai}},
#include "schema/facts.def"
};

static const struct fact_text *text_of(enum fact fact)
{
    const char *word = schema_word_text(schema_enum_named("fact"), (uint8_t)fact);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(sentences[i].fact, word) == 0)
            return &sentences[i];
    return NULL;
}

static void add(char *out, size_t size, size_t *len, const char *text, size_t text_len)
{
    for (size_t i = 0; i < text_len && *len + 1 < size; i++)
        out[(*len)++] = text[i];
    out[*len] = '\0';
}

/* Hundredths of a percent are printed like satang. */
static size_t value_print(enum fact_unit unit, int64_t value, char out[VALUE_TEXT_MAX])
{
    return unit == FACT_NUMBER ? value_integer_print(value, out) : value_baht_print(value, out);
}

static void name_add(const struct compared *c, char *out, size_t size, size_t *len)
{
    const char *word = schema_word_text(schema_enum_named("fact"), c->fact);
    for (; *word; word++)
        add(out, size, len, *word == '_' ? " " : word, 1);
}

bool fact_is_told(enum fact fact)
{
    return text_of(fact) != NULL;
}

void fact_sentence(const struct compared *c, bool thai, char *out, size_t size)
{
    static const char *const plain[2] = {" {value}, limit {limit}", " {value} เกณฑ์ {limit}"};
    const struct fact_text *told = text_of((enum fact)c->fact);
    enum fact_unit unit = told ? told->unit : FACT_NUMBER;
    const char *s = told ? told->text[thai] : plain[thai];
    char number[VALUE_TEXT_MAX];
    size_t len = 0;
    out[0] = '\0';
    if (!told)
        name_add(c, out, size, &len);
    while (*s) {
        size_t text = strcspn(s, "{");
        add(out, size, &len, s, text);
        s += text;
        if (*s == '{') {
            bool value = strncmp(s, "{value}", 7) == 0;
            size_t n = value_print(unit, value ? c->actual : c->limit, number);
            add(out, size, &len, number, n);
            s += strlen("{value}");
        }
    }
    out[value_utf8_whole(out, len)] = '\0';
}
