/* submit.h - a stream of events to the daemon: several requests are open at a time, answers come back in order. What is
 * not answered, because the connection was lost or there was no room, is sent again under the same keys and in the same
 * order, until it is answered or patience ends. */
#ifndef TOOLS_SUBMIT_H
#define TOOLS_SUBMIT_H

#include "ask.h"

#include "../proto/buffer.h"

enum {
    SUBMIT_REQUESTS_MAX = 64,
    SUBMIT_EVENTS_MAX = 10000, /* in one request; the daemon's limits, less what stands around the events */
    SUBMIT_BYTES_MAX = 1000000,
};

/* A request that is on its way, or its answer. */
struct submit_request {
    uint32_t count;
    struct buffer numbers; /* the caller's, of each event */
    struct buffer frame, answer;
    uint64_t id;
    bool answered, local;
};

/* Called in the order of submission; the answer is valid during the call. */
typedef void submit_visit(void *context, const struct submit_request *r, struct bytes answer);

struct submit_config {
    const char *producer;
    bool dry_run;
    submit_visit *visit;
    void *context;
};

struct submit {
    struct ask *ask;
    struct submit_config config;
    struct submit_request requests[SUBMIT_REQUESTS_MAX]; /* a ring */
    uint32_t head, count;
    int64_t heard_ms; /* when anything was last answered */
    bool stalled;     /* there is no room: nothing new is sent until all is answered */
    bool told;
};

void submit_begin(struct submit *s, struct ask *a, const struct submit_config *c);
/* Sends events (msgpack maps, one behind the other) with a number for each; waits while too much is open. totals: all
 * or nothing; NULL: each by itself. 0, or the exit status after it was said what is wrong. */
int submit_events(struct submit *s, struct bytes events, const uint64_t *numbers, uint32_t count,
                  const struct totals *totals);
/* The number of an event of a request. */
uint64_t submit_number(const struct submit_request *r, uint32_t i);
/* An event that was refused here and is not sent, in its place in the order. */
int submit_refused(struct submit *s, uint64_t number, const struct refused *why);
/* Waits for what is open. */
int submit_finish(struct submit *s);
void submit_end(struct submit *s);

/* The amount that control totals add up; false if the event has none or cannot be read. */
bool submit_control(struct bytes event, int64_t *ret_satang);

#endif
