/* store_mem.h - the second implementation of handlers/txn.h: everything in memory, deterministic, and quick enough for
 * a hundred thousand rows. Scenarios and property tests run the handlers on it, and it is the oracle for
 * daemon/store.c.
 *
 * A program links this or daemon/store.c, not both: each defines the functions of txn.h. */
#ifndef TESTS_SUPPORT_STORE_MEM_H
#define TESTS_SUPPORT_STORE_MEM_H

#include "../../handlers/handler.h"
#include "../../proto/codec.h"

struct store_mem;

/* A follow-up as it was emitted. */
struct store_mem_followup {
    uint64_t seq;     /* of the event that caused it */
    uint32_t ordinal; /* among the follow-ups of that event, from 0 */
    int32_t effective_date;
    enum event_id id;
    union event_body body;
    struct cause cause;
};

struct store_mem *store_mem_new(void);
void store_mem_free(struct store_mem *s); /* NULL does nothing */

/* Reads are allowed at any time, writes and follow-ups between begin and accept or refuse. */
struct txn *store_mem_txn(struct store_mem *s);
void store_mem_begin_event(struct store_mem *s, uint64_t seq);
void store_mem_accept(struct store_mem *s);
/* Takes back every write and follow-up since begin. */
void store_mem_refuse(struct store_mem *s);

/* Most units of work in one clock.work_continued event; 64 at first. */
void store_mem_set_slice(struct store_mem *s, uint32_t slice);
/* One event under the next sequence number, which a refusal leaves free. *why is cleared first. */
enum verdict store_mem_apply_one(struct store_mem *s, const struct event *e, struct refusal *why);
/* The same, and then, as the daemon does, clock.work_continued events as long as work waits. An event that is refused
 * by a handler of its own making (work_continued) is a programmer's error. */
enum verdict store_mem_apply(struct store_mem *s, const struct event *e, struct refusal *why);
/* The sequence number of the last event that was accepted; 0 before the first. */
uint64_t store_mem_last_seq(const struct store_mem *s);

/* Positions are 1 .. count, without gaps. */
uint64_t store_mem_followups(const struct store_mem *s);
bool store_mem_followup(const struct store_mem *s, uint64_t position, struct store_mem_followup *ret);

/* Rows of a table, or of all of them. */
uint64_t store_mem_rows(const struct store_mem *s, enum table table);
/* Every row of every table as text, in order: one line each, "loan contract_no S-1 | disbursed 300,000.00 ...". */
void store_mem_dump(struct store_mem *s, struct buffer *out);
/* Every follow-up as text, with its cause. */
void store_mem_dump_followups(struct store_mem *s, struct buffer *out);

#endif
