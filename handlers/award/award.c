#include "award.h"

uint32_t award_first_month(uint32_t year)
{
    return value_period_of(year_last_day(year - 1) + 1);
}

uint32_t award_last_month(uint32_t year)
{
    return value_period_of(year_last_day(year));
}

bool award_figure(struct txn *t, uint32_t year, enum figure_kind figure, int64_t *ret_value)
{
    struct year_figure_key key = {.year = year, .figure_kind = (uint8_t)figure};
    struct year_figure row;
    if (!year_figure_get(t, &key, &row))
        return false;
    *ret_value = row.value;
    return true;
}
