#include "why_not.h"

#include "dates.h"
#include "submit.h"
#include "words.h"

#include "../proto/check.h"

#include <string.h>

int why_not_date(struct why_not *w, int32_t last_step)
{
    struct bytes answer;
    char day[32];
    int status = ask(&w->ask, &(struct request){.op = "status"}, &answer);
    if (status != 0)
        return status;
    reply_text(answer, "day_closed", day, sizeof day);
    w->date = 0;
    if (value_day_parse(day, strlen(day), &w->date))
        w->date++;
    if (w->date < last_step)
        w->date = last_step;
    return 0;
}

void why_not_begin(struct why_not *w)
{
    w->events.len = w->frame.len = 0;
    w->events_count = 0;
}

union event_body *why_not_event(struct why_not *w, enum event_id id)
{
    struct envelope *head = &w->event.envelope;
    memset(&w->event, 0, sizeof w->event);
    w->event.desc = schema_event((uint16_t)id);
    snprintf(head->type, sizeof head->type, "%s", w->event.desc->name);
    snprintf(head->key, sizeof head->key, "why-not/%u", w->events_count);
    head->effective_date = w->date;
    return &w->event.body;
}

void why_not_add(struct why_not *w)
{
    codec_encode_event(&w->event, &w->events);
    w->events_count++;
}

static void answer_keep(void *context, const struct submit_request *r, struct bytes answer)
{
    struct why_not *w = context;
    (void)r;
    buffer_add(&w->frame, answer.at, answer.len);
}

int why_not_rehearse(struct why_not *w)
{
    enum { EVENTS_MAX = 2 };
    static struct submit s; /* too large for the stack */
    struct submit_config config = {.producer = "why-not", .dry_run = true, .visit = answer_keep, .context = w};
    static const uint64_t numbers[EVENTS_MAX] = {1, 2};
    submit_begin(&s, &w->ask, &config);
    int status = submit_events(&s, buffer_bytes(&w->events), numbers, w->events_count, NULL);
    status = status ? status : submit_finish(&s);
    submit_end(&s);
    return status;
}

bool why_not_applies(const struct why_not *w, const char *english, const char *thai)
{
    struct bytes frame = buffer_bytes(&w->frame), one;
    struct reply_list answers = reply_list(frame, "answers");
    char sentence[WORDS_SENTENCE_MAX];
    for (uint32_t i = 0; i < w->events_count; i++) {
        if (!reply_next(&answers, &one))
            one = frame;
        if (reply_text_is(one, "status", "applied"))
            continue;
        struct refused why = reply_refused(one);
        words_refusal(&why, sentence, sizeof sentence);
        if (w->json)
            printf("{\"refused\":\"%s\"}\n", why.code);
        else
            printf("%s: %s\n", words_pick(english, thai), sentence);
        return false;
    }
    return true;
}

bool why_not_told(const struct why_not *w, enum event_id id, struct stream_item *ret)
{
    static struct stream_item item; /* too large for the stack */
    struct reply_list followups = reply_list(buffer_bytes(&w->frame), "followups");
    struct bytes raw;
    bool found = false;
    while (reply_next(&followups, &raw)) {
        if (!stream_decode(raw, &item) || item.desc->id != id)
            continue;
        *ret = item;
        found = true;
    }
    return found;
}

/* ---- an application, screened again */

void why_not_rescreen(struct why_not *w, const char *application_no)
{
    union event_body *body = why_not_event(w, EVENT_loan_application_rescreened);
    value_code_set(body->loan_application_rescreened.application_no,
                   sizeof body->loan_application_rescreened.application_no, application_no);
    why_not_add(w);
}

static void check_print(const struct screening_check *c, int no)
{
    char sentence[WORDS_SENTENCE_MAX], day[VALUE_TEXT_MAX];
    check_sentence(c, words_thai(), CHECK_FAILS, sentence, sizeof sentence);
    printf("%d. %s (%s)\n", no, sentence, schema_word_text(schema_enum_named("check"), c->check));
    check_sentence(c, words_thai(), CHECK_MEND, sentence, sizeof sentence);
    printf("   %s%s\n", words_pick("To mend it: ", "วิธีแก้: "), sentence);
    if (c->holds_from > 0)
        printf(words_pick("   It could hold from %s.\n", "   อาจผ่านได้ตั้งแต่ %s\n"), dates_day(c->holds_from, day));
}

static void screened_print(const struct why_not *w, const struct loan_application_screened *told)
{
    char day[VALUE_TEXT_MAX];
    int no = 0;
    dates_day(w->date, day);
    if (told->passed)
        printf(words_pick("Screened anew for %s, as the books stand now: every condition holds.\n",
                          "ตรวจใหม่สำหรับวันที่ %s ตามบัญชีขณะนี้: ผ่านทุกเงื่อนไข\n"), day);
    else
        printf(words_pick("Screened anew for %s, as the books stand now; what does not hold:\n",
                          "ตรวจใหม่สำหรับวันที่ %s ตามบัญชีขณะนี้ เงื่อนไขที่ไม่ผ่าน:\n"), day);
    for (uint32_t i = 0; i < told->checks_count; i++)
        if (!told->checks[i].passed)
            check_print(&told->checks[i], ++no);
}

void why_not_screened(const struct why_not *w)
{
    static struct stream_item item; /* too large for the stack */
    struct buffer out = {0};
    if (!why_not_told(w, EVENT_loan_application_screened, &item))
        return;
    if (!w->json) {
        screened_print(w, &item.body.loan_application_screened);
        return;
    }
    memcpy(item.body.loan_application_screened.application_no, w->id, sizeof w->id);
    codec_json(item.desc, &item.body, &out);
    printf("{\"screened\":%.*s}\n", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}
