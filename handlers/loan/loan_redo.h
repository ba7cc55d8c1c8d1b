/* loan_redo.h - what a loan owes is derived anew from what was done to it (loan_fact.h): in order, by the same
 * functions as when it was done, and silently. Without a changed fact exactly the rows that stand come out. */
#ifndef HANDLERS_LOAN_LOAN_REDO_H
#define HANDLERS_LOAN_LOAN_REDO_H

#include "loan_fact.h"

/* Called for each payment: as it was derived before, and as it is now; `before` is the loan ahead of it. */
struct loan_redone {
    const struct loan_fact_key *key;
    const struct loan_fact *was, *now;
    const struct loan *before;
};

struct loan_redo {
    void (*tell)(struct txn *t, void *to, const struct loan_redone *payment); /* NULL: nobody wants to know */
    void *to;
    bool climbed; /* told back: by the ladder's own rule a case stands */
};

/* Whether it can: it ended in no other way than by being repaid. */
bool loan_redo_admitted(struct txn *t, const char *contract_no);
/* Derives the sums, the instalments and the state of the loan, and stores them; how late it is, its class and its case
 * are as they were until it is refreshed. loan->default_on is derived too. */
void loan_redo(struct txn *t, const char *contract_no, struct loan *loan, struct loan_redo *redo);

#endif
