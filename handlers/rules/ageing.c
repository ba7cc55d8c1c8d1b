#include "ageing.h"

#include <assert.h>

int32_t ageing_months_later(int32_t day, int anchor_day, uint32_t n)
{
    assert(anchor_day >= 1 && anchor_day <= 31);
    uint32_t period = value_period_of(day) + n;
    int last = value_civil(value_period_last_day(period)).day;
    return value_period_first_day(period) + (anchor_day < last ? anchor_day : last) - 1;
}

/* Only the anniversary in the month of `day` itself needs a look: earlier ones are past, later ones are not. The due
 * date is past in any case, even where it was moved off its anchor. */
static uint32_t months_begun(int32_t oldest_due, int anchor_day, int32_t day)
{
    uint32_t between = value_period_of(day) - value_period_of(oldest_due);
    uint32_t begun = day > ageing_months_later(oldest_due, anchor_day, between) ? between + 1 : between;
    return begun > 0 ? begun : 1;
}

uint32_t ageing_months(enum months_method method, uint32_t unpaid, int32_t oldest_due, int anchor_day, int32_t day)
{
    assert(method == months_method_due_dates || method == months_method_calendar);
    if (oldest_due == 0 || day <= oldest_due)
        return 0;
    return method == months_method_due_dates ? unpaid : months_begun(oldest_due, anchor_day, day);
}

int ageing_class(const struct class_bound *bounds, uint32_t n, uint32_t months_overdue)
{
    int worst = -1;
    for (uint32_t i = 0; i < n; i++) {
        if (months_overdue > bounds[i].over_months)
            worst = (int)i;
    }
    return worst;
}

int ageing_anchor_day(int32_t first_due)
{
    struct civil c = value_civil(first_due);
    return c.day == value_days_in_month(c.year, c.month) ? 31 : c.day;
}
