/* spool.h - the lines of a file, put aside in a temporary file until all of it is known to be right, then gathered by
 * unit. Memory holds a few bytes for each line. */
#ifndef TOOLS_SPOOL_H
#define TOOLS_SPOOL_H

#include "sheet.h"

#include <stdio.h>

struct spool_unit {
    char unit_code[12];
    uint32_t lines, first, last; /* entries */
    int64_t collected_satang;
};

struct spool_entry {
    uint64_t at;        /* in the file */
    uint32_t next;      /* of the same unit; SPOOL_NONE behind the last */
    uint32_t hashes[2]; /* by enum spool_likeness */
};

/* In what two lines of a unit are alike: the same money twice, or the same key. */
enum spool_likeness { SPOOL_MONEY, SPOOL_KEY };

struct spool {
    FILE *file; /* has no name */
    struct spool_entry *entries;
    struct spool_unit *units;
    uint32_t *slots[2], *unit_slots; /* hash tables of entries and units, each index + 1 */
    uint32_t entries_count, entries_room, units_count, units_room, slots_count, unit_slots_count;
    uint64_t end;
};

#define SPOOL_NONE UINT32_MAX

/* false: there is no room for temporary files; errno tells. */
bool spool_open(struct spool *s);
void spool_close(struct spool *s);
/* false: it could not be written. */
bool spool_add(struct spool *s, const struct sheet_line *line);
bool spool_get(struct spool *s, uint32_t entry, struct sheet_line *ret);
/* A line that was added before and is like this one. */
bool spool_find(struct spool *s, enum spool_likeness likeness, const struct sheet_line *line, struct sheet_line *ret);
/* The unit, added if it is new. */
struct spool_unit *spool_unit(struct spool *s, const char *unit_code);

#endif
