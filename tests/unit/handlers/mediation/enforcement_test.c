#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/mediation/enforcement.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define CASE "C-004411-1"

/* An agreed date of 2024-06-30 was missed; told at the close of 2024-07-07. */
static void breach(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
    CHECK_INT(coop_send(c, "2024-05-10 employer.meeting_held case_id=" CASE " basis=consent result=cannot_deduct"),
              APPLIED);
    CHECK_INT(coop_send(c, "2024-06-01 mediation.outcome_recorded case_id=" CASE " outcome=agreed document_no=M-1 "
                           "schedule[0].due_date=2024-06-30 schedule[0].amount=6,000.00"),
              APPLIED);
    coop_close_to(c, "2024-07-07");
    CHECK_TEXT(coop_told(c), "mediation.agreement_breached collection.stage_changed collection.step_due "
                             "mediation.enforcement_deadline notification.requested");
}

static struct enforcement enforcement_row(struct coop *c)
{
    struct enforcement_key key = {.case_id = CASE};
    struct enforcement row = {0};
    CHECK(enforcement_get(coop_txn(c), &key, &row));
    return row;
}

void test_the_time_runs_three_years_from_the_missed_date(void)
{
    struct coop c;
    breach(&c, "");
    CHECK_INT(enforcement_row(&c).from_day, coop_day("2024-06-30"));
    CHECK_INT(enforcement_row(&c).deadline, coop_day("2027-06-30"));
    CHECK_INT(enforcement_row(&c).warn_on, coop_day("2027-04-01"));
    coop_end(&c);
}

void test_an_officer_is_told_before_it_ends_and_when_it_has(void)
{
    struct coop c;
    breach(&c, "enforcement_months=2 enforcement_notice_days=20");
    coop_close_to(&c, "2024-08-06"); /* nobody decided about a suit */
    CHECK_TEXT(coop_told(&c), "collection.step_ended notification.requested collection.step_due");
    coop_close_to(&c, "2024-08-09");
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-08-10");
    CHECK_TEXT(coop_told(&c), "notification.requested");
    coop_close_to(&c, "2024-08-29");
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-08-30");
    CHECK_TEXT(coop_told(&c), "mediation.enforcement_ended notification.requested");
    CHECK_INT(enforcement_row(&c).outcome, enforcement_outcome_passed);
    coop_end(&c);
}

void test_a_time_that_is_nearly_over_when_it_begins_is_warned_of_at_once(void)
{
    struct coop c;
    breach(&c, "enforcement_months=1 enforcement_notice_days=366");
    CHECK_INT(enforcement_row(&c).warn_on, coop_day("2024-07-08"));
    coop_close_to(&c, "2024-07-08");
    CHECK_TEXT(coop_told(&c), "notification.requested");
    CHECK_INT(enforcement_row(&c).warn_on, 0);
    coop_close_to(&c, "2024-07-30");
    CHECK_INT(enforcement_row(&c).outcome, enforcement_outcome_passed);
    coop_end(&c);
}

void test_a_suit_ends_it(void)
{
    struct coop c;
    breach(&c, "");
    CHECK_INT(coop_send(&c, "2024-07-10 legal.case_filed case_id=" CASE " court_ref=AC-1"), APPLIED);
    CHECK_INT(enforcement_row(&c).outcome, enforcement_outcome_suit);
    coop_end(&c);
}

void test_a_cure_ends_it_as_kept(void)
{
    struct coop c;
    breach(&c, "");
    CHECK_INT(coop_send(&c, "2024-07-10 loan.payment_received contract_no=S-1 amount=50,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(coop_case(&c, CASE).stage, case_stage_closed);
    CHECK_INT(enforcement_row(&c).outcome, enforcement_outcome_kept);
    coop_end(&c);
}

void test_a_write_off_gives_it_up(void)
{
    struct coop c;
    breach(&c, "");
    CHECK_INT(coop_send(&c, "2024-07-10 loan.written_off contract_no=S-1 resolution_no=3/2567 actor=board"), APPLIED);
    CHECK_INT(enforcement_row(&c).outcome, enforcement_outcome_withdrawn);
    coop_end(&c);
}
