/* step.h - the steps of a case: each is due by a day, and ends once, with an outcome. At most the last one is open. */
#ifndef HANDLERS_COLLECTION_STEP_H
#define HANDLERS_COLLECTION_STEP_H

#include "../emit.h"
#include "../state/records.h"

/* A rung is climbed: its step is to be taken with `audience` within `days` from `date`. */
struct rung_begun {
    char rung[16];
    enum step_audience audience;
    int32_t date, days;
};

/* Begins the next step, ending none; c->steps, c->due_date tell of it. The caller stores c. */
void step_start(struct txn *t, const char *case_id, struct collection_case *c, const struct rung_begun *begun,
                const struct cause *because);
/* The open step, if there is one, rests from `date` until c->promise_until. The caller stores c. */
void step_postpone(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                   const struct cause *because);
/* Ends the open step, if there is one. */
void step_end(struct txn *t, const char *case_id, const struct collection_case *c, enum step_outcome outcome,
              int32_t date, const struct cause *because);
/* The open step; false: there is none. */
bool step_open(struct txn *t, const char *case_id, const struct collection_case *c, struct ladder_step *ret);

#endif
