/* proposal.h - which running contracts a relief loan should close (Amnat Charoen 2567, cl. 4.4). */
#ifndef HANDLERS_RELIEF_PROPOSAL_H
#define HANDLERS_RELIEF_PROPOSAL_H

#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* What the choice has to reach. */
struct proposal_goal {
    const char *member_no;
    int64_t amount_satang;  /* can pay off so much */
    int64_t missing_satang; /* a month, to the floor; 0 and less: nothing has to be closed */
    int32_t date;           /* of the payoff */
};

/* Chooses the fewest contracts that free what is missing and that the amount can pay off; of as many, those that free
 * most a month for each satang that they cost; of equal ones, those with the earlier contract numbers. Of the member's
 * first twelve running contracts at most six are closed. Fills closes; 0 where nothing reaches the goal. */
uint32_t proposal_choose(struct txn *t, const struct proposal_goal *goal, const struct policy_in_force *p,
                         struct contract_ref closes[6]);

#endif
