#include "import.h"

#include "words.h"

#include "../proto/codec.h"

#include <stdlib.h>
#include <string.h>

/* ---- events */

/* File and row as a code: what a code may not hold is left out, blanks become underscores. */
static void source_ref(const char *path, uint32_t row, char *out, size_t size)
{
    enum { NAME_MOST = 48 };
    size_t n = 0;
    for (; *path && n < NAME_MOST; path++) {
        uint8_t c = *path == ' ' ? '_' : (uint8_t)*path;
        if (value_code_valid(&c, 1))
            out[n++] = (char)c;
    }
    snprintf(out + n, size - n, "%s:%u", n == 0 ? "file" : "", row);
}

static void event_begin(const struct import *im, enum event_id id, int32_t date, struct event *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->desc = schema_event((uint16_t)id);
    snprintf(ret->envelope.type, sizeof ret->envelope.type, "%s", ret->desc->name);
    ret->envelope.effective_date = date ? date : im->date;
}

static void key_set(const struct import *im, const char *last, struct event *e)
{
    char period[VALUE_TEXT_MAX];
    value_period_print(im->sheet.period, period);
    snprintf(e->envelope.key, sizeof e->envelope.key, "%.7s/%s/%.20s", period, im->unit_code, last);
}

static void line_encode(const struct import *im, const struct sheet_line *line, struct buffer *out)
{
    static struct event e;
    char number[VALUE_TEXT_MAX];
    struct payroll_deduction_result *body = &e.body.payroll_deduction_result;
    event_begin(im, EVENT_payroll_deduction_result, line->date, &e);
    value_integer_print(line->line_no, number);
    key_set(im, number, &e);
    source_ref(im->sheet.path, line->row, e.envelope.source_ref, sizeof e.envelope.source_ref);
    body->period = im->sheet.period;
    body->line_no = line->line_no;
    body->collected_satang = line->collected_satang;
    body->reason = line->reason;
    memcpy(body->unit_code, im->unit_code, sizeof body->unit_code);
    memcpy(body->member_no, line->member_no, sizeof body->member_no);
    codec_encode_event(&e, out);
}

static void close_encode(const struct import *im, struct buffer *out)
{
    static struct event e;
    struct payroll_result_file_closed *body = &e.body.payroll_result_file_closed;
    event_begin(im, EVENT_payroll_result_file_closed, 0, &e);
    key_set(im, "close", &e);
    body->period = im->sheet.period;
    body->line_count = im->sums.lines;
    body->total_satang = im->sums.collected_satang;
    memcpy(body->unit_code, im->unit_code, sizeof body->unit_code);
    codec_encode_event(&e, out);
}

/* Whether the next line begins another envelope. Both readings ask this, and so cut the file at the same lines. */
static bool envelope_is_full(const struct import *im)
{
    return im->count > 0 && (im->count == IMPORT_LINES_MAX || im->events.len > SUBMIT_BYTES_MAX);
}

static void envelope_begin(struct import *im)
{
    im->events.len = 0;
    im->count = 0;
    im->totals = (struct totals){0};
}

/* ---- the first reading */

static bool line_measure(void *context, const struct sheet_line *line)
{
    struct import *im = context;
    size_t digits = strspn(line->member_no, "0123456789");
    progress_at(&im->progress, line->offset);
    if (digits < sizeof im->by_length / sizeof *im->by_length && line->member_no[digits] == '\0' &&
        im->by_length[digits].row == 0) {
        im->by_length[digits].row = line->row;
        memcpy(im->by_length[digits].member_no, line->member_no, sizeof line->member_no);
    }
    if (envelope_is_full(im)) {
        im->envelopes++;
        envelope_begin(im);
    }
    line_encode(im, line, &im->events);
    im->count++;
    return true;
}

static bool counts_agree(const struct import *im, uint32_t expected, const char *who)
{
    if (expected == im->sums.lines)
        return true;
    words_complain("%s: %s says %u rows but there are %u; find the missing or extra rows, or correct the total",
                   "%s: %s ระบุ %u แถว แต่มี %u แถว โปรดหาแถวที่ขาดหรือเกิน หรือแก้ยอดรวม", im->sheet.path, who, expected,
                   im->sums.lines);
    return false;
}

static bool totals_agree(const struct import *im, int64_t expected_satang, const char *who)
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
    return false;
}

static int sums_check(const struct import *im)
{
    const struct sheet_sums *s = &im->sums;
    char line[80];
    snprintf(line, sizeof line, words_pick("its line of totals (line %u)", "บรรทัดยอดรวม (บรรทัด %u)"), s->total_row);
    if (s->problems > 0) {
        if (s->problems > SHEET_PROBLEMS_TOLD)
            words_note("... and %llu more", "... และอีก %llu จุด",
                       (unsigned long long)(s->problems - SHEET_PROBLEMS_TOLD));
        words_complain("%s: nothing was sent; mend %llu cells and import the file again",
                       "%s: ยังไม่ได้ส่งรายการใด โปรดแก้ %llu จุดแล้วนำเข้าใหม่ทั้งแฟ้ม", im->sheet.path,
                       (unsigned long long)s->problems);
        return EXIT_BAD_INPUT;
    }
    if (s->lines == 0) {
        words_complain("%s: there are no rows below the heading", "%s: ไม่มีรายการใต้หัวตาราง", im->sheet.path);
        return EXIT_BAD_INPUT;
    }
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

/* Progress is worth its lines only for a file that takes a while. */
static uint64_t shown_bytes(const struct import *im)
{
    enum { LONG_FILE = 1 << 20 };
    return im->file_bytes >= LONG_FILE ? im->file_bytes : 0;
}

int import_check(struct import *im)
{
    envelope_begin(im);
    im->envelopes = 1;
    progress_begin(&im->progress, words_pick("checking", "ตรวจแฟ้ม"), shown_bytes(im));
    int status = sheet_read(&im->sheet, line_measure, im, &im->sums);
    progress_end(&im->progress);
    im->sheet.quiet = true;
    return status ? status : sums_check(im);
}

/* ---- the second reading */

static int submit_once(struct import *im, bool dry_run, bool all_or_nothing)
{
    struct submit_config config = {
        .producer = im->producer, .dry_run = dry_run, .visit = import_answered, .context = im};
    struct submit *s = malloc(sizeof *s);
    if (!s)
        abort();
    submit_begin(s, &im->ask, &config);
    int status = submit_events(s, buffer_bytes(&im->events), im->rows, im->count, all_or_nothing ? &im->totals : NULL);
    if (status == 0)
        status = submit_finish(s);
    submit_end(s);
    free(s);
    return status;
}

/* A refused envelope names one event; tried one by one and forgotten, all that is wrong comes out. */
static int envelope_send(struct import *im)
{
    im->envelope_refused = false;
    int status = submit_once(im, im->dry_run || im->rehearsing, true);
    if (status != 0 || !im->envelope_refused)
        return status;
    im->explaining = true;
    status = submit_once(im, true, false);
    im->explaining = false;
    if (status != 0)
        return status;
    if (im->told_refused > IMPORT_TOLD)
        words_note("... and %llu rows more", "... และอีก %llu แถว",
                   (unsigned long long)(im->told_refused - IMPORT_TOLD));
    words_complain("%s: the daemon took nothing of this; mend what is named above, then import the whole file again",
                   "%s: coopd ไม่รับชุดนี้ โปรดแก้ตามที่แจ้งข้างต้น แล้วนำเข้าใหม่ทั้งแฟ้ม", im->sheet.path);
    return EXIT_REJECTED;
}

static bool line_send(void *context, const struct sheet_line *line)
{
    struct import *im = context;
    progress_at(&im->progress, line->offset);
    if (envelope_is_full(im)) {
        im->status = envelope_send(im);
        envelope_begin(im);
        if (im->status != 0)
            return false;
    }
    line_encode(im, line, &im->events);
    im->rows[im->count++] = line->row;
    im->totals.count++;
    im->totals.sum_satang += line->collected_satang;
    return true;
}

/* The sums of the closing event are those of the first reading: if the file changed meanwhile, the daemon refuses it.
 */
static int lines_send(struct import *im, const char *what, bool with_close)
{
    struct sheet_sums sums;
    envelope_begin(im);
    im->status = 0;
    progress_begin(&im->progress, what, shown_bytes(im));
    int status = sheet_read(&im->sheet, line_send, im, &sums);
    progress_end(&im->progress);
    if (im->status != 0)
        return im->status;
    if (status == 0 && (sums.lines != im->sums.lines || sums.problems > 0)) {
        words_complain("%s: the file changed while it was imported; import it again",
                       "%s: แฟ้มเปลี่ยนระหว่างนำเข้า โปรดนำเข้าใหม่", im->sheet.path);
        return EXIT_IO;
    }
    if (status != 0)
        return status;
    if (with_close) {
        close_encode(im, &im->events);
        im->rows[im->count++] = 0;
    }
    return envelope_send(im);
}

/* Several envelopes are not one: so all are tried before the first is sent. */
static int long_file_try(struct import *im)
{
    words_note("%s: %u rows take %u envelopes, each of them all or nothing; first all are tried, then all are sent.",
               "%s: %u แถว ต้องแบ่งส่ง %u ชุด แต่ละชุดรับทั้งหมดหรือไม่รับเลย ทดลองทุกชุดก่อนแล้วจึงส่งจริง", im->sheet.path,
               im->sums.lines, im->envelopes);
    im->rehearsing = true;
    int status = lines_send(im, words_pick("trying", "ทดลอง"), false);
    im->rehearsing = false;
    return status;
}

/* A spreadsheet takes 004411 for a number and writes 4411. Asked of one row for each length that numbers have. */
static int zeros_check(struct import *im)
{
    static const int widths[] = {6, 8};
    struct ask_row row;
    char padded[12];
    bool found;
    for (int digits = 1; digits < 8; digits++) {
        const char *given = im->by_length[digits].member_no;
        if (im->by_length[digits].row == 0)
            continue;
        int status = ask_row(&im->ask, TABLE_member, given, &row, &found);
        for (size_t i = 0; status == 0 && !found && i < sizeof widths / sizeof *widths; i++) {
            if (widths[i] <= digits)
                continue;
            snprintf(padded, sizeof padded, "%.*s%s", widths[i] - digits, "00000000", given);
            status = ask_row(&im->ask, TABLE_member, padded, &row, &found);
            if (status != 0 || !found)
                continue;
            words_complain("%s: row %u: member %s is unknown, %s exists; were leading zeros lost? Format the column as "
                           "text; nothing was sent",
                           "%s: แถว %u: ไม่พบสมาชิก %s แต่มี %s เลขศูนย์นำหน้าหายหรือไม่ โปรดตั้งคอลัมน์เป็นข้อความ ยังไม่ได้ส่งรายการใด",
                           im->sheet.path, im->by_length[digits].row, given, padded);
            return EXIT_BAD_INPUT;
        }
        if (status != 0)
            return status;
    }
    return 0;
}

int import_send(struct import *im)
{
    int status = zeros_check(im);
    if (status != 0)
        return status;
    status = im->envelopes > 1 ? long_file_try(im) : 0;
    if (status == 0 && im->envelopes > 1 && im->dry_run) {
        words_note("Settlement cannot be tried for a file of several envelopes.", "แฟ้มที่แบ่งหลายชุดทดลองการตัดชำระไม่ได้");
    } else if (status == 0) {
        im->report = (struct report){0};
        im->told_parked = 0;
        status = lines_send(im, words_pick("sending", "ส่ง"), !im->partial);
    }
    if (status == 0)
        import_summary(im);
    else if (im->report.applied + im->report.parked > 0 && !im->dry_run)
        words_note("What was taken before stays: import the mended file again, it is recognised.",
                   "รายการที่รับแล้วยังอยู่ แก้แฟ้มแล้วนำเข้าใหม่ได้ ระบบจำรายการเดิมได้");
    buffer_free(&im->events);
    return status;
}
