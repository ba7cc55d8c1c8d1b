#include "working_week.h"

#include "../../proto/value.h"

#include <assert.h>

enum { MONDAY = 1, FRIDAY = 5, SUNDAY = 7 };

int32_t week_next(int32_t day, int weekday)
{
    assert(weekday >= MONDAY && weekday <= SUNDAY);
    return day + (weekday - value_weekday(day) + 6) % 7 + 1;
}

int32_t week_next_working_day(int32_t day)
{
    return value_weekday(day + 1) > FRIDAY ? week_next(day, MONDAY) : day + 1;
}
