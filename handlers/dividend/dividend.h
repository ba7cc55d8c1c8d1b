/* dividend.h - the dividend on shares (เงินปันผล), computed member by member. */
#ifndef HANDLERS_DIVIDEND_DIVIDEND_H
#define HANDLERS_DIVIDEND_DIVIDEND_H

#include "../state/records.h"

/* A slice of queued work, like those of payroll.h: at most *budget members, which it lowers; true: finished. */
bool dividend_compute_some(struct txn *t, struct work *w, uint32_t *budget);

#endif
