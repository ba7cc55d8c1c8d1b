/* datadir.h - a cooperative's data directory: DIR/coopd.store (identity, written last at birth), DIR/lock, segments in DIR/journal,
 * LMDB in DIR/state. Only datadir_create() makes one; a daemon never does. */
#ifndef DAEMON_DATADIR_H
#define DAEMON_DATADIR_H

#include <stdbool.h>
#include <stdint.h>

enum { DATADIR_FORMAT = 1, DATADIR_ID = 16, DATADIR_PATH_MAX = 400, DATADIR_ERROR_MAX = 512 };

struct datadir {
    char path[DATADIR_PATH_MAX], journal[DATADIR_PATH_MAX + 16], state[DATADIR_PATH_MAX + 16];
    char coop[64]; /* the cooperative's name as given to init */
    uint8_t id[DATADIR_ID];
    int lock; /* file descriptor that holds the lock, or -1 */
};

/* Makes journal, state and identity in a directory that is missing or empty; all synced before the identity appears. */
bool datadir_create(const char *path, const char *coop, uint64_t segment_bytes, char error[DATADIR_ERROR_MAX]);
/* Reads the identity; with `exclusive` takes the lock, so that two daemons never open one store. */
bool datadir_open(const char *path, bool exclusive, struct datadir *ret, char error[DATADIR_ERROR_MAX]);
void datadir_close(struct datadir *d);
/* Free bytes of the file system that holds it; UINT64_MAX if that cannot be told. */
uint64_t datadir_free_bytes(const struct datadir *d);

#endif
