#include "policy_value.h"

#include "arguments.h"
#include "dates.h"
#include "words.h"

#include "../proto/codec.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct policy_term terms[] = {
#define SECTION(name, doc) {#name, NULL, 0, 0, 0, false},
#define TERM(kind, name, rule, sample, least, most, otherwise, doc) {NULL, #name, least, most, otherwise, false},
#define TERM_WORD(set, name, rule, sample, otherwise, doc) {NULL, #name, 0, 0, otherwise, true},
#include "../proto/schema/terms.def"
};

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    NULL};

const struct policy_term *policy_term_at(size_t i)
{
    static struct policy_term found[sizeof terms / sizeof *terms];
    const char *section = NULL;
    if (i >= sizeof terms / sizeof *terms)
        return NULL;
    for (size_t k = 0; k <= i; k++)
        section = terms[k].section ? terms[k].section : section;
    found[i] = terms[i];
    found[i].section = section;
    return &found[i];
}

const struct policy_term *policy_term_named(const char *name)
{
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        if (terms[i].name && strcmp(terms[i].name, name) == 0)
            return policy_term_at(i);
    return NULL;
}

/* ---- units */

enum unit {
    UNIT_baht,
    UNIT_percent,
    UNIT_whole_percent,
    UNIT_hundredths,
    UNIT_weekday,
    UNIT_measure, /* instalments, % or baht, by another field */
    UNIT_count,
    UNIT_flag,
    UNIT_day,
    UNIT_word,
    UNIT_code,
};

static const struct {
    const char *suffix;
    enum unit unit;
} suffixes[] = {
    {"_bp", UNIT_percent}, {"_satang", UNIT_baht}, {"_percent", UNIT_whole_percent}, {"_hundredths", UNIT_hundredths}};

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), n = strlen(end);
    return len > n && strcmp(text + len - n, end) == 0;
}

static enum unit unit_of(const struct field_desc *f)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (ends_with(f->name, suffixes[i].suffix))
            return suffixes[i].unit;
    if (f->kind == SCALAR_choice)
        return UNIT_word;
    if (f->kind == SCALAR_flag)
        return UNIT_flag;
    if (f->kind == SCALAR_day)
        return UNIT_day;
    if (f->kind == SCALAR_money)
        return UNIT_measure;
    if (schema_is_code(f))
        return UNIT_code;
    return policy_term_named(f->name) && ends_with(f->name, "day") ? UNIT_weekday : UNIT_count;
}

const char *policy_key(const struct field_desc *f, char out[POLICY_KEY_MAX])
{
    snprintf(out, POLICY_KEY_MAX, "%s", f->name);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (ends_with(out, suffixes[i].suffix))
            out[strlen(out) - strlen(suffixes[i].suffix)] = '\0';
    return out;
}

bool policy_is_percent(const struct field_desc *f)
{
    return unit_of(f) == UNIT_percent || unit_of(f) == UNIT_whole_percent;
}

const struct field_desc *policy_field(const struct record_desc *d, const char *name)
{
    for (int i = 0; i < d->fields_count; i++)
        if (strcmp(d->fields[i].name, name) == 0)
            return &d->fields[i];
    assert(false);
    return NULL;
}

void policy_field_put(const struct field_desc *f, void *body, int64_t n)
{
    memcpy((uint8_t *)body + f->offset, &n, f->size); /* little-endian, as the state is */
}

/* ---- reading */

static bool flawed(char say[POLICY_SENTENCE_MAX], const char *text, const char *flaw)
{
    snprintf(say, POLICY_SENTENCE_MAX, "\"%s\" %s", text, flaw);
    return false;
}

static bool hundredths_parse(const char *text, int64_t *ret, const char *flaw, char say[POLICY_SENTENCE_MAX])
{
    struct row_cell cell = cell_of_text(text);
    char plain[CELL_TEXT_MAX];
    cell_key(cell.text, plain, sizeof plain);
    if (plain[0] < '0' || plain[0] > '9') /* nothing is no amount here, and nothing is negative */
        return flawed(say, text, flaw);
    const struct flaw *f = cell_amount(&cell, CELL_BAHT, ret);
    return !f || flawed(say, text, flaw_text(f));
}

bool policy_baht_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX])
{
    return hundredths_parse(
        text, ret, words_pick("is no amount; write baht like 1,000.00", "ไม่ใช่จำนวนเงิน เขียนเป็นบาท เช่น 1,000.00"), say);
}

bool policy_percent_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX])
{
    const char *flaw = words_pick("is no percentage; write it with %, like 6.00 %", "ไม่ใช่ร้อยละ เขียนพร้อม % เช่น 6.00 %");
    char number[CELL_TEXT_MAX];
    size_t len = strlen(text);
    if (len < 2 || len >= sizeof number || text[len - 1] != '%')
        return flawed(say, text, flaw);
    snprintf(number, sizeof number, "%.*s", (int)(len - 1), text);
    return hundredths_parse(number, ret, flaw, say);
}

bool policy_count_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX])
{
    struct row_cell cell = cell_of_text(text);
    char plain[CELL_TEXT_MAX];
    cell_key(cell.text, plain, sizeof plain);
    if (value_integer_parse(plain, strlen(plain), ret) && *ret >= 0 && *ret <= INT32_MAX)
        return true;
    return flawed(say, text, words_pick("is no whole number; write digits, like 14", "ไม่ใช่จำนวนเต็ม เขียนตัวเลข เช่น 14"));
}

const char *policy_era_wrong(enum calendar calendar)
{
    return calendar == CALENDAR_BE
               ? words_pick("has a year of the common era, but the file says calendar = be; write the Buddhist year",
                            "เป็นปี ค.ศ. แต่แฟ้มกำหนด calendar = be โปรดเขียนปี พ.ศ.")
               : words_pick(
                     "has a year of the Buddhist era; write calendar = be in [policy] above the first date, or the "
                     "common year",
                     "เป็นปี พ.ศ. โปรดกำหนด calendar = be ใน [policy] ก่อนวันที่แรก หรือเขียนปี ค.ศ.");
}

bool policy_day_parse(const char *text, enum calendar calendar, int32_t *ret, char say[POLICY_SENTENCE_MAX])
{
    struct row_cell cell = cell_of_text(text);
    const struct flaw *f = cell_day(&cell, calendar, ret);
    if (!f)
        return true;
    if (f == &flaw_date_buddhist || f == &flaw_date_common)
        return flawed(say, text, policy_era_wrong(calendar));
    return flawed(say, text,
                  f == &flaw_date_none
                      ? words_pick("is no date; write it like 2024-01-31", "ไม่ใช่วันที่ เขียนเช่น 2024-01-31")
                      : flaw_text(f));
}

/* "x": did you mean b? It is none of a, b, c. The nearest comes first, for the list may be too long for a sentence. */
static bool none_of(const char *text, const char *const *words, char say[POLICY_SENTENCE_MAX])
{
    const char *nearest = arguments_nearest(text, words);
    int n = nearest
                ? snprintf(say, POLICY_SENTENCE_MAX,
                           words_pick("\"%s\": did you mean %s? It is none of", "\"%s\" หมายถึง %s หรือไม่ ไม่ใช่คำใดใน"),
                           text, nearest)
                : snprintf(say, POLICY_SENTENCE_MAX, words_pick("\"%s\" is none of", "\"%s\" ไม่ใช่คำใดใน"), text);
    for (int i = 0; words[i] && n < POLICY_SENTENCE_MAX; i++)
        n += snprintf(say + n, (size_t)(POLICY_SENTENCE_MAX - n), "%s %s", i > 0 ? "," : "", words[i]);
    return false;
}

bool policy_word_parse(const struct enum_desc *e, const char *text, uint8_t *ret, char say[POLICY_SENTENCE_MAX])
{
    *ret = schema_word(e, text, strlen(text));
    return *ret > 0 || none_of(text, e->words + 1, say);
}

static bool weekday_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX])
{
    for (*ret = 1; weekdays[*ret - 1]; ++*ret)
        if (strcmp(weekdays[*ret - 1], text) == 0)
            return true;
    if (strlen(text) == 1 && text[0] >= '1' && text[0] <= '7') {
        *ret = text[0] - '0';
        return true;
    }
    return none_of(text, weekdays, say);
}

static bool flag_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX])
{
    static const char *const words[] = {"no", "yes", NULL};
    for (*ret = 0; words[*ret]; ++*ret)
        if (strcmp(words[*ret], text) == 0)
            return true;
    return none_of(text, words, say);
}

static bool code_parse(const struct field_desc *f, const char *text, void *body, char say[POLICY_SENTENCE_MAX])
{
    char flaw[POLICY_TEXT_MAX];
    if (text[0] && strlen(text) < f->size && value_code_valid((const uint8_t *)text, strlen(text))) {
        value_code_set((char *)body + f->offset, f->size, text);
        return true;
    }
    snprintf(flaw, sizeof flaw,
             words_pick("is no code; write at most %d letters, digits and ._-/:@#+",
                        "ไม่ใช่รหัส ใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน %d ตัว"),
             f->size - 1);
    return flawed(say, text, flaw);
}

static bool number_parse(const struct field_desc *f, const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX])
{
    switch (unit_of(f)) {
    case UNIT_baht:
        return policy_baht_parse(text, ret, say);
    case UNIT_percent:
        return policy_percent_parse(text, ret, say);
    case UNIT_whole_percent:
        if (!policy_percent_parse(text, ret, say))
            return false;
        if (*ret % 100 != 0)
            return flawed(say, text,
                          words_pick("is no whole percentage; write it like 4000 %", "ต้องเป็นร้อยละจำนวนเต็ม เช่น 4000 %"));
        *ret /= 100;
        return true;
    case UNIT_hundredths:
        return hundredths_parse(text, ret, words_pick("is no number; write it like 4.00", "ไม่ใช่จำนวน เขียนเช่น 4.00"),
                                say);
    case UNIT_weekday:
        return weekday_parse(text, ret, say);
    case UNIT_flag:
        return flag_parse(text, ret, say);
    case UNIT_measure:
        return strchr(text, '%') ? policy_percent_parse(text, ret, say)
                                 : (strpbrk(text, ".,") ? policy_baht_parse : policy_count_parse)(text, ret, say);
    default:
        return policy_count_parse(text, ret, say);
    }
}

/* A number must lie in the bounds of terms.def; elsewhere what may be left out is not stated as 0, which would mean the
 * same as leaving it out and looks like more. */
static bool bounds_check(const struct field_desc *f, const char *text, int64_t n, char say[POLICY_SENTENCE_MAX])
{
    const struct policy_term *term = policy_term_named(f->name);
    char least[POLICY_TEXT_MAX], most[POLICY_TEXT_MAX], flaw[2 * POLICY_TEXT_MAX + 80];
    if (unit_of(f) == UNIT_flag)
        return true;
    if (n == 0 && (!term || term->least > 0) && (f->rule & POSITIVE || !(f->rule & REQUIRED)))
        return flawed(say, text,
                      f->rule & REQUIRED
                          ? words_pick("must be more than nothing; write a larger value", "ต้องมากกว่าศูนย์ โปรดแก้ค่า")
                          : words_pick("would mean that nothing is asked; leave the key out for that",
                                       "จะหมายความว่าไม่มีเกณฑ์ หากต้องการเช่นนั้นให้ตัดบรรทัดนี้ออก"));
    int64_t low = term ? term->least : 0, high = term ? term->most : f->kind == SCALAR_rate ? 100000 : VALUE_MONEY_MAX;
    if (n >= low && n <= high)
        return true;
    uint8_t bound[sizeof(int64_t)];
    struct field_desc alone = *f;
    alone.offset = 0;
    memset(bound, 0, sizeof bound);
    policy_field_put(&alone, bound, low);
    policy_value_print(&alone, bound, least);
    memset(bound, 0, sizeof bound);
    policy_field_put(&alone, bound, high);
    policy_value_print(&alone, bound, most);
    snprintf(flaw, sizeof flaw,
             words_pick("is out of bounds; write a value from %s to %s", "อยู่นอกขอบเขต ใช้ค่าตั้งแต่ %s ถึง %s"), least, most);
    return flawed(say, text, flaw);
}

bool policy_value_parse(const struct field_desc *f, const char *text, enum calendar calendar, void *body,
                        char say[POLICY_SENTENCE_MAX])
{
    int64_t n = 0;
    int32_t day;
    uint8_t word;
    switch (unit_of(f)) {
    case UNIT_code:
        return code_parse(f, text, body, say);
    case UNIT_word:
        if (!policy_word_parse(f->choice, text, &word, say))
            return false;
        n = word;
        break;
    case UNIT_day:
        if (!policy_day_parse(text, calendar, &day, say))
            return false;
        n = day;
        break;
    default:
        if (!number_parse(f, text, &n, say) || !bounds_check(f, text, n, say))
            return false;
    }
    policy_field_put(f, body, n);
    return true;
}

/* ---- writing */

const char *policy_value_print(const struct field_desc *f, const void *body, char out[POLICY_TEXT_MAX])
{
    char number[VALUE_TEXT_MAX];
    int64_t n = schema_is_code(f) ? 0 : schema_integer(f, body);
    switch (unit_of(f)) {
    case UNIT_baht:
    case UNIT_hundredths:
        value_baht_print(n, number);
        snprintf(out, POLICY_TEXT_MAX, "%s", number);
        break;
    case UNIT_percent:
        value_baht_print(n, number);
        snprintf(out, POLICY_TEXT_MAX, "%s %%", number);
        break;
    case UNIT_whole_percent:
        snprintf(out, POLICY_TEXT_MAX, "%lld %%", (long long)n);
        break;
    case UNIT_weekday:
        snprintf(out, POLICY_TEXT_MAX, "%s", n >= 1 && n <= 7 ? weekdays[n - 1] : "-");
        break;
    case UNIT_flag:
        snprintf(out, POLICY_TEXT_MAX, "%s", n ? "yes" : "no");
        break;
    case UNIT_day:
        snprintf(out, POLICY_TEXT_MAX, "%s", dates_day((int32_t)n, number));
        break;
    default:
        codec_field_text(f, body, out, POLICY_TEXT_MAX);
        if (!out[0])
            snprintf(out, POLICY_TEXT_MAX, "-");
    }
    return out;
}
