/* prove_parts.h - between prove.c and prove_slice.c. */
#ifndef TOOLS_PROVE_PARTS_H
#define TOOLS_PROVE_PARTS_H

#include "prove.h"
#include "refold.h"
#include "slice.h"

enum proof { NOT_PROVED, BY_SLICE, BY_ALL, FAILED };

/* One follow-up that is to be proved. */
struct claim {
    uint64_t position, seq; /* seq: of the event that made it */
    uint64_t events;        /* folded to prove it */
    char group[12];         /* the unit of whom it is about; empty: a slice cannot tell */
    char member_no[12];
    enum proof proof;
};

struct prove {
    struct datadir dir;
    bool dir_open;
    struct store *live;
    struct journal *journal;
    struct slice_index *index;
    uint64_t records, last; /* of the journal; follow-ups of the state */
    char scratch[REFOLD_SCRATCH_MAX];
    struct claim *claims;
    size_t count, room;
    bool *wanted; /* by position */
};

int prove_fail(const char *error, int status);

/* Whom a follow-up is about, and his unit; false: nobody alone. */
bool prove_about(struct prove *p, const struct store_followup *f, char ret_member[12], char ret_unit[12]);
/* Where an event names a follow-up by its position; NULL: it names none. */
uint64_t *prove_position(struct event *e);
/* Folds the slice of one group, claims[0 .. count - 1], and marks those that came out. */
int prove_group(struct prove *p, struct claim *claims, size_t count);

#endif
