/* door.h - the sockets: a ROUTER for everything that is answered, a PUB as doorbell. Knows nothing of what the letters say.
 *
 * A letter is one frame from a DEALER (or REQ) peer. All calls are non-blocking. ZeroMQ's descriptor is edge-triggered: after
 * any call here the state of door_readable() may have changed without the descriptor telling, so the loop asks it each time
 * before it sleeps. */
#ifndef DAEMON_DOOR_H
#define DAEMON_DOOR_H

#include "../proto/value.h"

enum { DOOR_LETTERS_MAX = 1024, DOOR_ERROR_MAX = 256 };

struct door_config {
    const char *listen;   /* ipc://PATH */
    const char *doorbell; /* ipc://PATH */
    uint64_t max_letter_bytes; /* a larger letter closes its connection */
};

/* Where an answer goes; copied, so that it may outlive the letter. */
struct address {
    uint8_t peer[256];
    uint16_t peer_len;
    bool delimiter; /* a REQ peer's empty frame is given back */
};

struct letter {
    struct address from;
    struct bytes body;
    bool spoiled; /* not exactly one frame: body is empty */
};

struct door;

struct door *door_open(const struct door_config *c, char error[DOOR_ERROR_MAX]);
void door_close(struct door *d); /* NULL is fine */
int door_fd(const struct door *d);
bool door_readable(const struct door *d);

/* Receives what has arrived, until there is nothing more, or max letters, or max_bytes are passed. Letters stay valid until
 * the next door_receive(). */
size_t door_receive(struct door *d, size_t max, size_t max_bytes);
const struct letter *door_letter(const struct door *d, size_t i);
/* false: the peer is gone or does not read; the answer is dropped. */
bool door_answer(struct door *d, const struct address *to, struct bytes answer);
/* Tells whoever listens that follow-ups up to this position can be fetched. May be lost; positions never are. */
void door_ring(struct door *d, struct bytes message);

#endif
