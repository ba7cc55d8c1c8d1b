#include "criteria.h"
#include "reports.h"
#include "words.h"

enum criterion_unit { COUNT, PERCENT, MONEY };

static const struct {
    enum criterion_unit unit;
    const char *english, *thai;
} criteria[CRITERIA] = {
#define CRITERION(name, unit, english, thai) {unit, english, thai},
#include "criteria.def"
};

void form_missing(struct form *f, enum figure_kind figure, uint32_t year)
{
    const char *word = schema_word_text(schema_enum_named("figure_kind"), (uint8_t)figure);
    form_note(f, "Not reported: %s of %u: send figure.year_reported with year %u and figure %s.",
              "ยังไม่ได้แจ้ง: %s ปี ค.ศ. %u โปรดส่ง figure.year_reported ระบุ year %u และ figure %s", form_figure_name(figure),
              year, year, word);
}

static void value_add(struct form *f, enum criterion_unit unit, int64_t value)
{
    if (unit == MONEY)
        form_money(f, value);
    else if (unit == PERCENT)
        form_shown(f, value);
    else
        form_number(f, value);
}

static void criterion_add(struct form *f, enum criterion c, const struct judged *j)
{
    static const char *const english[] = {"not measurable", "passes", "fails"};
    static const char *const thai[] = {"วัดไม่ได้", "ผ่าน", "ไม่ผ่าน"};
    char no[VALUE_TEXT_MAX];
    snprintf(no, sizeof no, "(%d)", c + 1);
    form_text(f, no);
    form_words(f, criteria[c].english, criteria[c].thai);
    if (j->judgement == JUDGEMENT_open)
        form_text(f, "-");
    else
        value_add(f, criteria[c].unit, j->value);
    if (j->judgement == JUDGEMENT_open && c == CRITERION_debt)
        form_text(f, "-");
    else
        value_add(f, criteria[c].unit, j->limit);
    form_words(f, english[j->judgement], thai[j->judgement]);
}

static void why_open(struct form *f, const struct judged *j)
{
    if (j->not_presented)
        form_note(f, "Not told: send fiscal_year.statements_presented with year %u.",
                  "ยังไม่ได้แจ้ง: โปรดส่ง fiscal_year.statements_presented ระบุ year %u", j->missing_year);
    if (j->missing != figure_kind_absent)
        form_missing(f, j->missing, j->missing_year);
}

int form_qualification(const struct form_data *d, struct form *f)
{
    struct judged all[CRITERIA];
    int passed = 0, open = 0;
    form_table(f, 5);
    form_words(f, "no.", "ข้อ");
    form_words(f, "qualification", "คุณสมบัติ");
    form_words(f, "figure", "ตัวเลข");
    form_words(f, "limit", "เกณฑ์");
    form_words(f, "result", "ผล");
    for (int c = 0; c < CRITERIA; c++) {
        all[c] = criteria_judge(d, (enum criterion)c);
        criterion_add(f, (enum criterion)c, &all[c]);
        passed += all[c].judgement == JUDGEMENT_passes;
        open += all[c].judgement == JUDGEMENT_open;
    }
    form_note(f, "%d of %d pass, %d are not measurable; all must pass.", "ผ่าน %d จาก %d ข้อ วัดไม่ได้ %d ข้อ ต้องผ่านทุกข้อ",
              passed, (int)CRITERIA, open);
    for (int c = 0; c < CRITERIA; c++)
        if (all[c].judgement == JUDGEMENT_open)
            why_open(f, &all[c]);
    return 0;
}
