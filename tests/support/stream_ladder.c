#include "../../handlers/collection/ladder.h"
#include "../../handlers/collection/step.h"
#include "../../handlers/loan/security.h"
#include "../../handlers/loan/loan.h"
#include "stream_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- the collection ladder */

/* The next case on this stage, from a random one on. */
static void case_pick(struct stream *s, struct txn *t, uint8_t stage, char case_id[24])
{
    struct collection_case_key key = {0};
    struct collection_case c;
    snprintf(key.case_id, sizeof key.case_id, "C-%06u", (unsigned)stream_dice(s, 8));
    for (bool more = collection_case_seek(t, &key, false, &c); more; more = collection_case_seek(t, &key, true, &c)) {
        if (c.stage != stage)
            continue;
        memcpy(case_id, key.case_id, sizeof key.case_id);
        return;
    }
}

/* What is agreed has a document and dates in order. */
static void outcome_mend(struct stream *s, struct txn *t, int32_t date, struct mediation_outcome_recorded *o)
{
    case_pick(s, t, case_stage_mediation, o->case_id);
    o->schedule_count = 1 + (uint32_t)stream_dice(s, 3);
    for (uint32_t i = 0; i < o->schedule_count; i++)
        o->schedule[i] = (struct agreed_payment){date + 10 * (int32_t)(i + 1),
                                                 1 + (int64_t)stream_dice(s, stream_dice(s, 2) ? 500000 : 9)};
    snprintf(o->document_no, sizeof o->document_no, "M-%u", (unsigned)stream_dice(s, 1000));
    if (o->outcome != outcome_withdrawn)
        o->withdrawn_by = party_absent;
}

/* The debtor offers in sessions that he attends, and small promises are kept now and then. */
static void session_mend(struct stream *s, struct txn *t, struct mediation_session_held *m)
{
    case_pick(s, t, case_stage_mediation, m->case_id);
    for (uint32_t i = 0; i < m->offers_count && !m->debtor_attended; i++)
        m->offers[i].by = party_cooperative;
}

static void promise_mend(struct stream *s, struct txn *t, int32_t date, struct mediation_promise_made *p)
{
    case_pick(s, t, stream_dice(s, 2) ? case_stage_mediation : case_stage_employer_contact, p->case_id);
    p->due_date = date + 1 + (int32_t)stream_dice(s, 20);
    p->amount_satang = 1 + (int64_t)stream_dice(s, stream_dice(s, 2) ? 500000 : 9);
}

static void document_mend(struct stream *s, struct txn *t, struct mediation_evidence_filed *d)
{
    case_pick(s, t, (uint8_t)(1 + stream_dice(s, case_stage_closed)), d->case_id);
    memset(d->sha256, stream_dice(s, 2) ? 'a' : '\0', 64);
    snprintf(d->archive_ref, sizeof d->archive_ref, "%s", stream_dice(s, 8) ? "BOX-1" : "");
}

static void suit_mend(struct stream *s, struct txn *t, struct legal_case_filed *l)
{
    case_pick(s, t, stream_dice(s, 8) ? case_stage_legal_ready : case_stage_mediation, l->case_id);
    if (stream_dice(s, 3) == 0) {
        snprintf(l->override_no, sizeof l->override_no, "9/2567");
        snprintf(l->override_actor, sizeof l->override_actor, "manager-01");
        l->override_until = l->override_until > 0 ? l->override_until : value_day(2024, 12, 31);
    } else {
        memset(l->override_no, 0, sizeof l->override_no);
        memset(l->override_actor, 0, sizeof l->override_actor);
    }
}

/* The open step of a case, from a random one on, that somebody is to tell of; or, at times, any number. */
static void step_mend(struct stream *s, struct txn *t, struct collection_step_taken *taken)
{
    struct collection_case_key key = {0};
    struct collection_case c;
    struct ladder_step open;
    snprintf(key.case_id, sizeof key.case_id, "C-%06u", (unsigned)stream_dice(s, 8));
    for (bool more = collection_case_seek(t, &key, false, &c); more; more = collection_case_seek(t, &key, true, &c)) {
        if (c.ladder_policy == 0 || !step_open(t, key.case_id, &c, &open))
            continue;
        struct policy_rung row = ladder_rung(t, &c);
        if (row.act != rung_act_decision && row.act != rung_act_demand && row.act != rung_act_chase)
            continue;
        memcpy(taken->case_id, key.case_id, sizeof key.case_id);
        taken->no = stream_dice(s, 8) ? c.steps : taken->no;
        return;
    }
}

static void rung_add(struct stream *s, struct policy_published *p, enum rung_act act, enum step_audience audience,
                     uint32_t from_months)
{
    bool is_law = act == rung_act_employer_meeting || act == rung_act_mediation || act == rung_act_suit;
    struct ladder_rung *r = &p->ladder[p->ladder_count];
    *r = (struct ladder_rung){.cause = ladder_cause_member_short,
                              .from_months = from_months,
                              .days = 1 + (uint32_t)stream_dice(s, 20),
                              .audience = (uint8_t)audience,
                              .act = (uint8_t)act,
                              .cure = (uint8_t)(rung_cure_all_paid + stream_dice(s, 2)),
                              .missed = (uint8_t)(stream_dice(s, 2) ? rung_miss_alert : rung_miss_again)};
    if (act == rung_act_notice || (!is_law && stream_dice(s, 2)))
        r->missed = rung_miss_next_rung;
    snprintf(r->rung, sizeof r->rung, "rung-%u", p->ladder_count++);
}

void stream_policy_ladder(struct stream *s, struct policy_published *p)
{
    uint32_t months = 1, letters = (uint32_t)stream_dice(s, 3);
    p->ladder_count = 0;
    p->contact_until_hour = (uint32_t)stream_dice(s, 2) * 20;
    p->contact_from_hour = p->contact_until_hour > 0 ? 8 : 0;
    p->contact_holiday_until_hour = p->contact_until_hour > 0 ? 18 : 0;
    if (stream_dice(s, 4) == 0)
        return;
    for (uint32_t i = 0; i < letters; i++)
        rung_add(s, p, rung_act_notice, stream_dice(s, 2) ? step_audience_member : step_audience_guarantor, months++);
    if (stream_dice(s, 2))
        rung_add(s, p, rung_act_chase, step_audience_officer, p->ladder_count == 0 || stream_dice(s, 2) ? months++ : 0);
    rung_add(s, p, rung_act_employer_meeting, step_audience_employer,
             p->ladder_count == 0 || stream_dice(s, 2) ? months++ : 0);
    if (stream_dice(s, 2))
        rung_add(s, p, rung_act_notice, step_audience_guarantor, 0);
    rung_add(s, p, rung_act_mediation, step_audience_member, stream_dice(s, 3) ? 0 : months);
    if (stream_dice(s, 2))
        rung_add(s, p, rung_act_decision, step_audience_committee, 0);
    if (stream_dice(s, 2))
        rung_add(s, p, rung_act_demand, step_audience_lawyer, 0);
    rung_add(s, p, rung_act_suit, step_audience_lawyer, 0);
    if (stream_dice(s, 2))
        return;
    for (uint32_t i = 0; i < 2; i++) {
        struct ladder_rung *r = &p->ladder[p->ladder_count];
        rung_add(s, p, i == 0 ? rung_act_chase : rung_act_notice,
                 i == 0 ? step_audience_officer : step_audience_employer, i);
        r->cause = ladder_cause_unit_late;
        r->cure = rung_cure_all_paid;
        r->missed = i == 0 ? rung_miss_next_rung : rung_miss_alert;
    }
}

/* ---- guarantors */

/* Members mostly, each once. */
void stream_mend_guarantors(struct stream *s, struct guarantor *g, uint32_t count)
{
    uint32_t first = (uint32_t)stream_dice(s, STREAM_MEMBERS);
    for (uint32_t i = 0; i < count; i++) {
        g[i].kind = stream_dice(s, 6) ? guarantor_kind_member : guarantor_kind_family;
        snprintf(g[i].ref, sizeof g[i].ref, g[i].kind == guarantor_kind_member ? "%06u" : "F-%u",
                 1 + (unsigned)((first + i) % STREAM_MEMBERS));
    }
}

static bool open_loan_of(struct txn *t, const char *application_no, char contract_no[24])
{
    struct loan_key key = {0};
    struct loan loan;
    while (loan_seek(t, &key, true, &loan)) {
        if (loan.state != loan_state_active || strcmp(loan.application_no, application_no) != 0)
            continue;
        memcpy(contract_no, key.contract_no, sizeof key.contract_no);
        return true;
    }
    return false;
}

/* A guarantor of an open loan, from a random application on: one who has begun to pay and was not relieved, or any. */
static bool guarantor_pick(struct stream *s, struct txn *t, bool paying, char contract_no[24], char ref[24])
{
    struct application_guarantor_key key = {0};
    struct application_guarantor row;
    snprintf(key.application_no, sizeof key.application_no, "A-%u", (unsigned)stream_dice(s, STREAM_APPLICATIONS));
    for (bool more = application_guarantor_seek(t, &key, false, &row); more;
         more = application_guarantor_seek(t, &key, true, &row)) {
        struct guarantor_history so_far = guarantor_so_far(t, key.application_no, key.ref);
        if ((paying && (so_far.paid_since == 0 || so_far.relieved)) ||
            !open_loan_of(t, key.application_no, contract_no))
            continue;
        memcpy(ref, key.ref, sizeof key.ref);
        return true;
    }
    return false;
}

/* A notice that was asked for, from a random contract on; reported on the day itself or later, mostly as received. */
static void delivery_mend(struct stream *s, struct txn *t, int32_t date, struct notice_delivery_reported *d)
{
    struct guarantor_clock_key key = {0};
    struct guarantor_clock clock;
    snprintf(key.contract_no, sizeof key.contract_no, "S-%u", (unsigned)stream_dice(s, STREAM_CONTRACTS));
    for (bool more = guarantor_clock_seek(t, &key, false, &clock); more;
         more = guarantor_clock_seek(t, &key, true, &clock)) {
        if (clock.notice_position == 0 || (clock.received_on > 0 && stream_dice(s, 4)))
            continue;
        d->position = clock.notice_position;
        d->date = date - (int32_t)stream_dice(s, 4);
        d->correction = clock.received_on > 0 && stream_dice(s, 2) ? receipt_fault_wrong_date : receipt_fault_absent;
        if (stream_dice(s, 3))
            d->status = delivery_received;
        return;
    }
}

static void payment_mend(struct stream *s, struct txn *t, struct loan_payment_received *p)
{
    char ref[24] = "";
    memset(p->payer_no, 0, sizeof p->payer_no);
    if (stream_dice(s, 3) == 0 || !guarantor_pick(s, t, false, p->contract_no, ref))
        return;
    memcpy(p->payer_no, ref, sizeof p->payer_no);
    p->channel = channel_guarantor;
    if (stream_dice(s, 8))
        p->amount_satang = 1 + (int64_t)stream_dice(s, 50000);
}

void stream_mend_ladder(struct stream *s, struct txn *t, struct event *e)
{
    struct loan_guarantor_substituted *other = &e->body.loan_guarantor_substituted;
    switch (e->desc->id) {
    case EVENT_employer_meeting_held:
        case_pick(s, t, case_stage_employer_contact, e->body.employer_meeting_held.case_id);
        if (stream_dice(s, 4))
            e->body.employer_meeting_held.result = meeting_result_cannot_deduct;
        break;
    case EVENT_mediation_session_held:
        session_mend(s, t, &e->body.mediation_session_held);
        break;
    case EVENT_mediation_case_referred:
        case_pick(s, t, case_stage_mediation, e->body.mediation_case_referred.case_id);
        break;
    case EVENT_mediation_promise_made:
        promise_mend(s, t, e->envelope.effective_date, &e->body.mediation_promise_made);
        break;
    case EVENT_mediation_evidence_filed:
        document_mend(s, t, &e->body.mediation_evidence_filed);
        break;
    case EVENT_mediation_outcome_recorded:
        outcome_mend(s, t, e->envelope.effective_date, &e->body.mediation_outcome_recorded);
        break;
    case EVENT_legal_case_filed:
        suit_mend(s, t, &e->body.legal_case_filed);
        break;
    case EVENT_collection_step_taken:
        step_mend(s, t, &e->body.collection_step_taken);
        break;
    case EVENT_override_granted:
        case_pick(s, t, stream_dice(s, 2) ? case_stage_mediation : case_stage_employer_contact,
                  e->body.override_granted.case_id);
        e->body.override_granted.until = e->envelope.effective_date + (int32_t)stream_dice(s, 20);
        break;
    case EVENT_loan_guarantor_substituted:
        guarantor_pick(s, t, false, other->contract_no, other->old_ref);
        other->kind = guarantor_kind_member;
        snprintf(other->ref, sizeof other->ref, "%06u", 1 + (unsigned)stream_dice(s, STREAM_MEMBERS));
        break;
    case EVENT_guarantor_relief_claimed:
        guarantor_pick(s, t, true, e->body.guarantor_relief_claimed.contract_no,
                       e->body.guarantor_relief_claimed.guarantor_ref);
        break;
    case EVENT_notice_delivery_reported:
        delivery_mend(s, t, e->envelope.effective_date, &e->body.notice_delivery_reported);
        break;
    case EVENT_loan_payment_received:
        payment_mend(s, t, &e->body.loan_payment_received);
        stream_mend_transfer(s, t, &e->body.loan_payment_received);
        break;
    default:
        break;
    }
}
