#include "../../handlers/state/records.h"
#include "stream_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- months that are closed, mostly in order and by two persons, and cash that is counted */

static uint32_t last_closed(struct txn *t)
{
    struct counter_key key = {.name = "period_closed"};
    struct counter row = {0};
    counter_get(t, &key, &row);
    return (uint32_t)row.value;
}

static void persons(struct stream *s, char one[24], char other[24])
{
    snprintf(one, 24, "officer-03");
    snprintf(other, 24, "%s", stream_dice(s, 8) ? "manager-01" : "officer-03");
}

static void close_mend(struct stream *s, struct txn *t, struct period_closed *c)
{
    uint32_t last = last_closed(t);
    if (stream_dice(s, 6))
        c->period = last == 0 ? value_period_of(handler_day_closed(t) + 1) - 1 : last + 1;
    c->kind = stream_dice(s, 4) ? close_kind_soft : close_kind_hard;
    if (stream_dice(s, 4))
        c->debit_satang = c->credit_satang = 0;
    persons(s, c->prepared_by, c->checked_by);
}

static void cash_mend(struct stream *s, struct txn *t, struct cash_day_closed *c)
{
    int32_t today = handler_day_closed(t) + 1;
    c->date = today - (int32_t)stream_dice(s, 3);
    c->other_books_satang = stream_dice(s, 2) ? 0 : (int64_t)stream_dice(s, 2000000) - 1000000;
    persons(s, c->counted_by, c->checked_by);
}

/* On a contract that there is, by cash or bank, and mostly for the debtor. */
static void cost_mend(struct stream *s, struct txn *t, struct legal_cost_paid *c)
{
    struct loan_key key = {0};
    struct loan loan;
    for (uint64_t n = 1 + stream_dice(s, STREAM_CONTRACTS); n > 0 && loan_seek(t, &key, true, &loan); n--)
        memcpy(c->contract_no, key.contract_no, sizeof c->contract_no);
    c->amount_satang = 1 + c->amount_satang % 500000;
    c->recoverable = stream_dice(s, 4) != 0;
    c->channel = stream_dice(s, 2) ? channel_counter : channel_bank;
    persons(s, c->prepared_by, c->checked_by);
}

void stream_mend_books(struct stream *s, struct txn *t, struct event *e)
{
    switch (e->desc->id) {
    case EVENT_period_closed:
        close_mend(s, t, &e->body.period_closed);
        break;
    case EVENT_period_reopened:
        if (last_closed(t) > 0)
            e->body.period_reopened.period = last_closed(t);
        persons(s, e->body.period_reopened.prepared_by, e->body.period_reopened.checked_by);
        break;
    case EVENT_cash_banked:
        persons(s, e->body.cash_banked.prepared_by, e->body.cash_banked.checked_by);
        break;
    case EVENT_cash_drawn:
        persons(s, e->body.cash_drawn.prepared_by, e->body.cash_drawn.checked_by);
        break;
    case EVENT_legal_cost_paid:
        cost_mend(s, t, &e->body.legal_cost_paid);
        break;
    case EVENT_cash_day_closed:
        cash_mend(s, t, &e->body.cash_day_closed);
        break;
    default:
        break;
    }
}
