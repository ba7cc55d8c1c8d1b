/* store.h - the fold of the journal, in LMDB: state tables, idempotency keys, follow-ups. Implements handlers/txn.h.
 *
 * One write transaction stays open over many batches; store_checkpoint() commits it together with the journal position
 * it has reached. So what is on disk is always the fold of the journal up to some record, and a crash loses nothing
 * that folding the journal's tail does not bring back. Between events, store_mark() and store_rollback() undo what a
 * refused event wrote.
 *
 * Failures of LMDB are sticky: every later call does nothing, and store_failure() says why; the process must end
 * without answering. A failed commit is an unknown outcome: the process must end, restart decides.
 */
#ifndef DAEMON_STORE_H
#define DAEMON_STORE_H

#include "../handlers/handler.h"

enum { STORE_ID = 16, STORE_HASH = 32, STORE_ERROR_MAX = 512, STORE_PRODUCER_MAX = 24, STORE_KEY_MAX = 72 };

struct store_config {
    const char *dir;      /* holds data.mdb and lock.mdb */
    uint8_t id[STORE_ID]; /* must be the store's */
    uint64_t map_bytes;
    bool read_only; /* tools beside a running daemon: sees the last checkpoint */
};

struct store_position {
    uint64_t seq; /* of the last journal record folded; 0: none */
    uint8_t hash[STORE_HASH];
};

/* What one event did. */
struct store_effects {
    uint64_t digest; /* high half: follow-ups, the same in every release; low half: state writes of this STATE_FORMAT */
    uint64_t first_position;
    uint32_t positions;
};

struct store;

/* Makes an empty store in the existing, empty directory c->dir, synced. Only `coopctl init` and `rebuild` call it. */
bool store_create(const struct store_config *c, char error[STORE_ERROR_MAX]);
/* NULL: error is one sentence. Never creates anything. */
struct store *store_open(const struct store_config *c, char error[STORE_ERROR_MAX]);
/* Drops what was not committed. NULL is fine. */
void store_close(struct store *s);

struct txn *store_txn(struct store *s);
struct store_position store_position(const struct store *s); /* of the last checkpoint */
/* The last checkpoint as a store of its own, in the existing, empty directory `dir`; beside a running daemon. */
bool store_copy(struct store *s, const char *dir, char error[STORE_ERROR_MAX]);
/* NULL while all is well. */
const char *store_failure(const struct store *s);

/* Begins the effects of one event; end tells them. Follow-ups carry this seq. */
void store_event_begin(struct store *s, uint64_t seq);
struct store_effects store_event_end(struct store *s);

size_t store_mark(struct store *s);
void store_rollback(struct store *s, size_t mark);
/* Everything so far stays: marks given before are void. */
void store_settle(struct store *s);

/* Commits with the position reached and goes on. false: the process must end. */
bool store_checkpoint(struct store *s, const struct store_position *reached);
/* Whether a checkpoint should come soon: its commit would take long. */
bool store_is_heavy(const struct store *s);
/* Whether the map has room for another batch and its checkpoint; false: *used_percent tells how full it is. */
bool store_has_room(struct store *s, unsigned *used_percent);

/* Idempotency: which journal record a producer's key belongs to; 0: none. Part of the fold, undone with a mark. */
uint64_t store_key_seq(struct store *s, const char *producer, const char *key);
void store_key_put(struct store *s, const char *producer, const char *key, uint64_t seq);

/* A follow-up at rest. */
struct store_followup {
    uint64_t position, seq;
    uint32_t ordinal;
    int32_t effective_date;
    enum event_id id;
    struct cause cause;
    union event_body body;
};
bool store_followup(struct store *s, uint64_t position, struct store_followup *ret);

/* Digest and number of rows of each table, internal ones too, for verify. Returns false behind the last. */
struct store_table_digest {
    const char *name;
    uint64_t rows, digest;
};
bool store_table_digest(struct store *s, size_t index, struct store_table_digest *ret);

#endif
