#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/rules/months.h"
#include "../../../../proto/value.h"
#include "../../../support/test.h"

void test_the_same_day_or_the_last_of_a_shorter_month(void)
{
    CHECK_INT(months_later(value_day(2024, 1, 31), 1), value_day(2024, 2, 29));
    CHECK_INT(months_later(value_day(2024, 1, 31), 13), value_day(2025, 2, 28));
    CHECK_INT(months_later(value_day(2024, 3, 31), -1), value_day(2024, 2, 29));
    CHECK_INT(months_later(value_day(2024, 1, 15), -1), value_day(2023, 12, 15));
    CHECK_INT(months_later(value_day(1960, 5, 14), 900), value_day(2035, 5, 14));
    CHECK_INT(months_later(value_day(2399, 12, 1), 1), value_day(2399, 12, 31));
    CHECK_INT(months_later(value_day(1900, 1, 2), -1), value_day(1900, 1, 1));
}

void test_months_count_when_they_are_complete(void)
{
    CHECK_INT(months_between(value_day(2024, 1, 10), value_day(2024, 7, 9)), 5);
    CHECK_INT(months_between(value_day(2024, 1, 10), value_day(2024, 7, 10)), 6);
    CHECK_INT(months_between(value_day(2024, 2, 29), value_day(2025, 2, 28)), 12);
    CHECK_INT(months_between(value_day(2024, 2, 29), value_day(2025, 2, 27)), 11);
    CHECK_INT(months_between(value_day(2024, 2, 29), value_day(2024, 2, 1)), 0);
}
