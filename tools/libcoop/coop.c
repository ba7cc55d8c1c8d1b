/* Opening, asking, publishing. */
#include "coop_parts.h"

#include "../json.h"
#include "../reply.h"
#include "../report.h"

#include "../../proto/codec.h"

#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 60000, EVENTS_A_REQUEST = 64, BYTES_A_REQUEST = 128 * 1024, RETRY_MS = 200, RETRY_MAX_MS = 10000 };

/* ---- the handle */

static const char *place_set(struct coop *c, const char *place, const char *name)
{
    bool socket = strncmp(place, "ipc://", 6) == 0;
    int len = snprintf(c->wire.endpoint, sizeof c->wire.endpoint, "%s%s%s", socket ? "" : "ipc://", place,
                       socket ? "" : "/coopd.sock");
    if (place[0] == '\0' || len >= CLIENT_ENDPOINT_MAX)
        return words_pick("the path of a socket has at most 107 bytes", "เส้นทางซ็อกเก็ตยาวได้ไม่เกิน 107 ไบต์");
    if (!name[0] || strlen(name) >= sizeof c->name || !value_code_valid((const uint8_t *)name, strlen(name)))
        return words_pick("the name of a producer has at most 23 letters, digits and ._-/:@#+",
                          "ชื่อผู้ส่งใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน 23 ตัว");
    snprintf(c->name, sizeof c->name, "%s", name);
    return NULL;
}

struct coop *coop_open(const char *place, const char *name, char *error, size_t error_size)
{
    struct coop *c = calloc(1, sizeof *c);
    const char *wrong = c ? place_set(c, place, name) : words_pick("there is no memory", "หน่วยความจำไม่พอ");
    if (wrong) {
        if (error)
            snprintf(error, error_size, "%s", wrong);
        free(c);
        return NULL;
    }
    c->wire.patience_ms = PATIENCE_MS;
    return c;
}

void coop_close(struct coop *c)
{
    if (!c)
        return;
    exchange_close(&c->wire);
    buffer_free(&c->bodies);
    buffer_free(&c->json);
    buffer_free(&c->msgpack);
    free(c);
}

const char *coop_error(const struct coop *c)
{
    return c->error;
}

void coop_patience(struct coop *c, int milliseconds)
{
    c->wire.patience_ms = milliseconds;
}

void coop_stop_when(struct coop *c, const volatile sig_atomic_t *flag)
{
    c->wire.stop = flag;
}

enum coop_result parts_fail(struct coop *c, enum coop_result result, const char *sentence)
{
    snprintf(c->error, sizeof c->error, "%s", sentence);
    return result;
}

static enum coop_result stopped(struct coop *c)
{
    return parts_fail(c, COOP_STOPPED, words_pick("stopped while waiting", "หยุดขณะรอ"));
}

enum coop_result parts_ask(struct coop *c, const struct request *r, struct bytes *ret_answer)
{
    int64_t until = client_now_ms() + c->wire.patience_ms;
    enum exchange_result result;
    do
        result = exchange(&c->wire, r, ret_answer);
    while (result == EXCHANGE_SILENT && (c->wire.patience_ms < 0 || client_now_ms() < until));
    if (result == EXCHANGE_ANSWERED)
        return COOP_DONE;
    if (result == EXCHANGE_STOPPED)
        return stopped(c);
    return parts_fail(c, COOP_UNREACHABLE,
                      result == EXCHANGE_UNREACHABLE
                          ? c->wire.error
                          : words_pick("the daemon does not answer; look at its log, then try again",
                                       "coopd ไม่ตอบ โปรดดูบันทึกของ coopd แล้วลองใหม่"));
}

/* ---- publish */

static void answer_read(struct bytes answer, struct coop_answer *ret)
{
    static const char *const words[] = {"", "applied", "repeated", "conflict", "parked", "refused"};
    struct buffer sentence = {0};
    for (size_t i = 1; i < sizeof words / sizeof *words; i++)
        if (reply_text_is(answer, "status", words[i]))
            ret->status = (enum coop_status)i;
    ret->seq = (uint64_t)reply_integer(answer, "seq");
    ret->first = (uint64_t)reply_integer(answer, "first");
    ret->count = (uint64_t)reply_integer(answer, "count");
    reply_text(answer, "code", ret->code, sizeof ret->code);
    reply_text(answer, ret->status == COOP_CONFLICT ? "fields" : "field", ret->field, sizeof ret->field);
    report_sentence(answer, &sentence);
    snprintf(ret->sentence, sizeof ret->sentence, "%.*s", (int)sentence.len, (const char *)sentence.at);
    buffer_free(&sentence);
}

static void refused_here(const struct refused *why, struct coop_answer *ret)
{
    char sentence[WORDS_SENTENCE_MAX];
    words_refusal(why, sentence, sizeof sentence);
    ret->status = COOP_REFUSED;
    snprintf(ret->code, sizeof ret->code, "%s", why->code);
    snprintf(ret->field, sizeof ret->field, "%s", why->field);
    snprintf(ret->sentence, sizeof ret->sentence, "refused %.630s", sentence);
}

/* One whole msgpack value, appended; false: it is none, and was refused here, for it would spoil its neighbours. */
static bool event_add(const struct coop_event *e, struct buffer *out, struct coop_answer *ret)
{
    struct bytes given = parts_in(e->text), whole;
    struct reader r = {given.at, given.at, given.at + given.len};
    struct refusal refusal = {.code = REFUSAL_malformed};
    struct refused why = {0};
    if (e->format == COOP_JSON) {
        if (json_to_msgpack(e->text.at, e->text.len, out, &why))
            return true;
    } else if (reader_skip(&r, &whole, &refusal) && r.at == r.end) {
        buffer_add(out, given.at, given.len);
        return true;
    } else {
        snprintf(why.code, sizeof why.code, "%s", refusal_name(refusal.code));
        refusal_sentence(&refusal, REFUSAL_ENGLISH, why.text, sizeof why.text);
    }
    refused_here(&why, ret);
    return false;
}

/* Some events on their way: which of the caller's they are. */
struct batch {
    struct buffer events;
    size_t numbers[EVENTS_A_REQUEST];
    uint32_t count;
};

/* Fills it with what has no answer yet, from the first such on. */
static void batch_fill(struct batch *b, const struct coop_event *events, size_t count, struct coop_answer *answers,
                       uint32_t most)
{
    b->events.len = 0;
    b->count = 0;
    for (size_t i = 0; i < count && b->count < most && b->events.len < BYTES_A_REQUEST; i++)
        if (answers[i].status == 0 && event_add(&events[i], &b->events, &answers[i]))
            b->numbers[b->count++] = i;
}

/* Takes what was answered, up to the first for which there is no room; *ret_retry_ms is 0 if there was room for all. */
static uint32_t batch_answers(const struct batch *b, struct bytes answer, struct coop_answer *answers,
                              int64_t *ret_retry_ms)
{
    struct reply_list list = reply_list(answer, "answers");
    struct bytes one;
    uint32_t n = 0;
    *ret_retry_ms = 0;
    for (; n < b->count && reply_next(&list, &one); n++) {
        if (reply_text_is(one, "status", "busy")) {
            int64_t ms = reply_integer(one, "retry_ms");
            *ret_retry_ms = ms > 0 && ms <= RETRY_MAX_MS ? ms : RETRY_MS;
            return n;
        }
        answer_read(one, &answers[b->numbers[n]]);
    }
    return n;
}

/* The request as such was refused: tried one by one, each event gets the answer that is its own. */
static bool batch_refused(const struct batch *b, struct bytes answer, struct coop_answer *answers, uint32_t *most)
{
    struct bytes refused;
    struct reply_list list = reply_list(answer, "answers");
    if (list.left > 0 || !reply_find(answer, "refused", &refused))
        return false;
    struct refused why = reply_refused(refused);
    if (b->count == 1)
        refused_here(&why, &answers[b->numbers[0]]);
    *most = 1;
    return true;
}

enum coop_result coop_publish(struct coop *c, const struct coop_event *events, size_t count,
                              struct coop_answer *ret_answers)
{
    struct batch b = {.count = 0};
    uint32_t most = EVENTS_A_REQUEST;
    enum coop_result result = COOP_DONE;
    int64_t heard_ms = client_now_ms(), retry_ms;
    memset(ret_answers, 0, count * sizeof *ret_answers);
    for (batch_fill(&b, events, count, ret_answers, most); b.count > 0 && result == COOP_DONE;
         batch_fill(&b, events, count, ret_answers, most)) {
        struct exchange_submission s = {.producer = c->name, .events = buffer_bytes(&b.events), .count = b.count};
        struct request r = exchange_submission_request(&s, &c->bodies);
        struct bytes answer;
        result = parts_ask(c, &r, &answer);
        if (result != COOP_DONE || batch_refused(&b, answer, ret_answers, &most))
            continue;
        if (batch_answers(&b, answer, ret_answers, &retry_ms) > 0)
            heard_ms = client_now_ms();
        else if (c->wire.patience_ms >= 0 && client_now_ms() - heard_ms > c->wire.patience_ms)
            result = parts_fail(c, COOP_UNREACHABLE,
                                words_pick("the daemon has no room for this yet; send the same again later",
                                           "coopd ยังไม่รับรายการ โปรดส่งชุดเดิมซ้ำภายหลัง"));
        if (result == COOP_DONE && retry_ms > 0)
            exchange_pause(&c->wire, (int)retry_ms);
        if (exchange_stopped(&c->wire) && result == COOP_DONE && retry_ms > 0)
            result = stopped(c);
    }
    buffer_free(&b.events);
    return result;
}
