#include "desk.h"

#include "arguments.h"
#include "cell.h"
#include "dates.h"
#include "report.h"
#include "submit.h"
#include "words.h"

#include "../handlers/state/records.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

enum { FOLLOWUPS_MOST = 1000, LOOK_EVERY_MS = 20, PATIENCE_MS = 600000 };

/* ---- options */

static bool code_read(const char *text, char *ret, size_t size)
{
    if (!text || !text[0] || strlen(text) >= size || !value_code_valid((const uint8_t *)text, strlen(text)))
        return false;
    value_code_set(ret, size, text);
    return true;
}

bool desk_code(const struct desk *d, const char *text, char *ret, size_t size, const char *what)
{
    if (code_read(text, ret, size))
        return true;
    arguments_wrong(d->command, "%s \"%s\": at most %zu letters, digits and ._-/:@#+",
                    "%s \"%s\": ใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน %zu ตัว", what, text ? text : "", size - 1);
    return false;
}

bool desk_word(const char *command, const char *option, const char *set, const char *text, uint8_t *ret)
{
    const struct enum_desc *e = schema_enum_named(set);
    struct buffer known = {0};
    *ret = text ? schema_word(e, text, strlen(text)) : 0;
    if (*ret > 0)
        return true;
    for (int i = 1; e->words[i]; i++) {
        buffer_add_text(&known, i == 1 ? "" : ", ");
        buffer_add_text(&known, e->words[i]);
    }
    if (text)
        arguments_wrong(command, "--%s %s is not known: say one of %.*s", "--%s %s ไม่ใช่คำที่รู้จัก ใช้ได้เฉพาะ %.*s", option,
                        text, (int)known.len, (const char *)known.at);
    else
        arguments_wrong(command, "--%s is required: one of %.*s", "ต้องระบุ --%s เป็นคำใดคำหนึ่งใน %.*s", option,
                        (int)known.len, (const char *)known.at);
    buffer_free(&known);
    return false;
}

bool desk_baht(const char *command, const char *text, int64_t *ret_satang)
{
    struct row_cell cell = cell_of_text(text);
    const struct flaw *f = cell_amount(&cell, CELL_BAHT, ret_satang);
    if (f)
        arguments_wrong(command, "the amount \"%s\" %s", "จำนวนเงิน \"%s\" %s", text, flaw_text(f));
    return !f;
}

static bool given_read(struct desk *d, const struct desk_given *g)
{
    struct envelope *e = &d->event.envelope;
    d->dry_run = g->dry_run != NULL;
    d->yes = g->yes != NULL;
    d->date_given = g->date != NULL;
    if (g->actor && !desk_code(d, g->actor, e->actor, sizeof e->actor, "--actor"))
        return false;
    if (!g->actor) {
        arguments_wrong(d->command, "--actor is required: the staff id of who answers for it, like officer-07",
                        "ต้องระบุ --actor รหัสเจ้าหน้าที่ผู้รับผิดชอบ เช่น officer-07");
        return false;
    }
    if (!code_read(g->producer ? g->producer : "coopctl", d->producer, sizeof d->producer)) {
        arguments_wrong(d->command, "--producer: at most 23 letters, digits and ._-/:@#+",
                        "--producer: ใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน 23 ตัว");
        return false;
    }
    return !g->date || dates_day_read(d->command, "--date", g->date, &e->effective_date);
}

/* ---- what the daemon knows */

static int status_ask(struct desk *d, uint64_t *ret_last)
{
    struct bytes answer;
    char day[32];
    int status = ask(&d->ask, &(struct request){.op = "status"}, &answer);
    if (status != 0)
        return status;
    *ret_last = (uint64_t)reply_integer(answer, "last");
    reply_text(answer, "day_closed", day, sizeof day);
    value_day_parse(day, strlen(day), &d->day_closed);
    return 0;
}

int desk_open(struct desk *d, const char *command, const struct arguments *a, const struct desk_given *g)
{
    uint64_t last;
    d->command = command;
    d->json = a->json;
    if (g && !given_read(d, g))
        return EXIT_BAD_USAGE;
    int status = ask_open(a, &d->ask);
    if (status != 0)
        return status;
    status = status_ask(d, &last);
    if (status != 0)
        ask_close(&d->ask);
    return status;
}

void desk_close(struct desk *d)
{
    ask_close(&d->ask);
    effect_free(&d->effect);
    buffer_free(&d->frame);
}

union event_body *desk_event(struct desk *d, enum event_id id, int32_t fallback)
{
    struct envelope *e = &d->event.envelope;
    d->event.desc = schema_event((uint16_t)id);
    d->event.body = (union event_body){0};
    snprintf(e->type, sizeof e->type, "%s", d->event.desc->name);
    if (!d->date_given)
        e->effective_date = d->day_closed ? d->day_closed + 1 : fallback;
    return &d->event.body;
}

void desk_key(struct desk *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(d->event.envelope.key, sizeof d->event.envelope.key, format, args);
    va_end(args);
}

bool desk_event_find(struct desk *d, uint64_t seq, enum event_id id, struct event *ret, int *ret_status)
{
    struct bytes answer, event;
    struct refusal why;
    char producer[32];
    *ret_status = ask(&d->ask, &(struct request){.op = "event", .seq = seq}, &answer);
    return *ret_status == 0 && reply_find(answer, "event", &event) && codec_decode_event(event, ret, &why) &&
           ret->desc->id == id && strcmp(reply_text(answer, "producer", producer, sizeof producer), d->producer) == 0;
}

/* ---- one event, one answer */

static void answer_keep(void *context, const struct submit_request *r, struct bytes answer)
{
    struct desk *d = context;
    (void)r;
    d->frame.len = 0;
    buffer_add(&d->frame, answer.at, answer.len);
}

/* The answer to the event, or the refusal of the whole request. */
struct bytes desk_answer(const struct desk *d)
{
    struct bytes frame = buffer_bytes(&d->frame), one;
    struct reply_list answers = reply_list(frame, "answers");
    return reply_next(&answers, &one) || reply_find(frame, "refused", &one) ? one : frame;
}

static int event_send(struct desk *d, bool dry_run)
{
    static struct submit s; /* too large for the stack */
    struct submit_config config = {.producer = d->producer, .dry_run = dry_run, .visit = answer_keep, .context = d};
    struct buffer event = {0};
    uint64_t number = 1;
    codec_encode_event(&d->event, &event);
    submit_begin(&s, &d->ask, &config);
    int status = submit_events(&s, buffer_bytes(&event), &number, 1, NULL);
    status = status ? status : submit_finish(&s);
    submit_end(&s);
    buffer_free(&event);
    d->refused_code[0] = '\0';
    if (status == 0 && !reply_text_is(desk_answer(d), "status", "conflict"))
        reply_text(desk_answer(d), "code", d->refused_code, sizeof d->refused_code);
    return status;
}

static bool is_taken(const struct desk *d)
{
    return reply_text_is(desk_answer(d), "status", "applied") || reply_text_is(desk_answer(d), "status", "parked");
}

/* ---- what it does */

static void effect_begin(struct desk *d)
{
    effect_free(&d->effect);
    d->effect = (struct effect){.seq = (uint64_t)reply_integer(desk_answer(d), "seq"), .period = d->period};
    memcpy(d->effect.unit_code, d->unit_code, sizeof d->unit_code);
}

static void effect_show(const struct desk *d, const char *name, const char *heading)
{
    struct buffer out = {0};
    if (d->json) {
        effect_json(&d->effect, &out);
        printf("{\"%s\":%.*s}\n", name, (int)out.len, (const char *)out.at);
    } else {
        puts(heading);
        if (d->outcome)
            printf("  %s\n", d->outcome);
        effect_print(&d->effect);
    }
    buffer_free(&out);
}

static void preview_show(struct desk *d)
{
    struct reply_list followups = reply_list(buffer_bytes(&d->frame), "followups");
    char day[VALUE_TEXT_MAX], heading[200];
    struct bytes raw;
    effect_begin(d);
    d->effect.cut = followups.left >= FOLLOWUPS_MOST;
    while (reply_next(&followups, &raw))
        effect_add(&d->effect, raw);
    snprintf(heading, sizeof heading, words_pick("This would be done, with effect on %s:", "จะมีผลดังนี้ ณ วันที่ %s:"),
             dates_day(d->event.envelope.effective_date, day));
    effect_show(d, "preview", heading);
    fflush(stdout);
}

/* ---- the work that it set going */

struct waiting_work {
    uint64_t seq;
    bool there;
};

static void work_look(void *context, const struct ask_row *row)
{
    struct waiting_work *w = context;
    w->there |= ((const struct work *)(const void *)row->value)->seq == w->seq;
}

static int work_wait(struct desk *d, uint64_t seq)
{
    int64_t until = client_now_ms() + PATIENCE_MS;
    for (;;) {
        struct waiting_work w = {.seq = seq};
        int status = ask_rows(&d->ask, TABLE_work, (struct bytes){0}, work_look, &w);
        if (status != 0 || !w.there)
            return status;
        if (client_now_ms() >= until) {
            words_complain("it was taken, but the daemon is still working on it; look later with coopctl status",
                           "รับรายการแล้ว แต่ coopd ยังทำงานไม่เสร็จ โปรดดูภายหลังด้วย coopctl status");
            return EXIT_AGAIN;
        }
        client_sleep(LOOK_EVERY_MS);
    }
}

static void followup_take(void *context, struct bytes raw)
{
    effect_add(context, raw);
}

static int done_show(struct desk *d, uint64_t after)
{
    static const struct stream_filter everything = {"", ""};
    struct stream_page page = {.after = after, .limit = FOLLOWUPS_MOST};
    uint64_t last = after;
    effect_begin(d);
    int status = work_wait(d, d->effect.seq);
    if (status == 0)
        status = status_ask(d, &last);
    while (status == 0 && page.after < last) {
        status = stream_fetch(&d->ask, &everything, &page, followup_take, &d->effect);
        page.after = page.ret_next;
    }
    if (status == 0)
        effect_show(d, "done", words_pick("This was done:", "ดำเนินการแล้วดังนี้:"));
    return status;
}

/* ---- answers */

static void answer_print(const struct desk *d)
{
    struct buffer out = {0};
    if (d->json) {
        codec_json_any(desk_answer(d), &out);
        printf("{\"key\":\"%s\",\"answer\":%.*s}\n", d->event.envelope.key, (int)out.len, (const char *)out.at);
    } else {
        report_sentence(desk_answer(d), &out);
        printf("%.*s\n", (int)out.len, (const char *)out.at);
    }
    buffer_free(&out);
}

static int not_taken(const struct desk *d)
{
    struct bytes answer = desk_answer(d);
    struct refused why = reply_refused(answer);
    char sentence[WORDS_SENTENCE_MAX], fields[160];
    bool repeated = reply_text_is(answer, "status", "repeated");
    if (d->json || repeated)
        answer_print(d);
    words_refusal(&why, sentence, sizeof sentence);
    if (repeated)
        words_note("This was done before; nothing was changed.", "เคยทำรายการนี้แล้ว ไม่มีการเปลี่ยนแปลง");
    else if (reply_text_is(answer, "status", "conflict"))
        words_complain("this was decided before in another way, by event %lld, and that stands: %s would be different",
                       "เรื่องนี้เคยตัดสินเป็นอย่างอื่นแล้วโดยเหตุการณ์ที่ %lld และยังมีผลอยู่ ต่างกันที่ %s",
                       (long long)reply_integer(answer, "seq"), reply_text(answer, "fields", fields, sizeof fields));
    else
        words_complain("refused (%s): %s", "ไม่รับ (%s): %s", d->refused_code, sentence);
    return repeated ? EXIT_DONE : EXIT_REJECTED;
}

/* The same command on another day: the date that it had the first time still holds. */
static bool first_date_take(struct desk *d)
{
    static struct event first; /* too large for the stack */
    char fields[160];
    int status;
    if (d->date_given || !reply_text_is(desk_answer(d), "status", "conflict") ||
        strcmp(reply_text(desk_answer(d), "fields", fields, sizeof fields), "effective_date") != 0 ||
        !desk_event_find(d, (uint64_t)reply_integer(desk_answer(d), "seq"), (enum event_id)d->event.desc->id, &first,
                         &status))
        return false;
    d->event.envelope.effective_date = first.envelope.effective_date;
    return true;
}

/* Without any date, only what was done before can be meant. */
static int rehearse(struct desk *d)
{
    int32_t *date = &d->event.envelope.effective_date;
    bool dated = *date != 0;
    if (!dated)
        *date = value_day(VALUE_YEAR_MIN, 1, 1);
    int status = event_send(d, true);
    if (status == 0 && first_date_take(d))
        return event_send(d, true);
    if (status == 0 && !dated)
        return arguments_wrong(d->command, "no day is closed yet: say --date", "ยังไม่มีวันที่ปิดแล้ว โปรดระบุ --date");
    return status;
}

static int confirm(const struct desk *d)
{
    char line[16] = "";
    if (d->yes)
        return 0;
    if (!isatty(STDIN_FILENO)) {
        words_complain("nothing was sent: add --yes to do this without a terminal",
                       "ยังไม่ได้ส่ง: ใส่ --yes หากต้องการทำโดยไม่ถามยืนยัน");
        return EXIT_BAD_USAGE;
    }
    fprintf(stderr, "%s [y/N] ", d->question);
    fflush(stderr);
    if (fgets(line, sizeof line, stdin) && (line[0] == 'y' || line[0] == 'Y' || strncmp(line, "ใช่", 9) == 0))
        return 0;
    words_note("Nothing was sent.", "ไม่ได้ส่งรายการ");
    return EXIT_REJECTED;
}

int desk_run(struct desk *d)
{
    uint64_t last;
    int status = rehearse(d);
    if (status != 0)
        return status;
    if (!is_taken(d))
        return not_taken(d);
    if (d->question || d->dry_run)
        preview_show(d);
    if (d->dry_run) {
        words_note("Dry run: nothing was kept.", "ทดลอง: ไม่มีการบันทึก");
        return EXIT_DONE;
    }
    status = d->question ? confirm(d) : 0;
    status = status ? status : status_ask(d, &last);
    status = status ? status : event_send(d, false);
    if (status != 0)
        return status;
    if (!is_taken(d))
        return not_taken(d);
    answer_print(d);
    return done_show(d, last);
}
