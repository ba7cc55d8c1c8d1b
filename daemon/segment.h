/* segment.h - one file of the journal: its name, header and records, and how they are read, checked and written whole.
 * journal.h describes the format. Nothing that stands in a file is trusted. */
#ifndef DAEMON_SEGMENT_H
#define DAEMON_SEGMENT_H

#include "journal.h"

enum {
    SEGMENT_HEADER = 4096,   /* bytes before the first record */
    SEGMENT_RECORD = 88,     /* bytes of a record before its producer */
    SEGMENT_NAME = 25,       /* 20 digits, ".seg", NUL */
    SEGMENT_CHUNK = 1 << 20, /* bytes that are read or written at a time where all of a file is */
};

/* Where in the header it stands, for sentences about it. */
enum { SEGMENT_STORE_ID_AT = 16, SEGMENT_FIRST_SEQ_AT = 32, SEGMENT_PREVIOUS_AT = 40, SEGMENT_HASH_BEFORE_AT = 56 };

struct segment_header {
    uint8_t store_id[JOURNAL_STORE_ID];
    uint64_t first_seq;
    uint64_t previous_first_seq;
    uint64_t size;
    uint8_t hash_before[JOURNAL_HASH];
};

/* What of a file was read last. Below limit nothing may change any more. */
struct segment_window {
    int fd; /* somebody else's */
    uint64_t first_seq;
    uint64_t limit;
    size_t chunk; /* least number of bytes to read at a time */
    uint64_t at;
    size_t len, capacity;
    uint8_t *bytes;
};

enum segment_found {
    SEGMENT_FOUND,
    SEGMENT_END,        /* no record: zeros or the end of the file */
    SEGMENT_DAMAGED,    /* no record: something else */
    SEGMENT_MISPLACED,  /* an undamaged record with the wrong seq, batch or chain */
    SEGMENT_UNREADABLE, /* errno */
};

/* Goes from record to record and checks everything. */
struct segment_walk {
    struct segment_window window;
    uint64_t at;        /* where the next record should stand; here and below: after the last one that was found */
    uint64_t seq;       /* its seq */
    uint64_t batch;     /* first seq of its batch, 0 before the first record */
    uint64_t batch_at;  /* where that stands */
    bool group_is_open; /* its group continues */
    uint8_t hash[JOURNAL_HASH];
    struct journal_record record; /* valid until the next step */
};

/* What stands behind a place where no record was found. */
struct segment_behind {
    uint64_t dirty_end; /* from here on there are only zeros */
    uint64_t later_at;  /* an undamaged record of a batch that begins after that place, 0: none */
};

/* Where every 16th record or so stands. */
struct segment_mark {
    uint64_t seq, at;
};
struct segment_index {
    struct segment_mark *marks;
    size_t count, capacity;
};

/* memory, or a larger copy of it with room for wanted units; NULL leaves it as it was. */
void *segment_grow(void *memory, size_t *capacity, size_t wanted, size_t unit);
/* Writes one sentence that names file and byte, and is false. */
bool segment_fail(char error[JOURNAL_ERROR_MAX], uint64_t first_seq, uint64_t at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same for what was found instead of record seq. */
bool segment_fail_found(char error[JOURNAL_ERROR_MAX], const struct segment_window *w, uint64_t at, uint64_t seq,
                        enum segment_found found);

void segment_name(uint64_t first_seq, char ret[SEGMENT_NAME]);
bool segment_name_parse(const char *name, uint64_t *ret);

/* false: errno. */
bool segment_write(int fd, const uint8_t *data, size_t len, uint64_t at);
bool segment_write_zeros(int fd, uint64_t from, uint64_t to);
bool segment_header_write(int fd, const struct segment_header *h);
/* Reads and checks the header of the file that is named after first_seq. */
bool segment_header_read(int fd, uint64_t first_seq, struct segment_header *ret, char error[JOURNAL_ERROR_MAX]);

size_t segment_record_len(const struct journal_record *r);
/* Writes the segment_record_len() bytes of r to out; previous is the hash of the record before. */
void segment_record_write(uint8_t *out, const struct journal_record *r, uint32_t batch_back,
                          const uint8_t previous[JOURNAL_HASH]);
/* For records that were written or found. */
uint32_t segment_record_size(const uint8_t *record);
const uint8_t *segment_record_hash(const uint8_t *record);
void segment_record_read(const uint8_t *record, struct journal_record *ret);

/* At least len bytes of the file from `at` on; valid until the next call. NULL: errno. */
uint8_t *segment_view(struct segment_window *w, uint64_t at, size_t len);
/* The record at `at`, with checksum and seq checked. */
enum segment_found segment_record_at(struct segment_window *w, uint64_t at, uint64_t seq, const uint8_t **ret);
void segment_window_free(struct segment_window *w);

void segment_walk_start(struct segment_walk *w, int fd, const struct segment_header *h);
enum segment_found segment_walk_next(struct segment_walk *w);
/* After segment_walk_next() found no record. false: errno. */
bool segment_walk_look_behind(struct segment_walk *w, struct segment_behind *ret);

/* Adds the mark if it is far enough from the last one. Without memory searches only take longer. */
void segment_index_add(struct segment_index *x, uint64_t seq, uint64_t at);
/* The last mark that is not behind seq; the first record if there is none. */
struct segment_mark segment_index_find(const struct segment_index *x, uint64_t seq, uint64_t first_seq);
/* Forgets the marks behind seq. */
void segment_index_cut(struct segment_index *x, uint64_t seq);

#endif
