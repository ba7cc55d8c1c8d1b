/* loan_correct.h - a fact of a loan's past was corrected: the loan is derived anew (loan_redo.h), and whatever followed
 * from it is brought to what the right facts give. */
#ifndef HANDLERS_LOAN_LOAN_CORRECT_H
#define HANDLERS_LOAN_LOAN_CORRECT_H

#include "loan_redo.h"

struct loan_correcting {
    int32_t date; /* of the correction */
    uint64_t target_seq;
    const struct cause *why;
    struct loan_redo redo;
    uint64_t told; /* told back: the follow-up that told it */
};

/* Whether the loan can be derived anew behind the fact at `key`; refuses otherwise. */
enum verdict loan_correct_admitted(struct txn *t, const struct loan_fact_key *key, const char *field,
                                   struct refusal *why);
/* The facts are the right ones already. Tells what changed; withdraws letters and a case that have lost their ground,
 * asks for those that are due now. */
void loan_correct(struct txn *t, const char *contract_no, struct loan_correcting *c);

#endif
