/* promise.h - promises to pay: an amount by a day, before an agreement or without one. Each ends once; a case awaits at
 * most one, and while it does its step of the ladder rests. */
#ifndef HANDLERS_MEDIATION_PROMISE_H
#define HANDLERS_MEDIATION_PROMISE_H

#include "../emit.h"
#include "../state/records.h"

struct promise_ending {
    enum promise_outcome outcome;
    int32_t date;
    const struct loan *loan;
    const struct cause *because;
};

/* The promise that is awaited; false: there is none. */
bool promise_awaited(struct txn *t, const char *case_id, const struct collection_case *c, struct promise *ret);
/* Enters the next promise of the case: c->promise_until tells when it is looked at. The caller stores c. */
void promise_enter(struct txn *t, const char *case_id, struct collection_case *c, const struct promise *row);
/* Ends the promise that is awaited, if there is one. The caller stores c. */
void promise_end(struct txn *t, const char *case_id, struct collection_case *c, const struct promise_ending *ending);
/* The case leaves its stage: what was promised is not awaited any more. The caller stores c. */
void promise_supersede(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                       const struct cause *because);
/* A due row of kind promise: at the close of `day`, the promised day plus its grace. Kept or broken. */
void promise_due(struct txn *t, const char *case_id, uint32_t no, int32_t day);
/* The same for the promise of this case, if it fell due up to `day` (see loan_catch_up). */
void promise_catch_up(struct txn *t, const char *case_id, int32_t day);

#endif
