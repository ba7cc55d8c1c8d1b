/* begin.h - mediation is to be held: who has to know is told. */
#ifndef HANDLERS_MEDIATION_BEGIN_H
#define HANDLERS_MEDIATION_BEGIN_H

#include "../emit.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* The step of mediation has begun and is due at c->due_date. loan: NULL if there is none. */
void mediation_begin(struct txn *t, const char *case_id, const struct collection_case *c, const struct loan *loan,
                     int32_t date, const struct cause *why);

#endif
