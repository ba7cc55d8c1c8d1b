/* pace.h - how many changes a checkpoint may gather: LMDB can hold 131,072 dirty pages, and everybody waits while they
 * are written. Each put is taken for a page of its own; how long that many take depends on how far apart they lie and
 * on the disk, so it is learnt. Where checkpoints come decides nothing that an event does. */
#ifndef DAEMON_PACE_H
#define DAEMON_PACE_H

#include <stdint.h>

enum { PACE_LEAST = 1000, PACE_FIRST = 25000, PACE_MOST = 100000, PACE_AIM_US = 10000 };

struct pace {
    uint64_t limit;    /* puts */
    uint64_t least_us; /* what a checkpoint costs however small it is, as far as is known; 0: nothing is */
};

/* After a checkpoint of so many puts took so long. What it costs in any case does not count against the limit: smaller
 * ones would cost it as well, only more often. */
void pace_learn(struct pace *p, uint64_t puts, uint64_t took_us);

#endif
