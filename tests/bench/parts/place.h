/* place.h - the private directory of a run, and the programs that are started in it. */
#ifndef BENCH_PLACE_H
#define BENCH_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PLACE_PATH = 200 };

/* A new directory below $TMPDIR, or else below `otherwise`; it must be on a disk. Ends the program if it is not. */
void place_make(const char *otherwise, char ret[PLACE_PATH]);
void place_remove(const char *path);
/* Makes `to` a whole copy of the directory `from`, synced with everything else. */
void place_copy(const char *from, const char *to);

/* arguments end with NULL; output goes to stderr. */
pid_t place_start(const char *const arguments[]);
/* Asks it to stop and waits for its end; ends this program if its status is not 0. */
void place_stop(pid_t pid, const char *name);
/* Starts it and waits for its end. */
void place_run(const char *const arguments[]);

/* What plain pwrite() and fdatasync() of pieces of this size take in a preallocated file in this directory. */
struct place_syncs {
    double per_second, p50_us;
};
void place_measure_syncs(const char *dir, size_t bytes, struct place_syncs *ret);

#endif
