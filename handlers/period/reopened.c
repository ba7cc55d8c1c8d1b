#include "period.h"

#include "../journal/persons.h"

#include <string.h>

/* What was booked meanwhile in the month behind it stays there: a posting is never moved. */
enum verdict handle_period_reopened(struct txn *t, const struct happening *h, const struct period_reopened *e,
                                    struct refusal *why)
{
    struct book_month_key key = {e->period}, before = {e->period - 1};
    struct book_month month = {0}, previous = {0};
    uint32_t last = period_last_closed(t);
    if (persons_check(e->prepared_by, e->checked_by, true, why) == REFUSED)
        return REFUSED;
    if (last == 0)
        return refuse_value(why, REFUSAL_period_open, "data.period", e->period, 0);
    if (e->period != last)
        return refuse_value(why, REFUSAL_period_not_last, "data.period", e->period, last);
    book_month_get(t, &key, &month);
    if (month.closed == close_kind_hard)
        return refuse_value(why, REFUSAL_period_hard, "data.period", e->period, 0);
    if (h->effective_date < month.closed_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, month.closed_on);
    month.closed = close_kind_absent;
    month.closed_on = h->effective_date;
    memcpy(month.document_no, e->document_no, sizeof month.document_no);
    memcpy(month.prepared_by, e->prepared_by, sizeof month.prepared_by);
    memcpy(month.checked_by, e->checked_by, sizeof month.checked_by);
    book_month_put(t, &key, &month);
    book_month_get(t, &before, &previous);
    period_set_last_closed(t, previous.closed == close_kind_absent ? 0 : e->period - 1);
    period_tell(t, h, e->period, &month);
    return APPLIED;
}
