/* Following the stream of follow-ups, page by page, and acknowledging what was kept. */
#include "coop_parts.h"

#include "../reply.h"

#include "../../proto/codec.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 1000, WAIT_MAX_MS = 20000, KEYS_MAX = 100 };

struct coop_stream {
    struct coop *coop;
    struct request request;
    struct buffer page; /* a copy, so that asking something else meanwhile does no harm */
    struct reply_list items;
    uint64_t next;     /* of the page */
    uint64_t position; /* handed out up to here */
};

struct coop_stream *coop_subscribe(struct coop *c, const struct coop_filter *f)
{
    const char *types = f->types ? f->types : "", *subject = f->subject ? f->subject : "";
    struct coop_stream *s = calloc(1, sizeof *s);
    if (!s || strlen(types) >= sizeof s->request.types || strlen(subject) >= sizeof s->request.subject) {
        parts_fail(c, COOP_UNFIT,
                   words_pick("types and subject are at most 39 bytes", "ประเภทและเรื่องที่เลือกยาวไม่เกิน 39 ไบต์"));
        free(s);
        return NULL;
    }
    s->coop = c;
    s->request = (struct request){.op = "fetch", .limit = PAGE};
    snprintf(s->request.types, sizeof s->request.types, "%s", types);
    snprintf(s->request.subject, sizeof s->request.subject, "%s", subject);
    s->position = s->next = f->after;
    return s;
}

void coop_unsubscribe(struct coop_stream *s)
{
    if (!s)
        return;
    buffer_free(&s->page);
    free(s);
}

uint64_t coop_position(const struct coop_stream *s)
{
    return s->position;
}

int coop_page_ended(const struct coop_stream *s)
{
    return s->items.left == 0;
}

static enum coop_result page_fetch(struct coop_stream *s, int wait_ms)
{
    struct bytes answer;
    s->request.after = s->next;
    s->request.wait_ms = (uint32_t)(wait_ms < 0 ? 0 : wait_ms);
    enum coop_result result = parts_look(s->coop, &s->request, &answer);
    if (result != COOP_DONE)
        return result;
    s->page.len = 0;
    buffer_add(&s->page, answer.at, answer.len);
    s->items = reply_list(buffer_bytes(&s->page), "followups");
    s->next = (uint64_t)reply_integer(answer, "next");
    if (s->items.left == 0)
        s->position = s->next;
    return s->next < (uint64_t)reply_integer(answer, "last") || s->items.left > 0 ? COOP_DONE : COOP_NOTHING;
}

static void item_read(struct bytes raw, struct coop_followup *ret)
{
    struct bytes data = {0}, cause = {0};
    reply_find(raw, "data", &data);
    reply_find(raw, "cause", &cause);
    *ret = (struct coop_followup){.position = (uint64_t)reply_integer(raw, "position"),
                                  .seq = (uint64_t)reply_integer(raw, "seq"),
                                  .ordinal = (uint32_t)reply_integer(raw, "ordinal"),
                                  .data = parts_out(data),
                                  .cause = parts_out(cause),
                                  .raw = parts_out(raw)};
    reply_text(raw, "type", ret->type, sizeof ret->type);
    reply_text(raw, "effective_date", ret->effective_date, sizeof ret->effective_date);
}

enum coop_result coop_next(struct coop_stream *s, int wait_ms, struct coop_followup *ret)
{
    struct bytes raw;
    int64_t until = client_now_ms() + wait_ms;
    while (!reply_next(&s->items, &raw)) {
        int64_t left = until - client_now_ms();
        enum coop_result result = page_fetch(s, (int)(left > WAIT_MAX_MS ? WAIT_MAX_MS : left));
        if (result != COOP_DONE && (result != COOP_NOTHING || client_now_ms() >= until))
            return result;
    }
    item_read(raw, ret);
    s->position = s->items.left == 0 ? s->next : ret->position;
    return COOP_DONE;
}

/* ---- acknowledge */

static void divergence_add(const struct coop_followup *f, struct coop_acknowledged *ret)
{
    if (strcmp(f->type, "consumer.diverged") != 0 || ret->divergences_count == COOP_DIVERGENCES_MAX)
        return;
    struct coop_divergence *d = &ret->divergences[ret->divergences_count++];
    coop_text(f->data, "figure", d->figure, sizeof d->figure);
    d->expected = coop_integer(f->data, "expected");
    d->given = coop_integer(f->data, "given");
    d->agreed_position = (uint64_t)coop_integer(f->data, "agreed_position");
    d->position = (uint64_t)coop_integer(f->data, "position");
}

/* The follow-ups from one position on, some of them. */
static enum coop_result divergences_read(struct coop *c, struct coop_acknowledged *ret)
{
    struct coop_stream *s = coop_subscribe(c, &(struct coop_filter){.after = ret->answer.first - 1});
    struct coop_followup f;
    enum coop_result result = s ? COOP_DONE : COOP_UNFIT;
    for (uint64_t i = 0; i < ret->answer.count && result == COOP_DONE; i++) {
        result = coop_next(s, 0, &f);
        if (result == COOP_DONE)
            divergence_add(&f, ret);
    }
    coop_unsubscribe(s);
    return result == COOP_NOTHING ? COOP_DONE : result;
}

/* An acknowledgement has the date of what it acknowledges: no clock is needed, and the same again is the same. */
static enum coop_result date_find(struct coop *c, uint64_t position, char date[16])
{
    struct coop_stream *s = coop_subscribe(c, &(struct coop_filter){.after = position - 1});
    struct coop_followup f = {.position = 0};
    enum coop_result result = s ? coop_next(s, 0, &f) : COOP_UNFIT;
    coop_unsubscribe(s);
    memcpy(date, f.effective_date, sizeof f.effective_date);
    if (result == COOP_NOTHING || (result == COOP_DONE && f.position != position))
        return parts_fail(c, COOP_DECLINED,
                          words_pick("there is no follow-up at this position; is the daemon's store an older copy?",
                                     "ไม่มีเหตุการณ์สืบเนื่องลำดับนี้ ฐานข้อมูลของ coopd เป็นสำเนาเก่าหรือไม่"));
    return result;
}

/* false: a name is too long. */
static bool acknowledgement_data(const struct coop_acknowledgement *a, struct buffer *out)
{
    struct consumer_acknowledged body = {.position = a->position,
                                         .count = a->count,
                                         .debit_satang = a->debit_satang,
                                         .credit_satang = a->credit_satang,
                                         .compare_all = true};
    const char *consumer = a->consumer, *types = a->types ? a->types : "";
    if (strlen(consumer) >= sizeof body.consumer || strlen(types) >= sizeof body.types)
        return false;
    value_code_set(body.consumer, sizeof body.consumer, consumer);
    value_code_set(body.types, sizeof body.types, types);
    codec_encode(schema_event((uint16_t)EVENT_consumer_acknowledged), &body, out);
    return true;
}

/* The event under its n-th key: figures that were mended are another acknowledgement of the same position. */
static void acknowledgement_envelope(const struct coop_acknowledgement *a, const char *date, uint32_t n,
                                     struct buffer *data, struct buffer *out)
{
    struct envelope e = {.data = buffer_bytes(data)};
    size_t len;
    value_code_set(e.type, sizeof e.type, schema_event((uint16_t)EVENT_consumer_acknowledged)->name);
    len = (size_t)snprintf(e.key, sizeof e.key, "ack/%s/%llu", a->consumer, (unsigned long long)a->position);
    if (n > 0)
        snprintf(e.key + len, sizeof e.key - len, "/%u", n);
    value_day_parse(date, strlen(date), &e.effective_date);
    out->len = 0;
    codec_encode(schema_record_named("envelope"), &e, out);
}

enum coop_result coop_acknowledge(struct coop *c, const struct coop_acknowledgement *a, struct coop_acknowledged *ret)
{
    char date[16] = "";
    struct buffer data = {0}, event = {0};
    memset(ret, 0, sizeof *ret);
    if (a->position == 0 || !acknowledgement_data(a, &data))
        return parts_fail(
            c, COOP_UNFIT,
            words_pick("an acknowledgement needs a position, and the name of a cursor has at most 23 bytes",
                       "การยืนยันต้องมีลำดับ และชื่อผู้รับยาวไม่เกิน 23 ไบต์"));
    enum coop_result result = date_find(c, a->position, date);
    ret->answer.status = COOP_CONFLICT;
    for (uint32_t n = 0; result == COOP_DONE && ret->answer.status == COOP_CONFLICT && n < KEYS_MAX; n++) {
        acknowledgement_envelope(a, date, n, &data, &event);
        struct coop_event e = {COOP_MSGPACK, parts_out(buffer_bytes(&event))};
        result = coop_publish(c, &e, 1, &ret->answer);
    }
    buffer_free(&data);
    buffer_free(&event);
    if (result == COOP_DONE && ret->answer.first > 0)
        result = divergences_read(c, ret);
    return result;
}
