#include "stream.h"

#include "words.h"

#include "../proto/check.h"
#include "../proto/codec.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 1000, FIRST_LOOK_BACK = 1000 };

bool stream_decode(struct bytes raw, struct stream_item *ret)
{
    struct refusal why;
    if (!codec_decode(schema_record_named("followup"), raw, &ret->head, "", &why) ||
        !codec_decode(schema_record_named("cause"), ret->head.cause, &ret->cause, "cause", &why))
        return false;
    ret->desc = schema_event_named(ret->head.type, strlen(ret->head.type));
    return ret->desc && codec_decode(ret->desc, ret->head.data, &ret->body, "data", &why);
}

/* Conditions as sentences: those that fail, and how many hold. Their values have units that only the sentence knows. */
static void checks_line(const struct screening_check *checks, uint32_t count, struct buffer *out)
{
    char sentence[WORDS_SENTENCE_MAX], text[80];
    uint32_t holding = 0;
    for (uint32_t i = 0; i < count; i++) {
        holding += checks[i].passed;
        if (checks[i].passed)
            continue;
        check_sentence(&checks[i], words_thai(), CHECK_FAILS, sentence, sizeof sentence);
        buffer_add_text(out, words_pick("  FAILS ", "  ไม่ผ่าน "));
        buffer_add_text(out, schema_word_text(schema_enum_named("check"), checks[i].check));
        buffer_add_text(out, ": ");
        buffer_add_text(out, sentence);
    }
    snprintf(text, sizeof text, words_pick("  %u conditions hold", "  ผ่าน %u เงื่อนไข"), holding);
    if (holding > 0)
        buffer_add_text(out, text);
}

/* The fields of a body, conditions behind them. */
static void body_line(const struct stream_item *item, struct buffer *out)
{
    static union event_body body; /* too large for the stack */
    struct buffer fields = {0};
    body = item->body;
    if (item->desc->id == EVENT_loan_application_screened)
        body.loan_application_screened.checks_count = 0;
    else if (item->desc->id == EVENT_alert_raised)
        body.alert_raised.checks_count = 0;
    codec_line(item->desc, &body, &fields);
    buffer_add(out, fields.at, fields.len);
    buffer_free(&fields);
    if (item->desc->id == EVENT_loan_application_screened)
        checks_line(item->body.loan_application_screened.checks, item->body.loan_application_screened.checks_count,
                    out);
    else if (item->desc->id == EVENT_alert_raised)
        checks_line(item->body.alert_raised.checks, item->body.alert_raised.checks_count, out);
}

void stream_line(const struct stream_item *item, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    buffer_add(out, text, value_integer_print((int64_t)item->head.position, text));
    buffer_add_text(out, "  ");
    buffer_add(out, text, value_day_print(item->head.effective_date, text));
    buffer_add_text(out, "  ");
    buffer_add_text(out, item->head.type);
    buffer_add_text(out, "  ");
    body_line(item, out);
    buffer_add_text(out, "  (");
    buffer_add_text(out, item->cause.rule[0] ? item->cause.rule : "event");
    buffer_add_text(out, item->cause.rule[0] ? ", event " : " ");
    buffer_add(out, text, value_integer_print((int64_t)item->head.seq, text));
    buffer_add_text(out, ")");
}

int stream_fetch(struct ask *a, const struct stream_filter *f, struct stream_page *page, stream_visit *visit,
                 void *context)
{
    struct request r = {.op = "fetch", .after = page->after, .limit = page->limit, .wait_ms = page->wait_ms};
    struct bytes answer, raw;
    snprintf(r.types, sizeof r.types, "%s", f->types);
    snprintf(r.subject, sizeof r.subject, "%s", f->subject);
    int status = ask(a, &r, &answer);
    if (status != 0)
        return status;
    page->ret_next = (uint64_t)reply_integer(answer, "next");
    page->ret_last = (uint64_t)reply_integer(answer, "last");
    struct reply_list items = reply_list(answer, "followups");
    while (reply_next(&items, &raw))
        visit(context, raw);
    return 0;
}

/* The positions of the last n that were seen. */
struct window {
    uint64_t *positions; /* a ring */
    uint64_t n, seen;
};

static void window_add(void *context, struct bytes raw)
{
    struct window *w = context;
    w->positions[w->seen++ % w->n] = (uint64_t)reply_integer(raw, "position");
}

static int window_fill(struct ask *a, const struct stream_filter *f, uint64_t after, uint64_t last, struct window *w)
{
    struct stream_page page = {.after = after, .limit = PAGE};
    int status = 0;
    w->seen = 0;
    while (status == 0 && page.after < last) {
        status = stream_fetch(a, f, &page, window_add, w);
        page.after = page.ret_next;
    }
    return status;
}

static void pass_over(void *context, struct bytes raw)
{
    (void)context;
    (void)raw;
}

/* Looks back farther and farther, until n were seen or the beginning is reached. */
int stream_last(struct ask *a, const struct stream_filter *f, uint64_t n, uint64_t *ret_after, uint64_t *ret_last)
{
    static const struct stream_filter everything = {"", ""};
    struct stream_page end = {.limit = 1}; /* whatever it gives, it tells the end */
    int status = stream_fetch(a, &everything, &end, pass_over, NULL);
    *ret_last = *ret_after = end.ret_last;
    if (status != 0 || n == 0 || end.ret_last == 0)
        return status;
    struct window w = {.positions = calloc((size_t)n, sizeof(uint64_t)), .n = n};
    if (!w.positions)
        abort();
    uint64_t back = FIRST_LOOK_BACK > n ? FIRST_LOOK_BACK : n, after;
    do {
        after = end.ret_last > back ? end.ret_last - back : 0;
        status = window_fill(a, f, after, end.ret_last, &w);
        back *= 8;
    } while (status == 0 && after > 0 && w.seen < n);
    if (status == 0 && w.seen > 0)
        *ret_after = w.positions[w.seen < n ? 0 : w.seen % n] - 1;
    free(w.positions);
    return status;
}

struct found {
    struct stream_item *item;
    uint64_t position;
    bool found;
};

static void keep(void *context, struct bytes raw)
{
    struct found *f = context;
    f->found = stream_decode(raw, f->item) && f->item->head.position == f->position;
}

int stream_at(struct ask *a, uint64_t position, struct stream_item *ret, bool *ret_found)
{
    static const struct stream_filter everything = {"", ""};
    struct stream_page page = {.after = position - 1, .limit = 1};
    struct found f = {.item = ret, .position = position};
    int status = position > 0 ? stream_fetch(a, &everything, &page, keep, &f) : 0;
    *ret_found = f.found;
    return status;
}
