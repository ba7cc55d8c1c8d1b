/* period.h - the months of the books: which are closed, and what is booked in each. */
#ifndef HANDLERS_PERIOD_PERIOD_H
#define HANDLERS_PERIOD_PERIOD_H

#include "../handler.h"
#include "../state/records.h"

/* The last month that is closed; 0: none is. */
uint32_t period_last_closed(struct txn *t);
void period_set_last_closed(struct txn *t, uint32_t period);
/* The day on which what belongs to `date` is booked: itself, or the first day of the first open month if its own is
 * closed. */
int32_t period_booking_day(struct txn *t, int32_t date);
/* Notes a posting in the month in which it is booked. */
void period_booked(struct txn *t, int32_t booked_on, int64_t total_satang, uint64_t position);

/* All that is booked up to a month's last day. */
struct period_sums {
    int64_t debit_satang, credit_satang;
    uint64_t position; /* of the last posting; 0: there is none */
};
void period_sums_up_to(struct txn *t, uint32_t period, struct period_sums *ret);

void period_tell(struct txn *t, const struct happening *h, uint32_t period, const struct book_month *month);

#endif
