#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/mediation/promise.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define CASE "C-004411-1"
#define PROMISE " mediation.promise_made case_id=" CASE

/* The employer is to be met by 2024-05-19. */
static void begin(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
}

static struct promise promise_row(struct coop *c, uint32_t no)
{
    struct promise_key key = {.case_id = CASE, .no = no};
    struct promise row = {0};
    CHECK(promise_get(coop_txn(c), &key, &row));
    return row;
}

void test_the_step_rests_for_as_long_as_a_promise_is_awaited(void)
{
    struct coop c;
    struct collection_case with;
    struct ladder_step step = {0};
    begin(&c);
    CHECK_INT(coop_send(&c, "2024-05-09" PROMISE " amount=5,000.00 due_date=2024-05-20"), APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_postponed");
    with = coop_case(&c, CASE);
    CHECK_INT(with.promise_until, coop_day("2024-05-27"));
    CHECK_INT(with.due_date, coop_day("2024-06-06")); /* ten days were left */
    CHECK(step_open(coop_txn(&c), CASE, &with, &step));
    CHECK_INT(step.due_on, coop_day("2024-06-06"));
    coop_close_to(&c, "2024-05-27");
    CHECK_TEXT(coop_told(&c), "mediation.promise_ended notification.requested");
    CHECK_INT(promise_row(&c, 1).outcome, promise_outcome_broken);
    CHECK_INT(coop_case(&c, CASE).promises_broken, 1);
    coop_close_to(&c, "2024-06-05");
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-06-06");
    CHECK_TEXT(coop_told(&c), "collection.step_ended notification.requested collection.step_due");
    coop_end(&c);
}

void test_one_promise_is_awaited_at_a_time_and_only_on_the_way_to_an_agreement(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c, "2024-05-09" PROMISE " amount=5,000.00 due_date=2024-05-09", "promise_past", "data.due_date");
    CHECK_INT(coop_send(&c, "2024-05-09" PROMISE " amount=5,000.00 due_date=2024-05-20"), APPLIED);
    coop_refused(&c, "2024-05-10" PROMISE " amount=5,000.00 due_date=2024-05-21", "promise_open", "data.case_id");
    CHECK_INT(coop_send(&c, "2024-05-10 employer.meeting_held case_id=" CASE " basis=consent result=no_answer"),
              APPLIED);
    CHECK_INT(promise_row(&c, 1).outcome, promise_outcome_superseded);
    CHECK_INT(coop_case(&c, CASE).promise_until, 0);
    CHECK_INT(coop_case(&c, CASE).due_date, coop_day("2024-06-09"));
    CHECK_INT(coop_send(&c, "2024-05-11" PROMISE " amount=5,000.00 due_date=2024-05-20"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-05-12 mediation.session_held case_id=" CASE " venue=office debtor_attended=true"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-05-12 mediation.outcome_recorded case_id=" CASE " outcome=failed"), APPLIED);
    CHECK_INT(promise_row(&c, 2).outcome, promise_outcome_superseded);
    coop_refused(&c, "2024-05-13" PROMISE " amount=5,000.00 due_date=2024-05-20", "case_stage", "data.case_id");
    coop_end(&c);
}

void test_a_cure_keeps_a_promise_whatever_was_promised(void)
{
    struct coop c;
    begin(&c);
    CHECK_INT(coop_send(&c, "2024-05-09" PROMISE " amount=200,000.00 due_date=2024-05-20"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-05-10 loan.payment_received contract_no=S-1 amount=30,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(coop_case(&c, CASE).stage, case_stage_closed);
    CHECK_INT(promise_row(&c, 1).outcome, promise_outcome_kept);
    coop_close_to(&c, "2024-05-27");
    CHECK_TEXT(coop_told(&c), "");
    coop_end(&c);
}

void test_a_promise_ends_with_a_loan_that_is_written_off(void)
{
    struct coop c;
    begin(&c);
    CHECK_INT(coop_send(&c, "2024-05-09" PROMISE " amount=5,000.00 due_date=2024-05-20"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-05-10 loan.written_off contract_no=S-1 resolution_no=3/2567 actor=board"), APPLIED);
    CHECK_INT(promise_row(&c, 1).outcome, promise_outcome_superseded);
    coop_end(&c);
}
