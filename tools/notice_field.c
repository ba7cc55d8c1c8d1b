#include "notice_field.h"

#include <stdio.h>
#include <string.h>

enum { FREE = WORDS_recipient_ref | WORDS_effective_date | WORDS_cooperative | WORDS_notice_id };

static const char *const names[NOTICE_FIELDS] = {
#define NOTICE_FIELD(field) #field,
#include "notice_fields.def"
};

/* A switch, so that the compiler names a template that notice_fields.def leaves out. */
static struct notice_words words_of(enum template template)
{
    switch (template) {
#define NOTICE_WORDS(template, must, may)                                                                              \
    case template_##template:                                                                                          \
        return (struct notice_words){#template, FREE | (must), (may)};
#include "notice_fields.def"
    case template_absent:
        break;
    }
    return (struct notice_words){NOTICE_WITHDRAWN_TEMPLATE, FREE | WORDS_original_date, WORDS_subject_ref};
}

unsigned notice_words_count(void)
{
    const struct enum_desc *d = schema_enum_named("template");
    unsigned n = 0;
    while (d->words[n])
        n++;
    return n;
}

const struct notice_words *notice_words_at(unsigned i)
{
    static struct notice_words all[NOTICE_TEMPLATES_MAX];
    all[i] = words_of((enum template)i);
    return &all[i];
}

unsigned notice_fields_free(void)
{
    return FREE;
}

unsigned notice_field_named(struct bytes name)
{
    for (int i = 0; i < NOTICE_FIELDS; i++)
        if (strlen(names[i]) == name.len && memcmp(names[i], name.at, name.len) == 0)
            return 1U << i;
    return 0;
}

struct bytes notice_field_name(unsigned field)
{
    int i = 0;
    while (i + 1 < NOTICE_FIELDS && (field & 1U << i) == 0)
        i++;
    return (struct bytes){(const uint8_t *)names[i], strlen(names[i])};
}

void notice_fields_list(unsigned fields, char *out, size_t size)
{
    size_t at = 0;
    out[0] = '\0';
    for (int i = 0; i < NOTICE_FIELDS; i++)
        if (fields & 1U << i && at < size)
            at += (size_t)snprintf(out + at, size - at, "%s%s", at ? ", " : "", names[i]);
}

/* ---- as people read them */

static const char *const months[2][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"},
    {"มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน",
     "ธันวาคม"},
};
enum { BUDDHIST = 543 };

static int year_of(int year, bool thai)
{
    return thai ? year + BUDDHIST : year;
}

static bool text_add(const char *text, struct buffer *out)
{
    buffer_add_text(out, text);
    return text[0] != '\0';
}

static bool day_add(int32_t day, bool thai, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    if (day == 0)
        return false;
    struct civil c = value_civil(day);
    snprintf(text, sizeof text, "%d %s %d", c.day, months[thai][c.month - 1], year_of(c.year, thai));
    return text_add(text, out);
}

static bool period_add(const char *text, bool thai, struct buffer *out)
{
    char said[VALUE_TEXT_MAX];
    uint32_t period;
    if (!value_period_parse(text, strlen(text), &period))
        return false;
    struct civil c = value_civil(value_period_first_day(period));
    snprintf(said, sizeof said, "%s %d", months[thai][c.month - 1], year_of(c.year, thai));
    return text_add(said, out);
}

static bool year_add(const char *text, bool thai, struct buffer *out)
{
    char said[VALUE_TEXT_MAX];
    int64_t year;
    if (!value_integer_parse(text, strlen(text), &year) || year < VALUE_YEAR_MIN || year > VALUE_YEAR_MAX)
        return false;
    snprintf(said, sizeof said, "%d", year_of((int)year, thai));
    return text_add(said, out);
}

static bool amount_add(int64_t satang, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    if (satang == 0)
        return false;
    value_baht_print(satang, text);
    return text_add(text, out);
}

bool notice_field_add(unsigned field, const struct notice_row *n, const struct notice_about *about, bool thai,
                      struct buffer *out)
{
    switch (field) {
    case WORDS_recipient_ref:
        return text_add(n->recipient_ref, out);
    case WORDS_effective_date:
        return day_add(n->effective_date, thai, out);
    case WORDS_cooperative:
        return text_add(about->cooperative[thai], out);
    case WORDS_notice_id:
        return text_add(about->notice_id, out);
    case WORDS_subject_ref:
        return text_add(n->subject_ref, out);
    case WORDS_period:
        return period_add(n->subject_ref, thai, out);
    case WORDS_year:
        return year_add(n->subject_ref, thai, out);
    case WORDS_amount:
        return amount_add(n->amount_satang, out);
    case WORDS_due_date:
        return day_add(n->due_date, thai, out);
    case WORDS_guarantor_ref:
        return text_add(n->guarantor_ref, out);
    case WORDS_original_date:
        return day_add(n->original_date, thai, out);
    default:
        return false;
    }
}
