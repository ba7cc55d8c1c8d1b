#include "period.h"

#include "../journal/persons.h"
#include "../clock/work.h"
#include "../consumer/consumer.h"

#include <string.h>

static uint8_t closed_as(struct txn *t, uint32_t period)
{
    struct book_month_key key = {period};
    struct book_month row = {0};
    book_month_get(t, &key, &row);
    return row.closed;
}

/* The month whose turn it is: behind the last one closed; for good, the first that is closed softly, if there is one.
 * 0: any, none is closed yet. */
static uint32_t whose_turn(struct txn *t, enum close_kind kind)
{
    uint32_t last = period_last_closed(t), turn = last == 0 ? 0 : last + 1;
    for (uint32_t p = last; kind == close_kind_hard && p > 0 && closed_as(t, p) == close_kind_soft; p--)
        turn = p;
    return turn;
}

/* The control registers agree with the trial balance (form 2551, part 1, 1.1): whoever keeps the books has all that is
 * booked in the month, and adds up what the daemon does. */
static enum verdict check_books(struct txn *t, const struct period_closed *e, struct refusal *why)
{
    struct period_sums sums;
    struct cursor_key behind = {0};
    period_sums_up_to(t, e->period, &sums);
    uint64_t at = 0;
    if (consumer_behind(t, sums.position, &behind, &at))
        return refuse_all(why, REFUSAL_period_unacknowledged, "data.period", behind.consumer, (int64_t)at,
                          (int64_t)sums.position);
    if (e->debit_satang > 0 && e->debit_satang != sums.debit_satang)
        return refuse_value(why, REFUSAL_period_totals, "data.debit_satang", e->debit_satang, sums.debit_satang);
    if (e->credit_satang > 0 && e->credit_satang != sums.credit_satang)
        return refuse_value(why, REFUSAL_period_totals, "data.credit_satang", e->credit_satang, sums.credit_satang);
    return APPLIED;
}

static enum verdict check(struct txn *t, const struct happening *h, const struct period_closed *e, struct refusal *why)
{
    uint32_t turn = whose_turn(t, (enum close_kind)e->kind);
    int32_t last_day = value_period_last_day(e->period);
    if (persons_check(e->prepared_by, e->checked_by, true, why) == REFUSED)
        return REFUSED;
    if (turn != 0 && e->period != turn)
        return refuse_value(why, REFUSAL_period_order, "data.period", e->period, turn);
    if (last_day > clock_day_closed(t))
        return refuse_value(why, REFUSAL_period_not_over, "data.period", e->period, last_day);
    if (h->effective_date < last_day)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, last_day);
    return check_books(t, e, why);
}

enum verdict handle_period_closed(struct txn *t, const struct happening *h, const struct period_closed *e,
                                  struct refusal *why)
{
    struct book_month_key key = {e->period};
    struct book_month month = {0};
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    book_month_get(t, &key, &month);
    month.closed = e->kind;
    month.closed_on = h->effective_date;
    memcpy(month.document_no, e->document_no, sizeof month.document_no);
    memcpy(month.prepared_by, e->prepared_by, sizeof month.prepared_by);
    memcpy(month.checked_by, e->checked_by, sizeof month.checked_by);
    book_month_put(t, &key, &month);
    if (e->period > period_last_closed(t))
        period_set_last_closed(t, e->period);
    period_tell(t, h, e->period, &month);
    return APPLIED;
}
