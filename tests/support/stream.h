/* stream.h - an endless, seeded stream of events, plausible and not, for property tests. It looks at the state through
 * the transaction port to be plausible more often: closes the right day, declares the right totals; and every so often
 * it does not. It begins with a policy, units, members and loans, of which every other is hardly ever paid. New events
 * of the schema are generated unasked: values are drawn by the kind and name of a field.
 *
 * What it cannot produce: codes outside its small pools, dates outside 2024-2026, more than one group of units. */
#ifndef TESTS_SUPPORT_STREAM_H
#define TESTS_SUPPORT_STREAM_H

#include "../../handlers/handler.h"

struct stream {
    uint64_t state; /* of the generator of random numbers */
    uint64_t made;
};

struct stream stream_new(uint64_t seed);
/* The next event. Its key is new, except that some are sent twice (same content) or collide (other content). */
void stream_next(struct stream *s, struct txn *t, struct event *ret);

/* The state and the follow-ups as text, the same whatever implements the port. */
void stream_dump(struct txn *t, struct buffer *out);
/* The laws that must hold after any event; returns the first that is broken, or NULL. */
const char *stream_broken_law(struct txn *t);

#endif
