/* pace.h - how many changes a checkpoint may gather: LMDB can hold 131,072 dirty pages, and everybody waits while they
 * are written. Each put is taken for a page of its own; how long that many take depends on how far apart they lie and
 * on the disk, so it is learnt. Where checkpoints come decides nothing that an event does. */
#ifndef DAEMON_PACE_H
#define DAEMON_PACE_H

#include <stdint.h>

enum { PACE_LEAST = 1000, PACE_FIRST = 25000, PACE_MOST = 100000, PACE_AIM_US = 10000 };

/* The next limit, after a checkpoint of so many puts took so long under this one. Of a few pages nothing but the sync
 * is to be seen; and one slow sync is not the disk. */
uint64_t pace_learn(uint64_t limit, uint64_t puts, uint64_t took_us);

#endif
