#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define MET(day, result) day " employer.meeting_held case_id=C-004411-1 basis=section_42_1 result=" result

static void begin_case(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
}

void test_an_employer_that_cannot_deduct_leads_to_mediation(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_case(&c);
    CHECK_INT(coop_send(&c, MET("2024-05-10", "cannot_deduct")), APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended collection.stage_changed collection.step_due "
                              "mediation.case_opened notification.requested");
    struct collection_case row = coop_case(&c, "C-004411-1");
    CHECK_INT(row.stage, case_stage_mediation);
    CHECK(row.employer_met);
    CHECK(!row.mediation_closed);
    CHECK_INT(row.due_date, coop_day("2024-06-09"));
    if (coop_latest(&c, EVENT_mediation_case_opened, &f)) {
        const struct mediation_case_opened *opened = &f.body.mediation_case_opened;
        CHECK_INT(opened->venue, venue_office);
        CHECK_INT(opened->due_date, coop_day("2024-06-09"));
        CHECK_INT(opened->principal_satang, 30000000);
        CHECK_INT(opened->arrears_satang, coop_loan(&c, "S-1").missed_satang);
        CHECK_TEXT(f.cause.rule, "mediate_first");
        CHECK_INT(f.cause.policy, 1);
    }
    if (coop_latest(&c, EVENT_notification_requested, &f)) {
        CHECK_INT(f.body.notification_requested.template, template_mediation_invitation);
        CHECK_TEXT(f.body.notification_requested.recipient_ref, "004411");
    }
    coop_refused(&c, MET("2024-05-11", "cannot_deduct"), "case_stage", "data.case_id");
    coop_end(&c);
}

void test_an_employer_that_does_not_answer_leads_to_mediation(void)
{
    struct coop c;
    begin_case(&c);
    CHECK_INT(coop_send(&c, MET("2024-05-10", "no_answer")), APPLIED);
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_mediation);
    coop_end(&c);
}

void test_an_employer_that_will_deduct_gets_time(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_case(&c);
    CHECK_INT(coop_send(&c, MET("2024-05-10", "will_deduct")), APPLIED);
    CHECK_TEXT(coop_told(&c), "collection.step_ended collection.step_due notification.requested");
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_employer_contact);
    CHECK_INT(coop_case(&c, "C-004411-1").due_date, coop_day("2024-05-24"));
    CHECK(coop_case(&c, "C-004411-1").employer_met);
    if (coop_latest(&c, EVENT_notification_requested, &f)) {
        CHECK_INT(f.body.notification_requested.template, template_employer_meeting_due);
        CHECK_INT(f.body.notification_requested.due_date, coop_day("2024-05-24"));
        CHECK_TEXT(f.body.notification_requested.recipient_ref, "collection");
    }
    CHECK_INT(coop_send(&c, MET("2024-05-24", "cannot_deduct")), APPLIED);
    CHECK_INT(coop_case(&c, "C-004411-1").stage, case_stage_mediation);
    coop_end(&c);
}

void test_a_meeting_needs_a_case_and_its_date(void)
{
    struct coop c;
    begin_case(&c);
    coop_refused(&c, "2024-05-10 employer.meeting_held case_id=C-9 basis=consent result=no_answer", "case_unknown",
                 "data.case_id");
    coop_refused(&c, MET("2024-05-04", "no_answer"), "dates_out_of_order", "effective_date");
    coop_end(&c);
}
