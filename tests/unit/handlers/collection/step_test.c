#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/scenario.h"
#include "../../../support/test.h"

static struct ladder_step step_of(struct coop *c, uint32_t no)
{
    struct ladder_step_key key = {.no = no};
    struct ladder_step row = {0};
    value_code_set(key.case_id, sizeof key.case_id, "C-004411-1");
    CHECK(ladder_step_get(coop_txn(c), &key, &row));
    return row;
}

/* The case is opened on 2024-05-05; the employer is to be met by 05-19. */
static void begin_missed(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
    coop_close_to(c, "2024-05-05");
}

void test_a_step_is_missed_when_its_last_day_is_closed(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_missed(&c);
    coop_close_to(&c, "2024-05-18");
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-05-19");
    CHECK_TEXT(coop_told(&c), "collection.step_ended notification.requested collection.step_due");
    CHECK_INT(step_of(&c, 1).outcome, step_outcome_missed);
    CHECK_INT(step_of(&c, 2).outcome, step_outcome_absent);
    CHECK_INT(step_of(&c, 2).due_on, coop_day("2024-06-02"));
    CHECK_INT(coop_case(&c, "C-004411-1").due_date, coop_day("2024-06-02"));
    if (coop_latest(&c, EVENT_collection_step_ended, &f)) {
        CHECK_TEXT(f.cause.rule, "step_missed");
        CHECK_INT(f.cause.facts[0].actual, 14);
        CHECK_INT(f.cause.facts[0].limit, 14);
    }
    if (coop_latest(&c, EVENT_notification_requested, &f))
        CHECK_INT(f.body.notification_requested.template, template_step_missed);
    coop_end(&c);
}

/* A meeting that is told of late ends the step that is open then; one whose own day is closed already is looked at
 * when the next day is. */
void test_what_is_told_late_begins_a_step_that_is_looked_at_next(void)
{
    struct coop c;
    begin_missed(&c);
    coop_close_to(&c, "2024-06-20");
    CHECK_INT(step_of(&c, 3).outcome, step_outcome_missed);
    CHECK_INT(coop_send(&c, "2024-05-06 employer.meeting_held case_id=C-004411-1 basis=consent result=will_deduct"),
              APPLIED);
    CHECK_INT(step_of(&c, 4).outcome, step_outcome_done);
    CHECK_INT(step_of(&c, 5).due_on, coop_day("2024-05-20"));
    CHECK_INT(step_of(&c, 5).look_on, coop_day("2024-06-21"));
    coop_close_to(&c, "2024-06-21");
    CHECK_INT(step_of(&c, 5).outcome, step_outcome_missed);
    coop_end(&c);
}

void test_a_cure_ends_the_open_step(void)
{
    struct coop c;
    begin_missed(&c);
    CHECK_INT(coop_send(&c, "2024-05-06 loan.payment_received contract_no=S-1 channel=bank document_no=R-1 "
                            "amount=200,000.00"),
              APPLIED);
    CHECK_INT(step_of(&c, 1).outcome, step_outcome_cured);
    coop_close_to(&c, "2024-06-30");
    CHECK_INT(coop_case(&c, "C-004411-1").steps, 1);
    coop_end(&c);
}
