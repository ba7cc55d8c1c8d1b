/* refold.h - folds a journal anew into a store of its own, for verify and rebuild. The fold itself is the daemon's:
 * each event goes through the same handlers, and its effects are compared with those that were recorded when it was
 * answered. */
#ifndef TOOLS_REFOLD_H
#define TOOLS_REFOLD_H

#include "progress.h"

#include "../daemon/datadir.h"
#include "../daemon/engine.h"

#include <signal.h>

#define REFOLD_MAP_BYTES (UINT64_C(64) << 30) /* address space, not disk */

enum {
    REFOLD_CHECKPOINT_EVENTS = 1000000,
    REFOLD_TABLES_MAX = 128,
    REFOLD_SCRATCH_MAX = DATADIR_PATH_MAX + 64,
};

struct refold {
    struct journal *journal; /* read-only */
    struct store *store;
    struct fold fold;
    uint64_t head;        /* last record of the journal */
    int32_t close_of;     /* stop at the close of this business day; 0: not */
    int32_t first_closed; /* the first day that was closed, with close_of; 0: none yet */
    bool day_done;        /* the close was reached, and the work it left is done */
    struct progress progress;
    const volatile sig_atomic_t *stop; /* NULL, or a flag that ends the fold */
    char error[ENGINE_ERROR_MAX];
};

/* Opens the journal of d and makes an empty store in the empty directory `into`. false: r->error; end it all the same.
 */
bool refold_begin(struct refold *r, const struct datadir *d, const char *into, const volatile sig_atomic_t *stop);
/* Folds to the close of this business day, with all the work that it left, or to the end of the journal. */
bool refold_to_close(struct refold *r, int32_t day, const char *what);
/* Makes an empty directory for it: in $TMPDIR, otherwise beside the data directory. Returns 0, or the exit status after
 * it was said what is wrong. */
int refold_scratch(const struct datadir *d, char ret[REFOLD_SCRATCH_MAX]);
/* Folds up to this record, or the end; checkpoints there. false: r->error. */
bool refold_to(struct refold *r, uint64_t seq, const char *what);
void refold_end(struct refold *r);

/* Rows and digest of every table. */
struct refold_digests {
    struct store_table_digest tables[REFOLD_TABLES_MAX];
    size_t count;
};
void refold_digest(struct store *s, struct refold_digests *ret);

/* Removes a directory that holds only files. */
bool refold_remove(const char *path);

#endif
