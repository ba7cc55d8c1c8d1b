#include "story.h"

#include "dates.h"
#include "stream.h"
#include "told.h"
#include "words.h"

#include "../proto/check.h"
#include "../proto/codec.h"

#include <string.h>

static bool has_told(const struct story *s, struct reference r)
{
    for (uint32_t i = 0; i < s->told_count; i++)
        if (s->told[i].seq == r.seq && s->told[i].position == r.position)
            return true;
    return false;
}

bool story_has(const struct story *s, uint64_t position)
{
    return has_told(s, (struct reference){.position = position});
}

static void note_told(struct story *s, struct reference r)
{
    if (s->told_count < sizeof s->told / sizeof *s->told)
        s->told[s->told_count++] = r;
}

static void indent(int depth)
{
    printf("%*s", 4 * depth, "");
}

static void line_print(struct buffer *line)
{
    printf("%.*s", (int)line->len, line->len ? (const char *)line->at : "");
    buffer_free(line);
}

static void body_print(const struct record_desc *d, const void *body)
{
    struct buffer line = {0};
    told_body(d, body, &line);
    line_print(&line);
}

static void name_print(const char *what)
{
    struct buffer line = {0};
    told_name(what, &line);
    line_print(&line);
}

static void json_print(int depth, const char *name, struct bytes raw)
{
    struct buffer out = {0};
    codec_json_any(raw, &out);
    printf("{\"depth\":%d,\"%s\":%.*s}\n", depth, name, (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

/* ---- an event */

static void event_print(struct bytes answer, const struct event *e, int depth)
{
    char producer[32];
    indent(depth);
    printf(words_pick("event %lld: ", "เหตุการณ์ %lld: "), (long long)reply_integer(answer, "seq"));
    name_print(e->desc->name);
    if (e->desc->direction == INTERNAL) {
        putchar('\n');
        return;
    }
    printf(": ");
    body_print(e->desc, &e->body);
    reply_text(answer, "producer", producer, sizeof producer);
    printf(words_pick(" - sent by %s under key %s", " - ส่งโดย %s คีย์ %s"), producer, e->envelope.key);
    if (e->envelope.source_ref[0])
        printf(words_pick(", from %s", " จาก %s"), e->envelope.source_ref);
    if (e->envelope.actor[0])
        printf(words_pick(", answered for by %s", " ผู้รับผิดชอบ %s"), e->envelope.actor);
    putchar('\n');
}

static int event_tell(struct story *s, uint64_t seq, int depth)
{
    static struct event e; /* too large for the stack */
    struct request r = {.op = "event", .seq = seq};
    struct bytes answer, event;
    struct refusal why;
    if (seq == 0 || has_told(s, (struct reference){.seq = seq}))
        return 0;
    note_told(s, (struct reference){.seq = seq});
    int status = ask(s->ask, &r, &answer);
    if (status != 0)
        return status;
    if (s->json)
        json_print(depth, "event", answer);
    else if (reply_find(answer, "event", &event) && codec_decode_event(event, &e, &why))
        event_print(answer, &e, depth);
    return 0;
}

/* ---- a follow-up */

/* The rule, then each thing that was compared, a sentence a line. */
static void cause_print(const struct cause *c, int depth)
{
    struct buffer line = {0};
    told_rule(c, &line);
    if (line.len > 0) {
        indent(depth);
        line_print(&line);
        putchar('\n');
    }
    for (uint32_t i = 0; i < c->facts_count; i++) {
        indent(depth);
        fputs(words_pick("compared: ", "เปรียบเทียบ: "), stdout);
        told_fact(&c->facts[i], &line);
        line_print(&line);
        putchar('\n');
    }
}

/* A condition a line: what holds with its numbers, what does not as a sentence. */
static void checks_print(const struct screening_check *checks, uint32_t count, int depth)
{
    char sentence[WORDS_SENTENCE_MAX], day[VALUE_TEXT_MAX];
    for (uint32_t i = 0; i < count; i++) {
        const struct screening_check *c = &checks[i];
        indent(depth);
        check_sentence(c, words_thai(), c->passed ? CHECK_HOLDS : CHECK_FAILS, sentence, sizeof sentence);
        printf("%s ", c->passed ? words_pick("holds", "ผ่าน") : words_pick("FAILS", "ไม่ผ่าน"));
        name_print(schema_word_text(schema_enum_named("check"), c->check));
        printf(": %s", sentence);
        if (c->holds_from > 0)
            printf(words_pick("; could hold from %s", " อาจผ่านได้ตั้งแต่ %s"), dates_day(c->holds_from, day));
        putchar('\n');
    }
}

/* The line of a body, without its conditions, which stand below. */
static void screening_print(const struct stream_item *item, int depth)
{
    static union event_body body; /* too large for a stack that recurses */
    struct screening_check checks[check_budget];
    uint32_t count = 0;
    body = item->body;
    if (item->desc->id == EVENT_loan_application_screened) {
        count = body.loan_application_screened.checks_count;
        body.loan_application_screened.checks_count = 0;
        memcpy(checks, body.loan_application_screened.checks, sizeof checks);
    } else if (item->desc->id == EVENT_alert_raised) {
        count = body.alert_raised.checks_count;
        body.alert_raised.checks_count = 0;
        memcpy(checks, body.alert_raised.checks, sizeof checks);
    }
    body_print(item->desc, &body);
    printf("  [%llu]\n", (unsigned long long)item->head.position);
    checks_print(checks, count <= check_budget ? count : check_budget, depth);
}

static void followup_print(const struct stream_item *item, int depth)
{
    char day[VALUE_TEXT_MAX];
    indent(depth);
    printf("%s  ", dates_day(item->head.effective_date, day));
    name_print(item->head.type);
    fputs(": ", stdout);
    screening_print(item, depth + 1);
    cause_print(&item->cause, depth + 1);
}

struct raw_keep {
    int depth;
};

static void raw_print(void *context, struct bytes raw)
{
    const struct raw_keep *k = context;
    json_print(k->depth, "followup", raw);
}

static int followup_read(struct story *s, uint64_t position, int depth, struct stream_item *ret, bool *ret_found)
{
    static const struct stream_filter everything = {"", ""};
    struct stream_page page = {.after = position - 1, .limit = 1};
    struct raw_keep k = {depth};
    int status = stream_at(s->ask, position, ret, ret_found);
    if (status != 0 || !*ret_found)
        return status;
    if (s->json)
        return stream_fetch(s->ask, &everything, &page, raw_print, &k);
    followup_print(ret, depth);
    return 0;
}

static int tell(struct story *s, uint64_t position, int depth)
{
    static struct stream_item item; /* too large for a stack that recurses */
    bool found;
    if (story_has(s, position))
        return 0;
    if (depth >= STORY_DEPTH_MAX || s->nodes++ >= STORY_NODES_MAX) {
        words_note("The story is longer; go on with coopctl why followup %llu",
                   "เรื่องยาวกว่านี้ ดูต่อด้วย coopctl why followup %llu", (unsigned long long)position);
        return 0;
    }
    note_told(s, (struct reference){.position = position});
    int status = followup_read(s, position, depth, &item, &found);
    if (status != 0 || !found)
        return status;
    struct cause cause = item.cause; /* item is used again below */
    status = event_tell(s, item.head.seq, depth + 1);
    for (uint32_t i = 0; i < cause.because_count && status == 0; i++)
        status = cause.because[i].position > 0 ? tell(s, cause.because[i].position, depth + 1)
                                               : event_tell(s, cause.because[i].seq, depth + 1);
    return status;
}

int story_tell(struct story *s, uint64_t position)
{
    return tell(s, position, 0);
}
