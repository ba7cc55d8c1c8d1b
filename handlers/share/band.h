/* band.h - the monthly share subscription that a policy asks of an income (loan and share rules). */
#ifndef HANDLERS_SHARE_BAND_H
#define HANDLERS_SHARE_BAND_H

#include "../handler.h"
#include "../state/records.h"

/* The least subscription for an income on a day; 0 where the policy of that day has no bands, or there is no policy. */
int64_t share_band_least(struct txn *t, int64_t income_satang, int32_t day);

#endif
