#include "dates.h"

#include "arguments.h"
#include "cell.h"
#include "words.h"

#include <stdio.h>

const char *dates_period(uint32_t period, char out[VALUE_TEXT_MAX])
{
    enum { MONTHS = 12 };
    uint32_t years = words_thai() ? CELL_BUDDHIST_YEARS : 0;
    if (period == 0)
        snprintf(out, VALUE_TEXT_MAX, "-");
    else
        snprintf(out, VALUE_TEXT_MAX, "%04u-%02u", period / MONTHS + years, period % MONTHS + 1);
    return out;
}

const char *dates_day(int32_t day, char out[VALUE_TEXT_MAX])
{
    if (day == 0) {
        snprintf(out, VALUE_TEXT_MAX, "-");
    } else if (words_thai()) {
        struct civil c = value_civil(day);
        snprintf(out, VALUE_TEXT_MAX, "%02d/%02d/%04d", c.day, c.month, c.year + CELL_BUDDHIST_YEARS);
    } else {
        value_day_print(day, out);
    }
    return out;
}

bool dates_period_read(const char *command, const char *text, uint32_t *ret)
{
    struct row_cell cell = cell_of_text(text);
    const struct flaw *f = cell_period(&cell, CALENDAR_NONE, ret);
    if (f)
        arguments_wrong(command, "the month \"%s\" %s", "งวด \"%s\" %s", text, flaw_text(f));
    return !f;
}

bool dates_day_read(const char *command, const char *what, const char *text, int32_t *ret)
{
    struct row_cell cell = cell_of_text(text);
    const struct flaw *f = cell_day(&cell, CALENDAR_NONE, ret);
    if (f)
        arguments_wrong(command, "%s \"%s\" %s", "%s \"%s\" %s", what, text, flaw_text(f));
    return !f;
}
