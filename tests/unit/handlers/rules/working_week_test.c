#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/test.h"
#include "../../../../handlers/rules/working_week.h"
#include "../../../../proto/value.h"

#include <string.h>

enum { MONDAY = 1, THURSDAY = 4, FRIDAY = 5, SUNDAY = 7 };

static int32_t on(const char *text)
{
    int32_t day = 0;
    CHECK(value_day_parse(text, strlen(text), &day));
    return day;
}

static void check_day(int32_t actual, const char *expected)
{
    char text[VALUE_TEXT_MAX];
    value_day_print(actual, text);
    CHECK_TEXT(text, expected);
}

void test_the_committee_meets_on_thursday_and_pays_on_friday(void)
{
    static const struct {
        const char *returned, *committee, *payout;
    } cases[] = {
        {"2024-01-10", "2024-01-11", "2024-01-12"}, /* AT-03b: Wednesday */
        {"2024-01-12", "2024-01-18", "2024-01-19"}, /* AT-03b: Friday */
        {"2024-01-11", "2024-01-18", "2024-01-19"}, /* AT-03b: on the day of the meeting it is too late for it */
        {"2024-01-13", "2024-01-18", "2024-01-19"}, {"2024-01-14", "2024-01-18", "2024-01-19"},
        {"2024-02-28", "2024-02-29", "2024-03-01"}, {"2023-12-29", "2024-01-04", "2024-01-05"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t committee = week_next(on(cases[i].returned), THURSDAY);
        check_day(committee, cases[i].committee);
        check_day(week_next(committee, FRIDAY), cases[i].payout);
    }
}

void test_the_next_weekday_is_within_a_week_and_never_today(void)
{
    int32_t monday = on("2024-01-08");
    for (int32_t day = monday; day < monday + 7; day++) {
        for (int weekday = MONDAY; weekday <= SUNDAY; weekday++) {
            int32_t next = week_next(day, weekday);
            CHECK(next > day && next <= day + 7);
            CHECK_INT(value_weekday(next), weekday);
        }
    }
}

void test_the_next_working_day_is_not_at_a_weekend(void)
{
    static const struct {
        const char *day, *expected;
    } cases[] = {
        {"2024-01-08", "2024-01-09"}, {"2024-01-11", "2024-01-12"}, {"2024-01-12", "2024-01-15"},
        {"2024-01-13", "2024-01-15"}, {"2024-01-14", "2024-01-15"}, {"2024-02-29", "2024-03-01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_day(week_next_working_day(on(cases[i].day)), cases[i].expected);
}
