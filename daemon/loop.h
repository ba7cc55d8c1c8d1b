/* loop.h - wakes the turn: when letters arrive, once a second, and on SIGTERM or SIGINT for the last time. */
#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include "turn.h"

struct loop_config {
    bool close_days; /* close each business day once it is over in Thailand */
    const char *dir, *listen;
    int64_t verify_every_s; /* 0: never */
};

/* Runs until a signal asks to stop (returns true) or a turn fails (false; turn_failure() says why). */
bool loop_run(struct turn *t, struct door *d, struct engine *e, const struct loop_config *c);

#endif
