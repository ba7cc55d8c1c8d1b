/* patronage.h - the patronage refund on loan interest (เงินเฉลี่ยคืน), computed member by member. */
#ifndef HANDLERS_PATRONAGE_PATRONAGE_H
#define HANDLERS_PATRONAGE_PATRONAGE_H

#include "../state/records.h"

/* A slice of queued work, like those of payroll.h: at most *budget members, which it lowers; true: finished. */
bool patronage_compute_some(struct txn *t, struct work *w, uint32_t *budget);

#endif
