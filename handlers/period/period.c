#include "period.h"

#include "../emit.h"
#include "../rules/money.h"

#include <string.h>

static struct counter_key last_key(void)
{
    struct counter_key key;
    value_code_set(key.name, sizeof key.name, "period_closed");
    return key;
}

uint32_t period_last_closed(struct txn *t)
{
    struct counter_key key = last_key();
    struct counter row = {0};
    counter_get(t, &key, &row);
    return (uint32_t)row.value;
}

void period_set_last_closed(struct txn *t, uint32_t period)
{
    struct counter_key key = last_key();
    counter_put(t, &key, &(struct counter){period});
}

int32_t period_booking_day(struct txn *t, int32_t date)
{
    uint32_t closed = period_last_closed(t);
    if (closed == 0 || value_period_of(date) > closed)
        return date;
    return value_period_last_day(closed) + 1;
}

void period_booked(struct txn *t, int32_t booked_on, int64_t total_satang, uint64_t position)
{
    struct book_month_key key = {value_period_of(booked_on)};
    struct book_month row = {0};
    book_month_get(t, &key, &row);
    row.debit_satang = money_add(row.debit_satang, total_satang);
    row.credit_satang = money_add(row.credit_satang, total_satang);
    row.postings++;
    row.position = position;
    book_month_put(t, &key, &row);
}

void period_sums_up_to(struct txn *t, uint32_t period, struct period_sums *ret)
{
    struct book_month_key key = {0};
    struct book_month row;
    *ret = (struct period_sums){0};
    while (book_month_seek(t, &key, true, &row) && key.period <= period) {
        ret->debit_satang = money_add(ret->debit_satang, row.debit_satang);
        ret->credit_satang = money_add(ret->credit_satang, row.credit_satang);
        if (row.position > ret->position)
            ret->position = row.position;
    }
}

void period_tell(struct txn *t, const struct happening *h, uint32_t period, const struct book_month *month)
{
    struct period_sums sums;
    struct period_state_changed body = {.period = period, .kind = month->closed};
    struct cause because = cause_of("period_close", 0);
    period_sums_up_to(t, period, &sums);
    body.debit_satang = sums.debit_satang;
    body.credit_satang = sums.credit_satang;
    body.posting_position = sums.position;
    memcpy(body.document_no, month->document_no, sizeof body.document_no);
    cause_add_position(&because, sums.position);
    emit_period_state_changed(t, h->effective_date, &body, &because);
}
