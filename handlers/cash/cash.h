/* cash.h - the cash in the drawer, day by day. */
#ifndef HANDLERS_CASH_CASH_H
#define HANDLERS_CASH_CASH_H

#include "../handler.h"
#include "../state/records.h"

/* Cash by the books at the end of a day. */
int64_t cash_balance(struct txn *t, int32_t day);
/* Cash was booked on a day. If the day was counted already, that is told: its count was of other books. */
void cash_booked(struct txn *t, int32_t day, uint64_t position);
/* Cash that came from the bank, or (negative) was brought there. */
struct cash_move {
    int64_t amount_satang;
    const char *document_no, *prepared_by, *checked_by;
};
enum verdict cash_move(struct txn *t, const struct happening *h, const struct cash_move *m, struct refusal *why);
void cash_alert(struct txn *t, int32_t date, const char *alert, int32_t day, const struct cause *because);

#endif
