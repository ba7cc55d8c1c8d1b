/* The reading of a file: all of it is checked before anything is sent. */
#include "import.h"

#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void length_note(struct import *im, const struct sheet_line *line)
{
    size_t digits = strspn(line->member_no, "0123456789");
    if (digits >= sizeof im->by_length / sizeof *im->by_length || line->member_no[digits] != '\0' ||
        im->by_length[digits].row != 0)
        return;
    im->by_length[digits].row = line->row;
    memcpy(im->by_length[digits].member_no, line->member_no, sizeof line->member_no);
}

/* The same member with the same amount: legal, since several lines of a member add up, but mostly a row that was
 * copied. */
static const struct flaw *duplicate_judge(struct import *im, const struct sheet_line *line)
{
    struct sheet_line other;
    char amount[VALUE_TEXT_MAX];
    if (im->profile.places[PROFILE_row_key].from > 0 && spool_find(&im->spool, SPOOL_KEY, line, &other))
        return flaw_with(&flaw_row_key_twice, other.row);
    if (!spool_find(&im->spool, SPOOL_MONEY, line, &other))
        return NULL;
    value_baht_print(line->collected_satang, amount);
    if (im->profile.refuse_duplicates)
        return flaw_with(&flaw_row_duplicate, other.row, line->member_no, amount);
    if (++im->duplicates <= IMPORT_TOLD)
        words_note("%s: rows %u and %u are the same: member %s with %s baht; both are taken",
                   "%s: แถว %u และ %u เหมือนกัน: สมาชิก %s ยอด %s บาท รับทั้งสองแถว", im->sheet.path, other.row, line->row,
                   line->member_no, amount);
    return NULL;
}

static const struct flaw *line_take(void *context, const struct sheet_line *line)
{
    struct import *im = context;
    progress_at(&im->progress, line->offset);
    length_note(im, line);
    const struct flaw *f = duplicate_judge(im, line);
    if (!f && !spool_add(&im->spool, line))
        im->spool_failed = true;
    return f;
}

static void row_reject(void *context, const struct sheet_reject *one)
{
    struct import *im = context;
    rejects_add(&im->rejects, one);
}

static void unit_note(void *context, const char *unit_code)
{
    struct import *im = context;
    spool_unit(&im->spool, unit_code);
}

/* ---- sums */

static bool counts_agree(const struct import *im, uint32_t expected, const char *who)
{
    if (expected == im->sums.lines)
        return true;
    words_complain("%s: %s says %u rows but there are %u; find the missing or extra rows, or correct the total",
                   "%s: %s ระบุ %u แถว แต่มี %u แถว โปรดหาแถวที่ขาดหรือเกิน หรือแก้ยอดรวม", im->sheet.path, who, expected,
                   im->sums.lines);
    return false;
}

/* Whether b is a with two neighbouring digits exchanged. */
static bool is_transposed(int64_t a, int64_t b)
{
    for (int64_t unit = 1; unit <= VALUE_MONEY_MAX / 10 && unit <= (a > b ? a : b); unit *= 10) {
        int64_t low = a / unit % 10, high = a / unit / 10 % 10;
        if (a + (low - high) * unit * 9 == b)
            return low != high;
    }
    return false;
}

/* Rows that would explain a difference: a hint where to look, no more. */
static void difference_hint(struct import *im, int64_t difference_satang)
{
    enum { HINTS_MOST = 3 };
    int hints = 0;
    struct sheet_line line;
    char amount[VALUE_TEXT_MAX], other[VALUE_TEXT_MAX];
    int64_t size = difference_satang < 0 ? -difference_satang : difference_satang;
    for (uint32_t i = 0; i < im->spool.entries_count && hints < HINTS_MOST; i++) {
        if (!spool_get(&im->spool, i, &line))
            return;
        int64_t meant = line.collected_satang - difference_satang;
        value_baht_print(line.collected_satang, amount);
        if (line.collected_satang == size) {
            words_note("look at row %u: member %s with %s baht is the difference; is the row one too many, or missing "
                       "in the total?",
                       "โปรดดูแถว %u: สมาชิก %s ยอด %s บาท เท่ากับผลต่าง แถวนี้เกินมาหรือไม่ได้อยู่ในยอดรวมหรือไม่", line.row,
                       line.member_no, amount);
            hints++;
        } else if (size % 9 == 0 && meant > 0 && is_transposed(line.collected_satang, meant)) {
            value_baht_print(meant, other);
            words_note(
                "look at row %u: member %s with %s baht; are two digits exchanged? %s would make the totals agree",
                "โปรดดูแถว %u: สมาชิก %s ยอด %s บาท สลับตัวเลขสองหลักหรือไม่ หากเป็น %s ยอดจะตรง", line.row, line.member_no,
                amount, other);
            hints++;
        }
    }
}

static bool totals_agree(struct import *im, int64_t expected_satang, const char *who)
{
    char expected[VALUE_TEXT_MAX], found[VALUE_TEXT_MAX], difference[VALUE_TEXT_MAX];
    if (expected_satang == im->sums.collected_satang)
        return true;
    value_baht_print(expected_satang, expected);
    value_baht_print(im->sums.collected_satang, found);
    value_baht_print(im->sums.collected_satang - expected_satang, difference);
    words_complain("%s: %s says %s baht but the rows add up to %s, a difference of %s; correct the rows or the total",
                   "%s: %s ระบุ %s บาท แต่รวมได้ %s ต่างกัน %s โปรดแก้รายการหรือยอดรวม", im->sheet.path, who, expected, found,
                   difference);
    difference_hint(im, im->sums.collected_satang - expected_satang);
    return false;
}

static int problems_tell(struct import *im)
{
    const struct sheet_sums *s = &im->sums;
    if (s->problems > SHEET_PROBLEMS_TOLD)
        words_note("... and %llu more", "... และอีก %llu จุด", (unsigned long long)(s->problems - SHEET_PROBLEMS_TOLD));
    bool stops = s->file_problems > 0 || (!im->profile.continues && !s->is_rejects);
    if (im->rejects.count > 0 && stops)
        rejects_write(&im->rejects, &(struct rejects_file){&im->sheet, s, &im->spool, true, s->lines});
    if (stops)
        words_complain("%s: nothing was sent; mend %llu cells and import the file again",
                       "%s: ยังไม่ได้ส่งรายการใด โปรดแก้ %llu จุดแล้วนำเข้าใหม่ทั้งแฟ้ม", im->sheet.path,
                       (unsigned long long)s->problems);
    return stops ? EXIT_BAD_INPUT : 0;
}

/* A file of rejects is measured against the whole that it belongs to, when its rows are in. */
static int rejects_check(const struct import *im)
{
    const struct sheet_sums *s = &im->sums;
    if (s->is_stopped) {
        words_complain(
            "%s: nothing was sent of the file that these rows belong to; mend them there, and import that file",
            "%s: แฟ้มเดิมของแถวเหล่านี้ยังไม่ได้ส่ง โปรดแก้ในแฟ้มเดิมแล้วนำเข้าแฟ้มเดิม", im->sheet.path);
        return EXIT_BAD_INPUT;
    }
    if (s->whole_lines > 0)
        return 0;
    words_complain("%s: the last line of this file of rejects is missing; take the file that coopctl wrote, and mend "
                   "only its rows",
                   "%s: บรรทัดสุดท้ายของแฟ้มแถวที่ไม่ได้รับหายไป โปรดใช้แฟ้มที่ coopctl เขียน และแก้เฉพาะแถวรายการ", im->sheet.path);
    return EXIT_BAD_INPUT;
}

bool import_accepts(struct import *im, uint32_t declared_count, int64_t declared_satang, int64_t sum_satang)
{
    char difference[VALUE_TEXT_MAX];
    int64_t beyond = declared_satang - sum_satang;
    if (im->accept_reason == 0 || im->spool.units_count != 1 ||
        (beyond < 0 ? -beyond : beyond) > im->accept_limit_satang)
        return false;
    value_baht_print(beyond, difference);
    im->accepted = true;
    im->declared_count = declared_count;
    im->declared_total_satang = declared_satang;
    words_note("%s: %s answers for a difference of %s baht (%s); it will wait in suspense",
               "%s: %s รับผิดชอบผลต่าง %s บาท (%s) ผลต่างพักไว้รอตรวจสอบ", im->sheet.path, im->actor, difference,
               schema_word_text(schema_enum_named("acceptance"), im->accept_reason));
    return true;
}

/* What the file, or else the command line, declares; whether it differs and somebody answers for it. */
static bool difference_accepted(struct import *im)
{
    const struct sheet_sums *s = &im->sums;
    uint32_t count = s->count_given ? s->given_count : im->count_expected ? im->expected_count : s->lines;
    int64_t total = s->total_given       ? s->given_total_satang
                    : im->total_expected ? im->expected_total_satang
                                         : s->collected_satang;
    if (count == s->lines && total == s->collected_satang)
        return false;
    return import_accepts(im, count, total, s->collected_satang);
}

static int sums_check(struct import *im)
{
    const struct sheet_sums *s = &im->sums;
    char line[80];
    snprintf(line, sizeof line, words_pick("its line of totals (line %u)", "บรรทัดยอดรวม (บรรทัด %u)"), s->total_row);
    if (difference_accepted(im))
        return 0;
    bool ok = !s->count_given || counts_agree(im, s->given_count, line);
    ok &= !s->total_given || totals_agree(im, s->given_total_satang, line);
    ok &= !im->count_expected || counts_agree(im, im->expected_count, "--expect-count");
    ok &= !im->total_expected || totals_agree(im, im->expected_total_satang, "--expect-total");
    if (ok && s->total_given)
        words_note("%s: its line of totals agrees", "%s: บรรทัดยอดรวมตรงกัน", im->sheet.path);
    else if (ok && !im->total_expected)
        words_note("%s: the file has no line of totals; give --expect-total to check it",
                   "%s: แฟ้มไม่มีบรรทัดยอดรวม โปรดใช้ --expect-total เพื่อตรวจยอด", im->sheet.path);
    return ok ? 0 : EXIT_BAD_INPUT;
}

static int whole_check(struct import *im)
{
    const struct sheet_sums *s = &im->sums;
    if (im->spool_failed) {
        words_complain("no room for a temporary file: %s; name another directory in $TMPDIR",
                       "ไม่มีที่สำหรับแฟ้มชั่วคราว: %s โปรดระบุไดเรกทอรีอื่นใน $TMPDIR", strerror(errno));
        return EXIT_IO;
    }
    if (im->duplicates > IMPORT_TOLD)
        words_note("... and %llu rows more that are the same as another", "... และอีก %llu แถวที่ซ้ำกับแถวอื่น",
                   (unsigned long long)(im->duplicates - IMPORT_TOLD));
    if (s->is_rejects && s->file_problems == 0 && rejects_check(im) != 0)
        return EXIT_BAD_INPUT;
    if (s->lines == 0 && s->problems == 0) {
        words_complain("%s: there are no rows below the heading", "%s: ไม่มีรายการใต้หัวตาราง", im->sheet.path);
        return EXIT_BAD_INPUT;
    }
    if (s->problems > 0 && problems_tell(im) != 0)
        return EXIT_BAD_INPUT;
    if (s->period == 0 && im->spool.entries_count > 0) {
        words_complain("%s: the file does not tell its month; add --period", "%s: แฟ้มไม่ได้บอกงวด โปรดระบุ --period",
                       im->sheet.path);
        return EXIT_BAD_INPUT;
    }
    if (im->spool.units_count > 0 && im->spool.units[0].unit_code[0] == '\0') {
        words_complain("%s: the file does not tell its unit; add --unit", "%s: แฟ้มไม่ได้บอกหน่วยงาน โปรดระบุ --unit",
                       im->sheet.path);
        return EXIT_BAD_INPUT;
    }
    return s->is_rejects || im->rejects.count > 0 ? 0 : sums_check(im);
}

/* Progress is worth its lines only for a file that takes a while. */
static uint64_t shown_bytes(const struct import *im)
{
    enum { LONG_FILE = 1 << 20 };
    return im->file_bytes >= LONG_FILE ? im->file_bytes : 0;
}

int import_check(struct import *im)
{
    im->sheet.profile = &im->profile;
    im->sheet.line = line_take;
    im->sheet.reject = row_reject;
    im->sheet.unit = unit_note;
    im->sheet.context = im;
    im->spool_failed = !spool_open(&im->spool);
    if (im->spool_failed)
        return whole_check(im);
    progress_begin(&im->progress, words_pick("checking", "ตรวจแฟ้ม"), shown_bytes(im));
    int status = sheet_read(&im->sheet, &im->sums);
    progress_end(&im->progress);
    im->sheet.quiet = true;
    return status ? status : whole_check(im);
}
