#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/scenario.h"
#include "../../../support/test.h"

#define PAID(day, amount) day " loan.payment_received contract_no=S-1 channel=bank document_no=R-" day " amount=" amount

/* Agreed on 2024-05-12: 6,000.00 by 05-31 and 06-30 each; a grace of seven days. 2024-05-10 is the last day closed. */
static void begin_agreed(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
    coop_close_to(c, "2024-05-10");
    CHECK_INT(coop_send(c, "2024-05-11 employer.meeting_held case_id=C-004411-1 basis=consent result=cannot_deduct"),
              APPLIED);
    CHECK_INT(coop_send(c, "2024-05-12 mediation.outcome_recorded case_id=C-004411-1 outcome=agreed document_no=M-1 "
                           "schedule[0].due_date=2024-05-31 schedule[0].amount=6,000.00 "
                           "schedule[1].due_date=2024-06-30 schedule[1].amount=6,000.00"),
              APPLIED);
}

void test_too_little_at_the_end_of_the_grace_breaks_the_agreement(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_agreed(&c);
    CHECK_INT(coop_send(&c, PAID("2024-05-31", "5,999.99")), APPLIED);
    coop_close_to(&c, "2024-06-06");
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-06-07");
    CHECK_TEXT(coop_told(&c), "mediation.agreement_breached collection.stage_changed collection.step_due "
                              "mediation.enforcement_deadline notification.requested");
    struct collection_case row = coop_case(&c, "C-004411-1");
    CHECK_INT(row.stage, case_stage_legal_ready);
    CHECK(row.mediation_closed);
    if (coop_latest(&c, EVENT_mediation_agreement_breached, &f)) {
        CHECK_INT(f.effective_date, coop_day("2024-06-07"));
        CHECK_INT(f.body.mediation_agreement_breached.due_date, coop_day("2024-05-31"));
        CHECK_INT(f.body.mediation_agreement_breached.agreed_satang, 600000);
        CHECK_INT(f.body.mediation_agreement_breached.paid_satang, 599999);
        CHECK_TEXT(f.cause.rule, "agreement_breach");
        CHECK_INT(f.cause.facts[0].actual, 599999);
        CHECK_INT(f.cause.facts[0].limit, 600000);
    }
    if (coop_latest(&c, EVENT_notification_requested, &f)) {
        CHECK_INT(f.body.notification_requested.template, template_agreement_broken);
        CHECK_INT(f.body.notification_requested.amount_satang, 1);
    }
    CHECK_INT(coop_send(&c, "2024-06-10 legal.case_filed case_id=C-004411-1 court_ref=AC-1"), APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended mediation.enforcement_ended collection.stage_changed");
    coop_end(&c);
}

void test_the_last_day_of_the_grace_is_in_time(void)
{
    struct coop c;
    begin_agreed(&c);
    coop_close_to(&c, "2024-06-06");
    CHECK_INT(coop_send(&c, PAID("2024-06-07", "6,000.00")), APPLIED);
    coop_close_to(&c, "2024-06-07");
    CHECK_TEXT(coop_told(&c), "");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_performing);
    CHECK_INT(coop_case(&c, "C-004411-1").due_date, coop_day("2024-06-30"));
    coop_end(&c);
}

/* The whole agreement was kept: the case is closed although older arrears remain, and the next missed instalment opens
 * a new one. A payment between them opens none. */
void test_an_agreement_kept_to_its_end_closes_the_case(void)
{
    struct coop c;
    struct loan_bill bill;
    struct store_mem_followup f;
    begin_agreed(&c);
    CHECK_INT(coop_send(&c, PAID("2024-05-20", "12,000.00")), APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 5), &bill));
    CHECK(coop_bill(&c, "S-1", value_period(2024, 6), &bill));
    coop_close_to(&c, "2024-07-06");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_performing);
    coop_close_to(&c, "2024-07-07");
    CHECK_TEXT(coop_told(&c), "collection.stage_changed");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_closed);
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "");
    CHECK(coop_loan(&c, "S-1").npl);
    CHECK(coop_latest(&c, EVENT_collection_stage_changed, &f));
    CHECK_TEXT(f.cause.rule, "agreement_kept");
    CHECK_INT(coop_send(&c, PAID("2024-07-08", "1.00")), APPLIED);
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 7), &bill));
    coop_close_to(&c, "2024-08-05");
    CHECK_TEXT(coop_told(&c), "loan.delinquency_changed collection.stage_changed collection.step_due "
                              "notification.requested notification.requested");
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "C-004411-2");
    CHECK_INT(coop_case(&c, "C-004411-2").stage, case_stage_employer_contact);
    coop_end(&c);
}

void test_an_instalment_missed_while_the_agreement_is_kept_opens_no_case(void)
{
    struct coop c;
    struct loan_bill bill;
    begin_agreed(&c);
    CHECK_INT(coop_send(&c, PAID("2024-05-20", "12,000.00")), APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 5), &bill));
    coop_close_to(&c, "2024-06-05");
    CHECK_INT((int64_t)coop_count(&c, EVENT_mediation_case_opened), 1);
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "C-004411-1");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_performing);
    coop_end(&c);
}

void test_a_cure_closes_a_case_that_is_performing(void)
{
    struct coop c;
    struct loan_payment paid;
    begin_agreed(&c);
    coop_payroll(&c, "S-1", coop_loan(&c, "S-1").missed_satang, "2024-05-20", &paid);
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_closed);
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "");
    coop_close_to(&c, "2024-07-31");
    CHECK_INT((int64_t)coop_count(&c, EVENT_mediation_agreement_breached), 0);
    coop_end(&c);
}

/* Money that comes after the day was closed is too late, even before the slice of that day has looked at the case. */
void test_a_case_is_brought_up_to_date_before_money_counts(void)
{
    struct coop c;
    static struct event event;
    struct store_mem_followup f;
    char error[SCENARIO_ERROR_MAX];
    begin_agreed(&c);
    coop_close_to(&c, "2024-06-06");
    uint64_t mark = store_mem_followups(c.store);
    CHECK(scenario_parse_event("2024-06-07 clock.day_closed date=2024-06-07", &event, &c.why, error));
    CHECK_INT(store_mem_apply_one(c.store, &event, &c.why), APPLIED);
    CHECK(scenario_parse_event(PAID("2024-06-08", "6,000.00"), &event, &c.why, error));
    CHECK_INT(store_mem_apply_one(c.store, &event, &c.why), APPLIED);
    CHECK(store_mem_followup(c.store, mark + 1, &f));
    CHECK_INT(f.id, EVENT_mediation_agreement_breached);
    CHECK_INT(f.effective_date, coop_day("2024-06-07"));
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_legal_ready);
    coop_close_to(&c, "2024-06-08");
    CHECK_INT((int64_t)coop_count(&c, EVENT_mediation_agreement_breached), 1);
    coop_end(&c);
}

void test_a_new_default_after_a_cure_starts_at_the_foot_of_the_ladder(void)
{
    struct coop c;
    struct loan_payment paid;
    struct loan_bill bill;
    begin_agreed(&c);
    coop_payroll(&c, "S-1", coop_loan(&c, "S-1").missed_satang, "2024-05-20", &paid);
    for (uint32_t period = value_period(2024, 5); period < value_period(2024, 9); period++)
        CHECK(coop_bill(&c, "S-1", period, &bill));
    coop_close_to(&c, "2024-09-05");
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "C-004411-2");
    struct collection_case row = coop_case(&c, "C-004411-2");
    CHECK(!row.employer_met);
    CHECK(!row.mediation_closed);
    CHECK_INT(coop_send(&c, "2024-09-06 legal.case_filed case_id=C-004411-2 court_ref=AC-1"), PARKED);
    CHECK_TEXT(coop_told(&c), "alert.raised");
    coop_end(&c);
}
