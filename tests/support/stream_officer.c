#include "../../handlers/rules/money.h"
#include "../../handlers/state/records.h"
#include "stream_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- what officers do, mostly to something that is there */

static void file_pick(struct stream *s, struct txn *t, uint32_t *period, char unit_code[12], char file_ref[16])
{
    struct result_file_key key = {0};
    struct result_file f;
    for (uint64_t n = 1 + stream_dice(s, 12); n > 0 && result_file_seek(t, &key, true, &f); n--) {
        *period = key.period;
        memcpy(unit_code, key.unit_code, sizeof key.unit_code);
        memcpy(file_ref, key.file_ref, sizeof key.file_ref);
    }
}

static void correction_mend(struct stream *s, struct txn *t, struct payroll_result_line_corrected *c)
{
    struct result_line_key key = {.period = c->period - (uint32_t)stream_dice(s, 3)};
    struct result_line line;
    for (uint64_t n = 1 + stream_dice(s, 60); n > 0 && result_line_seek(t, &key, true, &line); n--) {
        c->period = key.period;
        c->line_no = key.line_no;
        memcpy(c->unit_code, key.unit_code, sizeof c->unit_code);
        memcpy(c->member_no, key.member_no, sizeof c->member_no);
        memcpy(c->file_ref, key.file_ref, sizeof c->file_ref);
    }
    if (stream_dice(s, 8) == 0)
        c->collected_satang = MONEY_EVENT_MAX;
}

/* A payment that there is, with one of its facts another. */
static void payment_mend(struct stream *s, struct txn *t, struct correction_requested *c)
{
    struct payment_fact_key key = {0};
    struct payment_fact row = {0};
    struct loan_key loan_key = {0};
    struct loan loan;
    for (uint64_t n = 1 + stream_dice(s, 30); n > 0 && payment_fact_seek(t, &key, true, &row); n--)
        ;
    *c = (struct correction_requested){.target_seq = key.seq, .reason = c->reason, .approved_by = "manager-01"};
    if (key.seq == 0)
        c->target_seq = 1;
    switch (stream_dice(s, 4)) {
    case 0:
        c->withdrawn = true;
        break;
    case 1:
        c->paid_on = (row.paid_on > 20 ? row.paid_on : handler_day_closed(t) + 30) - 20 + (int32_t)stream_dice(s, 40);
        break;
    case 2:
        for (uint64_t n = 1 + stream_dice(s, STREAM_CONTRACTS); n > 0 && loan_seek(t, &loan_key, true, &loan); n--)
            memcpy(c->contract_no, loan_key.contract_no, sizeof c->contract_no);
        break;
    default:
        break;
    }
    if (!c->withdrawn && stream_dice(s, 2))
        c->amount_satang = 1 + (int64_t)stream_dice(s, 2 * (uint64_t)row.amount_satang + 1000);
}

static uint64_t suspense_pick(struct stream *s, struct txn *t, struct suspense *ret)
{
    struct suspense_key key = {0};
    memset(ret, 0, sizeof *ret);
    for (uint64_t n = 1 + stream_dice(s, 10); n > 0 && suspense_seek(t, &key, true, ret); n--)
        ;
    return key.suspense_no ? key.suspense_no : 1;
}

static void match_mend(struct stream *s, struct txn *t, struct suspense_matched *m)
{
    struct suspense item;
    struct bill_key key = {0};
    struct bill bill;
    m->suspense_no = suspense_pick(s, t, &item);
    if (item.amount_satang < 0 && stream_dice(s, 5))
        m->target = suspense_target_unit;
    if (m->target != suspense_target_bill)
        return;
    for (uint64_t n = 1 + stream_dice(s, 40); n > 0 && bill_seek(t, &key, true, &bill); n--) {
        m->period = key.period;
        memcpy(m->unit_code, key.unit_code, sizeof m->unit_code);
        memcpy(m->member_no, key.member_no, sizeof m->member_no);
    }
}

static void refund_mend(struct stream *s, struct txn *t, char member_no[12], int64_t *amount_satang, bool given_back)
{
    struct member_key key = {0};
    struct member m;
    while (member_seek(t, &key, true, &m)) {
        int64_t owed = given_back ? m.reclaim_satang : m.refund_payable_satang;
        if (owed > 0 && stream_dice(s, 2)) {
            memcpy(member_no, key.member_no, sizeof key.member_no);
            *amount_satang = stream_dice(s, 2) ? owed : 1 + (int64_t)stream_dice(s, (uint64_t)owed);
        }
    }
}

/* An account that there is, mostly with enough in it. */
static void deposit_pick(struct stream *s, struct txn *t, char member_no[12], char account_no[24],
                         int64_t *amount_satang)
{
    struct deposit_key key = {0};
    struct deposit d;
    uint64_t skip = stream_dice(s, 5);
    for (bool more = deposit_seek(t, &key, false, &d); more; more = deposit_seek(t, &key, true, &d)) {
        memcpy(member_no, key.member_no, sizeof key.member_no);
        memcpy(account_no, key.account_no, sizeof key.account_no);
        if (d.balance_satang > 0 && stream_dice(s, 8))
            *amount_satang = 1 + (int64_t)stream_dice(s, (uint64_t)d.balance_satang);
        if (skip-- == 0)
            return;
    }
}

/* Paid out of a deposit of the borrower's, or of whoever else. */
void stream_mend_transfer(struct stream *s, struct txn *t, struct loan_payment_received *p)
{
    struct loan_key key;
    struct loan loan;
    struct deposit_key account = {0};
    struct deposit d;
    memcpy(key.contract_no, p->contract_no, sizeof key.contract_no);
    memset(p->account_no, 0, sizeof p->account_no);
    if (p->channel != channel_transfer || !loan_get(t, &key, &loan) || stream_dice(s, 6) == 0)
        return;
    memcpy(account.member_no, loan.member_no, sizeof account.member_no);
    if (deposit_seek(t, &account, false, &d) && strcmp(account.member_no, loan.member_no) == 0 &&
        d.balance_satang > 0) {
        memcpy(p->account_no, account.account_no, sizeof p->account_no);
        p->amount_satang = 1 + (int64_t)stream_dice(s, (uint64_t)d.balance_satang);
    }
}

static void two_persons(struct stream *s, char prepared_by[24], char checked_by[24])
{
    memset(prepared_by, 0, 24);
    memset(checked_by, 0, 24);
    if (stream_dice(s, 8) == 0)
        return;
    snprintf(prepared_by, 24, "officer-1");
    snprintf(checked_by, 24, "officer-%u", (unsigned)(stream_dice(s, 20) ? 2 : 1));
}

static void deposit_mend(struct stream *s, struct txn *t, struct event *e)
{
    struct deposit_made *in = &e->body.deposit_made;
    struct deposit_withdrawn *out = &e->body.deposit_withdrawn;
    struct deposit_interest_credited *interest = &e->body.deposit_interest_credited;
    if (e->desc->id == EVENT_deposit_made) {
        in->channel = stream_dice(s, 9) ? channel_counter : in->channel;
        two_persons(s, in->prepared_by, in->checked_by);
    } else if (e->desc->id == EVENT_deposit_withdrawn) {
        out->channel = stream_dice(s, 9) ? channel_bank : out->channel;
        deposit_pick(s, t, out->member_no, out->account_no, &out->amount_satang);
        two_persons(s, out->prepared_by, out->checked_by);
    } else if (e->desc->id == EVENT_deposit_interest_credited) {
        deposit_pick(s, t, interest->member_no, interest->account_no, &interest->amount_satang);
        two_persons(s, interest->prepared_by, interest->checked_by);
    }
}

static void advance_mend(struct stream *s, struct txn *t, struct payroll_advance_returned *a)
{
    struct unit_key key = {0};
    struct unit u;
    while (unit_seek(t, &key, true, &u))
        if (u.advance_satang > 0) {
            memcpy(a->unit_code, key.unit_code, sizeof a->unit_code);
            a->amount_satang = 1 + (int64_t)stream_dice(s, (uint64_t)u.advance_satang);
        }
}

static void transfer_mend(struct txn *t, struct member_unit_transferred *m)
{
    struct member_key key;
    struct member who;
    memcpy(key.member_no, m->member_no, sizeof key.member_no);
    if (member_get(t, &key, &who))
        memcpy(m->from_unit, who.unit_code, sizeof m->from_unit);
}

static void held_pick(struct txn *t, struct payroll_held_file_decided *d)
{
    struct result_file_key key = {0};
    struct result_file f;
    while (result_file_seek(t, &key, true, &f)) {
        if (f.state != file_state_held)
            continue;
        d->period = key.period;
        memcpy(d->unit_code, key.unit_code, sizeof key.unit_code);
        memcpy(d->file_ref, key.file_ref, sizeof key.file_ref);
    }
}

void stream_mend_officer(struct stream *s, struct txn *t, struct event *e)
{
    struct suspense item;
    if (stream_dice(s, 10))
        snprintf(e->envelope.actor, sizeof e->envelope.actor, "officer-%u", (unsigned)stream_dice(s, 3));
    switch (e->desc->id) {
    case EVENT_payroll_result_file_revoked:
        file_pick(s, t, &e->body.payroll_result_file_revoked.period, e->body.payroll_result_file_revoked.unit_code,
                  e->body.payroll_result_file_revoked.file_ref);
        break;
    case EVENT_payroll_held_file_decided:
        held_pick(t, &e->body.payroll_held_file_decided);
        break;
    case EVENT_payroll_result_line_corrected:
        correction_mend(s, t, &e->body.payroll_result_line_corrected);
        break;
    case EVENT_correction_requested:
        payment_mend(s, t, &e->body.correction_requested);
        break;
    case EVENT_suspense_matched:
        match_mend(s, t, &e->body.suspense_matched);
        break;
    case EVENT_suspense_split:
        e->body.suspense_split.suspense_no = suspense_pick(s, t, &item);
        if (item.amount_satang > 1)
            e->body.suspense_split.amount_satang = 1 + (int64_t)stream_dice(s, (uint64_t)item.amount_satang);
        break;
    case EVENT_refund_paid:
        refund_mend(s, t, e->body.refund_paid.member_no, &e->body.refund_paid.amount_satang, false);
        break;
    case EVENT_refund_returned:
        refund_mend(s, t, e->body.refund_returned.member_no, &e->body.refund_returned.amount_satang, true);
        break;
    case EVENT_payroll_advance_returned:
        advance_mend(s, t, &e->body.payroll_advance_returned);
        break;
    case EVENT_member_unit_transferred:
        transfer_mend(t, &e->body.member_unit_transferred);
        break;
    case EVENT_deposit_made:
    case EVENT_deposit_withdrawn:
    case EVENT_deposit_interest_credited:
        deposit_mend(s, t, e);
        break;
    case EVENT_meeting_held:
        e->body.meeting_held.required = 3 * (uint32_t)stream_dice(s, 4);
        break;
    case EVENT_figure_year_reported:
        e->body.figure_year_reported.year = 2022 + (uint32_t)stream_dice(s, 3);
        if (stream_dice(s, 2))
            e->body.figure_year_reported.amount_satang = 0;
        else
            e->body.figure_year_reported.number = 0;
        break;
    case EVENT_fiscal_year_measured:
        e->body.fiscal_year_measured.year = (uint32_t)value_civil(handler_day_closed(t)).year - 1;
        break;
    case EVENT_fiscal_year_statements_presented:
        e->body.fiscal_year_statements_presented.year = 2022 + (uint32_t)stream_dice(s, 3);
        break;
    case EVENT_payroll_standing_order_set:
        e->body.payroll_standing_order_set.item = (uint8_t)(bill_item_deposit + stream_dice(s, 4));
        e->body.payroll_standing_order_set.from_period += (uint32_t)stream_dice(s, 4);
        break;
    default:
        break;
    }
}
