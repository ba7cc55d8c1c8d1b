#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define FILED                                                                                                          \
    "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=emergency amount=12,000.00 "        \
    "instalments=12 method=equal_principal purpose=3"
#define DECIDED "2024-01-11 loan.committee_decided application_no=A-1 resolution_no=2/2567 decision="

static struct application application_of(struct coop *c)
{
    struct application_key key = {.application_no = "A-1"};
    struct application a = {0};
    CHECK(application_get(coop_txn(c), &key, &a));
    return a;
}

static void begin_filed(struct coop *c)
{
    coop_begin(c);
    CHECK_INT(coop_send(c, FILED), APPLIED);
}

void test_approved_without_terms_is_as_asked_for(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_filed(&c);
    CHECK_INT(coop_send(&c, DECIDED "approved"), APPLIED);
    CHECK_TEXT(coop_told(&c), "payout.scheduled notification.requested");
    struct application a = application_of(&c);
    CHECK_INT(a.state, application_state_scheduled);
    CHECK_INT(a.granted_satang, 1200000);
    CHECK_INT(a.granted_instalments, 12);
    CHECK_INT(a.rate_bp, 600);
    if (coop_latest(&c, EVENT_notification_requested, &f)) {
        CHECK_INT(f.body.notification_requested.template, template_loan_decided);
        CHECK_TEXT(f.body.notification_requested.recipient_ref, "004411");
        CHECK_INT(f.body.notification_requested.amount_satang, 1200000);
        CHECK_TEXT(f.cause.rule, "committee_decision");
        CHECK_INT(f.cause.because_count, 1);
    }
    coop_refused(&c, DECIDED "rejected", "application_state", "data.application_no");
    coop_end(&c);
}

/* 2024-01-10 is a Wednesday; the committee meets on Thursdays. What is put off comes before the next meeting. */
void test_the_weekly_queue_is_decided_at_its_meeting(void)
{
#define SPECIAL(day) day " loan.committee_decided application_no=A-2 resolution_no=2/2567 decision="
    struct coop c;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-2 member_no=004411 product=special "
                            "amount=12,000.00 instalments=12 method=equal_principal purpose=3"),
              APPLIED);
    coop_refused(&c, SPECIAL("2024-01-10") "approved", "before_meeting", "effective_date");
    CHECK_INT(c.why.value, coop_day("2024-01-10"));
    CHECK_INT(c.why.limit, coop_day("2024-01-11"));
    coop_refused(&c, SPECIAL("2024-01-10") "rejected", "before_meeting", "effective_date");
    CHECK_INT(coop_send(&c, SPECIAL("2024-01-12") "deferred"), APPLIED);
    coop_refused(&c, SPECIAL("2024-01-17") "approved", "before_meeting", "effective_date");
    CHECK_INT(coop_send(&c, SPECIAL("2024-01-18") "approved"), APPLIED);
    coop_end(&c);
}

void test_reduced_is_less_in_something_and_more_in_nothing(void)
{
    struct coop c;
    begin_filed(&c);
    coop_refused(&c, DECIDED "reduced", "not_reduced", "data.amount_satang");
    coop_refused(&c, DECIDED "reduced amount=12,000.00 instalments=12", "not_reduced", "data.amount_satang");
    coop_refused(&c, DECIDED "reduced amount=12,000.01 instalments=10", "more_than_asked", "data.amount_satang");
    CHECK_INT(c.why.value, 1200001);
    CHECK_INT(c.why.limit, 1200000);
    coop_refused(&c, DECIDED "approved instalments=13", "more_instalments", "data.instalments");
    CHECK_INT(coop_send(&c, DECIDED "reduced instalments=10"), APPLIED);
    struct application a = application_of(&c);
    CHECK_INT(a.granted_satang, 1200000);
    CHECK_INT(a.granted_instalments, 10);
    coop_end(&c);
}

void test_rejected_is_the_end(void)
{
    struct coop c;
    begin_filed(&c);
    CHECK_INT(coop_send(&c, DECIDED "rejected"), APPLIED);
    CHECK_TEXT(coop_told(&c), "notification.requested");
    CHECK_INT(application_of(&c).state, application_state_rejected);
    coop_refused(&c, DECIDED "approved", "application_ended", "data.application_no");
    coop_end(&c);
}

void test_deferred_waits_for_the_next_meeting(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_filed(&c);
    CHECK_INT(coop_send(&c, DECIDED "deferred"), APPLIED);
    CHECK_TEXT(coop_told(&c), "committee.agenda_item_added notification.requested");
    CHECK_INT(application_of(&c).state, application_state_queued);
    if (coop_latest(&c, EVENT_committee_agenda_item_added, &f))
        CHECK_INT(f.body.committee_agenda_item_added.meeting_date, coop_day("2024-01-12"));
    CHECK_INT(coop_send(&c, "2024-01-12 loan.committee_decided application_no=A-1 decision=approved "
                            "resolution_no=3/2567"),
              APPLIED);
    coop_end(&c);
}

/* The pay slip that came after the application leaves too little. */
static void begin_poorer(struct coop *c)
{
    begin_filed(c);
    CHECK_INT(coop_send(c, "2024-01-11 member.income_reported member_no=004411 income=2,000.00"), APPLIED);
}

void test_what_is_granted_is_screened_again(void)
{
    struct coop c;
    begin_poorer(&c);
    coop_refused(&c, DECIDED "approved", "take_home_failed", "data.amount_satang");
    CHECK_INT(c.why.value, 200000 - 106115);
    CHECK_INT(c.why.limit, 100000);
    coop_refused(&c, DECIDED "approved override_body=board", "take_home_failed", "data.amount_satang");
    coop_refused(&c, DECIDED "approved override_no=3/2567", "take_home_failed", "data.amount_satang");
    /* 8,000.00 in 12: 700.00 after rounding up to 100 baht, and 40.77 of interest */
    CHECK_INT(coop_send(&c, DECIDED "reduced amount=8,000.00"), APPLIED);
    CHECK_INT(application_of(&c).granted_satang, 800000);
    CHECK_INT((int64_t)coop_count(&c, EVENT_alert_raised), 0);
    coop_end(&c);
}

void test_a_resolution_overrides_a_limit_and_is_told(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_poorer(&c);
    CHECK_INT(coop_send(&c, DECIDED "approved override_body=committee override_no=3/2567"), APPLIED);
    CHECK_TEXT(coop_told(&c), "alert.raised payout.scheduled notification.requested");
    if (coop_latest(&c, EVENT_alert_raised, &f)) {
        CHECK_TEXT(f.body.alert_raised.alert, "limit_overridden");
        CHECK_TEXT(f.body.alert_raised.subject_ref, "A-1");
        CHECK_TEXT(f.body.alert_raised.resolution_no, "3/2567");
        CHECK_INT(f.cause.facts_count, 1);
        CHECK_INT(f.cause.facts[0].fact, fact_take_home_satang);
        CHECK_INT(f.cause.facts[0].limit, 100000);
    }
    coop_end(&c);
}

void test_a_resolution_holds_through_its_last_day(void)
{
    struct coop c;
    begin_poorer(&c);
    coop_refused(&c, DECIDED "approved override_body=board override_no=3/2567 override_until=2024-01-10",
                 "override_expired", "data.override_until");
    CHECK_INT(c.why.value, coop_day("2024-01-11"));
    CHECK_INT(c.why.limit, coop_day("2024-01-10"));
    CHECK_TEXT(c.why.text, "3/2567");
    CHECK_INT(coop_send(&c, DECIDED "approved override_body=board override_no=3/2567 override_until=2024-01-11"),
              APPLIED);
    coop_end(&c);
    begin_filed(&c); /* where no limit is passed over, nothing depends on it */
    CHECK_INT(coop_send(&c, DECIDED "approved override_body=board override_no=3/2567 override_until=2024-01-10"),
              APPLIED);
    coop_end(&c);
}

void test_an_override_that_was_not_needed_raises_no_alert(void)
{
    struct coop c;
    begin_filed(&c);
    CHECK_INT(coop_send(&c, DECIDED "approved override_body=board override_no=3/2567"), APPLIED);
    CHECK_TEXT(coop_told(&c), "payout.scheduled notification.requested");
    coop_end(&c);
}

void test_the_instalment_cap_can_be_overridden_too(void)
{
    struct coop c;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=emergency "
                            "amount=12,000.00 instalments=13 method=equal_principal purpose=3"),
              APPLIED);
    coop_refused(&c, DECIDED "approved", "instalments_failed", "data.instalments");
    CHECK_INT(c.why.value, 13);
    CHECK_INT(c.why.limit, 12);
    CHECK_INT(coop_send(&c, DECIDED "approved override_body=board override_no=3/2567"), APPLIED);
    CHECK_INT(application_of(&c).granted_instalments, 13);
    coop_end(&c);
}

void test_decisions_need_an_application_and_its_date(void)
{
    struct coop c;
    begin_filed(&c);
    coop_refused(&c, "2024-01-11 loan.committee_decided application_no=A-9 decision=approved resolution_no=2/2567",
                 "application_unknown", "data.application_no");
    coop_refused(&c, "2024-01-09 loan.committee_decided application_no=A-1 decision=approved resolution_no=2/2567",
                 "dates_out_of_order", "effective_date");
    coop_end(&c);
}
