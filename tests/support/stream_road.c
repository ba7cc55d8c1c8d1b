#include "stream_parts.h"

#include "../../handlers/loan/application.h"

#include <stdio.h>
#include <string.h>

void stream_votes(struct txn *t, struct loan_committee_decided *d)
{
    struct committee_seat_key key = {0};
    struct committee_seat seat;
    d->body = resolving_body_absent;
    d->votes_count = 0;
    while (d->votes_count < 15 && committee_seat_seek(t, &key, true, &seat)) {
        struct ballot *b = &d->votes[d->votes_count++];
        d->body = key.resolving_body;
        memcpy(b->person, key.person, sizeof b->person);
        b->vote = vote_in_favour;
    }
}

static void seats_mend(struct committee_seated *e)
{
    e->body = resolving_body_committee;
    e->quorum = 1;
    e->seats_count = 2;
    for (uint32_t i = 0; i < 2; i++) {
        memset(&e->seats[i], 0, sizeof e->seats[i]);
        snprintf(e->seats[i].person, sizeof e->seats[i].person, "P-%u", i + 1);
    }
}

static void entitlement_mend(struct stream *s, struct txn *t, struct relief_entitlement_calculated *e)
{
    struct intent_key key = {0};
    struct intent intent;
    while (intent_seek(t, &key, true, &intent))
        if (intent.application_no[0] == '\0')
            memcpy(e->intent_no, key.intent_no, sizeof e->intent_no);
    e->closes_count = stream_dice(s, 3) ? 0 : e->closes_count;
}

void stream_mend_road(struct stream *s, struct txn *t, struct event *e)
{
    struct application a;
    uint8_t from;
    switch (e->desc->id) {
    case EVENT_committee_seated:
        seats_mend(&e->body.committee_seated);
        break;
    case EVENT_loan_contract_appointed:
        application_pick(s, t, application_state_screened, e->body.loan_contract_appointed.application_no, &a);
        break;
    case EVENT_loan_contract_issued:
        from = stream_dice(s, 2) ? application_state_appointed : application_state_screened;
        application_pick(s, t, from, e->body.loan_contract_issued.application_no, &a);
        e->body.loan_contract_issued.in_person = 1;
        break;
    case EVENT_loan_contract_returned:
        from = stream_dice(s, 4) ? application_state_contract_issued : application_state_missed_return;
        application_pick(s, t, from, e->body.loan_contract_returned.application_no, &a);
        e->body.loan_contract_returned.in_person = 1;
        e->body.loan_contract_returned.documents_ok = 1;
        break;
    case EVENT_relief_intent_filed:
        e->body.relief_intent_filed.form_signed = 1;
        e->body.relief_intent_filed.slip_period = value_period_of(e->envelope.effective_date);
        break;
    case EVENT_relief_entitlement_calculated:
        entitlement_mend(s, t, &e->body.relief_entitlement_calculated);
        break;
    default:
        break;
    }
}
