/* measure.h - a year is measured: three walks in slices, one behind the other, over members, loans, and holders of
 * shares from the largest down. */
#ifndef HANDLERS_AWARD_MEASURE_H
#define HANDLERS_AWARD_MEASURE_H

#include "../state/records.h"

/* true: done; the next walk, if there is one, is queued. */
bool measure_members_some(struct txn *t, struct work *w, uint32_t *budget);
bool measure_loans_some(struct txn *t, struct work *w, uint32_t *budget);
bool measure_shares_some(struct txn *t, struct work *w, uint32_t *budget);

#endif
