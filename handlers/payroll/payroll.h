/* payroll.h - the monthly cycle: bills, result files, money, settlement, suspense.
 *
 * Settlement has one idea: a member's month is brought to what the result lines that count say now, and only the
 * difference is told and posted. So a file that comes later, is corrected, or is taken back goes the same way as the
 * first, and the order in which they come decides nothing. */
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
/* Queues the settlement of a unit's month. */
void payroll_settle_later(struct txn *t, const char *unit_code, uint32_t period, int32_t date, uint64_t seq);

/* ---- units */

/* A due row of kind unit_cut_off at the close of `day`. A file that is still open counts from now on: true, its
 * settlement is queued and comes first. Otherwise the unit is told what is overdue, and again every so many days. */
bool payroll_unit_cut_off(struct txn *t, const char *unit_code, uint32_t period, int32_t day);
/* What of the unit's money or files is overdue on `day` is told, and looked at again later; and how complete it is. */
void payroll_unit_chase(struct txn *t, const char *unit_code, uint32_t period, int32_t day);
/* How completely the unit deducted what it was billed is told, unless it was told before. */
void payroll_unit_rate(struct txn *t, const char *unit_code, uint32_t period, int32_t day);

/* A unit's month for a handler; a new one, in state billing, if the cycle is open and nothing of it is stored yet.
 * Refuses with unit_unknown or cycle_unknown. */
bool payroll_unit_bill_find(struct txn *t, const char *unit_code, uint32_t period, struct unit_bill *ret,
                            struct refusal *why);
struct unit_bill_key payroll_unit_bill_key(const char *unit_code, uint32_t period);
/* The cycle that bills the unit for this month. */
bool payroll_cycle_of(struct txn *t, const char *unit_code, uint32_t period, struct cycle *ret);

/* Money between the unit and the cooperative (outstanding-cooperative guide 2551, duty 8): what lines say was deducted
 * goes to the unit's receivable; money received lowers it and waits in suspense beyond it. So receivable and advance
 * are never both above zero, and receivable - advance = deducted - received. The caller has posted the receivable in
 * full (or, for a negative amount, taken it back); what is drawn from the advance, or becomes one, is posted here. */
void payroll_receivable_add(struct txn *t, const char *unit_code, int64_t amount_satang, int32_t date,
                            const struct cause *because);
/* The same from the other side: money came from the unit, or was paid back to it (negative). Returns how much of it met
 * the receivable; the rest is, or was, advance. The caller posts. */
int64_t payroll_money_add(struct txn *t, const char *unit_code, int64_t amount_satang, int32_t date);
/* A due row of kind advance. */
void payroll_advance_due(struct txn *t, const char *unit_code, int32_t day);

/* ---- result files */

struct result_file_key payroll_file_key(const char *unit_code, uint32_t period, const char *file_ref);
/* The files of a unit's month, one after the other; begin with an empty key. */
bool payroll_file_next(struct txn *t, const char *unit_code, uint32_t period, struct result_file_key *key,
                       struct result_file *ret);
/* Before all lines of a member in a unit's month. */
struct result_line_key payroll_line_key(const char *unit_code, uint32_t period, const char *member_no);
/* Finds it for a handler; a new one, in state open, is counted in *month, which is stored. Refuses with files_full. */
bool payroll_file_find(struct txn *t, const struct result_file_key *key, struct unit_bill *month,
                       struct result_file *ret, struct refusal *why);
/* Whether the lines of a file in this state count. */
bool payroll_file_counts(const struct result_file *f);
/* Stores where the file is now and tells it. */
uint64_t payroll_file_change(struct txn *t, const struct happening *h, const struct result_file_key *key,
                             struct result_file *f, enum file_state state);
/* Nearly all of its lines are another file's: it is held until an officer decides, and he is asked. The
 * caller queues the settlement, which takes what is in suspense of it out again: nothing of it counts. */
bool payroll_file_looks_alike(struct txn *t, int32_t day, const struct result_file_key *key,
                              const struct result_file *f);
void payroll_file_hold(struct txn *t, const struct happening *h, const struct result_file_key *key,
                       struct result_file *f);
/* The file is closed and counts from now on: its month may be complete with it, and its settlement is queued. false:
 * the books have no room for it; refused. */
bool payroll_file_count(struct txn *t, const struct happening *h, const struct result_file_key *key,
                        struct result_file *f, struct refusal *why);
/* Whether the files that count make the unit's month complete. */
bool payroll_files_complete(struct txn *t, const char *unit_code, uint32_t period);
/* An event that somebody must answer for; otherwise it refuses with actor_missing. */
bool payroll_actor_given(const struct happening *h, struct refusal *why);

/* ---- suspense */

/* Money that a unit deducted from nobody we billed, or (negative) that its lines say it deducted and it denies: kept as
 * a suspense item, told to the finance officer, posted between the unit's receivable and suspense, added to the
 * receivable. Returns its number. */
uint64_t payroll_suspend(struct txn *t, const struct suspense *s, int32_t date, const struct cause *because);
/* What had been suspended is taken back, from the item as far as it is still there; what has left it becomes a negative
 * item. Nothing for number 0. */
void payroll_unsuspend(struct txn *t, uint64_t suspense_no, const struct suspense *was, int32_t date,
                       const struct cause *because);
/* An item as it is stored, with its due row; and without both. */
void payroll_suspense_keep(struct txn *t, uint64_t suspense_no, struct suspense *s, int32_t from_day);
void payroll_suspense_drop(struct txn *t, uint64_t suspense_no, const struct suspense *s);
/* A due row of kind suspense. */
void payroll_suspense_due(struct txn *t, uint64_t suspense_no, int32_t day);

/* ---- members */

/* Adds to what is owed to a member and emits refund.payable_created and the officer's notice; the caller posts the
 * books. What he was paid before and has to give back is set off first, and that is posted here. */
void payroll_refund(struct txn *t, const char *member_no, int64_t amount_satang, enum refund_cause cause, int32_t date,
                    const struct cause *because);
/* Takes back what was owed to him; returns how much of it he was paid already and has to give back. The caller posts:
 * refund_payable for the rest, other_receivable for that. */
int64_t payroll_refund_reverse(struct txn *t, const char *member_no, int64_t amount_satang, enum refund_cause cause,
                               int32_t date, const struct cause *because);
/* What a standing order asks for in a month. */
int64_t payroll_standing_amount(struct txn *t, const struct standing_order_key *of, uint32_t period);
/* The account that an item is collected for. */
enum account payroll_item_account(enum bill_item item);

#endif
