/* turn.h - the life of an event on one screen: receive, check and apply, journal, sync, answer, publish. The loop only
 * wakes it. */
#ifndef DAEMON_TURN_H
#define DAEMON_TURN_H

#include "desk.h"
#include "door.h"

enum {
    TURN_BYTES_MAX = 1 << 20, /* a batch: what has arrived, up to so many bytes, one letter more at most */
    TURN_WORK_US = 5000, /* of queued work, when no letter came or somebody waits for it: what comes meanwhile waits */
    TURN_WAITERS_MAX = 256, /* fetches that wait for news */
};

enum turn_result {
    TURN_IDLE,  /* nothing was there to do */
    TURN_MORE,  /* something was done; there may be more */
    TURN_FATAL, /* see turn_failure(): nothing may be answered any more, the process must end */
};

struct turn;

struct turn *turn_new(struct engine *e, struct door *d, const char *coop);
void turn_free(struct turn *t); /* NULL is fine; engine and door stay the caller's */

/* One turn. now_ms stamps records. */
enum turn_result turn_run(struct turn *t, int64_t now_ms);
/* Once a second or so: checkpoints after a moment of quiet, answers fetches whose time is over. */
enum turn_result turn_tick(struct turn *t, int64_t now_ms);
/* Submits an event of the daemon's own, like the end of a day; part of the next turn's batch. false: it was not taken
 * now, as there is no room or work waits; try again later. */
bool turn_submit_own(struct turn *t, struct bytes event, int64_t now_ms);
/* The last turn: takes what has arrived, answers, checkpoints. */
enum turn_result turn_finish(struct turn *t, int64_t now_ms);
const char *turn_failure(const struct turn *t);
struct metrics *turn_metrics(struct turn *t);

#endif
