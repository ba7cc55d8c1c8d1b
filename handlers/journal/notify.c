#include "notify.h"

#include "../consumer/consumer.h"

#include <string.h>

/* Those of the ladder may turn out to be groundless. */
static bool may_be_withdrawn(enum template template)
{
    return template == template_arrears_notice || template == template_arrears_of_unit ||
           template == template_arrears_to_clear_up || template == template_employer_meeting_due ||
           template == template_mediation_invitation || template == template_step_missed ||
           template == template_guarantor_notice || template == template_guarantor_to_notify ||
           template == template_guarantor_overdue;
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
