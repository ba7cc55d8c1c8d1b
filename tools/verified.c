#include "verified.h"

#include "report.h"
#include "submit.h"
#include "words.h"

#include "../daemon/clock.h"
#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>

enum { HOUR_MIN = 60, TWO_DAYS_MIN = 2 * 1440 };

/* ---- telling */

/* The business day that is open. */
static int32_t open_day(struct bytes status)
{
    char text[VALUE_TEXT_MAX];
    int32_t day;
    reply_text(status, "day_closed", text, sizeof text);
    if (value_day_parse(text, strlen(text), &day) && day > 0)
        return day + 1;
    return clock_thai_day(clock_unix_ms());
}

static void event_fill(struct event *e, const struct verified *what, int32_t day)
{
    e->desc = schema_event(EVENT_state_verified);
    e->body.state_verified = (struct state_verified){
        .seq = what->seq, .ended_ms = (uint64_t)clock_unix_ms(), .differences = what->differences};
    value_code_set(e->body.state_verified.where, sizeof e->body.state_verified.where, what->where);
    snprintf(e->envelope.type, sizeof e->envelope.type, "%s", e->desc->name);
    snprintf(e->envelope.key, sizeof e->envelope.key, "verified/%llu",
             (unsigned long long)e->body.state_verified.ended_ms);
    e->envelope.effective_date = day;
}

static void answer_look(void *context, const struct submit_request *r, struct bytes answer)
{
    struct reply_list answers = reply_list(answer, "answers");
    struct buffer sentence = {0};
    struct bytes one = answer;
    bool *taken = context;
    (void)r;
    reply_next(&answers, &one);
    *taken = reply_text_is(one, "status", "applied");
    if (*taken)
        return;
    report_sentence(one, &sentence);
    words_complain("the daemon did not take the result: %.*s", "coopd ไม่รับผล: %.*s", (int)sentence.len,
                   (const char *)sentence.at);
    buffer_free(&sentence);
}

int verified_tell(struct ask *a, const struct verified *what)
{
    static struct submit s; /* too large for the stack, as is an event */
    static struct event e;
    bool taken = false;
    struct submit_config config = {.producer = "verify", .visit = answer_look, .context = &taken};
    struct buffer bytes = {0};
    struct bytes answer;
    uint64_t number = 1;
    int status = ask(a, &(struct request){.op = "status"}, &answer);
    if (status != 0)
        return status;
    event_fill(&e, what, open_day(answer));
    codec_encode_event(&e, &bytes);
    submit_begin(&s, a, &config);
    status = submit_events(&s, buffer_bytes(&bytes), &number, 1, NULL);
    status = status ? status : submit_finish(&s);
    submit_end(&s);
    buffer_free(&bytes);
    return status ? status : taken ? EXIT_DONE : EXIT_REJECTED;
}

/* ---- showing */

static void age_print(int64_t minutes, char *out, size_t size)
{
    if (minutes < HOUR_MIN)
        snprintf(out, size, words_pick("%lld min ago", "%lld นาทีก่อน"), (long long)minutes);
    else if (minutes < TWO_DAYS_MIN)
        snprintf(out, size, words_pick("%lld h ago", "%lld ชั่วโมงก่อน"), (long long)minutes / HOUR_MIN);
    else
        snprintf(out, size, words_pick("%lld days ago", "%lld วันก่อน"), (long long)minutes / 1440);
}

static void line_print(const struct verification *v, int64_t age_ms, char *out, size_t size)
{
    char age[40];
    age_print(age_ms / 60000, age, sizeof age);
    if (v->differences == 0)
        snprintf(out, size, "equal seq %llu, %s", (unsigned long long)v->seq, age);
    else
        snprintf(out, size, "DIFFERS in %s seq %llu, %s", v->where, (unsigned long long)v->seq, age);
}

static void json_add(const struct verification *v, int64_t age_ms, struct buffer *json)
{
    char text[200];
    snprintf(text, sizeof text, "{\"verify\":\"%s\",\"seq\":%llu,\"where\":\"%s\",\"ended_ms\":%llu,\"age_s\":%lld}",
             v->differences ? "differs" : "equal", (unsigned long long)v->seq, v->where,
             (unsigned long long)v->ended_ms, (long long)age_ms / 1000);
    buffer_add_text(json, text);
}

int verified_show(struct ask *a, struct table_page *page, struct buffer *json)
{
    struct ask_row row;
    char text[120] = "never";
    bool found;
    int status = ask_row(a, TABLE_verification, "state", &row, &found);
    if (status != 0)
        return status;
    buffer_add_text(json, ",\"verified\":");
    if (found) {
        const struct verification *v = (const void *)row.value;
        int64_t age_ms = clock_unix_ms() - (int64_t)v->ended_ms;
        age_ms = age_ms < 0 ? 0 : age_ms;
        line_print(v, age_ms, text, sizeof text);
        json_add(v, age_ms, json);
    } else {
        buffer_add_text(json, "null");
    }
    table_cell(page, "verify");
    table_cell(page, text);
    return 0;
}
