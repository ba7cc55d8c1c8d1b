/* notice_clock.h - the guarantors' legal clock (Civil and Commercial Code, s. 686): from the first day of a default a
 * notice has sixty days to reach each guarantor. It runs beside the ladder, on absolute dates: a default that becomes
 * known late moves the day on which the clock is looked at, never the last day of the law. The only place that writes
 * guarantor_clock. */
#ifndef HANDLERS_GUARANTOR_NOTICE_CLOCK_H
#define HANDLERS_GUARANTOR_NOTICE_CLOCK_H

#include "../emit.h"
#include "../policy/policy.h"
#include "../state/records.h"

enum { NOTICE_DAYS = 60 }; /* the law's, so no policy sets it */

/* When something happens to a clock, and the policy of that day. */
struct clock_at {
    int32_t date;
    const struct policy_in_force *policy;
};

/* The default of a loan began, ended or turned out to have begun on another day; `before` is its first day as it was known
 * until now, 0: none. */
void notice_clocks_follow(struct txn *t, const char *contract_no, const struct loan *loan, int32_t before,
                          const struct clock_at *at);
/* On the right facts there was no such default: its clocks end, and what ran out gives back what was lost. */
void notice_clocks_corrected(struct txn *t, const char *contract_no, const struct clock_at *at);
/* A guarantor took the place of another. During a default the clock of the one ends, and that of the other begins. */
void notice_clock_released(struct txn *t, const char *contract_no, const char *ref, const struct clock_at *at);
void notice_clock_joined(struct txn *t, const char *contract_no, const char *ref, const struct loan *loan,
                         const struct clock_at *at);

/* Due rows of kinds guarantor_target and guarantor_deadline, at the close of `day`: clocks that run from this day. */
void notice_target_due(struct txn *t, const char *contract_no, int32_t from_day, int32_t day);
void notice_deadline_due(struct txn *t, const char *contract_no, int32_t from_day, int32_t day);
/* Those of this contract that fell due up to `day` are looked at now (see loan_catch_up). */
void notice_clocks_catch_up(struct txn *t, const char *contract_no, int32_t day);

/* The clock that a notice belongs to, or the one that took its place; false: the position is no notice to a
 * guarantor. */
bool notice_clock_find(struct txn *t, uint64_t position, struct guarantor_clock_key *ret_key,
                       struct guarantor_clock *ret);
/* What became of the notice; the caller has checked that no receipt of an earlier day is known, or that this corrects
 * it. */
void notice_clock_report(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                         const struct notice_delivery_reported *e, const struct clock_at *at);

#endif
