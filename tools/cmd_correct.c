/* coopctl correct: one line of a result file to what was really deducted. */
#include "cmd_correct.h"

#include "arguments.h"
#include "dates.h"
#include "files.h"
#include "words.h"

#include <string.h>

enum { OTHERS_TOLD = 3 };

struct correction {
    struct files_named file;
    struct payroll_result_line_corrected body;
    bool found;
    struct result_line line; /* as it is now */
    uint32_t others_count;   /* lines of the member in this file that are not the one that was named */
    struct other_line {
        uint32_t line_no;
        uint64_t seq;
    } others[OTHERS_TOLD];
};

static void line_keep(void *context, const struct ask_row *row)
{
    struct correction *c = context;
    const struct result_line_key *key = (const void *)row->key;
    if (strcmp(key->file_ref, c->file.file_ref) != 0)
        return;
    if (key->line_no != c->body.line_no) {
        if (c->others_count++ < OTHERS_TOLD)
            c->others[c->others_count - 1] =
                (struct other_line){key->line_no, ((const struct result_line *)(const void *)row->value)->seq};
        return;
    }
    memcpy(&c->line, row->value, sizeof c->line);
    c->found = true;
}

static int line_find(struct desk *d, struct correction *c)
{
    struct buffer key = {0};
    ask_month_key(c->file.period, c->file.unit_code, c->body.member_no, &key);
    int status = ask_rows(&d->ask, TABLE_result_line, buffer_bytes(&key), line_keep, c);
    buffer_free(&key);
    return status;
}

/* The key names the event that told the line, so that the same correction again is the same event, and another one a
 * new event. Once it is corrected, the event that told it is the correction. */
static int key_set(struct desk *d, const struct correction *c)
{
    static struct event before; /* too large for the stack */
    const struct payroll_result_line_corrected *was = &before.body.payroll_result_line_corrected;
    char period[VALUE_TEXT_MAX];
    int status = 0;
    value_period_print(c->file.period, period);
    bool corrected = c->found && desk_event_find(d, c->line.seq, EVENT_payroll_result_line_corrected, &before, &status);
    if (corrected && was->collected_satang == c->body.collected_satang && was->reason == c->body.reason)
        desk_key(d, "%s", before.envelope.key);
    else
        desk_key(d, "correct/%s/%s/%llu", period, c->file.unit_code, (unsigned long long)c->line.seq);
    return status;
}

static void line_tell(const struct correction *c)
{
    char period[VALUE_TEXT_MAX], before[VALUE_TEXT_MAX], after[VALUE_TEXT_MAX];
    value_baht_print(c->line.collected_satang, before);
    value_baht_print(c->body.collected_satang, after);
    printf(words_pick("line %u of file %s of unit %s for %s, member %s: %s baht becomes %s\n",
                      "แถว %u แฟ้ม %s ของหน่วยงาน %s งวด %s สมาชิก %s: จาก %s บาท เป็น %s\n"),
           c->body.line_no, c->file.file_ref[0] ? c->file.file_ref : FILES_MAIN, c->file.unit_code,
           dates_period(c->file.period, period), c->body.member_no, before, after);
}

static int operands_read(struct desk *d, const struct correct_options *o, struct correction *c)
{
    const char *const *operands = o->given.operands;
    const char *const named[] = {operands[0], operands[1], o->part};
    int64_t line_no;
    if (!value_integer_parse(operands[2], strlen(operands[2]), &line_no) || line_no < 1 || line_no > INT32_MAX)
        return arguments_wrong("correct", "\"%s\" is no line; give its number in the file, from 1",
                               "\"%s\" ไม่ใช่เลขแถว โปรดใส่ลำดับในแฟ้ม เริ่มที่ 1", operands[2]);
    c->body.line_no = (uint32_t)line_no;
    if (!desk_code(d, operands[3], c->body.member_no, sizeof c->body.member_no,
                   words_pick("the member", "เลขทะเบียน")) ||
        !desk_baht("correct", operands[4], &c->body.collected_satang) ||
        (o->reason && !desk_word("correct", "reason", "reason", o->reason, &c->body.reason)))
        return EXIT_BAD_USAGE;
    return files_find(d, named, o->part ? 3 : 2, &c->file);
}

/* The member has lines in the file, but not this one: mostly the number of the row in the spreadsheet was given. */
static int others_tell(struct desk *d, const struct correction *c)
{
    char lines[400] = "", source[80], period[VALUE_TEXT_MAX];
    struct bytes answer, event;
    int n = 0, status = 0;
    for (uint32_t i = 0; i < c->others_count && i < OTHERS_TOLD && status == 0; i++) {
        source[0] = '\0';
        status = ask(&d->ask, &(struct request){.op = "event", .seq = c->others[i].seq}, &answer);
        if (status == 0 && reply_find(answer, "event", &event))
            reply_text(event, "source_ref", source, sizeof source);
        n += snprintf(lines + n, sizeof lines - (size_t)n, "%s%u%s%s%s", i ? ", " : "", c->others[i].line_no,
                      source[0] ? words_pick(" (row ", " (แถว ") : "", source, source[0] ? ")" : "");
    }
    if (status != 0)
        return status;
    words_complain("file %s of unit %s for %s has no line %u of member %s; lines are counted from 1 under the heading, "
                   "without blank rows: his line is %s",
                   "แฟ้ม %s ของหน่วยงาน %s งวด %s ไม่มีรายการที่ %u ของสมาชิก %s ลำดับรายการนับจาก 1 ใต้หัวตาราง ไม่นับแถวว่าง "
                   "รายการของสมาชิกนี้คือ %s",
                   c->file.file_ref[0] ? c->file.file_ref : FILES_MAIN, c->file.unit_code,
                   dates_period(c->file.period, period), c->body.line_no, c->body.member_no, lines);
    return EXIT_REJECTED;
}

static int correct(struct desk *d, const struct correct_options *o)
{
    struct correction c = {.found = false};
    int status = operands_read(d, o, &c);
    status = status ? status : line_find(d, &c);
    if (status == 0 && !c.found && c.others_count > 0)
        return others_tell(d, &c);
    status = status ? status : key_set(d, &c);
    if (status != 0)
        return status;
    memcpy(c.body.unit_code, c.file.unit_code, sizeof c.body.unit_code);
    memcpy(c.body.file_ref, c.file.file_ref, sizeof c.body.file_ref);
    memcpy(d->unit_code, c.file.unit_code, sizeof d->unit_code);
    c.body.period = d->period = c.file.period;
    desk_event(d, EVENT_payroll_result_line_corrected, value_period_last_day(c.file.period))
        ->payroll_result_line_corrected = c.body;
    if (!d->json && c.found && c.line.collected_satang != c.body.collected_satang)
        line_tell(&c);
    d->question = words_pick("Correct this line?", "แก้ไขแถวนี้หรือไม่");
    return desk_run(d);
}

int cmd_correct(const struct correct_options *o)
{
    static struct desk d; /* too large for the stack */
    if (o->given.operands_count != 5 && o->given.operands_count != 1)
        return arguments_wrong("correct", "say correct UNIT PERIOD LINE MEMBER BAHT, or correct SEQ for a payment",
                               "ใช้ correct หน่วยงาน งวด แถว เลขทะเบียน จำนวนเงิน หรือ correct SEQ สำหรับการรับชำระ");
    int status =
        desk_open(&d, "correct", &o->given, &(struct desk_given){o->actor, o->producer, o->date, o->dry_run, o->yes});
    if (status != 0)
        return status;
    status = o->given.operands_count == 1 ? correct_payment(&d, o) : correct(&d, o);
    desk_close(&d);
    return status;
}
