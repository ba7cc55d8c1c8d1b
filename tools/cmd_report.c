/* coopctl report: the tables that the form of the outstanding-cooperative award asks for. */
#include "arguments.h"
#include "ask.h"
#include "dates.h"
#include "reports.h"
#include "words.h"

#include "../handlers/member/year.h"

#include <stdlib.h>
#include <string.h>

static const struct report_kind {
    const char *name, *document, *english, *thai;
    form_make *make;
} kinds[] = {
#define REPORT(name, document, english, thai) {#name, document, english, thai, form_##name},
#include "reports.def"
};

static const struct report_kind *kind_named(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

static int list_wrong(void)
{
    char names[256] = "";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i > 0 ? ", " : "", kinds[i].name);
    return arguments_wrong("report", "name one report: %s", "โปรดระบุรายงานหนึ่งชื่อ: %s", names);
}

/* 2024, or 2567 of the Buddhist era. */
static bool year_read(const char *text, uint32_t *ret)
{
    char *end;
    unsigned long year = strlen(text) == 4 ? strtoul(text, &end, 10) : 0;
    if (year == 0 || *end != '\0')
        return false;
    year -= year > 2400 ? 543 : 0;
    *ret = (uint32_t)year;
    return year > VALUE_YEAR_MIN + FORM_YEARS && year <= VALUE_YEAR_MAX;
}

/* What stands above the table: which report, of which year, as of when. */
static void head(struct form *f, const struct report_kind *kind, const struct form_data *d)
{
    const struct form_year *y = &d->years[0];
    char day[VALUE_TEXT_MAX], end[VALUE_TEXT_MAX];
    int year = (int)y->year + (words_thai() ? 543 : 0);
    dates_day(y->sums.as_of, day);
    dates_day(year_last_day(y->year), end);
    form_note(f, "%s, %d (outstanding-cooperative form and announcement %s)", "%s ปี %d (แบบและประกาศสหกรณ์ดีเด่น %s)",
              words_thai() ? kind->thai : kind->english, year, kind->document);
    if (y->measured)
        form_note(f, "Measured as the books stood at the close of %s.", "วัดผลตามบัญชี ณ สิ้นวันที่ %s", day);
    else
        form_note(f,
                  "Not measured: fiscal_year.measured is sent while %s is the last day closed; of a year that was not, "
                  "figures are told with figure.year_reported.",
                  "ยังไม่ได้วัดผล ส่ง fiscal_year.measured ขณะที่ %s เป็นวันล่าสุดที่ปิด ปีที่ไม่ได้วัดให้แจ้งตัวเลขด้วย figure.year_reported",
                  end);
}

static int tell(const struct report_options *o, const struct report_kind *kind, const struct form *f)
{
    if (o->out)
        return form_write(f, o->out, strcmp(o->format, "csv") == 0, kind->name);
    if (o->given.json)
        form_print_json(f, stdout);
    else
        form_print(f, stdout);
    return 0;
}

int cmd_report(const struct report_options *o)
{
    const struct report_kind *kind = o->given.operands_count == 1 ? kind_named(o->given.operands[0]) : NULL;
    struct form_data data;
    struct form form = {0};
    struct ask a;
    uint32_t year;
    if (!kind)
        return list_wrong();
    if (!o->year || !year_read(o->year, &year))
        return arguments_wrong("report", "--year: a year like 2024 or 2567", "--year: ใช้ปีเช่น 2567 หรือ 2024");
    if ((o->format != NULL) != (o->out != NULL) ||
        (o->format && strcmp(o->format, "csv") != 0 && strcmp(o->format, "xlsx") != 0))
        return arguments_wrong("report", "a file is written with both --format csv or xlsx, and --out FILE",
                               "การเขียนแฟ้มต้องระบุทั้ง --format เป็น csv หรือ xlsx และ --out FILE");
    int status = ask_open(&o->given, &a);
    if (status != 0)
        return status;
    status = form_data_read(&a, year, &data);
    data.every_row = o->out != NULL;
    if (status == 0) {
        head(&form, kind, &data);
        status = kind->make(&data, &form);
    }
    ask_close(&a);
    if (status == 0)
        status = tell(o, kind, &form);
    form_free(&form);
    return status;
}
