#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define OUTCOME "2024-06-01 mediation.outcome_recorded case_id=C-004411-1 outcome="

static void begin_mediation(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
    CHECK_INT(coop_send(c, "2024-05-10 employer.meeting_held case_id=C-004411-1 basis=consent result=cannot_deduct"),
              APPLIED);
}

void test_an_agreement_is_stored_with_its_dates_and_their_grace(void)
{
    struct coop c;
    struct agreement_key key = {.case_id = "C-004411-1", .no = 2};
    struct due_key due = {.on = coop_day("2024-08-07"), .kind = due_kind_agreed_payment, .ref = "C-004411-1", .no = 2};
    struct agreement row = {0};
    struct due listed;
    begin_mediation(&c);
    CHECK_INT(coop_send(&c, OUTCOME "agreed document_no=M-1 schedule[0].due_date=2024-06-30 "
                                    "schedule[0].amount=6,000.00 schedule[1].due_date=2024-07-31 "
                                    "schedule[1].amount=5,000.00"),
              APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended collection.stage_changed");
    struct collection_case made = coop_case(&c, "C-004411-1");
    CHECK_INT(made.stage, case_stage_performing);
    CHECK_INT(made.outcome, outcome_agreed);
    CHECK_INT(made.payments, 2);
    CHECK_INT(made.agreed_satang, 1100000);
    CHECK_INT(made.due_date, coop_day("2024-06-30"));
    CHECK(agreement_get(coop_txn(&c), &key, &row));
    CHECK_INT(row.amount_satang, 500000);
    CHECK_INT(row.total_satang, 1100000);
    CHECK_INT(row.late_on, coop_day("2024-08-07"));
    CHECK(due_get(coop_txn(&c), &due, &listed));
    coop_refused(&c, OUTCOME "failed", "case_stage", "data.case_id");
    coop_end(&c);
}

void test_an_agreement_needs_its_document_and_dates_in_order(void)
{
    struct coop c;
    begin_mediation(&c);
    coop_refused(&c, OUTCOME "agreed schedule[0].due_date=2024-06-30 schedule[0].amount=1.00", "schedule_missing",
                 "data.document_no");
    coop_refused(&c, OUTCOME "agreed document_no=M-1", "schedule_missing", "data.schedule");
    coop_refused(&c, OUTCOME "agreed document_no=M-1 schedule[0].due_date=2024-06-01 schedule[0].amount=1.00",
                 "schedule_missing", "data.schedule");
    coop_refused(&c,
                 OUTCOME "agreed document_no=M-1 schedule[0].due_date=2024-06-30 schedule[0].amount=1.00 "
                         "schedule[1].due_date=2024-06-30 schedule[1].amount=1.00",
                 "schedule_missing", "data.schedule");
    coop_refused(&c,
                 OUTCOME "agreed document_no=M-1 schedule[0].due_date=2024-06-30 "
                         "schedule[0].amount=999,999,999,999,999.99 schedule[1].due_date=2024-07-30 "
                         "schedule[1].amount=0.01",
                 "amount_overflow", "data.schedule");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_mediation);
    coop_end(&c);
}

static void check_over(const char *line, enum outcome outcome)
{
    struct coop c;
    begin_mediation(&c);
    CHECK_INT(coop_send(&c, "2024-05-20 mediation.session_held case_id=C-004411-1 venue=office debtor_attended=true"),
              APPLIED);
    CHECK_INT(coop_send(&c, line), APPLIED);
    CHECK_TEXT(coop_told(&c),
               "collection.step_ended collection.stage_changed collection.step_due notification.requested");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_legal_ready);
    CHECK_INT(coop_case(&c, "C-004411-1").outcome, outcome);
    CHECK(coop_case(&c, "C-004411-1").mediation_closed);
    coop_end(&c);
}

void test_mediation_that_was_never_held_has_not_failed(void)
{
    struct coop c;
    begin_mediation(&c);
    coop_refused(&c, OUTCOME "failed", "session_missing", "data.outcome");
    coop_end(&c);
}

void test_failed_and_withdrawn_end_mediation(void)
{
    check_over(OUTCOME "failed", outcome_failed);
    check_over(OUTCOME "withdrawn", outcome_withdrawn);
}

void test_a_no_show_counts_once_for_its_session_and_its_outcome(void)
{
    struct coop c;
    begin_mediation(&c);
    CHECK_INT(coop_send(&c, "2024-05-20 mediation.session_held case_id=C-004411-1 venue=office debtor_attended=false"),
              APPLIED);
    CHECK_INT(coop_send(&c, OUTCOME "no_show"), APPLIED);
    CHECK_INT(coop_case(&c, "C-004411-1").no_shows, 1);
    CHECK_INT(coop_send(&c, "2024-06-03 mediation.outcome_recorded case_id=C-004411-1 outcome=no_show"), APPLIED);
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_legal_ready);
    CHECK_INT(coop_case(&c, "C-004411-1").no_shows, 2);
    coop_end(&c);
}
