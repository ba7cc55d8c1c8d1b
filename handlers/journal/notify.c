#include "notify.h"

#include "../clock/work.h"
#include "../policy/calendar.h"

/* What a debtor or guarantor is told about a debt that is not paid. */
static bool is_about_debt(enum template template)
{
    return template == template_arrears_notice || template == template_mediation_invitation ||
           template == template_guarantor_notice || template == template_rung_notice ||
           template == template_rung_guarantor;
}

static bool is_to_the_dead(struct txn *t, const struct notice *n)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, n->recipient_ref);
    return n->audience == audience_member && member_get(t, &key, &member) && member.left_on > 0 &&
           member.left_why == leaving_cause_died;
}

/* At most once a day (Debt Collection Act 2558): the first day, not one that is closed, behind that of the last letter.
 */
static int32_t day_to_write(struct txn *t, const char *person, int32_t date)
{
    struct contact_key key;
    struct contact last = {0};
    int32_t closed = clock_day_closed(t), day = date > closed ? date : closed;
    value_code_set(key.person, sizeof key.person, person);
    contact_get(t, &key, &last);
    if (last.on >= day)
        day = last.on + 1;
    contact_put(t, &key, &(struct contact){day});
    return day;
}

/* The hours of the law are others on a day on which nobody works. */
static void hours_set(struct txn *t, int32_t day, struct notification_requested *n)
{
    struct policy_in_force p;
    if (!policy_on(t, day, &p) || p.terms.contact_until_hour == 0)
        return;
    bool free = p.terms.contact_holiday_until_hour > 0 && !calendar_works(t, &p, day);
    n->from_hour = p.terms.contact_from_hour;
    n->until_hour = free ? p.terms.contact_holiday_until_hour : p.terms.contact_until_hour;
}

uint64_t notify(struct txn *t, int32_t effective_date, const struct notice *n, const struct cause *because)
{
    struct notification_requested body = {
        .template = (uint8_t)n->template,
        .audience = (uint8_t)n->audience,
        .amount_satang = n->amount_satang,
        .due_date = n->due_date,
    };
    value_code_set(body.recipient_ref, sizeof body.recipient_ref, n->recipient_ref);
    value_code_set(body.subject_ref, sizeof body.subject_ref, n->subject_ref);
    if ((is_about_debt(n->template) || n->template == template_payment_short) && is_to_the_dead(t, n)) {
        body.template = template_debtor_died;
        body.audience = audience_officer;
        value_code_set(body.recipient_ref, sizeof body.recipient_ref, "collection");
    } else if (is_about_debt(n->template)) {
        int32_t day = day_to_write(t, n->recipient_ref, effective_date);
        body.not_before = day > effective_date ? day : 0;
        hours_set(t, day, &body);
    }
    return emit_notification_requested(t, effective_date, &body, because);
}
