#include "exchange.h"

#include "reply.h"

#include "../proto/codec.h"

#include <stdio.h>
#include <string.h>

enum { TRIES = 3, ANSWER_MS = 10000, RECOVER_STEP_MS = 100, LOOK_STEP_MS = 500 };

void exchange_close(struct exchange *x)
{
    client_close(x->client);
    x->client = NULL;
}

bool exchange_stopped(const struct exchange *x)
{
    return x->stop && *x->stop;
}

bool exchange_connect(struct exchange *x)
{
    if (x->client)
        return client_recover(x->client, x->error);
    x->client = client_open(x->endpoint, x->error);
    return x->client != NULL;
}

void exchange_pause(struct exchange *x, int ms)
{
    for (int64_t until = client_now_ms() + ms; !exchange_stopped(x) && client_now_ms() < until;)
        client_sleep(ms < RECOVER_STEP_MS ? ms : RECOVER_STEP_MS);
}

enum exchange_result exchange_recover(struct exchange *x)
{
    int64_t until = client_now_ms() + x->patience_ms;
    if (x->client && x->lost)
        x->lost();
    while (!exchange_connect(x)) {
        if (exchange_stopped(x))
            return EXCHANGE_STOPPED;
        if (x->patience_ms >= 0 && client_now_ms() >= until)
            return EXCHANGE_UNREACHABLE;
        client_sleep(RECOVER_STEP_MS);
    }
    return EXCHANGE_ANSWERED;
}

/* Waits for the answer with this id; others belong to requests that were sent before a connection was lost. A signal
 * that comes just before waiting interrupts nothing, so the flag is looked at from time to time. */
static enum exchange_result answer_wait(struct exchange *x, int timeout_ms, struct bytes *ret)
{
    int64_t until = client_now_ms() + timeout_ms;
    for (;;) {
        int64_t left = until - client_now_ms();
        int step = left < 0 ? 0 : x->stop && left > LOOK_STEP_MS ? LOOK_STEP_MS : (int)left;
        enum client_event event = client_wait(x->client, step, ret);
        if (event == CLIENT_FRAME && (uint64_t)reply_integer(*ret, "id") == x->id)
            return EXCHANGE_ANSWERED;
        if (exchange_stopped(x))
            return EXCHANGE_STOPPED;
        if (event == CLIENT_LOST || (event == CLIENT_NOTHING && left <= 0))
            return EXCHANGE_SILENT;
    }
}

enum exchange_result exchange(struct exchange *x, const struct request *r, struct bytes *ret_answer)
{
    struct request numbered = *r;
    struct buffer frame = {0};
    enum exchange_result result = EXCHANGE_SILENT;
    numbered.id = ++x->id;
    codec_encode(schema_record_named("request"), &numbered, &frame);
    for (int i = 0; i < TRIES && result == EXCHANGE_SILENT; i++) {
        if ((i > 0 || !x->client) && (result = exchange_recover(x)) != EXCHANGE_ANSWERED)
            break;
        client_send(x->client, buffer_bytes(&frame));
        result = answer_wait(x, ANSWER_MS + (int)r->wait_ms, ret_answer);
    }
    buffer_free(&frame);
    return result;
}

struct request exchange_submission_request(const struct exchange_submission *s, struct buffer *bodies)
{
    struct request r = {.op = "submit", .dry_run = s->dry_run};
    snprintf(r.producer, sizeof r.producer, "%s", s->producer);
    bodies->len = 0;
    codec_put_array(bodies, s->count);
    buffer_add(bodies, s->events.at, s->events.len);
    size_t events_len = bodies->len;
    if (s->totals)
        codec_encode(schema_record_named("totals"), s->totals, bodies);
    r.events = (struct bytes){bodies->at, events_len};
    r.envelope = (struct bytes){bodies->at + events_len, bodies->len - events_len};
    return r;
}

void exchange_submission(const struct exchange_submission *s, uint64_t id, struct buffer *out)
{
    struct buffer bodies = {0};
    struct request r = exchange_submission_request(s, &bodies);
    r.id = id;
    codec_encode(schema_record_named("request"), &r, out);
    buffer_free(&bodies);
}
