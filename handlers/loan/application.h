/* application.h - the road of an application from filing to its end (Amnat Charoen 2567, cl. 4.4-4.8):
 *
 *   screened -> [appointed ->] contract_issued -> queued -> scheduled -> disbursed
 *
 * A product that needs no contract first begins at queued. A missed date leads to missed_return: who missed the pick-up
 * is appointed anew or comes for the contract, who missed the return returns it, at the tail of the queue. queued ends
 * in rejected or goes on to scheduled; scheduled may lapse (expired); all but what has ended may be withdrawn. */
#ifndef HANDLERS_LOAN_APPLICATION_H
#define HANDLERS_LOAN_APPLICATION_H

#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* How an application comes in: by itself, or out of a relief programme's intent with a place in its queue. */
struct application_origin {
    const char *programme; /* empty: none */
    uint64_t place;        /* 0: it joins its queue at the tail */
};

/* Takes an application in: screens it, gives it a place, and puts it on the agenda unless its contract comes first. */
enum verdict application_enter(struct txn *t, const struct happening *h, const struct loan_application_filed *e,
                               const struct application_origin *from, struct refusal *why);

/* An application in hand, and the policy of the day. */
struct application_step {
    struct application_key key;
    struct application a;
    struct policy_in_force p;
    uint64_t override_position; /* the follow-up that told of limits passed over; 0: none was */
};

/* For an event on an application: finds it, and refuses where there is none, no policy, or the event is dated before
 * the last step. A date of the contract that has passed meanwhile is missed now, if the day's close has not seen to it.
 */
enum verdict application_take(struct txn *t, const struct happening *h, const char *application_no,
                              struct application_step *ret, struct refusal *why);
/* For an event that does not fit where the application is: says which step must come first if `step`, the state that the
 * event is for, is still to come, and otherwise that it is past or the application at its end. */
enum verdict application_refuse(const struct application_step *s, enum application_state step, struct refusal *why);
void application_save(struct txn *t, const struct application_step *s);

/* Its contract is to be picked up or returned by this day; and it no longer is. */
void application_await(struct txn *t, struct application_step *s, int32_t date);
void application_arrived(struct txn *t, struct application_step *s);

/* Whether it still goes its way: not rejected, withdrawn, expired or disbursed. */
bool application_is_open(const struct application *a);
/* It is granted, leaves its queue, and lapses if it is not paid out in time. */
void application_schedule(struct txn *t, struct application_step *s, int32_t date);
/* It ends without a payout: leaves its queue or gives back what was reserved for it. */
void application_finish(struct txn *t, struct application_step *s, enum application_state end, int32_t date,
                        const struct cause *why);

/* Due rows: a date of the contract of whoever stands at this place, and an approval, at the close of `day`. */
void application_contract_due(struct txn *t, const char *queue, uint64_t place, int32_t day);
void application_approval_due(struct txn *t, const char *application_no, int32_t day);

#endif
