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

enum { REFOLD_CHECKPOINT_EVENTS = 1000000, REFOLD_TABLES_MAX = 128 };

struct refold {
    struct journal *journal; /* read-only */
    struct store *store;
    struct fold fold;
    uint64_t head; /* last record of the journal */
    struct progress progress;
    const volatile sig_atomic_t *stop; /* NULL, or a flag that ends the fold */
    char error[ENGINE_ERROR_MAX];
};

/* Opens the journal of d and makes an empty store in the empty directory `into`. false: r->error; end it all the same.
 */
bool refold_begin(struct refold *r, const struct datadir *d, const char *into, const volatile sig_atomic_t *stop);
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
