/* journal.h - the one ordered log of everything that can change state, as segment files.
 *
 * A segment is DIR/<first seq, 20 digits>.seg: a 4096-byte header, then records one after the other, then zeros to its
 * full, preallocated size; the next one is prepared as DIR/next.tmp. Numbers are little-endian. The header, which ends
 * in zeros:
 *
 *   u8  magic[8]      "coopdseg"
 *   u32 format
 *   u32 checksum      of everything behind it, to the end of the header
 *   u8  store_id[16]
 *   u64 first_seq
 *   u64 previous_first_seq   of the segment before, 0 in the first: so a start notices a missing segment
 *   u64 size          of the whole file: so a start notices a file that was cut short
 *   u8  hash_before[32]      of the last record of the segment before, zeros in the first
 *
 * A record:
 *
 *   u32 length        of the whole record, a multiple of 8; 0 ends the segment
 *   u32 checksum      digest_checksum() of everything behind it
 *   u64 seq
 *   u32 batch_back    seq minus the first seq of its batch (records that were written and synced together)
 *   u8  outcome, u8 flags, u16 producer_len
 *   i64 recorded_ms   the daemon's receipt time, Unix milliseconds; no rule reads it
 *   u64 effects       digest of the state writes and follow-ups that the event had
 *   u64 first_position, u32 positions   the follow-ups it made
 *   u32 body_len
 *   u8  hash[32]      BLAKE2b-256 without a key over: hash of the previous record, then this whole record with zeros
 *                     for checksum and hash. It chains all records of all segments
 *   producer, body (the bytes as received), zero padding to 8
 *
 * The format changes only together with JOURNAL_FORMAT; a newer format stops the start.
 *
 * journal_append() only gathers; journal_sync() writes what was gathered in one piece, syncs it, and only then may
 * anything be answered. After a failed write or sync the journal refuses everything: the process must end (the kernel
 * may call the pages clean), and the restart decides what is there.
 *
 * What a start accepts: an incomplete last batch (a torn tail) is cut off, back to the last record whose envelope group
 * is complete; nothing of it was answered. A damaged record behind which records of a later batch stand is no torn
 * tail: the start stops, as it does for a missing segment, a broken chain, a foreign store id, a newer format. Damage
 * to nothing but the last batch, or the loss of the last segment, looks like a torn tail or an earlier end: whoever
 * remembers a later seq (the state does) must compare; journal_read_after() refuses to begin behind the end.
 *
 * It takes no lock: that only one process opens a store for writing is for the caller to see to.
 */
#ifndef DAEMON_JOURNAL_H
#define DAEMON_JOURNAL_H

#include "../proto/value.h"

enum {
    JOURNAL_FORMAT = 1,
    JOURNAL_HASH = 32,
    JOURNAL_STORE_ID = 16,
    JOURNAL_ERROR_MAX = 512,
    JOURNAL_PRODUCER_MAX = 64,
    JOURNAL_BODY_MAX = 64 << 20,
    JOURNAL_RECORD_EXTRA = 96, /* a record takes at most this much more than its producer and body */
    JOURNAL_SEGMENT_MIN = 1 << 20,
    JOURNAL_SEGMENT_MAX = 1 << 30,
};

/* flags */
enum { JOURNAL_GROUP_CONTINUES = 1 }; /* the next record belongs to the same all-or-nothing envelope */

struct journal_record {
    uint64_t seq;
    int64_t recorded_ms;
    uint64_t effects;
    uint64_t first_position;
    uint32_t positions;
    uint8_t outcome;
    uint8_t flags;
    struct bytes producer; /* at most JOURNAL_PRODUCER_MAX */
    struct bytes body;     /* at most JOURNAL_BODY_MAX */
};

struct journal_config {
    const char *dir;
    uint8_t store_id[JOURNAL_STORE_ID];
    uint64_t segment_bytes; /* size of new segments; a batch that does not fit into one gets a larger one */
    /* For verification beside a running daemon: never cuts, creates, prepares or syncs anything, ignores segment_bytes,
     * and sees nothing of what is written after it was opened. */
    bool read_only;
    uint64_t known_seq;     /* records up to this one are known to have been synced: damage there is no torn tail */
};

struct journal_head {
    uint64_t seq; /* last record, 0 when empty */
    uint8_t hash[JOURNAL_HASH];
};

struct journal;

/* Creates an empty journal in the existing, empty directory c->dir, synced. What a crash in the middle of it leaves
 * behind (next.tmp) counts as empty. false: error is one sentence. */
bool journal_create(const struct journal_config *c, char error[JOURNAL_ERROR_MAX]);

/* Opens it, finds its end and cuts a torn tail. NULL: error is one sentence that names file and byte and what to do.
 * Only the headers of all segments and the records of the last one are read; journal_read_after() checks the rest. */
struct journal *journal_open(const struct journal_config *c, char error[JOURNAL_ERROR_MAX]);
void journal_close(struct journal *j); /* NULL is fine; drops what was appended but not synced */

/* The last record, appended ones included. */
struct journal_head journal_head(const struct journal *j);
/* How many bytes were cut off as a torn tail when it was opened (read-only: would have been). */
uint64_t journal_cut_bytes(const struct journal *j);

/* Gathers one record; record->seq must be head.seq + 1. Copies. Never fails: the sync reports a lack of memory. */
void journal_append(struct journal *j, const struct journal_record *record);
/* Forgets the records appended since seq: the head becomes seq again. Only what is not yet synced can be forgotten. */
void journal_forget_after(struct journal *j, uint64_t seq);
/* Bytes that are gathered. */
size_t journal_pending_bytes(const struct journal *j);
/* Writes and syncs what was gathered as one batch, whose last record must not say JOURNAL_GROUP_CONTINUES. Prepares
 * what journal_ready() has not, however long it takes. false: error is one sentence; the journal is dead. */
bool journal_sync(struct journal *j, char error[JOURNAL_ERROR_MAX]);

/* Whether a batch of `bytes`, what is gathered included, can be written without failing for want of space: it fits the
 * current segment, or the next one is prepared. Prepares the next segment (written zeros, synced) as fast as this one fills,
 * in a few steps of 1 MiB, so that no call is long. false: not (yet). error is empty, or the reason why the disk refuses to
 * prepare: with true a warning. The next call tries again. Call it once a turn. */
bool journal_ready(struct journal *j, size_t bytes, char error[JOURNAL_ERROR_MAX]);

/* Reads the record with this seq, synced or only appended. *ret points into memory that is valid until the next call on
 * j. false: no such record (error is empty), or it is damaged or the journal is dead (error says so). */
bool journal_read(struct journal *j, uint64_t seq, struct journal_record *ret, char error[JOURNAL_ERROR_MAX]);

/* Calls visit for each synced record with seq > after, in order, until it returns false; checks checksum, seq and chain
 * of everything it passes. hash_after is the hash of record `after` (all zeros for 0) if known; NULL trusts what the
 * journal says. visit may call journal_read(), but nothing that changes j.
 * false: damage, or `after` lies behind the end; error is one sentence. */
typedef bool journal_visit(void *context, const struct journal_record *record, const uint8_t hash[JOURNAL_HASH]);
bool journal_read_after(struct journal *j, uint64_t after, const uint8_t hash_after[JOURNAL_HASH], journal_visit *visit,
                        void *context, char error[JOURNAL_ERROR_MAX]);

#endif
