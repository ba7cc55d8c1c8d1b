#include "told.h"

#include "dates.h"
#include "words.h"

#include "../proto/check.h"
#include "../proto/codec.h"
#include "../proto/fact.h"

#include <string.h>

static const struct {
    const char *what, *english, *thai;
} names[] = {
#define NAME(what, english, thai) {what, english, thai},
#include "names.def"
};

void told_name(const char *what, struct buffer *out)
{
    static const char unit[] = "_satang";
    size_t len = strlen(what), unit_len = sizeof unit - 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].what, what) != 0)
            continue;
        buffer_add_text(out, words_thai() ? names[i].thai : names[i].english);
        return;
    }
    if (len > unit_len && strcmp(what + len - unit_len, unit) == 0)
        len -= unit_len;
    for (size_t i = 0; i < len; i++)
        buffer_add(out, what[i] == '_' || what[i] == '.' ? " " : &what[i], 1);
}

void told_word(const char *set, const char *word, struct buffer *out)
{
    char what[96];
    snprintf(what, sizeof what, "%s.%s", set, word);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].what, what) == 0) {
            told_name(what, out);
            return;
        }
    told_name(word, out);
}

static void word_tell(const struct field_desc *f, const void *body, struct buffer *out)
{
    told_word(f->choice->name, schema_word_text(f->choice, ((const uint8_t *)body)[f->offset]), out);
}

/* Alerts are no closed set, but they are words as well. */
static void alert_tell(const char *alert, struct buffer *out)
{
    told_word("alert", alert, out);
}

/* A condition of screening, with its values in the unit of the condition. */
static void check_tell(const struct screening_check *c, struct buffer *out)
{
    char sentence[WORDS_SENTENCE_MAX];
    check_sentence(c, words_thai(), c->passed ? CHECK_HOLDS : CHECK_FAILS, sentence, sizeof sentence);
    buffer_add_text(out, c->passed ? words_pick("holds: ", "ผ่าน: ") : words_pick("FAILS: ", "ไม่ผ่าน: "));
    told_word("check", schema_word_text(schema_enum_named("check"), c->check), out);
    buffer_add_text(out, " ");
    buffer_add_text(out, sentence);
}

static void list_tell(const struct field_desc *f, const void *body, struct buffer *out)
{
    for (uint32_t i = 0; i < schema_list_count(f, body); i++) {
        buffer_add_text(out, i > 0 ? " (" : "(");
        const uint8_t *element = (const uint8_t *)body + f->offset + i * f->record->size;
        if (strcmp(f->record->name, "screening_check") == 0)
            check_tell((const struct screening_check *)(const void *)element, out);
        else
            told_body(f->record, element, out);
        buffer_add_text(out, ")");
    }
}

static bool is_baht(const struct field_desc *f)
{
    static const char unit[] = "_satang";
    size_t unit_len = sizeof unit - 1;
    return f->kind == SCALAR_money && f->name_len > unit_len && strcmp(f->name + f->name_len - unit_len, unit) == 0;
}

static void value_tell(const struct field_desc *f, const void *body, struct buffer *out)
{
    char text[512];
    int64_t value = f->kind == SCALAR_list || schema_is_code(f) ? 0 : schema_integer(f, body);
    if (f->kind == SCALAR_list)
        list_tell(f, body, out);
    else if (f->kind == SCALAR_choice)
        word_tell(f, body, out);
    else if (f->kind == SCALAR_day)
        buffer_add_text(out, dates_day((int32_t)value, text));
    else if (f->kind == SCALAR_period)
        buffer_add_text(out, dates_period((uint32_t)value, text));
    else if (strcmp(f->name, "alert") == 0)
        alert_tell((const char *)body + f->offset, out);
    else if (is_baht(f))
        buffer_add(out, text, value_baht_print(value, text));
    else
        buffer_add(out, text, codec_field_text(f, body, text, sizeof text));
}

void told_body(const struct record_desc *d, const void *body, struct buffer *out)
{
    size_t start = out->len;
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (f->kind == SCALAR_body || schema_is_absent(f, body))
            continue;
        if (out->len > start)
            buffer_add_text(out, ", ");
        told_name(f->name, out);
        if (f->kind == SCALAR_flag)
            continue; /* it is so; what is not is absent */
        buffer_add_text(out, " ");
        value_tell(f, body, out);
    }
}

void told_rule(const struct cause *c, struct buffer *out)
{
    const struct rule_desc *rule = schema_rule(c->rule);
    char policy[64];
    if (!rule)
        return;
    buffer_add_text(out, words_pick(rule->english, rule->thai));
    buffer_add_text(out, " (");
    buffer_add_text(out, rule->document);
    if (c->policy > 0) {
        snprintf(policy, sizeof policy, words_pick("; policy version %u", "; นโยบายฉบับที่ %u"), c->policy);
        buffer_add_text(out, policy);
    }
    buffer_add_text(out, ")");
}

void told_fact(const struct compared *c, struct buffer *out)
{
    char sentence[WORDS_SENTENCE_MAX];
    fact_sentence(c, words_thai(), sentence, sizeof sentence);
    buffer_add_text(out, sentence);
}
