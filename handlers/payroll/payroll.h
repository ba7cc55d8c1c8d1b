/* payroll.h - the monthly cycle: bills, result lines, money, settlement. */
#ifndef HANDLERS_PAYROLL_PAYROLL_H
#define HANDLERS_PAYROLL_PAYROLL_H

#include "../emit.h"
#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* Slices of queued work: each does at most *budget members, lowers it, and says whether the work is finished. They keep
 * their place in *w; the caller stores it. Work is done first come, first served: when a unit's file is settled, its
 * bill is complete. */
bool payroll_bill_some(struct txn *t, struct work *w, uint32_t *budget);
bool payroll_settle_some(struct txn *t, struct work *w, uint32_t *budget);

/* A due row of kind unit_cut_off: the unit's money or file is overdue at the close of `day`. */
void payroll_unit_cut_off(struct txn *t, const char *unit_code, uint32_t period, int32_t day);

/* A unit's month for a handler; a new one, in state billing, if the cycle is open and nothing of it is stored yet.
 * Refuses with unit_unknown or cycle_unknown. */
bool payroll_unit_bill_find(struct txn *t, const char *unit_code, uint32_t period, struct unit_bill *ret,
                            struct refusal *why);
/* The cycle that bills the unit for this month. */
bool payroll_cycle_of(struct txn *t, const char *unit_code, uint32_t period, struct cycle *ret);

/* Money between the unit and the cooperative (outstanding-cooperative guide 2551, duty 8): what lines say was deducted
 * goes to the unit's receivable; money received lowers it and waits in suspense beyond it. So receivable and advance
 * are never both above zero, and receivable - advance = deducted - received. The caller has posted the receivable in
 * full; what is drawn from the advance is posted here. */
void payroll_receivable_add(struct txn *t, const char *unit_code, int64_t amount_satang, int32_t date,
                            const struct cause *because);

/* Money that a unit deducted from nobody we billed: kept as a suspense item, told to the finance officer, posted from
 * the unit's receivable to suspense. The caller adds it to the receivable. */
void payroll_suspend(struct txn *t, const struct suspense *s, int32_t date, const struct cause *because);

/* Adds to what is owed to a member and emits refund.payable_created and the officer's notice; the caller posts the
 * books. */
void payroll_refund(struct txn *t, const char *member_no, int64_t amount_satang, enum refund_cause cause, int32_t date,
                    const struct cause *because);

#endif
