/* logbook.h - journals with known contents, for the tests of the journal. Every record follows from its seq. */
#ifndef TESTS_SUPPORT_LOGBOOK_H
#define TESTS_SUPPORT_LOGBOOK_H

#include "../../daemon/journal.h"

enum { LOGBOOK_SEGMENT = JOURNAL_SEGMENT_MIN, LOGBOOK_FIRST_RECORD = 4096 };

#define LOGBOOK_FIRST_NAME "00000000000000000001.seg"

/* What the journal said last. */
extern char logbook_error[JOURNAL_ERROR_MAX];
/* Of the records that are made; logbook_config() sets it to 400. */
extern size_t logbook_body_max;

/* A new empty directory, one for each name. */
struct journal_config logbook_config(const char *name);
/* Random, but the same in every run. */
uint64_t logbook_dice(uint64_t sides);

/* Valid until the next call. The seqs 7k, 7k + 1, 7k + 2 are a group. */
struct journal_record logbook_record(uint64_t seq);
bool logbook_same(const struct journal_record *a, uint64_t seq);

struct journal *logbook_make(const struct journal_config *c);
/* Appends at least so many records, and then as many as complete the group. */
void logbook_append(struct journal *j, uint64_t count);
/* Syncs batches of at least so many until there are that many records. */
void logbook_fill(struct journal *j, uint64_t until, uint64_t batch);

/* A visit that counts up seq, and notes whether a record was not the one that follows. */
struct logbook_count {
    uint64_t seq;
    bool different;
};
bool logbook_count_record(void *context, const struct journal_record *r, const uint8_t hash[JOURNAL_HASH]);

/* Whether it holds exactly the records 1 to last, all synced. */
bool logbook_holds(struct journal *j, uint64_t last);
bool logbook_opens_with(const struct journal_config *c, uint64_t last);
/* Whether opening, or then reading everything, fails with a sentence that contains what. */
bool logbook_refuses(const struct journal_config *c, const char *what);

/* A file of the journal, and its bytes when it was loaded (to be freed). */
struct logbook_file {
    char path[400];
    uint8_t *at;
    size_t len;
};
struct logbook_file logbook_load(const struct journal_config *c, const char *name);
/* Makes the file these first bytes. */
void logbook_store(const struct logbook_file *f, size_t len);
/* Writes bytes into the file, not into what was loaded. */
void logbook_poke(const struct logbook_file *f, size_t at, const uint8_t *bytes, size_t len);
/* Names of the segments in order; their number. */
size_t logbook_segments(const struct journal_config *c, char names[][32], size_t max);
/* End of the record at `at`, 0 if there is none. */
size_t logbook_record_end(const struct logbook_file *f, size_t at);
size_t logbook_records_end(const struct logbook_file *f);

#endif
