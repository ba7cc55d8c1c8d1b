#include "notify.h"

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
    return emit_notification_requested(t, effective_date, &body, because);
}
