/* slice.h - which events of a journal decide what becomes of some members: those that name them, their applications,
 * contracts and cases, whoever pays for them, and the months of every unit that deducted from them or named them; of
 * their guarantors only that they are there; and what concerns everybody: policies, cycles, rates, seats, days. */
#ifndef TOOLS_SLICE_H
#define TOOLS_SLICE_H

#include "../proto/codec.h"

struct slice_index;

struct slice_index *slice_index_new(void);
void slice_index_free(struct slice_index *x); /* NULL is fine */
/* In order of seq. INTERNAL events are no part of any slice: the work they did is done again where it was queued.
 * about: the member of the follow-up whose position the event names, "" if it names none. */
void slice_index_add(struct slice_index *x, uint64_t seq, const struct event *e, const char *about);
/* After the last one. */
void slice_index_finish(struct slice_index *x);

/* The member of a case: "C-004411-1" is one of 004411. false: it is none. */
bool slice_case_member(const char *case_id, char ret[12]);

/* The seqs of the slice of these members, up to `until`, ascending; free() them. */
uint64_t *slice_of(const struct slice_index *x, const char (*members)[12], uint32_t count, uint64_t until,
                   size_t *ret_count);

#endif
