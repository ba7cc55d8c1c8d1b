/* calendar.h - the days on which the cooperative works, the committee meets, contracts are returned and loans paid out
 * (Amnat Charoen 2567, cl. 4.5, 4.6). A committee or payout day that is a holiday moves to the next working day. */
#ifndef HANDLERS_POLICY_CALENDAR_H
#define HANDLERS_POLICY_CALENDAR_H

#include "policy.h"

/* Monday to Friday, and no holiday of the policy. */
bool calendar_works(struct txn *t, const struct policy_in_force *p, int32_t day);
/* The first working day at or after `day`. */
int32_t calendar_working_day(struct txn *t, const struct policy_in_force *p, int32_t day);

/* The first meeting of a queue after a day: of the weekly queue the committee's weekday, of the daily one any working
 * day. */
int32_t calendar_meeting(struct txn *t, const struct policy_in_force *p, enum loan_queue queue, int32_t after);

/* When a loan is paid out that was granted on `decided_on`: of the weekly queue on the payout weekday after that day,
 * so that a meeting that a holiday moved onto the payout weekday is paid a week later (unverified default); of the
 * daily one as many days later as the policy says. */
int32_t calendar_payout(struct txn *t, const struct policy_in_force *p, enum loan_queue queue, int32_t decided_on);

/* Contracts are picked up from Monday to Friday. */
bool calendar_picks_up(int32_t day);
/* The last day to return a contract that was picked up on such a day, by the weekday table. */
int32_t calendar_return(struct txn *t, const struct policy_in_force *p, int32_t picked_up_on);

#endif
