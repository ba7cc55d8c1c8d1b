/* desk.h - what requests mean: reads a request's bytes, works on the engine, writes the answer's bytes (proto/WIRE.md).
 * Knows no socket and no time but the one it is given. */
#ifndef DAEMON_DESK_H
#define DAEMON_DESK_H

#include "engine.h"
#include "metrics.h"

enum {
    DESK_EVENTS_MAX = 10000,     /* in one request */
    DESK_EVENT_LEAST = 32,       /* bytes: no event is smaller */
    DESK_TINY_MAX = 100,         /* so many smaller ones are answered one by one all the same */
    DESK_PAGE_BYTES = 64 * 1024, /* of follow-ups or rows in one answer */
    DESK_PAGE_MAX = 1000,
    DESK_SCAN_MAX = 20000, /* follow-ups looked at for all pages of a turn, */
    DESK_SCAN_LEAST = 100, /* and for each page in any case */
    DESK_WAIT_MAX_MS = 60000,
    DESK_RETRY_MS = 200,
    DESK_SLICES_MAX = 1024, /* of queued work in a turn, for events that must wait for it; also in a dry run */
};

struct desk {
    struct engine *engine;
    struct metrics metrics;
    const char *coop;
    uint32_t scan_left; /* follow-ups that the fetches of this turn may still look at */
    const char *busy;   /* why nothing can be taken in this turn; NULL when it can */
    unsigned slices;    /* of queued work done in this turn */
};

enum desk_kind {
    DESK_ANSWERED, /* refused as a whole: the answer is written */
    DESK_SUBMIT,   /* goes to desk_submit() before the turn's sync */
    DESK_READ,     /* goes to desk_read() after it */
};

/* Decodes the request in body. DESK_ANSWERED: the refusal is appended to out. */
enum desk_kind desk_open(struct desk *d, struct bytes body, bool spoiled, struct request *ret, struct buffer *out);

/* Appends an answer that is a refusal of the whole request. */
enum desk_kind desk_refuse(struct desk *d, uint64_t id, const struct refusal *why, struct buffer *out);

/* Submits its events and appends the answer, which must not leave before the engine made them durable. */
void desk_submit(struct desk *d, const struct request *r, int64_t now_ms, struct buffer *out);

/* Answers fetch, query, event, status from what is durable. false: a fetch that found nothing, and whose client wants
 * to wait; nothing is appended then, unless `now` demands an answer, and the next look goes on behind what was seen. */
bool desk_read(struct desk *d, struct request *r, bool now, struct buffer *out);

#endif
