/* shares.h - paid-up shares of members, and what they were by day. The only place that writes either. */
#ifndef HANDLERS_SHARE_SHARES_H
#define HANDLERS_SHARE_SHARES_H

#include "../state/records.h"

/* Shares were paid on `day`. Of who is no member, and never was, nothing is noted. */
void shares_add(struct txn *t, const char *member_no, int32_t day, int64_t satang);
/* What had been noted as paid on `day` was not: from then on he had so much less. Where he was refunded meanwhile what
 * he never had, the refund is less too; returns that part, which he owes. */
int64_t shares_take_back(struct txn *t, const char *member_no, int32_t day, int64_t satang);
/* What he held on `day` and ever since: the most that can be paid back on it. */
int64_t shares_refundable(struct txn *t, const char *member_no, int32_t day);
/* Pays back, at most so much. */
void shares_refund(struct txn *t, const char *member_no, int32_t day, int64_t satang);
/* What he held before `day`. */
int64_t shares_before(struct txn *t, const char *member_no, int64_t balance_satang, int32_t day);

#endif
