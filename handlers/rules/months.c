#include "months.h"

#include "../../proto/value.h"

int32_t months_later(int32_t day, int32_t months)
{
    struct civil c = value_civil(day);
    int64_t month = (int64_t)c.year * 12 + c.month - 1 + months;
    if (month < (int64_t)VALUE_YEAR_MIN * 12)
        return value_day(VALUE_YEAR_MIN, 1, 1);
    if (month >= ((int64_t)VALUE_YEAR_MAX + 1) * 12)
        return value_day(VALUE_YEAR_MAX, 12, 31);
    int year = (int)(month / 12), of_year = (int)(month % 12) + 1;
    int last = value_days_in_month(year, of_year);
    return value_day(year, of_year, c.day < last ? c.day : last);
}

uint32_t months_between(int32_t from, int32_t day)
{
    struct civil a = value_civil(from), b = value_civil(day);
    int32_t months = (b.year - a.year) * 12 + b.month - a.month;
    if (day < from)
        return 0;
    return (uint32_t)(months_later(from, months) > day ? months - 1 : months);
}
