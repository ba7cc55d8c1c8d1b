/* verifier.h - has the journal folded anew and compared with the state, once a day: starts `coopctl verify --tell` from
 * beside its own program, as a process of its own that runs when nothing else wants to. The result comes back as the
 * event state.verified, like everything that the state holds. */
#ifndef DAEMON_VERIFIER_H
#define DAEMON_VERIFIER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct verifier {
    const char *dir, *listen;
    int64_t every_ms; /* 0: never */
    int64_t not_before_ms;
    pid_t running; /* 0: none */
};

/* dir and listen are kept. */
void verifier_begin(struct verifier *v, const char *dir, const char *listen, int64_t every_s, int64_t now_ms);
/* Whether it is time, given when the last one ended (0: never). */
bool verifier_due(const struct verifier *v, int64_t last_ms, int64_t now_ms);
/* false: it could not be started; that was logged. It is tried again later. */
bool verifier_start(struct verifier *v, int64_t now_ms);
/* Its process ended with this wait status. false: it found a difference, or came to no end; that was logged. */
bool verifier_ended(struct verifier *v, int status);
/* Asks it to end, if it runs: what it made for a while it takes away itself. */
void verifier_end(struct verifier *v);

#endif
