#include "notify.h"

#include "../clock/work.h"
#include "../consumer/consumer.h"
#include "../member/member.h"
#include "../policy/calendar.h"

#include <string.h>

/* What a debtor or guarantor is told about a debt that is not paid. */
static bool is_about_debt(enum template template)
{
    return template == template_arrears_notice || template == template_mediation_invitation ||
           template == template_guarantor_notice || template == template_rung_notice ||
           template == template_rung_guarantor;
}

static bool is_to_the_dead(struct txn *t, const struct notice *n)
{
    return n->audience == audience_member && member_died(t, n->recipient_ref);
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

/* Those of the ladder may turn out to be groundless; also what an officer is told of them. */
static bool may_be_withdrawn(enum template template)
{
    return is_about_debt(template) || template == template_arrears_of_unit ||
           template == template_arrears_to_clear_up || template == template_employer_meeting_due ||
           template == template_step_missed || template == template_guarantor_to_notify ||
           template == template_guarantor_overdue || template == template_rung_due || template == template_suit_due;
}

static uint64_t keep(struct txn *t, const struct notice *n, uint64_t position)
{
    struct notice_sent_key key = {.position = position};
    value_code_set(key.subject, sizeof key.subject, n->subject_ref);
    if (may_be_withdrawn(n->template))
        notice_sent_put(t, &key, &(struct notice_sent){.due_date = n->due_date, .template = (uint8_t)n->template});
    return position;
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
    value_code_set(body.guarantor_ref, sizeof body.guarantor_ref, n->guarantor_ref);
    if ((is_about_debt(n->template) || n->template == template_payment_short) && is_to_the_dead(t, n)) {
        body.template = template_debtor_died;
        body.audience = audience_officer;
        value_code_set(body.recipient_ref, sizeof body.recipient_ref, "collection");
    } else if (is_about_debt(n->template)) {
        int32_t day = day_to_write(t, n->recipient_ref, effective_date);
        body.not_before = day > effective_date ? day : 0;
        hours_set(t, day, &body);
    }
    return keep(t, n, emit_notification_requested(t, effective_date, &body, because));
}

static void withdraw(struct txn *t, uint64_t position, const struct withdrawal *w)
{
    enum event_id id;
    union event_body body;
    const struct notification_requested *n = &body.notification_requested;
    struct cause why = *w->because;
    if (!txn_followup(t, position, &id, &body) || id != EVENT_notification_requested)
        return;
    struct notification_withdrawn told = {
        .notice_position = position,
        .template = n->template,
        .audience = n->audience,
        .taken = consumer_took(t, position, schema_event(EVENT_notification_requested)->name),
        .target_seq = w->target_seq,
    };
    memcpy(told.recipient_ref, n->recipient_ref, sizeof told.recipient_ref);
    memcpy(told.subject_ref, n->subject_ref, sizeof told.subject_ref);
    cause_add_position(&why, position);
    emit_notification_withdrawn(t, w->date, &told, &why);
}

void notify_withdraw(struct txn *t, const char *subject, notice_test *groundless, const struct withdrawal *w)
{
    struct notice_sent_key key = {0};
    struct notice_sent row;
    value_code_set(key.subject, sizeof key.subject, subject);
    while (notice_sent_seek(t, &key, true, &row) && strcmp(key.subject, subject) == 0) {
        if (row.withdrawn || !groundless(t, subject, &row))
            continue;
        row.withdrawn = true;
        notice_sent_put(t, &key, &row);
        withdraw(t, key.position, w);
    }
}
