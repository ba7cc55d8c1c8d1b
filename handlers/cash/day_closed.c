#include "cash.h"

#include "../emit.h"
#include "../journal/persons.h"
#include "../rules/money.h"

#include <string.h>

/* The difference of both and the books must be an amount of money too. */
static enum verdict check_amounts(const struct cash_day_closed *e, struct refusal *why)
{
    if (e->counted_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.counted_satang", NULL);
    if (e->other_books_satang > MONEY_EVENT_MAX || e->other_books_satang < -MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.other_books_satang", NULL);
    return APPLIED;
}

/* Behind the day that was counted last, or that day anew: an earlier count cannot be made any more. */
static enum verdict check(struct txn *t, const struct happening *h, const struct cash_day_closed *e,
                          struct refusal *why)
{
    struct cash_day_key later = {e->date};
    struct cash_day row;
    if (persons_check(e->counted_by, e->checked_by, true, why) == REFUSED)
        return REFUSED;
    if (h->effective_date < e->date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, e->date);
    if (cash_day_seek(t, &later, true, &row))
        return refuse_value(why, REFUSAL_cash_counted_later, "data.date", e->date, later.date);
    return check_amounts(e, why);
}

static int64_t compare(struct txn *t, const struct happening *h, const struct cash_day_closed *e, struct cause *because)
{
    struct cash_day_compared body = {
        .date = e->date,
        .counted_satang = e->counted_satang,
        .book_satang = cash_balance(t, e->date),
        .other_books_satang = e->other_books_satang,
    };
    int64_t should_be = money_add(body.book_satang, e->other_books_satang);
    body.difference_satang = money_sub(e->counted_satang, should_be);
    memcpy(body.counted_by, e->counted_by, sizeof body.counted_by);
    memcpy(body.checked_by, e->checked_by, sizeof body.checked_by);
    cause_add_fact(because, fact_cash_satang, e->counted_satang, should_be);
    cause_add_position(because, emit_cash_day_compared(t, h->effective_date, &body, because));
    return body.difference_satang;
}

/* The difference stays one until what was forgotten is told, or the day is counted anew: to book it away would hide who
 * must answer for it. */
enum verdict handle_cash_day_closed(struct txn *t, const struct happening *h, const struct cash_day_closed *e,
                                    struct refusal *why)
{
    struct cash_day_key key = {e->date};
    struct cash_day row = {.counted_satang = e->counted_satang, .other_books_satang = e->other_books_satang};
    struct cause because = cause_of("cash_count", 0);
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    row.difference_satang = compare(t, h, e, &because);
    memcpy(row.counted_by, e->counted_by, sizeof row.counted_by);
    memcpy(row.checked_by, e->checked_by, sizeof row.checked_by);
    cash_day_put(t, &key, &row);
    if (row.difference_satang != 0)
        cash_alert(t, h->effective_date, "cash_difference", e->date, &because);
    return APPLIED;
}
