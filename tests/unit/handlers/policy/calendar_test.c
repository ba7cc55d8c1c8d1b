#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/policy/calendar.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

static void check_day(int32_t actual, const char *expected)
{
    char text[VALUE_TEXT_MAX];
    value_day_print(actual, text);
    CHECK_TEXT(text, expected);
}

/* The policy of coop.h with these words added. */
static struct policy_in_force begin(struct coop *c, const char *words)
{
    struct policy_in_force p = {0};
    coop_begin_with(c, words);
    CHECK(policy_on(coop_txn(c), coop_day("2024-01-01"), &p));
    return p;
}

void test_contracts_are_returned_by_the_weekday_table(void)
{
    static const struct {
        const char *picked_up, *due;
    } cases[] = {
        {"2024-01-08", "2024-01-12"}, {"2024-01-09", "2024-01-15"}, {"2024-01-10", "2024-01-16"},
        {"2024-01-11", "2024-01-17"}, {"2024-01-12", "2024-01-18"}, {"2023-12-01", "2023-12-07"},
    };
    struct coop c;
    struct policy_in_force p =
        begin(&c, "holidays[0].day=2023-12-05 holidays[1].day=2024-01-15 holidays[2].day=2024-01-16");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_day(calendar_return(coop_txn(&c), &p, coop_day(cases[i].picked_up)), cases[i].due);
    coop_end(&c);
}

/* Only a due date that is a holiday itself moves: 7 December 2023 stays although the 5th is one. */
void test_with_the_shift_a_due_date_on_a_holiday_moves(void)
{
    struct coop c;
    struct policy_in_force p = begin(&c, "holiday_shift=true holidays[0].day=2023-12-05 holidays[1].day=2024-01-12 "
                                         "holidays[2].day=2024-01-15 holidays[3].day=2024-01-18");
    check_day(calendar_return(coop_txn(&c), &p, coop_day("2023-12-01")), "2023-12-07");
    check_day(calendar_return(coop_txn(&c), &p, coop_day("2024-01-08")), "2024-01-16");
    check_day(calendar_return(coop_txn(&c), &p, coop_day("2024-01-09")), "2024-01-16");
    check_day(calendar_return(coop_txn(&c), &p, coop_day("2024-01-12")), "2024-01-19");
    coop_end(&c);
}

void test_nobody_picks_up_on_a_weekend(void)
{
    CHECK(calendar_picks_up(coop_day("2024-01-08")));
    CHECK(calendar_picks_up(coop_day("2024-01-12")));
    CHECK(!calendar_picks_up(coop_day("2024-01-13")));
    CHECK(!calendar_picks_up(coop_day("2024-01-14")));
}

void test_the_weekly_committee_meets_after_a_day(void)
{
    static const struct {
        const char *after, *meeting;
    } cases[] = {
        {"2024-01-10", "2024-01-11"},
        {"2024-01-11", "2024-01-18"},
        {"2024-01-12", "2024-01-18"},
        /* Thursday the 25th and Friday the 26th are holidays: the meeting is on Monday the 29th */
        {"2024-01-18", "2024-01-29"},
        {"2024-01-25", "2024-01-29"},
        {"2024-01-28", "2024-01-29"},
        {"2024-01-29", "2024-02-01"},
    };
    struct coop c;
    struct policy_in_force p = begin(&c, "holidays[0].day=2024-01-25 holidays[1].day=2024-01-26");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_day(calendar_meeting(coop_txn(&c), &p, loan_queue_weekly, coop_day(cases[i].after)), cases[i].meeting);
    check_day(calendar_meeting(coop_txn(&c), &p, loan_queue_daily, coop_day("2024-01-24")), "2024-01-29");
    check_day(calendar_meeting(coop_txn(&c), &p, loan_queue_daily, coop_day("2024-01-22")), "2024-01-23");
    coop_end(&c);
}

void test_payout_follows_the_decision(void)
{
    struct coop c;
    struct policy_in_force p = begin(&c, "holidays[0].day=2024-01-26 holidays[1].day=2024-01-29 daily_payout_days=2");
    check_day(calendar_payout(coop_txn(&c), &p, loan_queue_weekly, coop_day("2024-01-11")), "2024-01-12");
    check_day(calendar_payout(coop_txn(&c), &p, loan_queue_weekly, coop_day("2024-01-12")), "2024-01-19");
    check_day(calendar_payout(coop_txn(&c), &p, loan_queue_weekly, coop_day("2024-01-25")), "2024-01-30");
    check_day(calendar_payout(coop_txn(&c), &p, loan_queue_daily, coop_day("2024-01-10")), "2024-01-12");
    check_day(calendar_payout(coop_txn(&c), &p, loan_queue_daily, coop_day("2024-01-11")), "2024-01-15");
    check_day(calendar_payout(coop_txn(&c), &p, loan_queue_daily, coop_day("2024-01-24")), "2024-01-30");
    coop_end(&c);
}

/* Nobody is asked to work on Saturdays; a cooperative whose committee does is let. */
void test_a_committee_may_meet_on_saturday(void)
{
    struct coop c;
    struct policy_in_force p = begin(&c, "committee_weekday=6 holidays[0].day=2024-01-20");
    check_day(calendar_meeting(coop_txn(&c), &p, loan_queue_weekly, coop_day("2024-01-10")), "2024-01-13");
    check_day(calendar_meeting(coop_txn(&c), &p, loan_queue_weekly, coop_day("2024-01-13")), "2024-01-22");
    coop_end(&c);
}
