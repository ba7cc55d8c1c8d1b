/* policy.h - what is in force on a day. */
#ifndef HANDLERS_POLICY_POLICY_H
#define HANDLERS_POLICY_POLICY_H

#include "../../proto/refusal.h"
#include "../rules/interest.h"
#include "../rules/quality.h"
#include "../state/records.h"

struct policy_in_force {
    uint32_t version;
    struct policy_terms terms;
};

/* The policy in force on `day`: the latest with from <= day. false: none. */
bool policy_on(struct txn *t, int32_t day, struct policy_in_force *ret);
/* A policy by its version, whether it is in force or not. */
bool policy_version(struct txn *t, uint32_t version, struct policy_in_force *ret);
struct interest_terms policy_interest(const struct policy_in_force *p);
/* The classes of a policy, best first; returns how many. */
uint32_t policy_classes(struct txn *t, uint32_t version, struct class_bound ret[QUALITY_CLASSES_MAX]);
/* All that it says of classes. */
void policy_quality(struct txn *t, const struct policy_in_force *p, struct quality_terms *ret);
/* The share of the allowance that is booked in a year; basis points. */
int32_t policy_provision_share(struct txn *t, uint32_t version, uint32_t year);
/* Months that must be exceeded for a loan to be non-performing; 0: no class is. */
uint32_t policy_npl_months(struct txn *t, uint32_t version);
/* Place of an item in the order of deduction, and whether it is a credit. false: the item is not billed. */
bool policy_item_of(struct txn *t, uint32_t version, enum bill_item item, struct policy_item *ret);

/* The proof that a policy must pass to be published with effect from a day, the same for the handler and for whoever
 * writes one: false, and the first flaw in *why, with the path of its field. */
bool policy_prove(const struct policy_published *e, int32_t effective, struct refusal *why);
/* All flaws, at most max of them; returns how many. */
uint32_t policy_flaws(const struct policy_published *e, int32_t effective, struct refusal *ret, uint32_t max);

#endif
