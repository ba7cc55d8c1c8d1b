/* Rows that are not what was imported before under the same month, unit and row: which, how, and what can be done. */
#include "import.h"

#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <stdlib.h>
#include <string.h>

void import_conflict_note(struct import *im, uint32_t row, struct bytes event, struct bytes answer)
{
    static const char *const codes[] = {"file_closed", "line_exists", "file_revoked"};
    bool conflict = reply_text_is(answer, "status", "conflict");
    struct bytes data;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        conflict |= reply_text_is(answer, "code", codes[i]);
    if (!conflict || row == 0)
        return;
    if (im->conflicts++ >= IMPORT_TOLD)
        return;
    struct import_conflict *c = &im->conflict[im->conflicts - 1];
    *c = (struct import_conflict){.row = row};
    if (reply_text_is(answer, "status", "conflict"))
        c->seq = (uint64_t)reply_integer(answer, "seq");
    if (!reply_find(event, "data", &data))
        return;
    c->line_no = (uint32_t)reply_integer(data, "line_no");
    c->collected_satang = reply_integer(data, "collected_satang");
    reply_text(data, "unit_code", c->unit_code, sizeof c->unit_code);
    reply_text(data, "member_no", c->member_no, sizeof c->member_no);
}

struct earlier_line {
    const struct import *im;
    const struct import_conflict *conflict;
    bool found;
    struct result_line line;
};

static void line_keep(void *context, const struct ask_row *row)
{
    struct earlier_line *e = context;
    const struct result_line_key *key = (const void *)row->key;
    if (strcmp(key->file_ref, e->im->part) != 0 || key->line_no != e->conflict->line_no)
        return;
    memcpy(&e->line, row->value, sizeof e->line);
    e->found = true;
}

/* The line that the daemon has in its place for this member, whoever sent it. */
static int line_ask(struct import *im, const struct import_conflict *c, struct earlier_line *ret)
{
    struct buffer key = {0};
    *ret = (struct earlier_line){.im = im, .conflict = c};
    ask_month_key(im->sums.period, c->unit_code, c->member_no, &key);
    int status = ask_rows(&im->ask, TABLE_result_line, buffer_bytes(&key), line_keep, ret);
    buffer_free(&key);
    return status;
}

/* A key belongs to its producer, so the same row under another name is not recognised. */
static int conflict_seek(struct import *im, struct import_conflict *c)
{
    struct earlier_line before;
    struct bytes answer;
    int status = line_ask(im, c, &before);
    if (status != 0 || !before.found)
        return status;
    c->seq = before.line.seq;
    if (before.line.collected_satang != c->collected_satang)
        return 0;
    status = ask(&im->ask, &(struct request){.op = "event", .seq = c->seq}, &answer);
    if (status == 0)
        reply_text(answer, "producer", im->earlier_producer, sizeof im->earlier_producer);
    c->is_same = status == 0;
    return status;
}

static int conflict_tell(struct import *im, const struct import_conflict *c)
{
    struct request question = {.op = "event", .seq = c->seq};
    struct bytes answer, event, data;
    char member[16], before[VALUE_TEXT_MAX], now[VALUE_TEXT_MAX];
    value_baht_print(c->collected_satang, now);
    if (c->is_same)
        return 0;
    if (c->seq == 0) {
        words_note("row %u: not in the file that was imported before; now member %s with %s baht",
                   "แถว %u: ไม่มีในแฟ้มที่นำเข้าครั้งก่อน ครั้งนี้สมาชิก %s ยอด %s บาท", c->row, c->member_no, now);
        return 0;
    }
    int status = ask(&im->ask, &question, &answer);
    if (status != 0 || !reply_find(answer, "event", &event) || !reply_find(event, "data", &data))
        return status;
    value_baht_print(reply_integer(data, "collected_satang"), before);
    words_note("row %u: before member %s with %s baht, now member %s with %s baht",
               "แถว %u: ครั้งก่อนสมาชิก %s ยอด %s บาท ครั้งนี้สมาชิก %s ยอด %s บาท", c->row,
               reply_text(data, "member_no", member, sizeof member), before, c->member_no, now);
    return 0;
}

/* "2", or the number behind that of this part. */
static void next_part(const struct import *im, char out[24])
{
    unsigned long n = strtoul(im->part, NULL, 10);
    snprintf(out, 24, "%lu", n > 0 ? n + 1 : 2);
}

/* What was imported before counts no more: then only a further file can take its place. */
static void taken_back_tell(const char *unit, const char *period, const char *part)
{
    words_note(
        "The file of unit %s for %s that was imported before was taken back and counts no more. Import this one as "
        "a further file: add --part %s",
        "แฟ้มของหน่วยงาน %s งวด %s ที่นำเข้าครั้งก่อนถูกยกเลิกแล้วและไม่นับยอด โปรดนำเข้าแฟ้มนี้เป็นแฟ้มเพิ่ม: ใส่ --part %s", unit, period,
        part);
}

/* Rows that another producer has sent, as they are: how many of those looked at. */
static uint64_t same_tell(const struct import *im, uint64_t looked)
{
    uint64_t same = 0;
    for (uint64_t i = 0; i < looked; i++)
        same += im->conflict[i].is_same;
    if (same > 0)
        words_note(
            "%llu rows were imported before, just as they are, by producer %s, and keys belong to their producer: "
            "always import with --producer %s; there is nothing to do",
            "%llu แถวนำเข้าแล้วตรงกันทุกประการโดยผู้ส่ง %s คีย์เป็นของผู้ส่งแต่ละชื่อ โปรดนำเข้าด้วย --producer %s เสมอ ไม่ต้องทำอะไร",
            (unsigned long long)same, im->earlier_producer, im->earlier_producer);
    return same;
}

/* Whether the file in hand takes the place of one that was taken back. */
static int taken_back_ask(struct import *im)
{
    int status = 0;
    for (uint32_t i = 0; i < im->spool.units_count && status == 0 && !im->taken_back; i++)
        if (strcmp(im->spool.units[i].unit_code, im->conflict[0].unit_code) == 0)
            status = import_file_ask(im, &im->spool.units[i]);
    return status;
}

static void ways_tell(const struct import *im, const char *unit, const char *period, const char *part)
{
    words_note(
        "These rows are not what was imported before for the same unit and month. There are three ways on:\n"
        "  it is the same file, corrected:   coopctl revoke %s %s%s%s --reason unit_error --actor STAFF, then import "
        "this one with "
        "--part %s\n"
        "  it is a further file:             import it with --part %s\n"
        "  it is a mistake:                  nothing to do; what was imported before stays as it is",
        "แถวเหล่านี้ไม่ตรงกับที่นำเข้าครั้งก่อนของหน่วยงานและงวดเดียวกัน มีสามทาง:\n"
        "  เป็นแฟ้มเดิมที่แก้แล้ว:   coopctl revoke %s %s%s%s --reason unit_error --actor STAFF แล้วนำเข้าแฟ้มนี้ด้วย --part %s\n"
        "  เป็นแฟ้มเพิ่ม:            นำเข้าด้วย --part %s\n"
        "  เป็นความผิดพลาด:      ไม่ต้องทำอะไร รายการเดิมยังคงอยู่",
        unit, period, im->part[0] ? " " : "", im->part, part, part);
}

int import_conflicts_tell(struct import *im)
{
    char period[VALUE_TEXT_MAX], part[24];
    const char *unit = im->conflict[0].unit_code;
    uint64_t looked = im->conflicts < IMPORT_TOLD ? im->conflicts : IMPORT_TOLD;
    int status = im->conflicts > 0 ? taken_back_ask(im) : 0;
    value_period_print(im->sums.period, period);
    next_part(im, part);
    if (status == 0 && im->conflicts > 0 && im->taken_back) {
        taken_back_tell(unit, period, part);
        return 0;
    }
    for (uint64_t i = 0; i < looked && status == 0; i++) {
        if (im->conflict[i].seq == 0)
            status = conflict_seek(im, &im->conflict[i]);
        status = status ? status : conflict_tell(im, &im->conflict[i]);
        if (strcmp(im->conflict[i].unit_code, unit) != 0)
            unit = words_pick("UNIT", "หน่วยงาน");
    }
    if (im->conflicts == 0 || status != 0)
        return status;
    bool all_same = same_tell(im, looked) == looked;
    if (im->conflicts > IMPORT_TOLD)
        words_note("... and %llu rows more", "... และอีก %llu แถว", (unsigned long long)(im->conflicts - IMPORT_TOLD));
    if (!all_same)
        ways_tell(im, unit, period, part);
    return 0;
}
