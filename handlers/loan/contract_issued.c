#include "../journal/notify.h"
#include "../policy/calendar.h"
#include "application.h"

static void tell(struct txn *t, const struct happening *h, const struct application_step *s)
{
    struct loan_contract_return_due body = {.due_date = s->a.contract_due};
    struct cause why = cause_of("contract_dates", s->p.version);
    value_code_set(body.application_no, sizeof body.application_no, s->key.application_no);
    value_code_set(body.member_no, sizeof body.member_no, s->a.member_no);
    cause_add_position(&why, s->a.screened_position);
    emit_loan_contract_return_due(t, h->effective_date, &body, &why);
    notify(t, h->effective_date,
           &(struct notice){.template = template_contract_to_return,
                            .audience = audience_member,
                            .recipient_ref = s->a.member_no,
                            .subject_ref = s->key.application_no,
                            .due_date = s->a.contract_due},
           &why);
}

/* Who missed his appointment may still come, and has lost his place only. */
static enum verdict check(const struct happening *h, const struct loan_contract_issued *e,
                          const struct application_step *s, struct refusal *why)
{
    const struct application *a = &s->a;
    bool missed = a->state == application_state_missed_return;
    if (missed && a->missed == missed_date_hand_in)
        return refuse_text(why, REFUSAL_already_issued, "data.application_no", e->application_no);
    if (a->state != application_state_screened && a->state != application_state_appointed && !missed)
        return application_refuse(s, application_state_appointed, why);
    if (!e->in_person)
        return refuse_text(why, REFUSAL_not_in_person, "data.in_person", e->application_no);
    if (!calendar_picks_up(h->effective_date))
        return refuse_value(why, REFUSAL_no_pick_up, "effective_date", h->effective_date, 0);
    return APPLIED;
}

enum verdict handle_loan_contract_issued(struct txn *t, const struct happening *h, const struct loan_contract_issued *e,
                                         struct refusal *why)
{
    struct application_step s;
    if (application_take(t, h, e->application_no, &s, why) == REFUSED || check(h, e, &s, why) == REFUSED)
        return REFUSED;
    application_arrived(t, &s);
    s.a.state = application_state_contract_issued;
    s.a.contract_on = h->effective_date;
    application_await(t, &s, calendar_return(t, &s.p, h->effective_date));
    application_save(t, &s);
    tell(t, h, &s);
    return APPLIED;
}
