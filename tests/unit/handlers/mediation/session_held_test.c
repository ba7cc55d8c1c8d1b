#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define HELD(day, attended) day " mediation.session_held case_id=C-004411-1 venue=office debtor_attended=" attended

static void begin_mediation(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
    CHECK_INT(coop_send(c, "2024-05-10 employer.meeting_held case_id=C-004411-1 basis=consent result=cannot_deduct"),
              APPLIED);
}

void test_as_many_no_shows_as_the_policy_says_end_mediation(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_mediation(&c);
    CHECK_INT(coop_send(&c, HELD("2024-06-01", "false")), APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended collection.step_due notification.requested");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_mediation);
    CHECK_INT(coop_case(&c, "C-004411-1").no_shows, 1);
    CHECK_INT(coop_case(&c, "C-004411-1").due_date, coop_day("2024-07-01"));
    CHECK_INT(coop_send(&c, HELD("2024-06-15", "true")), APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended collection.step_due");
    CHECK_INT(coop_send(&c, HELD("2024-07-01", "false")), APPLIED);
    CHECK_TEXT(coop_told(&c),
               "collection.step_ended collection.stage_changed collection.step_due notification.requested");
    struct collection_case row = coop_case(&c, "C-004411-1");
    CHECK_INT(row.stage, case_stage_legal_ready);
    CHECK_INT(row.outcome, outcome_no_show);
    CHECK(row.mediation_closed);
    if (coop_latest(&c, EVENT_collection_stage_changed, &f)) {
        CHECK_TEXT(f.cause.rule, "mediation_outcome");
        CHECK_INT(f.cause.facts[0].fact, fact_no_shows);
        CHECK_INT(f.cause.facts[0].actual, 2);
        CHECK_INT(f.cause.facts[0].limit, 2);
        CHECK_INT(f.cause.because_count, 1);
    }
    coop_refused(&c, HELD("2024-07-02", "true"), "case_stage", "data.case_id");
    coop_end(&c);
}

void test_there_is_no_session_before_mediation(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    coop_miss(&c, "S-1", 4);
    coop_refused(&c, HELD("2024-06-01", "true"), "case_stage", "data.case_id");
    coop_refused(&c, "2024-06-01 mediation.session_held case_id=C-2 venue=office debtor_attended=true", "case_unknown",
                 "data.case_id");
    coop_end(&c);
}
