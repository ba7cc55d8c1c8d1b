/* case.h - a collection case on the ladder: employer contact, mediation, and only then court
 * (Local government 2566, cl. 1.7, 1.8). One open case a loan. */
#ifndef HANDLERS_COLLECTION_CASE_H
#define HANDLERS_COLLECTION_CASE_H

#include "../emit.h"
#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"
#include "step.h"

/* So many months of the member's own are overdue that the ladder begins: opens a case at employer_contact, tells the
 * officer, or begins the policy's list of rungs; returns the case id in loan->case_id. The caller stores the loan. Here
 * and below, `because` is the cause of the follow-ups. */
void case_open(struct txn *t, const char *contract_no, struct loan *loan, int32_t date, const struct policy_in_force *p,
               const struct cause *because);
/* The arrears are wholly cleared, or the loan has ended: closes the case and empties loan->case_id. A case before the
 * court goes on without it: a new default opens a case of its own. */
void case_cure(struct txn *t, struct loan *loan, int32_t date, const struct cause *because);
/* The cases about this loan, in the order in which they were opened; begin with at->no 0. */
struct case_at {
    uint32_t no;
    struct collection_case_key key;
    struct collection_case row;
};
bool case_next(struct txn *t, const char *contract_no, const struct loan *loan, struct case_at *at);
/* A suit about this loan is before the court: that of its open case, or one that went on when its arrears were cured.
 */
bool case_in_court(struct txn *t, const char *contract_no, const struct loan *loan);
/* What is in arrears is not the member's own to answer for: closes the case and empties loan->case_id, unless it is
 * before the court. */
void case_disown(struct txn *t, struct loan *loan, int32_t date, const struct cause *because);
/* The loan has ended: closes its cases that are before the court. */
void case_end_suits(struct txn *t, const char *contract_no, const struct loan *loan, int32_t date,
                    const struct cause *because);

/* The name of a member's case. */
void case_id_of(const char member_no[12], uint32_t no, char case_id[24]);

/* On the right facts the case of a loan has no ground: it is closed, its step withdrawn, and where it stood is kept.
 * Empties loan->case_id; the caller stores the loan. */
void case_withdraw(struct txn *t, struct loan *loan, int32_t date, const struct cause *because);
/* It has its ground again: the case that was withdrawn last goes on where it stood, with the rest of its time. */
void case_restore(struct txn *t, const char *contract_no, struct loan *loan, int32_t date, const struct cause *because);

/* Moves a case and emits collection.stage_changed; due_date 0: none. Only moves of the ladder are allowed (asserted).
 */
void case_move(struct txn *t, const char *case_id, struct collection_case *c, enum case_stage to, int32_t due_date,
               int32_t date, const struct cause *because);

/* The rung of a stage, begun on a date. */
struct rung_begun case_rung(enum case_stage stage, int32_t date, const struct policy_in_force *p);
/* Whether a step is to be taken on the stage of a case: one is open then, and none otherwise. */
bool case_waits(const struct collection_case *c);
/* The step of the case is done, and the next one begins; stores the case. One of a listed ladder has the name, the
 * audience and the days of the rung that the case is on. */
void case_step(struct txn *t, const char *case_id, struct collection_case *c, const struct rung_begun *begun,
               const struct cause *because);
/* A promise to pay is awaited from `date` on: the open step rests until it is over; stores the case. */
void case_rest(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
               const struct cause *because);
/* A due row of kind step: at the close of `day`, unless it has ended. */
void case_step_due(struct txn *t, const char *case_id, uint32_t no, int32_t day);

/* Promises, steps, agreed payments and the time to enforce of this case that fell due up to `day` are looked at now
 * (see loan_catch_up). */
void case_catch_up(struct txn *t, const char *case_id, int32_t day);

/* Finds the case for a handler, brought up to date; or refuses with case_unknown at data.case_id, or with
 * dates_out_of_order when the event is dated before the case. */
bool case_find(struct txn *t, const char *case_id, const struct happening *h, struct collection_case *ret,
               struct refusal *why);
/* The debtor did not come: another session is called, or mediation is over when he has not come as often as the policy
 * says. */
void case_no_show(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                  const struct policy_in_force *p);

#endif
