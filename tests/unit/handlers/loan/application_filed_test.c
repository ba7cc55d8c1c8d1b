#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

static struct application application_of(struct coop *c, const char *application_no)
{
    struct application_key key;
    struct application a = {0};
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    CHECK(application_get(coop_txn(c), &key, &a));
    return a;
}

/* A loan of 12,000.00 in 12 instalments begins with 1,061.15: 1,000.00 and 31 days of interest, 61.15. */
static void check_left(const char *income, const char *other, int64_t actual, int64_t limit, bool passed)
{
    struct coop c;
    struct store_mem_followup f;
    char line[COOP_TEXT_MAX];
    coop_begin(&c);
    snprintf(line, sizeof line, "2024-01-02 member.income_reported member_no=004411 income=%s other_deductions=%s",
             income, other);
    CHECK_INT(coop_send(&c, line), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=emergency "
                            "amount=12,000.00 instalments=12 method=equal_principal purpose=3"),
              APPLIED);
    if (coop_latest(&c, EVENT_loan_application_screened, &f)) {
        const struct loan_application_screened *told = &f.body.loan_application_screened;
        CHECK_INT(told->first_instalment_satang, 106115);
        CHECK_INT(told->passed, passed);
        CHECK_INT(told->checks_count, 2);
        CHECK_INT(told->checks[0].check, check_take_home);
        CHECK_INT(told->checks[0].passed, passed);
        CHECK_INT(told->checks[0].actual, actual);
        CHECK_INT(told->checks[0].limit, limit);
        CHECK_TEXT(f.cause.rule, "screening");
        CHECK_INT(f.cause.policy, 1);
        CHECK_INT(f.cause.facts[0].fact, fact_take_home_satang);
        CHECK_INT(f.cause.facts[0].actual, actual);
        CHECK_INT(f.cause.facts[0].limit, limit);
    }
    struct application a = application_of(&c, "A-1");
    CHECK_INT(a.passed, passed);
    CHECK_INT(a.state, application_state_queued);
    CHECK_INT(a.take_home_satang, actual);
    CHECK_INT(a.take_home_floor_satang, limit);
    coop_end(&c);
}

void test_at_01_thirty_percent_left_passes_and_a_satang_less_fails(void)
{
    check_left("20,000.00", "12,938.85", 600000, 600000, true);
    check_left("20,000.00", "12,938.86", 599999, 600000, false);
}

void test_at_02_both_floors_hold_together(void)
{
    check_left("3,000.00", "938.85", 100000, 100000, true);
    check_left("3,000.00", "938.86", 99999, 100000, false);
    check_left("3,333.33", "1,272.18", 100000, 100000, true);
    check_left("3,333.34", "1,272.19", 100000, 100001, false);
    check_left("3,333.34", "1,272.18", 100001, 100001, true);
}

void test_more_deductions_than_income_are_a_negative_take_home(void)
{
    check_left("3,000.00", "3,000.00", -106115, 100000, false);
}

void test_shares_and_open_loans_count_as_deductions(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-12 member.registered member_no=004412 kind=ordinary unit_code=0417 "
                            "income=100,000.00 share_monthly=900.00"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-15 loan.application_filed application_no=A-1 member_no=004411 product=emergency "
                            "amount=12,000.00 instalments=12 method=equal_principal purpose=3"),
              APPLIED);
    /* 100,000.00 less 5,000.00 and 31 days of interest on 300,000.00, less 1,061.15 */
    CHECK_INT(application_of(&c, "A-1").take_home_satang, 10000000 - 500000 - 152877 - 106115);
    CHECK_INT(coop_send(&c, "2024-01-15 loan.application_filed application_no=A-2 member_no=004412 product=emergency "
                            "amount=12,000.00 instalments=12 method=equal_principal purpose=3"),
              APPLIED);
    CHECK_INT(application_of(&c, "A-2").take_home_satang, 10000000 - 90000 - 106115);
    coop_end(&c);
}

void test_too_many_instalments_are_a_fact_and_screened(void)
{
    struct coop c;
    struct store_mem_followup f;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=emergency "
                            "amount=13,000.00 instalments=13 method=equal_total purpose=1"),
              APPLIED);
    CHECK_TEXT(coop_told(&c), "loan.application_screened committee.agenda_item_added notification.requested");
    if (coop_latest(&c, EVENT_loan_application_screened, &f)) {
        const struct loan_application_screened *told = &f.body.loan_application_screened;
        CHECK(!told->passed);
        CHECK(told->checks[0].passed);
        CHECK_INT(told->checks[1].check, check_instalments);
        CHECK(!told->checks[1].passed);
        CHECK_INT(told->checks[1].actual, 13);
        CHECK_INT(told->checks[1].limit, 12);
    }
    if (coop_latest(&c, EVENT_notification_requested, &f)) {
        CHECK_INT(f.body.notification_requested.template, template_loan_screened);
        CHECK_INT(f.body.notification_requested.audience, audience_officer);
        CHECK_TEXT(f.body.notification_requested.recipient_ref, "loans");
        CHECK_TEXT(f.body.notification_requested.subject_ref, "A-1");
    }
    coop_end(&c);
}

static void check_meeting(const char *product, const char *filed, const char *meeting)
{
    struct coop c;
    struct store_mem_followup f;
    char line[COOP_TEXT_MAX];
    coop_begin(&c);
    snprintf(line, sizeof line,
             "%s loan.application_filed application_no=A-1 member_no=004411 product=%s amount=12,000.00 instalments=12 "
             "method=equal_principal purpose=3",
             filed, product);
    CHECK_INT(coop_send(&c, line), APPLIED);
    if (coop_latest(&c, EVENT_committee_agenda_item_added, &f)) {
        CHECK_INT(f.body.committee_agenda_item_added.meeting_date, coop_day(meeting));
        CHECK_TEXT(f.cause.rule, "committee_day");
        CHECK_INT(f.cause.because_count, 1);
    }
    coop_end(&c);
}

void test_at_03b_special_loans_wait_for_thursday_and_others_for_the_next_working_day(void)
{
    check_meeting("special", "2024-01-10", "2024-01-11");
    check_meeting("special", "2024-01-12", "2024-01-18");
    check_meeting("special", "2024-01-11", "2024-01-18");
    check_meeting("ordinary", "2024-01-10", "2024-01-11");
    check_meeting("ordinary", "2024-01-12", "2024-01-15");
    check_meeting("emergency", "2024-01-13", "2024-01-15");
}

#define FILED(date, member, product, amount, instalments, purpose)                                                     \
    date " loan.application_filed application_no=A-1 member_no=" member " product=" product " amount=" amount          \
         " instalments=" instalments " method=equal_total purpose=" purpose

void test_what_no_committee_could_grant_is_refused(void)
{
    struct coop c;
    coop_begin(&c);
    coop_refused(&c, FILED("2024-01-10", "999999", "ordinary", "1,000.00", "12", "3"), "member_unknown",
                 "data.member_no");
    coop_refused(&c, FILED("2024-01-10", "004411", "holiday", "1,000.00", "12", "3"), "product_unknown",
                 "data.product");
    coop_refused(&c, FILED("2024-01-10", "004411", "ordinary", "1,000.00", "12", "7"), "purpose_unknown",
                 "data.purpose");
    coop_refused(&c, FILED("2024-01-10", "004411", "ordinary", "1,000.00", "481", "3"), "out_of_range",
                 "data.instalments");
    coop_refused(&c, FILED("2024-01-10", "004411", "ordinary", "100,000,000,000.01", "12", "3"), "amount_overflow",
                 "data.amount_satang");
    coop_refused(&c, FILED("2023-12-31", "004411", "ordinary", "1,000.00", "12", "3"), "no_policy", "effective_date");
    CHECK_INT(coop_send(&c, FILED("2024-01-10", "004411", "ordinary", "100,000,000,000.00", "480", "6")), APPLIED);
    CHECK(!application_of(&c, "A-1").passed);
    coop_refused(&c, FILED("2024-01-10", "004411", "ordinary", "1,000.00", "12", "3"), "application_exists",
                 "data.application_no");
    coop_end(&c);
}
