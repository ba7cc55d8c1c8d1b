/* enforcement.h - a mediated agreement that was broken may be enforced by a court, within a time limit (Dispute
 * Mediation Act 2562, s. 32). The time ends once: a suit, payment after all, or it has passed. */
#ifndef HANDLERS_MEDIATION_ENFORCEMENT_H
#define HANDLERS_MEDIATION_ENFORCEMENT_H

#include "../emit.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* The agreed date `due_date` was missed, as told at `because`, on `day`: the time runs. */
void enforcement_begin(struct txn *t, const char *case_id, const struct collection_case *c, int32_t due_date,
                       int32_t day, const struct cause *because);
/* Ends the time that runs, if it does. */
void enforcement_end(struct txn *t, const char *case_id, const struct collection_case *c,
                     enum enforcement_outcome outcome, int32_t date, const struct cause *because);
/* A due row of kind enforcement: at the close of `day`. */
void enforcement_due(struct txn *t, const char *case_id, uint32_t no, int32_t day);
/* The same for the rows of this case that fell due up to `day` (see loan_catch_up). */
void enforcement_catch_up(struct txn *t, const char *case_id, int32_t day);

#endif
