/* queue.h - who waits for the committee, in order: one queue for each relief programme, and the weekly and the daily
 * one (Amnat Charoen 2567, cl. 4.6, 4.8). Places are numbers that only grow; lower is earlier. */
#ifndef HANDLERS_COMMITTEE_QUEUE_H
#define HANDLERS_COMMITTEE_QUEUE_H

#include "../emit.h"
#include "../state/records.h"

/* Where somebody joins: behind everybody; or, where a programme decides group 1 first, behind his own group. The places
 * of group 2 begin at 1,000,000,001 then. */
enum queue_end { QUEUE_TAIL, QUEUE_GROUP_ONE, QUEUE_GROUP_TWO };

/* Somebody in a queue. */
struct waiting {
    const char *queue;
    const char *ref; /* application, or intent that has none yet */
    const char *member_no;
    uint64_t place;
};

/* Which meetings decide on a product's loans: special loans the weekly one, unless the product says otherwise. */
uint8_t queue_kind(const struct policy_product *product);
/* The queue of an application. */
const char *queue_of(const struct application *a);
/* Gives w a place. */
void queue_join(struct txn *t, struct waiting *w, enum queue_end end);
/* Has w stand at its place, instead of whoever had it. */
void queue_stay(struct txn *t, const struct waiting *w);
void queue_leave(struct txn *t, const char *queue, uint64_t place);
bool queue_at(struct txn *t, const char *queue, uint64_t place, struct queue *ret);
/* Emits relief.queue_position_set. */
void queue_tell(struct txn *t, int32_t date, const struct waiting *w, enum queue_reason reason,
                const struct cause *why);

#endif
