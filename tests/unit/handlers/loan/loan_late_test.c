#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/scenario.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

static void begin_lent(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    coop_lend(c, "S-1", "equal_principal");
}

void test_an_instalment_is_missed_at_the_close_of_the_day_it_is_late(void)
{
    struct coop c;
    struct loan_bill bill;
    struct store_mem_followup f;
    begin_lent(&c, "");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_close_to(&c, "2024-02-04");
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-02-05");
    CHECK_TEXT(coop_told(&c), "loan.delinquency_changed notification.requested");
    if (coop_latest(&c, EVENT_loan_delinquency_changed, &f)) {
        const struct loan_delinquency_changed *told = &f.body.loan_delinquency_changed;
        CHECK_INT(f.effective_date, coop_day("2024-02-05"));
        CHECK_INT(told->missed_instalments, 1);
        CHECK_INT(told->months_overdue, 1);
        CHECK_INT(told->oldest_due_date, coop_day("2024-01-31"));
        CHECK_INT(told->default_date, coop_day("2024-02-01"));
        CHECK_INT(told->arrears_satang, 593699);
        CHECK_TEXT(f.cause.rule, "delinquency");
        CHECK_INT(f.cause.facts[0].actual, 1);
        CHECK_INT(f.cause.facts[1].actual, 593699);
    }
    if (coop_latest(&c, EVENT_notification_requested, &f)) {
        CHECK_INT(f.body.notification_requested.template, template_arrears_notice);
        CHECK_INT(f.body.notification_requested.amount_satang, 593699);
        CHECK_INT(f.body.notification_requested.due_date, coop_day("2024-01-31"));
    }
    coop_end(&c);
}

void test_any_part_unpaid_counts_and_the_short_collection_is_the_cause(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    struct store_mem_followup f;
    begin_lent(&c, "");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_payroll(&c, "S-1", 593698, "2024-01-31", &paid);
    store_mem_begin_event(c.store, store_mem_last_seq(c.store) + 1);
    loan_mark_short(coop_txn(&c), "S-1", coop_day("2024-01-31"), paid.posted_position, fault_member_short,
                    coop_day("2024-02-29"));
    loan_mark_short(coop_txn(&c), "S-1", coop_day("2024-02-29"), paid.posted_position, fault_member_short,
                    coop_day("2024-02-29")); /* no such instalment */
    store_mem_accept(c.store);
    coop_close_to(&c, "2024-02-05");
    if (coop_latest(&c, EVENT_loan_delinquency_changed, &f)) {
        CHECK_INT(f.body.loan_delinquency_changed.arrears_satang, 1);
        CHECK_INT(f.cause.because_count, 1);
        CHECK_INT((int64_t)f.cause.because[0].position, (int64_t)paid.posted_position);
    }
    coop_end(&c);
}

void test_what_is_paid_in_time_is_never_missed(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    begin_lent(&c, "");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_payroll(&c, "S-1", 593699, "2024-01-31", &paid);
    coop_close_to(&c, "2024-02-10");
    CHECK_TEXT(coop_told(&c), "");
    coop_end(&c);
}

void test_exactly_three_missed_instalments_stay_normal(void)
{
    struct coop c;
    begin_lent(&c, "");
    coop_miss(&c, "S-1", 3);
    struct loan loan = coop_loan(&c, "S-1");
    CHECK_INT(loan.missed_instalments, 3);
    CHECK_INT(loan.months_overdue, 3);
    CHECK_INT(loan.class, loan_class_normal);
    CHECK(!loan.npl);
    CHECK_TEXT(loan.case_id, "");
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_classified), 0);
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_delinquency_changed), 3);
    coop_end(&c);
}

static void check_npl_causes(struct coop *c)
{
    struct store_mem_followup delinquency, class, flagged, stage;
    uint64_t last = store_mem_followups(c->store);
    CHECK(store_mem_followup(c->store, last - 6, &delinquency));
    CHECK(store_mem_followup(c->store, last - 5, &class));
    CHECK(store_mem_followup(c->store, last - 4, &flagged));
    CHECK(store_mem_followup(c->store, last - 3, &stage));
    CHECK_INT(class.body.loan_classified.from_class, loan_class_normal);
    CHECK_INT(class.body.loan_classified.to_class, loan_class_substandard);
    CHECK_INT(class.body.loan_classified.npl, true);
    CHECK_TEXT(class.cause.rule, "npl_class");
    CHECK_INT(class.cause.facts[0].fact, fact_months_overdue);
    CHECK_INT(class.cause.facts[0].actual, 4);
    CHECK_INT(class.cause.facts[0].limit, 3);
    CHECK_INT((int64_t) class.cause.because[0].position, (int64_t)last - 6);
    CHECK_INT((int64_t)flagged.cause.because[0].position, (int64_t)last - 5);
    CHECK_INT(flagged.body.member_npl_flagged.principal_satang, 30000000);
    CHECK_INT((int64_t)stage.cause.because[0].position, (int64_t)last - 5);
    CHECK_TEXT(stage.cause.rule, "ladder_opened");
    CHECK_INT(stage.body.collection_stage_changed.due_date, coop_day("2024-05-05") + 14);
    CHECK_INT(delinquency.cause.because_count, 1); /* the one before it */
}

void test_the_fourth_missed_instalment_is_npl_and_opens_a_case(void)
{
    struct coop c;
    struct loan_bill bill;
    begin_lent(&c, "");
    coop_miss(&c, "S-1", 3);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 4), &bill));
    coop_close_to(&c, "2024-05-05");
    CHECK_TEXT(coop_told(&c), "loan.delinquency_changed loan.classified member.npl_flagged collection.stage_changed "
                              "collection.step_due notification.requested notification.requested");
    check_npl_causes(&c);
    struct loan loan = coop_loan(&c, "S-1");
    CHECK_INT(loan.class, loan_class_substandard);
    CHECK_TEXT(loan.case_id, "C-004411-1");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_employer_contact);
    CHECK_INT(coop_member(&c).npl_loans, 1);
    coop_end(&c);
}

void test_classes_get_worse_over_six_and_over_twelve_months(void)
{
    struct coop c;
    begin_lent(&c, "");
    coop_miss(&c, "S-1", 13);
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_classified), 3);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_npl_flagged), 1);
    CHECK_INT((int64_t)coop_count(&c, EVENT_collection_stage_changed), 1);
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_doubtful_of_loss);
    coop_end(&c);
}

void test_arrears_wholly_paid_cure_the_loan_and_close_the_case(void)
{
    struct coop c;
    struct loan_payment paid;
    struct store_mem_followup f;
    begin_lent(&c, "");
    coop_miss(&c, "S-1", 4);
    int64_t arrears = coop_loan(&c, "S-1").missed_satang;
    coop_payroll(&c, "S-1", arrears, "2024-05-10", &paid);
    CHECK_INT(paid.excess_satang, 0);
    CHECK_TEXT(coop_told(&c), "loan.instalment_posted loan.delinquency_changed loan.classified member.npl_cleared "
                              "collection.step_ended collection.stage_changed journal.posting_requested");
    struct loan loan = coop_loan(&c, "S-1");
    CHECK_INT(loan.class, loan_class_normal);
    CHECK_INT(loan.missed_instalments, 0);
    CHECK_INT(loan.oldest_due, 0);
    CHECK_TEXT(loan.case_id, "");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_closed);
    CHECK_INT(coop_member(&c).npl_loans, 0);
    if (coop_latest(&c, EVENT_collection_stage_changed, &f)) {
        CHECK_TEXT(f.cause.rule, "cured");
        CHECK_INT(f.effective_date, coop_day("2024-05-10"));
    }
    if (coop_latest(&c, EVENT_loan_delinquency_changed, &f)) {
        CHECK_INT(f.body.loan_delinquency_changed.default_date, 0);
        CHECK_INT((int64_t)f.cause.because[0].position, (int64_t)paid.posted_position);
        CHECK_INT(f.cause.because_count, 2);
    }
    coop_end(&c);
}

void test_a_payment_in_part_betters_the_class_and_cures_nothing(void)
{
    struct coop c;
    struct loan_payment paid;
    struct loan_bill bill;
    begin_lent(&c, "");
    coop_miss(&c, "S-1", 4);
    struct loan loan = coop_loan(&c, "S-1");
    coop_payroll(&c, "S-1", loan.billed_interest_satang + 500000, "2024-05-10", &paid);
    CHECK_TEXT(coop_told(&c), "loan.instalment_posted loan.delinquency_changed loan.classified member.npl_cleared "
                              "journal.posting_requested");
    loan = coop_loan(&c, "S-1");
    CHECK_INT(loan.missed_instalments, 3);
    CHECK_INT(loan.class, loan_class_normal);
    CHECK_INT(loan.oldest_due, coop_day("2024-02-29"));
    CHECK_TEXT(loan.case_id, "C-004411-1");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_employer_contact);
    /* missed again, it is non-performing again in the same case */
    CHECK(coop_bill(&c, "S-1", value_period(2024, 5), &bill));
    coop_close_to(&c, "2024-06-05");
    CHECK_TEXT(
        coop_told(&c),
        "collection.step_ended notification.requested collection.step_due collection.step_ended notification.requested "
        "collection.step_due loan.delinquency_changed loan.classified member.npl_flagged notification.requested");
    coop_end(&c);
}

void test_a_member_is_flagged_by_the_first_loan_and_cleared_by_the_last(void)
{
    struct coop c;
    struct loan_payment paid;
    struct loan_bill bill;
    begin_lent(&c, "");
    coop_lend(&c, "S-2", "equal_total");
    for (uint32_t month = 0; month < 4; month++)
        CHECK(coop_bill(&c, "S-2", value_period(2024, 1) + month, &bill));
    coop_miss(&c, "S-1", 4);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_npl_flagged), 1);
    CHECK_INT(coop_member(&c).npl_loans, 2);
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "C-004411-1");
    CHECK_TEXT(coop_loan(&c, "S-2").case_id, "C-004411-2");
    coop_payroll(&c, "S-1", coop_loan(&c, "S-1").missed_satang, "2024-05-10", &paid);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_npl_cleared), 0);
    coop_payroll(&c, "S-2", coop_loan(&c, "S-2").missed_satang, "2024-05-10", &paid);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_npl_cleared), 1);
    CHECK_INT(coop_member(&c).npl_loans, 0);
    coop_end(&c);
}

/* One unpaid instalment, by calendar: the class changes on the day after the same day three months later, although
 * nothing else happens on that day. */
void test_by_calendar_another_month_begins_without_an_instalment(void)
{
    struct coop c;
    struct loan_bill bill;
    struct store_mem_followup f;
    begin_lent(&c, "months_method=calendar");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_close_to(&c, "2024-04-30");
    CHECK_INT(coop_loan(&c, "S-1").months_overdue, 3);
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_normal);
    coop_close_to(&c, "2024-05-01");
    CHECK_TEXT(
        coop_told(&c),
        "loan.classified member.npl_flagged collection.stage_changed collection.step_due notification.requested");
    CHECK_INT(coop_loan(&c, "S-1").months_overdue, 4);
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 1);
    if (coop_latest(&c, EVENT_loan_classified, &f))
        CHECK_INT(f.effective_date, coop_day("2024-05-01"));
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_due), 2); /* the next look, and the step of the case */
    coop_close_to(&c, "2025-02-01");
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_doubtful_of_loss);
    coop_end(&c);
}

void test_looks_at_a_loan_that_was_cured_meanwhile_find_nothing(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    begin_lent(&c, "months_method=calendar");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_close_to(&c, "2024-03-10");
    coop_payroll(&c, "S-1", 593699, "2024-03-10", &paid);
    coop_close_to(&c, "2024-06-10");
    CHECK_TEXT(coop_told(&c), "");
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_due), 0);
    coop_end(&c);
}

static void close_day_only(struct coop *c, const char *day)
{
    char line[COOP_TEXT_MAX], error[SCENARIO_ERROR_MAX];
    static struct event event;
    snprintf(line, sizeof line, "%s clock.day_closed date=%s", day, day);
    CHECK(scenario_parse_event(line, &event, &c->why, error));
    CHECK_INT(store_mem_apply_one(c->store, &event, &c->why), APPLIED);
}

/* Two days are closed, and money comes before the slices that close them have reached the loan. */
static void check_late_slices(const char *policy_words, bool slices_first)
{
    static const char money[] =
        "2024-05-07 loan.payment_received contract_no=S-1 amount=100.00 channel=bank document_no=R";
    struct coop c;
    struct loan_bill bill;
    struct store_mem_followup f;
    static struct event event;
    char error[SCENARIO_ERROR_MAX];
    begin_lent(&c, policy_words);
    coop_miss(&c, "S-1", 3);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 4), &bill));
    coop_close_to(&c, "2024-04-30");
    uint64_t mark = store_mem_followups(c.store);
    if (slices_first) {
        coop_close_to(&c, "2024-05-06");
    } else {
        static const char *const days[] = {"2024-05-01", "2024-05-02", "2024-05-03",
                                           "2024-05-04", "2024-05-05", "2024-05-06"};
        for (size_t i = 0; i < sizeof days / sizeof *days; i++)
            close_day_only(&c, days[i]);
        CHECK(scenario_parse_event(money, &event, &c.why, error));
        CHECK_INT(store_mem_apply_one(c.store, &event, &c.why), APPLIED);
    }
    CHECK(coop_latest(&c, EVENT_loan_classified, &f));
    CHECK_INT(f.body.loan_classified.to_class, loan_class_substandard);
    CHECK_INT(store_mem_followup(c.store, mark + 1, &f), true);
    CHECK_INT(f.id, EVENT_loan_delinquency_changed);
    CHECK_INT(f.effective_date, coop_day("2024-05-05"));
    uint64_t seen = store_mem_followups(c.store);
    coop_close_to(&c, "2024-05-07");
    CHECK_INT((int64_t)store_mem_followups(c.store), (int64_t)seen);
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 4);
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_substandard);
    coop_end(&c);
}

void test_slices_that_come_late_change_nothing(void)
{
    check_late_slices("", true);
    check_late_slices("", false);
}

/* One loan is repaid on the day after the close that makes the other non-performing, before the slice has seen it. */
void test_a_member_is_not_cleared_while_another_loan_waits_to_be_looked_at(void)
{
    struct coop c;
    struct loan_bill asked;
    static struct event event;
    char error[SCENARIO_ERROR_MAX];
    begin_lent(&c, "");
    coop_lend(&c, "S-2", "equal_principal");
    coop_miss(&c, "S-1", 4);
    for (uint32_t month = 1; month < 5; month++)
        CHECK(coop_bill(&c, "S-2", value_period(2024, 1) + month, &asked));
    coop_close_to(&c, "2024-06-04");
    CHECK_INT(coop_member(&c).npl_loans, 1);
    close_day_only(&c, "2024-06-05");
    CHECK(scenario_parse_event("2024-06-06 loan.payment_received contract_no=S-1 amount=310,000.00 channel=bank "
                               "document_no=R",
                               &event, &c.why, error));
    CHECK_INT(store_mem_apply_one(c.store, &event, &c.why), APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    CHECK_INT(coop_member(&c).npl_loans, 1);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_npl_cleared), 0);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_npl_flagged), 1);
    coop_end(&c);
}

static void bill(struct coop *c, const char *interest_to, const char *due, const char *late_on)
{
    struct loan_billing b = {.interest_to_date = coop_day(interest_to),
                             .due_date = coop_day(due),
                             .late_on = coop_day(late_on),
                             .period = value_period_of(coop_day(interest_to))};
    struct loan_bill asked;
    struct policy_in_force p;
    CHECK(policy_on(coop_txn(c), coop_day(interest_to), &p));
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
    CHECK(loan_bill_month(coop_txn(c), "S-1", &b, &p, &asked));
    store_mem_accept(c->store);
}

void test_what_is_late_before_the_first_policy_is_judged_by_that_of_the_payout(void)
{
    struct coop c;
    begin_lent(&c, "");
    bill(&c, "2024-01-31", "2023-12-20", "2023-12-25");
    CHECK_INT(coop_send(&c, "2023-12-25 clock.day_closed date=2023-12-25"), APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 1);
    coop_end(&c);
}

void test_nobody_is_late_before_he_was_billed(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_lent(&c, "");
    coop_close_to(&c, "2024-02-20");
    bill(&c, "2024-01-31", "2024-01-31", "2024-02-05");
    CHECK_INT(coop_send(&c, "2024-02-20 loan.payment_received contract_no=S-1 amount=1.00 channel=bank document_no=R"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 0);
    coop_close_to(&c, "2024-02-21");
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 1);
    if (coop_latest(&c, EVENT_loan_delinquency_changed, &f)) {
        CHECK_INT(f.effective_date, coop_day("2024-02-21"));
        CHECK_INT(f.body.loan_delinquency_changed.default_date, coop_day("2024-02-01"));
    }
    coop_end(&c);
}

void test_the_last_days_there_are_can_be_looked_at(void)
{
    struct coop c;
    struct loan_bill bill;
    begin_lent(&c, "months_method=calendar");
    CHECK(coop_bill(&c, "S-1", value_period(2399, 11), &bill));
    close_day_only(&c, "2399-12-31");
    store_mem_begin_event(c.store, store_mem_last_seq(c.store) + 1);
    loan_catch_up(coop_txn(&c), "S-1");
    loan_instalment_due(coop_txn(&c), "S-1", coop_day("2399-11-30"), coop_day("2399-12-31"));
    store_mem_accept(c.store);
    CHECK_INT(coop_loan(&c, "S-1").months_overdue, 1);
    coop_end(&c);
}
