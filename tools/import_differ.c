/* Rows that are not what was imported before under the same month, unit and row: which, how, and what can be done. */
#include "import.h"

#include "words.h"

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
    c->collected_satang = reply_integer(data, "collected_satang");
    reply_text(data, "unit_code", c->unit_code, sizeof c->unit_code);
    reply_text(data, "member_no", c->member_no, sizeof c->member_no);
}

static int conflict_tell(struct import *im, const struct import_conflict *c)
{
    struct request question = {.op = "event", .seq = c->seq};
    struct bytes answer, event, data;
    char member[16], before[VALUE_TEXT_MAX], now[VALUE_TEXT_MAX];
    value_baht_print(c->collected_satang, now);
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

int import_conflicts_tell(struct import *im)
{
    char period[VALUE_TEXT_MAX], part[24];
    const char *unit = im->conflict[0].unit_code;
    int status = 0;
    for (uint64_t i = 0; i < im->conflicts && i < IMPORT_TOLD && status == 0; i++) {
        status = conflict_tell(im, &im->conflict[i]);
        if (strcmp(im->conflict[i].unit_code, unit) != 0)
            unit = words_pick("UNIT", "หน่วยงาน");
    }
    if (im->conflicts == 0 || status != 0)
        return status;
    if (im->conflicts > IMPORT_TOLD)
        words_note("... and %llu rows more that differ", "... และอีก %llu แถวที่ต่างกัน",
                   (unsigned long long)(im->conflicts - IMPORT_TOLD));
    value_period_print(im->sums.period, period);
    next_part(im, part);
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
    return 0;
}
