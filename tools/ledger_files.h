/* ledger_files.h - a directory of ledger files, one a period, that only grow, and a file `position` that says how far
 * each of them goes and up to which follow-up. What stands behind that was on its way when the sink was killed: it must
 * be what is to be written next, and then it is written again, or somebody else wrote it, and then nothing is touched.
 */
#ifndef TOOLS_LEDGER_FILES_H
#define TOOLS_LEDGER_FILES_H

#include "ledger_text.h"

struct ledger_period {
    uint32_t period;
    uint64_t len, digest;  /* what is recorded as written */
    struct buffer pending; /* to be written behind it */
    struct buffer behind;  /* found behind it, not yet seen to be the sink's own */
    bool touched;          /* its file was looked at */
};

struct ledger_files {
    char path[2048];
    enum ledger_format format;
    char cursor[24];
    int directory; /* -1 before it is opened */
    bool alone;    /* nobody else writes here */
    uint64_t position, count;
    int64_t debit_satang, credit_satang;
    struct ledger_accounts accounts;
    uint64_t main_digest, main_before; /* of the main file; 0: there was none */
    struct ledger_period *periods;     /* in order of time */
    uint32_t periods_count;
};

/* Each returns 0, or the exit status after it was said what is wrong. */

/* Opens or makes the directory. to_write: locks it, and compares what is there with what is recorded. */
int ledger_files_open(struct ledger_files *l, bool to_write);
void ledger_files_close(struct ledger_files *l);
/* Puts a posting behind the others; it is written by ledger_files_flush(). Its accounts must be there. */
int ledger_files_add(struct ledger_files *l, const struct ledger_posting *p);
/* Writes what was added, and then that everything up to `position` is there: all of it or, for whoever comes after a
 * crash, nothing. */
int ledger_files_flush(struct ledger_files *l, uint64_t position);
/* At the end of the stream: what is still found behind the recorded ends was written by somebody else. */
int ledger_files_strangers(const struct ledger_files *l);
/* The whole file of a period, as far as it is recorded, and in *ret_behind how many bytes stand behind that. */
int ledger_files_read(const struct ledger_files *l, const struct ledger_period *p, struct buffer *ret,
                      uint64_t *ret_behind);
/* "OUT/2024-01.journal" */
const char *ledger_files_path(const struct ledger_files *l, uint32_t period, char *out, size_t size);

#endif
