/* coopctl send: events from a file or a pipe, many at a time, answered in order. */
#include "arguments.h"
#include "ask.h"
#include "hint.h"
#include "intake.h"
#include "policy_now.h"
#include "report.h"
#include "submit.h"
#include "words.h"

#include "../proto/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EVENTS_A_REQUEST = 64, BYTES_A_REQUEST = 128 * 1024 };

struct send {
    const struct send_options *options;
    struct ask ask;
    struct submit submit;
    struct intake intake;
    struct report report;
    struct report_types types;
    struct buffer batch; /* events that wait to be sent */
    struct buffer line;
    uint64_t numbers[SUBMIT_EVENTS_MAX]; /* of their lines */
    uint32_t count, count_max;
    size_t bytes_max;
    struct totals totals; /* of an envelope */
    bool bad_input, parted, product_unknown;
};

/* ---- answers */

static void answer_print(struct send *s, uint64_t number, const char *key, struct bytes answer)
{
    struct buffer *out = &s->line;
    out->len = 0;
    if (s->options->given.json) {
        report_answer_json("line", number, key, answer, out);
        printf("%.*s\n", (int)out->len, (const char *)out->at);
        return;
    }
    report_sentence(answer, out);
    printf(s->options->msgpack ? words_pick("event %llu  %s  %.*s\n", "รายการ %llu  %s  %.*s\n")
                               : words_pick("line %llu  %s  %.*s\n", "บรรทัด %llu  %s  %.*s\n"),
           (unsigned long long)number, key[0] ? key : "-", (int)out->len, (const char *)out->at);
}

/* What may have been meant; the products of the policy are asked for in the end, when no answer is on its way. */
static void hint_print(struct send *s, struct bytes event, struct bytes answer)
{
    s->line.len = 0;
    s->product_unknown |= reply_text_is(answer, "code", "product_unknown");
    hint_refused(event, answer, &s->line);
    if (s->line.len > 0)
        printf("  %.*s\n", (int)s->line.len, (const char *)s->line.at);
}

/* Which products there are, when an event named another. */
static void products_tell(struct send *s)
{
    static struct policy_now now; /* too large for the stack */
    if (!s->product_unknown || policy_now_ask(&s->ask, &now) != 0)
        return;
    s->line.len = 0;
    for (uint32_t i = 0; i < now.body.products_count; i++) {
        buffer_add_text(&s->line, i ? ", " : "");
        buffer_add_text(&s->line, now.body.products[i].product);
    }
    words_note("Products of the latest policy: %.*s", "ประเภทเงินกู้ของนโยบายล่าสุด: %.*s", (int)s->line.len,
               (const char *)s->line.at);
}

static void followups_print(struct bytes answer)
{
    struct reply_list followups = reply_list(answer, "followups");
    struct buffer out = {0};
    struct bytes raw;
    while (reply_next(&followups, &raw)) {
        out.len = 0;
        codec_json_any(raw, &out);
        printf("{\"followup\":%.*s}\n", (int)out.len, (const char *)out.at);
    }
    buffer_free(&out);
}

/* The whole request was refused: every event of it gets the same answer. */
static void refused_whole(struct send *s, const struct submit_request *r, struct bytes refused)
{
    struct bytes code, text;
    struct buffer answer = {0};
    codec_put_map(&answer, 3);
    codec_put_text(&answer, "status");
    codec_put_text(&answer, "refused");
    codec_put_text(&answer, "code");
    if (reply_find(refused, "code", &code))
        buffer_add(&answer, code.at, code.len);
    codec_put_text(&answer, "text");
    if (reply_find(refused, "text", &text))
        buffer_add(&answer, text.at, text.len);
    for (uint32_t i = 0; i < r->count; i++) {
        report_count(&s->report, buffer_bytes(&answer));
        answer_print(s, submit_number(r, i), "", buffer_bytes(&answer));
    }
    buffer_free(&answer);
}

static void answered(void *context, const struct submit_request *r, struct bytes answer)
{
    struct send *s = context;
    struct reply_list answers = reply_list(answer, "answers");
    struct reply_list events = reply_list(buffer_bytes(&r->frame), "events");
    struct bytes one, event = {0}, refused;
    char key[80];
    if (answers.left == 0 && reply_find(answer, "refused", &refused)) {
        refused_whole(s, r, refused);
        return;
    }
    if (reply_find(answer, "refused", &refused)) {
        struct refused why = reply_refused(refused);
        char sentence[WORDS_SENTENCE_MAX];
        words_refusal(&why, sentence, sizeof sentence);
        words_complain("nothing of the envelope was taken: %s", "ไม่ได้รับทั้งชุด: %s", sentence);
    }
    for (uint32_t i = 0; reply_next(&answers, &one); i++) {
        key[0] = '\0';
        if (reply_next(&events, &event))
            reply_text(event, "key", key, sizeof key);
        report_count(&s->report, one);
        answer_print(s, submit_number(r, i), key, one);
        if (!s->options->given.json)
            hint_print(s, event, one);
    }
    report_types_add(&s->types, answer);
    if (s->options->given.json)
        followups_print(answer);
}

/* ---- events */

static int batch_send(struct send *s)
{
    if (s->count == 0)
        return 0;
    int status = submit_events(&s->submit, buffer_bytes(&s->batch), s->numbers, s->count,
                               s->options->envelope ? &s->totals : NULL);
    s->batch.len = 0;
    s->count = 0;
    return status;
}

static int envelope_overflow(void)
{
    words_complain("an envelope holds at most %d events and %d bytes; split the input",
                   "หนึ่งชุดมีได้ไม่เกิน %d รายการ และ %d ไบต์ โปรดแบ่งข้อมูล", SUBMIT_EVENTS_MAX, SUBMIT_BYTES_MAX);
    return EXIT_BAD_INPUT;
}

static int event_add(struct send *s, struct bytes event)
{
    int status = 0;
    int64_t satang;
    bool full = s->count == s->count_max || (s->count > 0 && s->batch.len + event.len > s->bytes_max);
    if (full && s->options->envelope)
        return envelope_overflow();
    if (full && s->options->dry_run && !s->parted)
        words_note("The input is longer than one request: each part is tried by itself, from the state as it is.",
                   "ข้อมูลยาวเกินหนึ่งคำขอ แต่ละส่วนจะทดลองแยกกันจากสถานะปัจจุบัน");
    s->parted = s->parted || full;
    if (full)
        status = batch_send(s);
    s->numbers[s->count++] = s->intake.number;
    buffer_add(&s->batch, event.at, event.len);
    if (s->options->envelope && submit_control(event, &satang)) {
        s->totals.count++;
        if (__builtin_add_overflow(s->totals.sum_satang, satang, &s->totals.sum_satang))
            return envelope_overflow();
    }
    return status;
}

/* The line is answered here, in its place; of an envelope nothing is sent then. */
static int event_bad(struct send *s, const struct refused *why)
{
    char sentence[WORDS_SENTENCE_MAX];
    s->bad_input = true;
    if (s->options->envelope) {
        words_refusal(why, sentence, sizeof sentence);
        words_complain("line %llu: %s; nothing was sent", "บรรทัด %llu: %s ยังไม่ได้ส่งรายการใด",
                       (unsigned long long)s->intake.number, sentence);
        return EXIT_BAD_INPUT;
    }
    int status = batch_send(s);
    return status ? status : submit_refused(&s->submit, s->intake.number, why);
}

static int input_broken(struct send *s, const struct refused *why)
{
    int status = s->options->envelope ? 0 : batch_send(s);
    if (status == 0 && !s->options->envelope)
        status = submit_finish(&s->submit);
    words_complain("the input cannot be read from number %llu on: %s", "อ่านข้อมูลตั้งแต่ลำดับที่ %llu ไม่ได้: %s",
                   (unsigned long long)s->intake.number, why->text);
    return status ? status : strcmp(why->code, "io") == 0 ? EXIT_IO : EXIT_BAD_INPUT;
}

/* Nothing more has come for now: what is here is sent and answered before waiting. */
static int lull(struct send *s)
{
    if (s->options->envelope || s->options->dry_run)
        return 0;
    int status = batch_send(s);
    if (status == 0)
        status = submit_finish(&s->submit);
    fflush(stdout);
    return status;
}

static int pump(struct send *s)
{
    struct bytes event;
    struct refused why;
    int status = 0;
    while (status == 0) {
        switch (intake_next(&s->intake, &event, &why)) {
        case INTAKE_EVENT:
            status = event_add(s, event);
            break;
        case INTAKE_BAD:
            status = event_bad(s, &why);
            break;
        case INTAKE_IDLE:
            status = lull(s);
            break;
        case INTAKE_BROKEN:
            return input_broken(s, &why);
        case INTAKE_END:
            status = batch_send(s);
            return status ? status : submit_finish(&s->submit);
        }
    }
    return status;
}

static int summary(struct send *s, int status)
{
    struct buffer out = {0};
    report_summary(&s->report, &out);
    words_note("%.*s%s", "%.*s%s", (int)out.len, (const char *)out.at,
               s->options->dry_run ? words_pick(" (dry run: nothing was kept)", " (ทดลอง: ไม่มีการบันทึก)") : "");
    buffer_free(&out);
    if (s->options->dry_run && s->types.all > 0) {
        words_note(
            "It would give %llu follow-ups:", "จะเกิดเหตุการณ์สืบเนื่อง %llu รายการ:", (unsigned long long)s->types.all);
        report_types_print(&s->types, stderr);
    }
    if (status != 0)
        return status;
    if (s->bad_input)
        return EXIT_BAD_INPUT;
    return report_rejected(&s->report) ? EXIT_REJECTED : EXIT_DONE;
}

static int run(struct send *s)
{
    const struct send_options *o = s->options;
    bool whole = o->envelope || o->dry_run; /* a rehearsal is forgotten at the end of its request */
    struct submit_config config = {
        .producer = o->producer ? o->producer : "coopctl", .dry_run = o->dry_run, .visit = answered, .context = s};
    s->count_max = whole ? SUBMIT_EVENTS_MAX : EVENTS_A_REQUEST;
    s->bytes_max = whole ? SUBMIT_BYTES_MAX : BYTES_A_REQUEST;
    submit_begin(&s->submit, &s->ask, &config);
    int status = summary(s, pump(s));
    products_tell(s);
    submit_end(&s->submit);
    buffer_free(&s->batch);
    buffer_free(&s->line);
    intake_end(&s->intake);
    return status;
}

int cmd_send(const struct send_options *o)
{
    static struct send s; /* too large for the stack */
    int fd = STDIN_FILENO;
    s.options = o;
    if (o->given.operands_count > 0)
        return arguments_wrong("send", "%s: name the input with --file", "%s: ระบุแฟ้มด้วย --file", o->given.operands[0]);
    if (o->producer && (strlen(o->producer) >= sizeof((struct request *)0)->producer || !o->producer[0] ||
                        !value_code_valid((const uint8_t *)o->producer, strlen(o->producer))))
        return arguments_wrong("send", "--producer: at most 23 letters, digits and ._-/:@#+",
                               "--producer: ใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน 23 ตัว");
    if (o->file && (fd = open(o->file, O_RDONLY | O_CLOEXEC)) < 0) {
        words_complain("%s: %s", "%s: %s", o->file, strerror(errno));
        return EXIT_IO;
    }
    int status = ask_open(&o->given, &s.ask);
    if (status == 0) {
        intake_begin(&s.intake, fd, o->msgpack != NULL);
        status = run(&s);
        ask_close(&s.ask);
    }
    if (o->file)
        close(fd);
    return status;
}
