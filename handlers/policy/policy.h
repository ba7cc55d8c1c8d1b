/* policy.h - what is in force on a day. */
#ifndef HANDLERS_POLICY_POLICY_H
#define HANDLERS_POLICY_POLICY_H

#include "../rules/interest.h"
#include "../state/records.h"

struct policy_in_force {
    uint32_t version;
    struct policy_terms terms;
};

/* The policy in force on `day`: the latest with from <= day. false: none. */
bool policy_on(struct txn *t, int32_t day, struct policy_in_force *ret);
struct interest_terms policy_interest(const struct policy_in_force *p);
/* The classes of a policy, best first; returns how many (at most 4). */
uint32_t policy_classes(struct txn *t, uint32_t version, struct class_bound ret[4]);
/* Place of an item in the order of deduction, and whether it is a credit. false: the item is not billed. */
bool policy_item_of(struct txn *t, uint32_t version, enum bill_item item, struct policy_item *ret);

#endif
