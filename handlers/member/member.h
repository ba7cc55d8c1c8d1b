/* member.h - what several events of a member share. */
#ifndef HANDLERS_MEMBER_MEMBER_H
#define HANDLERS_MEMBER_MEMBER_H

#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"

bool member_find(struct txn *t, const char *member_no, struct member_key *ret_key, struct member *ret);

/* He, or who left as a member, has died. */
bool member_died(struct txn *t, const char *member_no);

/* Moves a member to another unit, which is there; months billed before stay with the old one. The caller stores him. */
void member_move(struct txn *t, const struct member_key *key, struct member *member, const char *to_unit);

/* A contract that he owes, or that he answers for; false: none. */
bool member_owes(struct txn *t, const char *member_no, char ret_contract_no[24]);
bool member_answers(struct txn *t, const char *member_no, char ret_contract_no[24]);

/* The day on which a member retires by the policy: his birthday, or 30 September on or after it, so that who is born on
 * 1 October retires a year later but a day. 0: nobody is told, or his birth date is not known. */
int32_t member_retirement(const struct member *member, const struct policy_in_force *p);
/* Notes that day, with its due row unless it is before `first`, in the place of an earlier one. The caller stores him.
 */
void member_retirement_set(struct txn *t, const struct member_key *key, struct member *member,
                           const struct policy_in_force *p, int32_t first);
/* A day is closed, `last` was closed before it (0: none): where the policy sets another age, every member is looked at
 * before the day's rows are, for he may have joined under one that set none. */
void member_retirement_policy(struct txn *t, const struct happening *h, int32_t last, int32_t day);
/* Some of that work: true, it is done. */
bool member_retirement_some(struct txn *t, struct work *w, uint32_t *budget);
/* A due row of kind retirement, at the close of `day`. */
void member_retirement_due(struct txn *t, const char *member_no, int32_t day);

#endif
