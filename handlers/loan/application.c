#include "application.h"

#include "../clock/work.h"
#include "../committee/queue.h"
#include "../journal/notify.h"
#include "../policy/calendar.h"
#include "../relief/budget.h"
#include "../relief/programme.h"
#include "screening.h"
#include "security.h"

bool application_is_open(const struct application *a)
{
    switch ((enum application_state)a->state) {
    case application_state_screened:
    case application_state_appointed:
    case application_state_contract_issued:
    case application_state_missed_return:
    case application_state_queued:
    case application_state_scheduled:
        return true;
    case application_state_rejected:
    case application_state_withdrawn:
    case application_state_expired:
    case application_state_disbursed:
    case application_state_absent:
        break;
    }
    return false;
}

static struct waiting waiting_of(const struct application_step *s)
{
    return (struct waiting){
        .queue = queue_of(&s->a),
        .ref = s->key.application_no,
        .member_no = s->a.member_no,
        .place = s->a.place,
    };
}

static bool awaits_contract(const struct application *a)
{
    return a->state == application_state_appointed || a->state == application_state_contract_issued;
}

/* ---- dates of the contract */

void application_await(struct txn *t, struct application_step *s, int32_t date)
{
    s->a.contract_due = date;
    due_add(t, date, due_kind_contract, queue_of(&s->a), (uint32_t)s->a.place);
}

void application_arrived(struct txn *t, struct application_step *s)
{
    if (s->a.contract_due > 0)
        due_remove(t, s->a.contract_due, due_kind_contract, queue_of(&s->a), (uint32_t)s->a.place);
    s->a.contract_due = 0;
}

static uint64_t tell_missed(struct txn *t, const struct application_step *s, int32_t date, const struct cause *why)
{
    struct loan_contract_return_missed body = {.due_date = s->a.contract_due, .missed = s->a.missed};
    value_code_set(body.application_no, sizeof body.application_no, s->key.application_no);
    value_code_set(body.member_no, sizeof body.member_no, s->a.member_no);
    return emit_loan_contract_return_missed(t, date, &body, why);
}

static void move_to_tail(struct txn *t, struct application_step *s, int32_t date, struct cause *why)
{
    struct waiting w = waiting_of(s);
    queue_leave(t, w.queue, w.place);
    queue_join(t, &w, QUEUE_TAIL);
    s->a.place = w.place;
    queue_tell(t, date, &w,
               s->a.missed == missed_date_pick_up ? queue_reason_missed_pick_up : queue_reason_missed_hand_in, why);
    notify(t, date,
           &(struct notice){.template = template_contract_missed,
                            .audience = audience_member,
                            .recipient_ref = s->a.member_no,
                            .subject_ref = s->key.application_no,
                            .due_date = s->a.contract_due},
           why);
}

static void miss(struct txn *t, struct application_step *s, int32_t date)
{
    struct cause why = cause_of("queue_tail", s->p.version);
    bool picking_up = s->a.state == application_state_appointed;
    s->a.missed = (uint8_t)(picking_up ? missed_date_pick_up : missed_date_hand_in);
    s->a.state = application_state_missed_return;
    cause_add_position(&why, s->a.screened_position);
    cause_add_position(&why, tell_missed(t, s, date, &why));
    if (!s->p.terms.miss_keeps_place)
        move_to_tail(t, s, date, &why);
    s->a.contract_due = 0;
}

void application_contract_due(struct txn *t, const char *queue, uint64_t place, int32_t day)
{
    struct application_step s = {0};
    struct queue row;
    if (!queue_at(t, queue, place, &row))
        return;
    value_code_set(s.key.application_no, sizeof s.key.application_no, row.application_no);
    if (!application_get(t, &s.key, &s.a) || !awaits_contract(&s.a) || s.a.contract_due > day ||
        !policy_on(t, day, &s.p))
        return;
    miss(t, &s, day);
    application_save(t, &s);
}

/* ---- steps */

enum verdict application_take(struct txn *t, const struct happening *h, const char *application_no,
                              struct application_step *ret, struct refusal *why)
{
    *ret = (struct application_step){0};
    value_code_set(ret->key.application_no, sizeof ret->key.application_no, application_no);
    if (!application_get(t, &ret->key, &ret->a))
        return refuse_text(why, REFUSAL_application_unknown, "data.application_no", application_no);
    int32_t last = ret->a.contract_on > ret->a.filed_on ? ret->a.contract_on : ret->a.filed_on;
    if (ret->a.decided_on > last)
        last = ret->a.decided_on;
    if (h->effective_date < last)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, last);
    if (!policy_on(t, h->effective_date, &ret->p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (awaits_contract(&ret->a) && h->effective_date > ret->a.contract_due) {
        due_remove(t, ret->a.contract_due, due_kind_contract, queue_of(&ret->a), (uint32_t)ret->a.place);
        miss(t, ret, h->effective_date);
    }
    return APPLIED;
}

/* The state that a missed date leads back to. */
static enum application_state standing(const struct application *a)
{
    if (a->state != application_state_missed_return)
        return (enum application_state)a->state;
    return a->missed == missed_date_pick_up ? application_state_appointed : application_state_contract_issued;
}

static enum refusal_code misfit(enum application_state at, enum application_state step)
{
    switch (at) {
    case application_state_rejected:
    case application_state_withdrawn:
    case application_state_expired:
        return REFUSAL_application_ended;
    case application_state_screened:
    case application_state_appointed:
        return at < step ? REFUSAL_not_issued : REFUSAL_application_state;
    case application_state_contract_issued:
        return at < step ? REFUSAL_not_returned : REFUSAL_application_state;
    case application_state_queued:
        return at < step ? REFUSAL_not_decided : REFUSAL_application_state;
    case application_state_missed_return:
    case application_state_scheduled:
    case application_state_disbursed:
    case application_state_absent:
        break;
    }
    return REFUSAL_application_state;
}

enum verdict application_refuse(const struct application_step *s, enum application_state step, struct refusal *why)
{
    return refuse_text(why, misfit(standing(&s->a), step), "data.application_no", s->key.application_no);
}

void application_save(struct txn *t, const struct application_step *s)
{
    application_put(t, &s->key, &s->a);
}

/* ---- the end of the queue */

void application_schedule(struct txn *t, struct application_step *s, int32_t date)
{
    queue_leave(t, queue_of(&s->a), s->a.place);
    s->a.state = application_state_scheduled;
    s->a.decided_on = date;
    s->a.payout_on = calendar_payout(t, &s->p, (enum loan_queue)s->a.queue, date);
    if (s->p.terms.approval_days > 0)
        due_add(t, date + (int32_t)s->p.terms.approval_days, due_kind_approval, s->key.application_no, 0);
}

/* What was granted counted against the member's income and the programme's budget. */
static void give_back(struct txn *t, struct application_step *s, int32_t date, const struct cause *why)
{
    screening_reserve(t, s->a.member_no, -s->a.burden_satang);
    budget_release(t, date, &s->key, &s->a, why);
}

void application_finish(struct txn *t, struct application_step *s, enum application_state end, int32_t date,
                        const struct cause *why)
{
    application_arrived(t, s);
    if (s->a.state == application_state_scheduled)
        give_back(t, s, date, why);
    else
        queue_leave(t, queue_of(&s->a), s->a.place);
    s->a.state = (uint8_t)end;
    programme_leave(t, s->key.application_no, &s->a);
    security_release(t, s->key.application_no);
    application_save(t, s);
}

static void tell_lapsed(struct txn *t, const struct application_step *s, int32_t day, struct cause *why)
{
    struct loan_application_expired body = {.decided_on = s->a.decided_on};
    value_code_set(body.application_no, sizeof body.application_no, s->key.application_no);
    value_code_set(body.member_no, sizeof body.member_no, s->a.member_no);
    cause_add_position(why, emit_loan_application_expired(t, day, &body, why));
    notify(t, day,
           &(struct notice){.template = template_approval_lapsed,
                            .audience = audience_member,
                            .recipient_ref = s->a.member_no,
                            .subject_ref = s->key.application_no,
                            .amount_satang = s->a.granted_satang},
           why);
}

void application_approval_due(struct txn *t, const char *application_no, int32_t day)
{
    struct application_step s = {0};
    value_code_set(s.key.application_no, sizeof s.key.application_no, application_no);
    if (!application_get(t, &s.key, &s.a) || s.a.state != application_state_scheduled || !policy_on(t, day, &s.p))
        return;
    struct cause why = cause_of("approval_lapse", s.p.version);
    cause_add_position(&why, s.a.screened_position);
    tell_lapsed(t, &s, day, &why);
    application_finish(t, &s, application_state_expired, day, &why);
}
