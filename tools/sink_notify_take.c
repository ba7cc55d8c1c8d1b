/* From the daemon to the store: nothing is acknowledged before it is kept. */
#include "sink_notify_parts.h"

#include "words.h"

#include "../daemon/clock.h"

#include <string.h>

enum {
    STEP_MOST = 10000, /* positions between two acknowledgements: the daemon takes 20,000 */
    COMPARED = 20000,  /* positions */
};

static struct notice_row row_of(const struct coop_followup *f)
{
    struct notice_row n = {.position = f->position}; /* looked at before all that was put off */
    char day[16];
    struct coop_bytes d = f->data;
    coop_text(d, "template", n.template, sizeof n.template);
    coop_text(d, "audience", n.audience, sizeof n.audience);
    coop_text(d, "recipient_ref", n.recipient_ref, sizeof n.recipient_ref);
    coop_text(d, "subject_ref", n.subject_ref, sizeof n.subject_ref);
    coop_text(d, "guarantor_ref", n.guarantor_ref, sizeof n.guarantor_ref);
    n.amount_satang = coop_integer(d, "amount_satang");
    n.from_hour = (uint32_t)coop_integer(d, "from_hour");
    n.until_hour = (uint32_t)coop_integer(d, "until_hour");
    value_day_parse(f->effective_date, strlen(f->effective_date), &n.effective_date);
    coop_text(d, "due_date", day, sizeof day);
    value_day_parse(day, strlen(day), &n.due_date);
    coop_text(d, "not_before", day, sizeof day);
    value_day_parse(day, strlen(day), &n.not_before);
    return n;
}

static void news_add(struct sink *s, const struct coop_followup *f)
{
    struct notice_news *news = &s->page[s->page_count++];
    *news = (struct notice_news){.row = row_of(f)};
    if (strcmp(f->type, "notification.withdrawn") == 0)
        news->withdraws = (uint64_t)coop_integer(f->data, "notice_position");
}

/* ---- keeping */

static int divergence_tell(const struct coop_acknowledged *told)
{
    const struct coop_divergence *d = &told->divergences[0];
    words_complain(
        "the daemon counts %lld notices up to position %llu, and this store %lld: they part behind position %llu; "
        "put the right store back",
        "coopd นับหนังสือแจ้งได้ %lld ฉบับถึงลำดับ %llu แต่ที่เก็บนี้นับได้ %lld ฉบับ ต่างกันหลังลำดับ %llu โปรดนำที่เก็บที่ถูกต้องกลับมา",
        (long long)d->expected, (unsigned long long)d->position, (long long)d->given,
        (unsigned long long)d->agreed_position);
    return EXIT_REJECTED;
}

static int acknowledge(struct sink *s)
{
    struct coop_acknowledged told;
    const struct coop_acknowledgement a = {
        .consumer = s->sender.config.sink_cursor,
        .types = "notification.",
        .position = s->mark.position,
        .count = s->mark.count,
    };
    if (s->mark.position <= s->acknowledged)
        return SINK_GO_ON;
    enum coop_result result = coop_acknowledge(s->coop, &a, &told);
    if (result != COOP_DONE)
        return sink_failed(s, result);
    if (told.answer.status == COOP_REFUSED || told.answer.status == COOP_CONFLICT) {
        words_complain("the daemon does not take that notices up to position %llu are kept: %s",
                       "coopd ไม่รับว่าเก็บหนังสือแจ้งถึงลำดับ %llu แล้ว: %s", (unsigned long long)a.position,
                       told.answer.sentence);
        return EXIT_REJECTED;
    }
    s->acknowledged = a.position;
    return told.divergences_count > 0 ? divergence_tell(&told) : SINK_GO_ON;
}

static int hour_see(void *context, struct coop_bytes key, struct coop_bytes value)
{
    uint32_t *hour = context;
    (void)key;
    *hour = (uint32_t)coop_integer(value, "contact_holiday_until_hour");
    return 0; /* the last is the latest */
}

static int hours_ask(struct sink *s)
{
    enum coop_result result = coop_rows(s->coop, "policy_terms", NULL, hour_see, &s->sender.holiday_until_hour);
    return result == COOP_DONE ? SINK_GO_ON : sink_failed(s, result);
}

/* Keeps and acknowledges what lies up to a position. What lies before the position to begin with is only counted. */
static int keep_to(struct sink *s, uint64_t position)
{
    char error[NOTICE_STORE_ERROR_MAX];
    uint32_t count = 0, old = 0;
    while (count < s->page_count && s->page[count].row.position <= position)
        old += s->page[count++].row.position < (uint64_t)s->sender.config.sink_begin;
    struct notice_mark mark = {position, s->mark.count + count};
    if (!notice_store_take(s->sender.store, s->page + old, count - old, &mark, schedule_day(clock_unix_ms()), error)) {
        words_complain("%s", "%s", error);
        return EXIT_IO;
    }
    s->mark = mark;
    s->page_count -= count;
    memmove(s->page, s->page + count, s->page_count * sizeof *s->page);
    int status = count > 0 ? hours_ask(s) : SINK_GO_ON; /* they may come of a new policy */
    return status == SINK_GO_ON ? acknowledge(s) : status;
}

static int keep(struct sink *s, uint64_t position)
{
    int status = SINK_GO_ON;
    while (status == SINK_GO_ON && s->mark.position < position) {
        uint64_t step = s->mark.position + STEP_MOST;
        status = keep_to(s, step < position ? step : position);
    }
    return status;
}

int sink_take(struct sink *s, int wait_ms)
{
    struct coop_followup f;
    enum coop_result result;
    int status = SINK_GO_ON;
    while ((result = coop_next(s->stream, wait_ms, &f)) == COOP_DONE && status == SINK_GO_ON) {
        wait_ms = 0;
        news_add(s, &f);
        if (coop_page_ended(s->stream))
            status = keep(s, coop_position(s->stream));
        else if (s->page_count == SINK_PAGE_MAX)
            status = keep(s, f.position);
    }
    if (status == SINK_GO_ON && result == COOP_NOTHING)
        return keep(s, coop_position(s->stream));
    return status == SINK_GO_ON ? sink_failed(s, result) : status;
}

/* ---- beginning */

static int cursor_see(void *context, struct coop_bytes key, struct coop_bytes value)
{
    uint64_t *position = context;
    (void)key;
    *position = (uint64_t)coop_integer(value, "position");
    return 0;
}

static bool is_same(const struct notice_row *a, const struct notice_row *b)
{
    return strcmp(a->template, b->template) == 0 && strcmp(a->audience, b->audience) == 0 &&
           strcmp(a->recipient_ref, b->recipient_ref) == 0 && strcmp(a->subject_ref, b->subject_ref) == 0 &&
           strcmp(a->guarantor_ref, b->guarantor_ref) == 0 && a->amount_satang == b->amount_satang &&
           a->effective_date == b->effective_date && a->due_date == b->due_date && a->not_before == b->not_before;
}

static int other_tell(uint64_t position)
{
    words_complain(
        "the daemon has another notice at position %llu than this store: was it put back from an older copy? "
        "put the right store back, or begin with an empty one and `begin = %llu` in [sink]",
        "หนังสือแจ้งลำดับ %llu ของ coopd ไม่ตรงกับที่เก็บนี้ มีการนำสำเนาเก่าของ coopd กลับมาใช้หรือไม่ "
        "โปรดนำที่เก็บที่ถูกต้องกลับมา หรือเริ่มที่เก็บใหม่โดยเขียน `begin = %llu` ใน [sink]",
        (unsigned long long)position, (unsigned long long)position);
    return EXIT_CONFIG;
}

/* A daemon that was put back from an older copy and then went another way has other notices at positions that were
 * taken, as many perhaps, and they would never be sent. The last stretch is compared, where it would show. */
static int past_compare(struct sink *s)
{
    struct notice_row was;
    struct coop_followup f;
    enum coop_result result = COOP_UNFIT;
    int status = SINK_GO_ON;
    uint64_t begin = (uint64_t)s->sender.config.sink_begin, oldest = notice_store_oldest(s->sender.store);
    uint64_t first = begin > oldest ? begin : oldest; /* a store may have begun with any */
    struct coop_filter last = {.after = s->mark.position > COMPARED ? s->mark.position - COMPARED : 0,
                               .types = "notification.requested"};
    struct coop_stream *past = coop_subscribe(s->coop, &last);
    while (past && status == SINK_GO_ON && (result = coop_next(past, 0, &f)) == COOP_DONE &&
           f.position <= s->mark.position) {
        const struct notice_row is = row_of(&f);
        bool known = notice_store_get(s->sender.store, f.position, &was);
        if (f.position >= first && (!known || !is_same(&is, &was)))
            status = other_tell(f.position);
    }
    coop_unsubscribe(past);
    return result == COOP_DONE || result == COOP_NOTHING ? status : sink_failed(s, result);
}

int sink_begin(struct sink *s)
{
    const struct notice_config *c = &s->sender.config;
    char key[NOTICE_CONFIG_TEXT_MAX + 32], error[NOTICE_STORE_ERROR_MAX];
    uint64_t told = 0;
    if (!notice_store_mark(s->sender.store, &s->mark, error)) {
        words_complain("%s", "%s", error);
        return EXIT_IO;
    }
    snprintf(key, sizeof key, "{\"consumer\":\"%s\"}", c->sink_cursor);
    enum coop_result result = coop_rows(s->coop, "cursor", key, cursor_see, &told);
    if (result != COOP_DONE)
        return sink_failed(s, result);
    if (told > s->mark.position && told >= (uint64_t)c->sink_begin) {
        words_complain(
            "the daemon was told that notices up to position %llu are kept, but this store ends at %llu; put the "
            "right store back, or write `begin = %llu` into [sink] to leave out what lies before",
            "coopd ได้รับแจ้งว่าเก็บหนังสือแจ้งถึงลำดับ %llu แล้ว แต่ที่เก็บนี้มีถึง %llu โปรดนำที่เก็บที่ถูกต้องกลับมา "
            "หรือเขียน `begin = %llu` ใน [sink] เพื่อข้ามรายการก่อนหน้า",
            (unsigned long long)told, (unsigned long long)s->mark.position, (unsigned long long)told + 1);
        return EXIT_CONFIG;
    }
    int status = past_compare(s);
    if (status != SINK_GO_ON)
        return status;
    s->acknowledged = told;
    s->stream = coop_subscribe(s->coop, &(struct coop_filter){.after = s->mark.position, .types = "notification."});
    status = hours_ask(s);
    return status == SINK_GO_ON ? acknowledge(s) : status;
}
