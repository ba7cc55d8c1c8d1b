#include "stream_parts.h"

#include "../../handlers/clock/work.h"
#include "../../handlers/loan/application.h"
#include "../../handlers/loan/loan.h"

#include <stdio.h>
#include <string.h>

/* The next application in this state, from a random one on. */
static bool application_pick(struct stream *s, struct txn *t, uint8_t state, char application_no[24],
                             struct application *ret)
{
    struct application_key key = {0};
    snprintf(key.application_no, sizeof key.application_no, "A-%u", (unsigned)stream_dice(s, STREAM_APPLICATIONS));
    for (bool more = application_seek(t, &key, false, ret); more; more = application_seek(t, &key, true, ret)) {
        if (ret->state == state) {
            memcpy(application_no, key.application_no, sizeof key.application_no);
            return true;
        }
    }
    return false;
}

/* All who sit there vote for it: the stream's committees are small. */
static void votes_fill(struct txn *t, struct loan_committee_decided *d)
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

static void decision_mend(struct stream *s, struct txn *t, struct loan_committee_decided *d)
{
    struct application a;
    if (!application_pick(s, t, application_state_queued, d->application_no, &a))
        return;
    d->decision = stream_dice(s, 5) ? decision_approved : d->decision;
    d->amount_satang = a.amount_satang;
    d->instalments = a.instalments;
    d->override_body = resolving_body_board;
    snprintf(d->override_no, sizeof d->override_no, "9/2567");
    votes_fill(t, d);
}

static void fees_mend(struct stream *s, struct loan_disbursed *d)
{
    for (uint32_t i = 0; i < 3; i++)
        d->fees[i] =
            (struct kept_back){.kind = (uint8_t)(fee_kind_fee + i), .amount_satang = 1 + (int64_t)stream_dice(s, 9999)};
    d->fees_count = 3;
    d->net_satang = d->paid_satang;
    for (uint32_t i = 0; i < 3; i++)
        d->net_satang -= d->fees[i].amount_satang;
}

/* Pays off the borrower's first open contract. */
static void offset_mend(struct txn *t, const char *member_no, struct loan_disbursed *d)
{
    struct member_loan_key key = {0};
    struct member_loan listed;
    struct policy_in_force p;
    memcpy(key.member_no, member_no, sizeof key.member_no);
    if (!member_loan_seek(t, &key, true, &listed) || strcmp(key.member_no, member_no) != 0 || !listed.active ||
        !policy_on(t, clock_day_closed(t) + 1, &p))
        return;
    memcpy(d->offsets[0].contract_no, key.contract_no, sizeof key.contract_no);
    d->offsets[0].amount_satang = loan_payoff(t, key.contract_no, clock_day_closed(t) + 1, &p);
    d->offsets_count = 1;
    d->net_satang = (d->net_satang > 0 ? d->net_satang : d->paid_satang) - d->offsets[0].amount_satang;
}

static void payout_mend(struct stream *s, struct txn *t, struct loan_disbursed *d)
{
    struct application a;
    if (application_pick(s, t, application_state_scheduled, d->application_no, &a))
        d->paid_satang = a.granted_satang + (stream_dice(s, 10) == 0);
    d->offsets_count = d->fees_count = 0;
    d->net_satang = 0;
    snprintf(d->prepared_by, sizeof d->prepared_by, "officer-1");
    snprintf(d->checked_by, sizeof d->checked_by, "officer-2");
    if (stream_dice(s, 4) == 0)
        fees_mend(s, d);
    if (stream_dice(s, 2) == 0)
        offset_mend(t, a.member_no, d);
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
    stream_mend_guarantors(s, e->guarantors, e->guarantors_count);
}

void stream_mend_road(struct stream *s, struct txn *t, struct event *e)
{
    struct loan_application_filed *filed;
    struct application a;
    uint8_t from;
    switch (e->desc->id) {
    case EVENT_loan_application_filed:
        filed = &e->body.loan_application_filed;
        filed->closes_count = stream_dice(s, 3) ? 0 : filed->closes_count;
        stream_mend_guarantors(s, filed->guarantors, filed->guarantors_count);
        break;
    case EVENT_loan_application_rescreened:
        application_pick(s, t, application_state_queued, e->body.loan_application_rescreened.application_no, &a);
        break;
    case EVENT_loan_committee_decided:
        decision_mend(s, t, &e->body.loan_committee_decided);
        break;
    case EVENT_loan_disbursed:
        payout_mend(s, t, &e->body.loan_disbursed);
        break;
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
