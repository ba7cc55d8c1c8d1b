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
    DESK_SLICES_MAX = 1024, /* of the work that an envelope or a dry run queues itself, in a turn */
};

struct desk {
    struct engine *engine;
    struct metrics metrics;
    const char *coop;
    uint32_t scan_left; /* follow-ups that the fetches of this turn may still look at */
    const char *busy;   /* why nothing can be taken in this turn; NULL when it can */
    unsigned slices;    /* of queued work done in this turn, inside of envelopes */
};

/* Where a request that is submitted has come to; zeroed before the first desk_submit(). */
struct submission {
    bool begun, has_totals;
    bool again;           /* an envelope that has waited before */
    bool alone;           /* all is taken or nothing, and no work waits that others queued */
    bool waits, for_all;  /* for queued work; for all of it */
    size_t stuck_bytes;   /* of an envelope, with the events before the one that waits; 0: none has waited yet */
    const char *busy;     /* why this event and all behind it are not taken; NULL: they are */
    uint32_t count, done; /* events */
    size_t done_bytes;    /* of the array with them */
    uint64_t position;    /* of the last follow-up before it */
    struct totals declared, found;
    struct refusal refusal; /* of the whole */
    uint64_t statuses[STATUS_BUSY + 1];
    uint32_t spoiled_by; /* 1-based event that spoiled an envelope, 0: none */
    struct answer spoiled_answer;
};

enum desk_kind {
    DESK_ANSWERED, /* refused as a whole: the answer is written */
    DESK_SUBMIT,   /* goes to desk_submit() before the turn's sync */
    DESK_READ,     /* goes to desk_read() after it */
};

/* Decodes the request in body. DESK_ANSWERED: the refusal is appended to out. */
enum desk_kind desk_open(struct desk *d, struct bytes body, bool spoiled, struct request *ret, struct buffer *out);

/* Decodes a request once more that desk_open() has found good, from a copy of its body. */
void desk_open_again(struct bytes body, struct request *ret);

/* Appends an answer that is a refusal of the whole request. */
enum desk_kind desk_refuse(struct desk *d, uint64_t id, const struct refusal *why, struct buffer *out);

/* Submits its events and appends the answer, which must not leave before the engine made them durable. false: an event
 * must wait for queued work. What was appended is the answer's beginning: call again with it, the same request and s
 * once some work is done, or not at all. */
bool desk_submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms, struct buffer *out);

/* Answers fetch, query, event, status from what is durable. false: a fetch that found nothing, and whose client wants
 * to wait; nothing is appended then, unless `now` demands an answer, and the next look goes on behind what was seen. */
bool desk_read(struct desk *d, struct request *r, bool now, struct buffer *out);

#endif
