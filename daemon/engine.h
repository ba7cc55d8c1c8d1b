/* engine.h - (state, event) -> (state', follow-ups), once for each key, in one order, and on disk before anybody hears
 * of it.
 *
 * The caller submits the events of a turn one by one and gets their outcomes; nothing of it may be answered before
 * engine_make_durable() has returned true. When any call says the engine has failed, the process must end without
 * answering what is not durable; the restart folds what is there. */
#ifndef DAEMON_ENGINE_H
#define DAEMON_ENGINE_H

#include "datadir.h"
#include "journal.h"
#include "store.h"

/* The daemon's own name as a producer; nobody else may use it. */
#define ENGINE_PRODUCER "coopd"

enum { ENGINE_ERROR_MAX = 768, ENGINE_BATCH_BYTES_MAX = 8 << 20 }; /* of one turn, with headers of records */

struct engine_config {
    uint64_t map_bytes, segment_bytes, disk_reserve_bytes;
    uint32_t checkpoint_events; /* at most so many events between checkpoints */
};

enum status {
    STATUS_APPLIED = APPLIED,
    STATUS_PARKED = PARKED,
    STATUS_REFUSED = REFUSED,
    STATUS_REPEATED,
    STATUS_CONFLICT,
    STATUS_BUSY
};

/* What became of one event. */
struct answer {
    enum status status;
    enum status first_status; /* REPEATED: what it was the first time */
    uint64_t seq;             /* APPLIED, PARKED; REPEATED and CONFLICT: of the first */
    uint64_t first_position;  /* of its follow-ups */
    uint32_t positions;
    struct refusal refusal;         /* REFUSED; PARKED: text is the reason */
    char differences[160];          /* CONFLICT: fields that differ */
    const struct record_desc *type; /* once decoded */
    int64_t control_satang;         /* the amount that totals add up */
    bool has_control;
};

struct engine;

/* Opens journal and state below d and folds the journal's tail, comparing every effect with what was recorded. */
struct engine *engine_open(const struct datadir *d, const struct engine_config *c, char error[ENGINE_ERROR_MAX]);
/* NULL is fine. Does not checkpoint. */
void engine_close(struct engine *e);
/* How many events the start folded, and how many bytes of a torn tail it cut. */
uint64_t engine_folded(const struct engine *e);
uint64_t engine_cut_bytes(const struct engine *e);

/* One event. BUSY: it must wait for queued work; engine_work() and try again. now_ms is stored with the record and read
 * by no rule; but before the first day is closed, what is dated too far after it is refused. producer is a valid code. */
void engine_submit(struct engine *e, const char *producer, struct bytes event, int64_t now_ms, struct answer *ret);

/* Whether an event that can be read would be BUSY now. */
bool engine_must_wait(struct engine *e, struct bytes event);

/* All-or-nothing: between begin and end, events are submitted as usual. end(keep = false), or an event that was refused
 * or in conflict, takes everything back. Returns whether it was kept. */
void engine_group_begin(struct engine *e);
bool engine_group_end(struct engine *e, bool keep);

/* Dry run: between begin and end everything is applied; end forgets it. Follow-ups can be read in between. */
void engine_rehearse_begin(struct engine *e);
void engine_rehearse_end(struct engine *e);

/* Does one slice of queued work, if any, as an event of the journal; returns whether there was some. */
bool engine_work(struct engine *e, int64_t now_ms);
bool engine_has_work(struct engine *e);
/* The business date: last day closed, 0 before the first. */
int32_t engine_day_closed(struct engine *e);
int64_t engine_verified_ms(struct engine *e); /* see handler_verified_ms() */

/* Whether new events can be taken: room in map, segment and disk. false: reason is one sentence. Call once a turn. */
bool engine_has_room(struct engine *e, char reason[ENGINE_ERROR_MAX]);
bool engine_make_durable(struct engine *e);
/* Commits the state with the journal position. due: enough has gathered since the last one. */
bool engine_checkpoint_due(const struct engine *e);
bool engine_checkpoint_pending(const struct engine *e);
bool engine_checkpoint(struct engine *e);
/* NULL while all is well. */
const char *engine_failure(const struct engine *e);

uint64_t engine_seq(const struct engine *e);
uint64_t engine_last_position(struct engine *e);
struct store *engine_store(struct engine *e);
/* A journal record, for `event` requests and `why`; valid until the next call. */
bool engine_record(struct engine *e, uint64_t seq, struct journal_record *ret);

/* Folds records into a store: used by engine_open, and by verify and rebuild on a scratch store. */
struct fold {
    struct store *store;
    uint64_t seq;
    uint8_t hash[JOURNAL_HASH];
    uint64_t stop_after;        /* 0: the end */
    uint32_t checkpoint_events; /* 0: none while folding */
    char error[ENGINE_ERROR_MAX];
};
/* A journal_visit; context is a struct fold. Stops with f->error at the first record whose effects are not the
 * recorded. */
bool fold_record(void *fold, const struct journal_record *r, const uint8_t hash[JOURNAL_HASH]);

#endif
