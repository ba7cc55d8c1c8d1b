#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/journal/notify.h"

enum { TODAY = 739221 }; /* 2024-01-31 */

static struct store_mem_followup notified(const struct notice *n)
{
    struct store_mem *s = store_mem_new();
    struct cause because = cause_of("delinquency", 1);
    struct store_mem_followup f = {0};
    store_mem_begin_event(s, 1);
    CHECK_INT(notify(store_mem_txn(s), TODAY, n, &because), 1);
    CHECK(store_mem_followup(s, 1, &f));
    store_mem_free(s);
    return f;
}

void test_a_notice_names_recipient_subject_amount_and_date(void)
{
    struct notice n = {template_arrears_notice, audience_member, "004411", "S-2567-0007", 1300000, TODAY + 29};
    struct store_mem_followup f = notified(&n);
    const struct notification_requested *body = &f.body.notification_requested;
    CHECK_INT(f.id, EVENT_notification_requested);
    CHECK_INT(f.effective_date, TODAY);
    CHECK_INT(body->template, template_arrears_notice);
    CHECK_INT(body->audience, audience_member);
    CHECK_TEXT(body->recipient_ref, "004411");
    CHECK_TEXT(body->subject_ref, "S-2567-0007");
    CHECK_INT(body->amount_satang, 1300000);
    CHECK_INT(body->due_date, TODAY + 29);
    CHECK_TEXT(f.cause.rule, "delinquency");
    CHECK_INT(f.cause.policy, 1);
}

void test_a_notice_may_have_no_subject(void)
{
    struct notice n = {.template = template_refund_to_pay, .audience = audience_officer, .recipient_ref = "finance"};
    struct store_mem_followup f = notified(&n);
    CHECK_TEXT(f.body.notification_requested.subject_ref, "");
    CHECK_INT(f.body.notification_requested.amount_satang, 0);
    CHECK_INT(f.body.notification_requested.due_date, 0);
}
