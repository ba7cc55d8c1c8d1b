/* journal_parts.h - what journal.c, which runs the journal, and journal_open.c, which starts it, share. Nobody else
 * includes this. */
#ifndef DAEMON_JOURNAL_PARTS_H
#define DAEMON_JOURNAL_PARTS_H

#include "journal.h"
#include "segment.h"

struct segment {
    struct segment_header header;
    int fd; /* -1: not open. The last segment always is */
    struct segment_index index;
    uint64_t used; /* the clock when it was used last */
};

/* Records that are not synced yet, as they will stand in the segment. */
struct pending {
    uint8_t *bytes;
    size_t len, capacity;
    size_t *places; /* of each record in bytes */
    size_t count, places_capacity;
};

/* The segment that is being prepared. */
struct next {
    int fd;           /* -1: not begun */
    uint64_t written; /* zeros */
    bool synced;
};

struct journal {
    struct journal_config config;
    char *dir; /* config.dir */
    int dir_fd;
    struct segment *segments; /* in order; the last one is written */
    size_t count, capacity;
    uint64_t clock;
    struct segment_window window; /* of journal_read() */
    struct journal_head synced, head;
    uint64_t tail; /* where the next batch goes */
    uint64_t cut_bytes;
    struct pending pending;
    struct next next;
    char death[JOURNAL_ERROR_MAX]; /* empty: alive */
};

extern const char journal_next_name[];

struct segment *journal_last_segment(const struct journal *j);
/* Adds the segment, which is then the last one. false: no memory. */
bool journal_add_segment(struct journal *j, int fd, const struct segment_header *h);
/* -1: errno. */
int journal_open_segment(int dir_fd, uint64_t first_seq, int flags);
/* Prepares the next segment to the end. false: errno. */
bool journal_next_finish(struct next *n, int dir_fd, uint64_t size);
/* Gives the prepared file header and name, synced; a crash in between leaves the old or the new name. false: errno. */
bool journal_publish(int dir_fd, int fd, const struct segment_header *h);
/* Writes one sentence, and is false. cause is an errno or 0. */
bool journal_fail_directory(char error[JOURNAL_ERROR_MAX], const char *dir, const char *what, int cause);

#endif
