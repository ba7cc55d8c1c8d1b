/* What only the whole of a policy file tells: what is missing, what contradicts itself, what the calendar lacks. The
 * proof is the daemon's own; its flaws are named by the lines of the file. */
#include "policy_parts.h"

#include "dates.h"
#include "words.h"

#include "../handlers/policy/policy.h"
#include "../proto/codec.h"

#include <stdio.h>
#include <string.h>

enum { FLAWS_MOST = 64, PATH_MAX_BYTES = sizeof((struct policy_place *)0)->path };

static void wrong(struct policy_file *f, unsigned line, const char *english, const char *thai, const char *a,
                  const char *b)
{
    char text[WORDS_SENTENCE_MAX];
    snprintf(text, sizeof text, words_pick(english, thai), a, b);
    policy_remark(f, line, false, text);
}

/* Of two settings with one key, the share is told from the amount. */
static const char *key_with_unit(const struct field_desc *f, char out[POLICY_KEY_MAX])
{
    size_t len = strlen(policy_key(f, out));
    if (policy_is_percent(f))
        snprintf(out + len, POLICY_KEY_MAX - len, " = ... %%");
    return out;
}

static bool line_is_wrong(const struct policy_file *f, unsigned line)
{
    for (uint32_t i = 0; i < f->remarks_count; i++)
        if (line > 0 && f->remarks[i].line == line && !f->remarks[i].warning)
            return true;
    return false;
}

/* ---- what is missing */

static void terms_required(struct policy_file *f)
{
    const struct record_desc *d = schema_event(EVENT_policy_published);
    char path[PATH_MAX_BYTES], key[POLICY_KEY_MAX];
    for (int i = 0; i < d->fields_count; i++) {
        const struct policy_term *term = policy_term_named(d->fields[i].name);
        snprintf(path, sizeof path, "data.%s", d->fields[i].name);
        if (term && d->fields[i].rule & REQUIRED && !policy_is_placed(f, path))
            wrong(f, 0, "%s is missing in [%s]; every policy must state it", "ขาด %s ในหมวด [%s] ทุกนโยบายต้องระบุ",
                  key_with_unit(&d->fields[i], key), term->section);
    }
}

static void elements_required(struct policy_file *f, const char *name)
{
    const struct field_desc *list = policy_list(name);
    uint32_t count = schema_list_count(list, &f->body);
    char path[PATH_MAX_BYTES], key[POLICY_KEY_MAX];
    for (uint32_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "data.%s[%u]", name, i);
        unsigned line = policy_line_of(f, path);
        if (line_is_wrong(f, line)) /* its keys were not looked at */
            continue;
        for (int k = 1; k < list->record->fields_count; k++) {
            const struct field_desc *field = &list->record->fields[k];
            snprintf(path, sizeof path, "data.%s[%u].%s", name, i, field->name);
            if (field->rule & REQUIRED && !policy_is_placed(f, path))
                wrong(f, line, "%s is missing in %s; it must be stated", "ขาด %s ใน %s ต้องระบุ",
                      key_with_unit(field, key), (const char *)policy_element(f, list, i));
        }
    }
}

/* ---- what contradicts itself */

/* 6 is a number of instalments, 25 % a share, 5,000.00 an amount: the rule must ask for what is written. */
static void measures_check(struct policy_file *f)
{
    for (uint32_t i = 0; i < f->body.products_count; i++) {
        const char *text = f->measures[i];
        uint8_t written = strchr(text, '%')     ? reborrow_rule_percent
                          : strpbrk(text, ".,") ? reborrow_rule_amount
                                                : reborrow_rule_instalments;
        uint8_t rule = f->body.products[i].reborrow_rule;
        char path[PATH_MAX_BYTES];
        snprintf(path, sizeof path, "data.products[%u].reborrow_min", i);
        if (text[0] && rule != 0 && rule != written && !line_is_wrong(f, policy_line_of(f, path)))
            wrong(f, policy_line_of(f, path),
                  "reborrow_min: \"%s\" does not measure what reborrow_rule = %s asks; write 6 for instalments, 25 %% "
                  "for percent, 5,000.00 for amount",
                  "reborrow_min: \"%s\" ไม่ตรงกับ reborrow_rule = %s ใช้ 6 สำหรับ instalments, 25 %% สำหรับ percent, "
                  "5,000.00 สำหรับ amount",
                  text, schema_word_text(schema_enum_named("reborrow_rule"), rule));
    }
}

/* The table of the days by which contracts come back is stated for the whole week, or not at all. */
static void week_check(struct policy_file *f)
{
    static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday"};
    const char *missing = NULL;
    unsigned line = 0;
    char path[PATH_MAX_BYTES];
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        snprintf(path, sizeof path, "data.return_%s", days[i]);
        if (policy_is_placed(f, path))
            line = policy_line_of(f, path);
        else
            missing = days[i];
    }
    if (line > 0 && missing)
        wrong(f, line,
              "the week of return days is stated in part, return_%s is missing; state all five days, or none%s",
              "ตารางวันคืนสัญญาไม่ครบ ขาด return_%s ต้องระบุครบห้าวันหรือไม่ระบุเลย%s", missing, "");
}

/* ---- the proof */

static bool is_of_bands(enum refusal_code code)
{
    return code >= REFUSAL_policy_gap && code <= REFUSAL_policy_open_band;
}

/* What could not be read is not there, so what its absence causes is not told on top of it. */
static void proof_check(struct policy_file *f)
{
    static struct refusal flaws[FLAWS_MOST];
    char sentence[WORDS_SENTENCE_MAX], bare[PATH_MAX_BYTES];
    uint32_t read_errors = f->errors;
    uint32_t n = policy_flaws(&f->body, f->effective, flaws, FLAWS_MOST);
    for (uint32_t i = 0; i < n; i++) {
        const struct refusal *flaw = &flaws[i];
        unsigned line = policy_line_of(f, flaw->field);
        snprintf(bare, sizeof bare, "%s", flaw->field + strlen("data."));
        bool single = !strchr(bare, '[') && policy_term_named(bare);
        bool of_list = flaw->code == REFUSAL_policy_incomplete && !strchr(bare, '[') && !policy_term_named(bare);
        if (line_is_wrong(f, line) || (single && line == 0) ||
            ((of_list || is_of_bands(flaw->code)) && read_errors > 0))
            continue;
        refusal_sentence(flaw, words_thai() ? REFUSAL_THAI : REFUSAL_ENGLISH, sentence, sizeof sentence);
        policy_remark(f, line, false, sentence);
    }
}

/* As the daemon will read it. */
static void wire_check(struct policy_file *f)
{
    static struct policy_published back;
    struct buffer wire = {0};
    struct refusal why = {0};
    char sentence[WORDS_SENTENCE_MAX];
    const struct record_desc *d = schema_event(EVENT_policy_published);
    codec_encode(d, &f->body, &wire);
    if (!codec_decode(d, buffer_bytes(&wire), &back, "data", &why)) {
        refusal_sentence(&why, words_thai() ? REFUSAL_THAI : REFUSAL_ENGLISH, sentence, sizeof sentence);
        wrong(f, policy_line_of(f, why.field), "%s: %s", "%s: %s", why.field, sentence);
    }
    buffer_free(&wire);
}

void policy_whole_check(struct policy_file *f)
{
    f->body.version = 1; /* until the daemon tells the next */
    if (f->effective == 0 && f->errors == 0)
        wrong(f, 0,
              "effective is missing in [policy]; name the first day, like effective = 2024-01-01, or say --date%s%s",
              "ขาด effective ในหมวด [policy] ระบุวันแรกที่มีผล เช่น effective = 2024-01-01 หรือใช้ --date%s%s", "", "");
    terms_required(f);
    elements_required(f, "products");
    elements_required(f, "programmes");
    elements_required(f, "cycles");
    measures_check(f);
    week_check(f);
    proof_check(f);
    if (f->errors == 0)
        wire_check(f);
    policy_calendar_check(f);
}

/* ---- the calendar: only warnings, for the government may move a holiday */

void policy_calendar_check(struct policy_file *f)
{
    static const struct {
        int month, day;
    } fixed[] = {{1, 1},  {4, 6},   {4, 13},  {4, 14}, {4, 15},  {5, 1},
                 {8, 12}, {10, 13}, {10, 23}, {12, 5}, {12, 10}, {12, 31}};
    enum { YEAR_DAYS = 365, SATURDAY = 6 };
    const struct policy_published *e = &f->body;
    unsigned line = policy_line_of(f, "data.calendar_until");
    char text[VALUE_TEXT_MAX];
    if (e->calendar_until == 0 && e->holidays_count > 0)
        policy_warn(
            f, policy_line_of(f, "data.holidays"),
            "holidays are listed, but not up to which day they are complete; state calendar_until in [committee]",
            "มีรายการวันหยุดแต่ไม่ระบุว่าครบถึงวันใด โปรดระบุ calendar_until ใน [committee]");
    if (e->calendar_until == 0 || f->effective == 0)
        return;
    if (e->calendar_until < f->effective + YEAR_DAYS - 1)
        policy_warn(f, line, "the calendar ends on %s, less than a year behind the day the policy takes effect",
                    "ปฏิทินสิ้นสุดวันที่ %s ไม่ถึงหนึ่งปีหลังวันที่นโยบายมีผล", dates_day(e->calendar_until, text));
    for (int year = value_civil(f->effective).year; year <= value_civil(e->calendar_until).year; year++) {
        for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
            int32_t day = value_day(year, fixed[i].month, fixed[i].day);
            bool is_listed = day < f->effective || day > e->calendar_until || value_weekday(day) >= SATURDAY;
            for (uint32_t k = 0; k < e->holidays_count && !is_listed; k++)
                is_listed = e->holidays[k].day == day;
            if (!is_listed)
                policy_warn(f, line,
                            "%s is a public holiday every year, but [holidays] does not list it; is it left out?",
                            "%s เป็นวันหยุดราชการทุกปี แต่ไม่มีใน [holidays] ตกหล่นหรือไม่", dates_day(day, text));
        }
    }
}
