#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <string.h>

#define MET "2024-05-10 employer.meeting_held case_id=C-004411-1 basis=consent result="
#define OUTCOME "2024-06-01 mediation.outcome_recorded case_id=C-004411-1 outcome="
#define FILED "2024-06-10 legal.case_filed case_id=C-004411-1 court_ref=AC-123/2567"

static void begin_case(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
}

/* It is told, and moves nothing. */
static void parked(struct coop *c)
{
    struct store_mem_followup f;
    struct collection_case before = coop_case(c, "C-004411-1"), after;
    CHECK_INT(coop_send(c, FILED), PARKED);
    CHECK_TEXT(c->why.text, "mediation_first");
    CHECK_TEXT(coop_told(c), "alert.raised");
    after = coop_case(c, "C-004411-1");
    CHECK(memcmp(&before, &after, sizeof after) == 0);
    if (CHECK(coop_latest(c, EVENT_alert_raised, &f))) {
        CHECK_TEXT(f.body.alert_raised.alert, "suit_before_mediation");
        CHECK_TEXT(f.body.alert_raised.subject_ref, "C-004411-1");
        CHECK_TEXT(f.cause.rule, "legal_last");
    }
}

void test_at_14_a_suit_before_mediation_does_not_count_and_raises_an_alert(void)
{
    struct coop c;
    begin_case(&c);
    parked(&c);
    CHECK_INT(coop_send(&c, MET "cannot_deduct"), APPLIED);
    parked(&c);
    coop_refused(&c, FILED " override_no=9/2567", "mediation_first", "data.override_actor");
    coop_refused(&c, FILED " override_actor=manager-01", "mediation_first", "data.override_no");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_mediation);
    coop_end(&c);
}

void test_a_resolution_that_only_the_suit_names_has_an_end_and_somebody_answers_for_it(void)
{
    struct coop c;
    begin_case(&c);
    coop_refused(&c, FILED " override_no=9/2567 override_actor=x actor=x", "override_until_missing",
                 "data.override_until");
    coop_refused(&c, FILED " override_no=9/2567 override_actor=x override_until=2024-07-31", "actor_missing", "actor");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_employer_contact);
    coop_end(&c);
}

void test_at_14_a_resolution_allows_it_and_is_told(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_case(&c);
    CHECK_INT(
        coop_send(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-07-31 actor=manager-01"),
        APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended collection.stage_changed alert.raised");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_legal);
    if (coop_latest(&c, EVENT_alert_raised, &f)) {
        CHECK_TEXT(f.body.alert_raised.alert, "mediation_overridden");
        CHECK_TEXT(f.body.alert_raised.subject_ref, "C-004411-1");
        CHECK_TEXT(f.body.alert_raised.resolution_no, "9/2567");
        CHECK_TEXT(f.cause.rule, "legal_last");
    }
    coop_refused(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-07-31 actor=manager-01",
                 "case_stage", "data.case_id");
    coop_end(&c);
}

void test_a_resolution_holds_through_its_last_day(void)
{
    struct coop c;
    begin_case(&c);
    coop_refused(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-06-09 actor=manager-01",
                 "override_expired", "data.override_until");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_employer_contact);
    CHECK_INT(
        coop_send(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-06-10 actor=manager-01"),
        APPLIED);
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_legal);
    coop_end(&c);
}

void test_after_a_failed_mediation_a_suit_is_in_turn(void)
{
    struct coop c;
    begin_case(&c);
    CHECK_INT(coop_send(&c, MET "no_answer"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-05-20 mediation.session_held case_id=C-004411-1 venue=office debtor_attended=true"),
              APPLIED);
    CHECK_INT(coop_send(&c, OUTCOME "failed"), APPLIED);
    CHECK_INT(
        coop_send(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-07-31 actor=manager-01"),
        APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended collection.stage_changed"); /* no override was needed */
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_legal);
    coop_end(&c);
}

void test_an_agreement_that_is_kept_blocks_suing(void)
{
    struct coop c;
    begin_case(&c);
    CHECK_INT(coop_send(&c, MET "cannot_deduct"), APPLIED);
    CHECK_INT(coop_send(&c, OUTCOME "agreed document_no=M-1 schedule[0].due_date=2024-06-30 schedule[0].amount=1.00"),
              APPLIED);
    parked(&c);
    CHECK_INT(
        coop_send(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-07-31 actor=manager-01"),
        PARKED);
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_performing);
    CHECK_INT(coop_case(&c, "C-004411-1").overrides, 0);
    coop_end(&c);
}

/* The loan leaves it: its next default is a new one, with a case of its own. */
void test_a_case_in_court_stays_there_when_the_arrears_are_paid(void)
{
    struct coop c;
    struct loan_payment paid;
    begin_case(&c);
    CHECK_INT(
        coop_send(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-07-31 actor=manager-01"),
        APPLIED);
    coop_payroll(&c, "S-1", coop_loan(&c, "S-1").missed_satang, "2024-06-12", &paid);
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_normal);
    CHECK_TEXT(coop_loan(&c, "S-1").case_id, "");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_legal);
    coop_close_to(&c, "2024-06-30");
    CHECK_INT(coop_send(&c, "2024-07-01 loan.payment_received contract_no=S-1 channel=court document_no=R-1 "
                            "amount=900,000.00"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_closed);
    coop_end(&c);
}

void test_a_suit_needs_an_open_case_and_its_date(void)
{
    struct coop c;
    struct loan_payment paid;
    begin_case(&c);
    coop_refused(&c, "2024-06-10 legal.case_filed case_id=C-2 court_ref=AC-1", "case_unknown", "data.case_id");
    coop_refused(&c, "2024-05-01 legal.case_filed case_id=C-004411-1 court_ref=AC-1", "dates_out_of_order",
                 "effective_date");
    coop_payroll(&c, "S-1", coop_loan(&c, "S-1").missed_satang, "2024-05-12", &paid);
    coop_refused(&c, FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-07-31 actor=manager-01",
                 "case_stage", "data.case_id");
    coop_end(&c);
}
