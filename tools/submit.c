#include "submit.h"

#include "words.h"

#include "../proto/codec.h"

#include <string.h>

enum { SILENCE_MS = 10000, PATIENCE_MS = 60000 };

void submit_begin(struct submit *s, struct ask *a, const struct submit_config *c)
{
    memset(s, 0, sizeof *s);
    s->ask = a;
    s->config = *c;
    s->heard_ms = client_now_ms();
}

void submit_end(struct submit *s)
{
    for (size_t i = 0; i < SUBMIT_REQUESTS_MAX; i++) {
        buffer_free(&s->requests[i].numbers);
        buffer_free(&s->requests[i].frame);
        buffer_free(&s->requests[i].answer);
    }
}

static struct submit_request *request_at(struct submit *s, uint32_t i)
{
    return &s->requests[(s->head + i) % SUBMIT_REQUESTS_MAX];
}

/* For want of room nothing of a request is taken; but an event can also be busy by itself, because work that it must
 * wait for is not done, and then so is what stands behind it. */
static bool busy_find(const struct submit_request *r, struct bytes *ret)
{
    struct reply_list answers = reply_list(buffer_bytes(&r->answer), "answers");
    while (reply_next(&answers, ret))
        if (reply_text_is(*ret, "status", "busy"))
            return true;
    return false;
}

static bool is_busy(const struct submit_request *r)
{
    struct bytes one;
    return !r->local && busy_find(r, &one);
}

static bool has_refused(const struct submit_request *r)
{
    struct reply_list answers = reply_list(buffer_bytes(&r->answer), "answers");
    struct bytes one;
    while (reply_next(&answers, &one))
        if (reply_text_is(one, "status", "refused"))
            return true;
    return false;
}

static void request_send(struct submit *s, struct submit_request *r)
{
    r->answered = r->local;
    if (!r->local)
        client_send(s->ask->wire.client, buffer_bytes(&r->frame));
}

static bool all_answered(struct submit *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (!request_at(s, i)->answered)
            return false;
    return true;
}

/* Hands over what is answered, from the oldest on. */
static void deliver(struct submit *s)
{
    while (s->count > 0 && request_at(s, 0)->answered) {
        struct submit_request *r = request_at(s, 0);
        if (is_busy(r)) {
            s->stalled = true;
            return;
        }
        s->config.visit(s->config.context, r, buffer_bytes(&r->answer));
        s->head = (s->head + 1) % SUBMIT_REQUESTS_MAX;
        s->count--;
        s->told = false;
    }
}

/* Something behind the busy one may have been refused only because it was not taken, so that is sent again too. */
static void repeat_busy(struct submit *s)
{
    struct bytes busy = {0};
    char text[WORDS_SENTENCE_MAX];
    busy_find(request_at(s, 0), &busy);
    int64_t retry_ms = reply_integer(busy, "retry_ms");
    if (!s->told)
        words_note("The daemon has no room now: %s. Trying again ...", "ขณะนี้ coopd รับไม่ได้: %s กำลังลองใหม่ ...",
                   reply_text(busy, "text", text, sizeof text));
    s->told = true;
    if (retry_ms < 10 || retry_ms > 10000)
        retry_ms = 200;
    client_sleep((int)retry_ms);
    for (uint32_t i = 0; i < s->count; i++)
        if (is_busy(request_at(s, i)) || has_refused(request_at(s, i)))
            request_send(s, request_at(s, i));
    s->stalled = false;
}

static int connect_again(struct submit *s)
{
    int patience_ms = s->ask->wire.patience_ms;
    s->ask->wire.patience_ms = PATIENCE_MS;
    int status = ask_recover(s->ask);
    s->ask->wire.patience_ms = patience_ms;
    for (uint32_t i = 0; status == 0 && i < s->count; i++)
        if (!request_at(s, i)->answered)
            request_send(s, request_at(s, i));
    return status;
}

static void answer_keep(struct submit *s, struct bytes frame)
{
    uint64_t id = (uint64_t)reply_integer(frame, "id");
    for (uint32_t i = 0; i < s->count; i++) {
        struct submit_request *r = request_at(s, i);
        if (r->id != id || r->answered)
            continue;
        r->answer.len = 0;
        buffer_add(&r->answer, frame.at, frame.len);
        r->answered = true;
        if (!is_busy(r))
            s->heard_ms = client_now_ms();
    }
}

static int give_up(void)
{
    words_complain("the daemon takes nothing; nothing that was answered is lost: send the same again later",
                   "coopd ยังไม่รับรายการ รายการที่ตอบรับแล้วไม่หาย โปรดส่งชุดเดิมซ้ำภายหลัง");
    return EXIT_AGAIN;
}

/* Waits for one thing to happen. */
static int step(struct submit *s)
{
    struct bytes frame;
    if (client_now_ms() - s->heard_ms > PATIENCE_MS)
        return give_up();
    if (s->stalled && all_answered(s)) {
        repeat_busy(s);
        return 0;
    }
    switch (client_wait(s->ask->wire.client, SILENCE_MS, &frame)) {
    case CLIENT_FRAME:
        answer_keep(s, frame);
        deliver(s);
        return 0;
    case CLIENT_INTERRUPTED:
        return 0;
    case CLIENT_LOST:
    case CLIENT_NOTHING:
        break;
    }
    return connect_again(s);
}

uint64_t submit_number(const struct submit_request *r, uint32_t i)
{
    uint64_t number;
    memcpy(&number, r->numbers.at + i * sizeof number, sizeof number);
    return number;
}

static struct submit_request *request_add(struct submit *s, const uint64_t *numbers, uint32_t count)
{
    struct submit_request *r = request_at(s, s->count++);
    r->count = count;
    r->numbers.len = 0;
    buffer_add(&r->numbers, numbers, count * sizeof *numbers);
    r->frame.len = 0;
    r->answer.len = 0;
    r->answered = false;
    r->local = false;
    r->id = ++s->ask->wire.id;
    if (s->count == 1)
        s->heard_ms = client_now_ms();
    return r;
}

int submit_events(struct submit *s, struct bytes events, const uint64_t *numbers, uint32_t count,
                  const struct totals *totals)
{
    int status = 0;
    while (status == 0 && (s->stalled || s->count == SUBMIT_REQUESTS_MAX))
        status = step(s);
    if (status != 0)
        return status;
    struct submit_request *r = request_add(s, numbers, count);
    exchange_submission(&(struct exchange_submission){s->config.producer, s->config.dry_run, events, count, totals},
                        r->id, &r->frame);
    request_send(s, r);
    return 0;
}

int submit_refused(struct submit *s, uint64_t number, const struct refused *why)
{
    int status = 0;
    while (status == 0 && s->count == SUBMIT_REQUESTS_MAX)
        status = step(s);
    if (status != 0)
        return status;
    struct submit_request *r = request_add(s, &number, 1);
    codec_put_map(&r->answer, 1);
    codec_put_text(&r->answer, "answers");
    codec_put_array(&r->answer, 1);
    codec_put_map(&r->answer, 4);
    codec_put_text(&r->answer, "status");
    codec_put_text(&r->answer, "refused");
    codec_put_text(&r->answer, "code");
    codec_put_text(&r->answer, why->code);
    codec_put_text(&r->answer, "field");
    codec_put_text(&r->answer, why->field);
    codec_put_text(&r->answer, "text");
    codec_put_text(&r->answer, why->text);
    r->answered = r->local = true;
    deliver(s);
    return 0;
}

int submit_finish(struct submit *s)
{
    int status = 0;
    while (status == 0 && s->count > 0)
        status = step(s);
    return status;
}

bool submit_control(struct bytes event, int64_t *ret_satang)
{
    static struct event e; /* too large for the stack */
    struct refusal why;
    if (!codec_decode_event(event, &e, &why))
        return false;
    for (int i = 0; i < e.desc->fields_count; i++) {
        const struct field_desc *f = &e.desc->fields[i];
        if (f->rule & CONTROL) {
            *ret_satang = schema_integer(f, &e.body);
            return true;
        }
    }
    return false;
}
