/* emit.h - one typed function for each follow-up, expanded from the schema: emit_loan_classified(t, date, &body, &cause).
 * Returns the follow-up's position. And the making of causes. */
#ifndef HANDLERS_EMIT_H
#define HANDLERS_EMIT_H

#include "txn.h"

#define EVENT_OUT(subject, verb)                                                                                       \
    static inline uint64_t emit_##subject##_##verb(struct txn *t, int32_t effective_date,                              \
                                                   const struct subject##_##verb *body, const struct cause *cause)     \
    {                                                                                                                  \
        return txn_emit(t, EVENT_##subject##_##verb, effective_date, body, cause);                                     \
    }
#define EVENT_IN(subject, verb)
#define EVENT_INTERNAL(subject, verb)
#define EVENT(subject, verb, direction, doc) EVENT_##direction(subject, verb)
#include "../proto/schema/all.def"
#undef EVENT_IN
#undef EVENT_INTERNAL
#undef EVENT_OUT

/* A rule of proto/schema/rules.def, and the policy version in force (0 where no policy is asked). */
struct cause cause_of(const char *rule, uint32_t policy);
/* What led here; more than four are dropped, oldest first matters least. 0 adds nothing. */
void cause_add_position(struct cause *c, uint64_t position);
void cause_add_seq(struct cause *c, uint64_t seq);
void cause_add_fact(struct cause *c, enum fact fact, int64_t actual, int64_t limit);

#endif
