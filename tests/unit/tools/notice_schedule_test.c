#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/notice_schedule.h"
#include "../../support/test.h"

enum { DAY = 739221 }; /* 2024-01-31 */
static const int64_t HOUR = 3600000;

static const struct schedule_rules rules = {.tries = 4, .first_ms = 60000, .longest_ms = 200000};

static int64_t at(int32_t day, int hour)
{
    return schedule_midnight(day) + hour * HOUR;
}

void test_days_begin_at_midnight_in_bangkok(void)
{
    CHECK_INT(schedule_midnight(value_day(1970, 1, 1)), -7 * HOUR);
    CHECK_INT(schedule_day(0), value_day(1970, 1, 1));
    CHECK_INT(schedule_day(17 * HOUR - 1), value_day(1970, 1, 1));
    CHECK_INT(schedule_day(17 * HOUR), value_day(1970, 1, 2));
    CHECK_INT(schedule_day(at(DAY, 0)), DAY);
    CHECK_INT(schedule_day(at(DAY, 0) - 1), DAY - 1);
}

void test_a_notice_without_day_and_hours_is_sent_at_once(void)
{
    struct notice_row n = {0};
    CHECK(schedule_send(&n, &rules, 1000, at(DAY, 3)).now);
}

void test_day_and_hours_are_kept(void)
{
    struct notice_row n = {.not_before = DAY, .from_hour = 8, .until_hour = 20};
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY - 3, 12)), at(DAY, 8));
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY, 8) - 1), at(DAY, 8));
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY, 8)), at(DAY, 8));
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY, 20) - 1), at(DAY, 20) - 1);
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY, 20)), at(DAY + 1, 8));
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY, 23)), at(DAY + 1, 8));
    CHECK(!schedule_send(&n, &rules, 0, at(DAY, 20)).now);
    CHECK(schedule_send(&n, &rules, 0, at(DAY, 19)).now);
}

void test_no_attempt_outlasts_the_hours(void)
{
    struct notice_row n = {.from_hour = 8, .until_hour = 20};
    struct schedule_rules slow = rules;
    slow.attempt_ms = 30000;
    CHECK_INT(schedule_allowed(&n, &slow, at(DAY, 20) - 30000), at(DAY + 1, 8));
    CHECK_INT(schedule_allowed(&n, &slow, at(DAY, 20) - 30001), at(DAY, 20) - 30001);
    slow.attempt_ms = 24 * HOUR; /* longer than the hours: it begins with them */
    CHECK_INT(schedule_allowed(&n, &slow, at(DAY, 8)), at(DAY, 8));
    CHECK_INT(schedule_allowed(&n, &slow, at(DAY, 9)), at(DAY + 1, 8));
}

void test_one_who_got_enough_today_waits_for_tomorrow(void)
{
    struct notice_row n = {.from_hour = 8, .until_hour = 20};
    struct schedule_rules few = rules;
    few.a_day = 2;
    CHECK(schedule_send(&n, &few, 1, at(DAY, 9)).now);
    CHECK_INT(schedule_send(&n, &few, 2, at(DAY, 9)).at_ms, at(DAY + 1, 8));
    n.counted_on = DAY; /* an attempt of today is one of the two */
    CHECK(schedule_send(&n, &few, 2, at(DAY, 9)).now);
}

void test_waits_double_up_to_the_longest_and_end_with_the_last_try(void)
{
    struct notice_row n = {0};
    static const int64_t waits[] = {60000, 120000, 200000};
    int64_t when;
    for (uint32_t i = 0; i < 3; i++) {
        n.attempts = i + 1;
        CHECK(schedule_retry(&n, &rules, at(DAY, 9), &when));
        CHECK_INT(when - at(DAY, 9), waits[i]);
    }
    n.attempts = 4;
    CHECK(!schedule_retry(&n, &rules, at(DAY, 9), &when));
}

void test_a_retry_keeps_the_hours_too(void)
{
    struct notice_row n = {.attempts = 1, .from_hour = 8, .until_hour = 20};
    int64_t when;
    CHECK(schedule_retry(&n, &rules, at(DAY, 20) - 1000, &when));
    CHECK_INT(when, at(DAY + 1, 8));
}

void test_on_another_day_than_meant_the_hours_of_a_holiday_hold(void)
{
    struct notice_row n = {.effective_date = DAY, .from_hour = 8, .until_hour = 20};
    struct schedule_rules holidays = rules;
    holidays.holiday_until_hour = 18;
    CHECK_INT(schedule_allowed(&n, &holidays, at(DAY, 19)), at(DAY, 19));
    CHECK_INT(schedule_allowed(&n, &holidays, at(DAY, 20)), at(DAY + 1, 8));
    CHECK_INT(schedule_allowed(&n, &holidays, at(DAY + 1, 18) - 1), at(DAY + 1, 18) - 1);
    CHECK_INT(schedule_allowed(&n, &holidays, at(DAY + 1, 18)), at(DAY + 2, 8));
    n.not_before = DAY + 1;
    CHECK_INT(schedule_allowed(&n, &holidays, at(DAY + 1, 19)), at(DAY + 1, 19));
    n.until_hour = 12; /* never later than it says itself */
    CHECK_INT(schedule_allowed(&n, &holidays, at(DAY + 2, 12)), at(DAY + 3, 8));
    n.until_hour = 24;
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY + 2, 24) - 1), at(DAY + 2, 24) - 1);
    CHECK_INT(schedule_allowed(&n, &rules, at(DAY + 2, 24)), at(DAY + 3, 8));
}
