/* rejects.h - the rows of a file that were not taken, given back as files that can be mended and imported:
 * FILE.rejects.xlsx and FILE.rejects.csv, with the columns of the original, all as text, and five more that say which
 * row it was and what is wrong. */
#ifndef TOOLS_REJECTS_H
#define TOOLS_REJECTS_H

#include "spool.h"

struct rejects_entry {
    uint32_t row, line_no;
    uint64_t at; /* of its texts */
};

struct rejects {
    FILE *texts; /* has no name */
    struct rejects_entry *entries;
    uint32_t count, room;
    uint64_t end;
    bool failed;
};

void rejects_add(struct rejects *r, const struct sheet_reject *one);
void rejects_free(struct rejects *r);
/* Writes both files beside the one that was read, under names that are free. stopped: nothing of the file was sent.
 * whole_lines: of the file that the rows belong to. Says where they are; that they cannot be written is told, and ends
 * nothing. */
struct rejects_file {
    const struct sheet_config *config;
    const struct sheet_sums *sums;
    const struct spool *spool; /* whose units are named */
    bool stopped;
    uint32_t whole_lines;
};
void rejects_write(struct rejects *r, const struct rejects_file *f);

#endif
