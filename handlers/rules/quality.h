/* quality.h - the quality class of a loan: a function of what is known of it and of the policy, and of nothing else.
 *
 * Every rule is tried and the worst class that one of them gives is the loan's (Registrar's rule 2544, cl. 12): the
 * months overdue; what puts a loan in a class at once, whatever its months; and, after a restructuring, the class of
 * before it until the agreed payments were kept for a while. An allowance made for the loan is not among them: that it
 * covers the whole debt betters no class. */
#ifndef HANDLERS_RULES_QUALITY_H
#define HANDLERS_RULES_QUALITY_H

#include "../../proto/schema.h"

enum {
    QUALITY_CLASSES_MAX =
        sizeof((struct policy_published *)0)->classes / sizeof(*((struct policy_published *)0)->classes),
    QUALITY_RULES = class_rule_member + 1,
    QUALITY_WHOLE_BP = 10000,
};

/* What a policy says of classes. */
struct quality_terms {
    struct class_bound bounds[QUALITY_CLASSES_MAX]; /* best first */
    uint32_t bounds_count;
    uint8_t triggers[QUALITY_RULES]; /* loan_class by class_rule; absent: the rule puts no loan in a class */
    uint32_t watch_payments;
};

/* What is known of a loan. */
struct quality_facts {
    uint32_t months_overdue;
    bool holds[QUALITY_RULES];  /* of those rules that a policy may name as triggers */
    enum loan_class watched;    /* class before the restructuring; absent: it was not restructured */
    uint32_t payments_in_a_row; /* since then, made wholly and in time */
};

struct quality {
    enum loan_class class;
    enum class_rule rule; /* the first that gives this class, in the order of the words */
};

/* Whether a policy may name this rule as a trigger. */
bool quality_is_trigger(enum class_rule rule);
struct quality quality_class(const struct quality_terms *q, const struct quality_facts *f);
/* Where a class stands in the policy: an index into bounds; -1: nowhere, as normal may. */
int quality_bound(const struct quality_terms *q, enum loan_class class);
/* The allowance for a principal: its share by the class, and the year's share of that, rounded once, half up. */
int64_t quality_provision(int64_t principal_satang, int32_t provision_bp, int32_t share_bp);

#endif
