#include "../committee/agenda.h"
#include "application.h"

static enum verdict check(const struct loan_contract_returned *e, const struct application_step *s, struct refusal *why)
{
    bool missed = s->a.state == application_state_missed_return && s->a.missed == missed_date_hand_in;
    if (s->a.state != application_state_contract_issued && !missed)
        return application_refuse(s, application_state_contract_issued, why);
    if (!e->in_person)
        return refuse_text(why, REFUSAL_not_in_person, "data.in_person", e->application_no);
    if (!e->documents_ok)
        return refuse_text(why, REFUSAL_documents_incomplete, "data.documents_ok", e->application_no);
    return APPLIED;
}

enum verdict handle_loan_contract_returned(struct txn *t, const struct happening *h,
                                           const struct loan_contract_returned *e, struct refusal *why)
{
    struct application_step s;
    if (application_take(t, h, e->application_no, &s, why) == REFUSED || check(e, &s, why) == REFUSED)
        return REFUSED;
    application_arrived(t, &s);
    s.a.state = application_state_queued;
    s.a.contract_on = h->effective_date;
    agenda_add(t, e->application_no, &s.a, h->effective_date, &s.p);
    application_save(t, &s);
    return APPLIED;
}
