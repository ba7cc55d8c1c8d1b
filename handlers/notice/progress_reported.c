#include "../emit.h"
#include "../handler.h"
#include "../state/records.h"

#include <string.h>

/* What the notice is about, or else to whom it goes. false: there is no notice at this position. */
static bool subject_of(struct txn *t, uint64_t position, char ret[40])
{
    enum event_id id;
    union event_body body;
    const char *subject, *recipient;
    if (!txn_followup(t, position, &id, &body))
        return false;
    if (id == EVENT_notification_requested) {
        subject = body.notification_requested.subject_ref;
        recipient = body.notification_requested.recipient_ref;
    } else if (id == EVENT_notification_withdrawn) {
        subject = body.notification_withdrawn.subject_ref;
        recipient = body.notification_withdrawn.recipient_ref;
    } else {
        return false;
    }
    value_code_set(ret, 40, subject[0] ? subject : recipient);
    return true;
}

/* Somebody has to look: what is held goes to nobody, and no other notice can tell of it. */
static void alert(struct txn *t, const struct happening *h, uint64_t position, const char *subject)
{
    struct alert_raised raised = {0};
    struct cause because = cause_of("notice_held", 0);
    cause_add_position(&because, position);
    value_code_set(raised.alert, sizeof raised.alert, "notice_held");
    value_code_set(raised.subject_ref, sizeof raised.subject_ref, subject);
    emit_alert_raised(t, h->effective_date, &raised, &because);
}

enum verdict handle_notice_progress_reported(struct txn *t, const struct happening *h,
                                             const struct notice_progress_reported *e, struct refusal *why)
{
    struct notice_progress_key key = {.position = e->position};
    struct notice_progress row = {0};
    char subject[40];
    if (!subject_of(t, e->position, subject))
        return refuse_value(why, REFUSAL_notice_none, "data.position", (int64_t)e->position, 0);
    notice_progress_get(t, &key, &row);
    if (e->state == notice_state_held && row.state != notice_state_held)
        alert(t, h, e->position, subject);
    row = (struct notice_progress){
        .date = e->date,
        .attempts = e->attempts,
        .state = e->state,
        .channel = e->channel,
        .trouble = e->trouble,
    };
    notice_progress_put(t, &key, &row);
    return APPLIED;
}
