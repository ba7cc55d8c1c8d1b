/* The sending of a file: unit by unit, in envelopes that are all or nothing. */
#include "import.h"

#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- envelopes */

static int submit_once(struct import *im, const struct import_fill *part, bool dry_run, bool all_or_nothing)
{
    struct submit_config config = {
        .producer = im->producer, .dry_run = dry_run, .visit = import_answered, .context = im};
    struct submit *s = malloc(sizeof *s);
    if (!s)
        abort();
    submit_begin(s, &im->ask, &config);
    int status = submit_events(s, (struct bytes){im->events.at, part->bytes}, im->rows, part->count,
                               all_or_nothing ? &part->totals : NULL);
    if (status == 0)
        status = submit_finish(s);
    submit_end(s);
    free(s);
    return status;
}

/* A refused envelope names one event; tried one by one and forgotten, all that is wrong comes out. */
static int refused_explain(struct import *im, const struct import_fill *part)
{
    im->explaining = true;
    int status = submit_once(im, part, true, false);
    im->explaining = false;
    im->refused = true;
    return status ? status : im->rehearsing ? 0 : EXIT_REJECTED; /* while trying, all that is wrong is found */
}

static int refused_tell(const struct import *im)
{
    if (im->told_refused > IMPORT_TOLD)
        words_note("... and %llu rows more", "... และอีก %llu แถว",
                   (unsigned long long)(im->told_refused - IMPORT_TOLD));
    words_complain("%s: the daemon took nothing of this; mend what is named above, then import the whole file again",
                   "%s: coopd ไม่รับชุดนี้ โปรดแก้ตามที่แจ้งข้างต้น แล้วนำเข้าใหม่ทั้งแฟ้ม", im->sheet.path);
    return EXIT_REJECTED;
}

/* Sends the part of what is in hand, and keeps what stands behind it. */
static int part_send(struct import *im, struct import_fill part)
{
    int status = 0;
    im->envelope_refused = false;
    if (im->counting)
        im->envelopes++;
    else
        status = submit_once(im, &part, im->dry_run || im->rehearsing, !im->one_by_one);
    if (status == 0 && im->envelope_refused)
        status = refused_explain(im, &part);
    im->events.len -= part.bytes;
    memmove(im->events.at, im->events.at + part.bytes, im->events.len);
    im->fill.count -= part.count;
    memmove(im->rows, im->rows + part.count, im->fill.count * sizeof *im->rows);
    im->fill.bytes = im->events.len;
    im->fill.totals.count -= part.totals.count;
    im->fill.totals.sum_satang -= part.totals.sum_satang;
    im->unit_begin = (struct import_fill){0};
    return status;
}

/* An envelope that is full ends where the unit in hand begins, so that a unit is whole in one if it fits. */
static int room_make(struct import *im)
{
    if (im->fill.totals.count < IMPORT_LINES_MAX && im->fill.count + 1 < IMPORT_EVENTS_MAX &&
        im->events.len <= SUBMIT_BYTES_MAX)
        return 0;
    im->unit_cut |= im->unit_begin.count == 0;
    int status = part_send(im, im->unit_begin.count > 0 ? im->unit_begin : im->fill);
    return status ? status : room_make(im);
}

static void event_added(struct import *im, uint64_t number)
{
    im->rows[im->fill.count++] = number;
    im->fill.bytes = im->events.len;
}

static int line_add(struct import *im, const struct sheet_line *line)
{
    int status = room_make(im);
    if (status != 0)
        return status;
    import_line_encode(im, line, &im->events);
    im->fill.totals.count++;
    im->fill.totals.sum_satang += line->collected_satang;
    event_added(im, (uint64_t)line->row << 32 | line->line_no);
    return 0;
}

static int close_add(struct import *im, const struct spool_unit *unit)
{
    int status = im->fill.count + 1 < IMPORT_EVENTS_MAX ? 0 : room_make(im);
    if (status != 0)
        return status;
    import_close_encode(im, unit, &im->events);
    event_added(im, 0);
    return 0;
}

/* ---- all units */

enum { WITH_LINES = 1, WITH_CLOSE = 2 };

static int unit_send(struct import *im, const struct spool_unit *unit, unsigned with, uint32_t *done)
{
    enum { TRIED_LINES = 100 }; /* a dry run shows only so many follow-ups of each request */
    struct sheet_line line;
    int status = im->dry_run && im->fill.totals.count >= TRIED_LINES ? part_send(im, im->fill) : 0;
    im->unit_begin = im->fill;
    im->unit_cut = false;
    for (uint32_t i = unit->first; i != SPOOL_NONE && status == 0 && (with & WITH_LINES);
         i = im->spool.entries[i].next) {
        if (!spool_get(&im->spool, i, &line)) {
            words_complain("a temporary file cannot be read: %s", "อ่านแฟ้มชั่วคราวไม่ได้: %s", strerror(errno));
            return EXIT_IO;
        }
        status = line_add(im, &line);
        progress_at(&im->progress, ++*done);
    }
    if (im->unit_cut && im->dry_run) { /* its envelopes know nothing of each other, so it cannot be closed */
        im->settlement_untried = true;
        return status;
    }
    return status == 0 && (with & WITH_CLOSE) && unit->lines > 0 ? close_add(im, unit) : status;
}

static int units_send(struct import *im, const char *what, unsigned with)
{
    enum { LONG_FILE = 20000 };
    uint32_t done = 0, lines = im->spool.entries_count;
    int status = 0;
    im->events.len = 0;
    im->fill = im->unit_begin = (struct import_fill){0};
    progress_begin(&im->progress, what, !im->counting && lines >= LONG_FILE ? lines : 0);
    for (uint32_t i = 0; i < im->spool.units_count && status == 0; i++)
        status = unit_send(im, &im->spool.units[i], with, &done);
    if (status == 0 && im->fill.count > 0)
        status = part_send(im, im->fill);
    progress_end(&im->progress);
    return status;
}

/* Several envelopes are not one: so all are tried before the first is sent. */
static int long_file_try(struct import *im)
{
    words_note("%s: %u rows take %u envelopes, each of them all or nothing; first all are tried, then all are sent.",
               "%s: %u แถว ต้องแบ่งส่ง %u ชุด แต่ละชุดรับทั้งหมดหรือไม่รับเลย ทดลองทุกชุดก่อนแล้วจึงส่งจริง", im->sheet.path,
               im->sums.lines, im->envelopes);
    im->rehearsing = true;
    int status = units_send(im, words_pick("trying", "ทดลอง"), WITH_LINES);
    im->rehearsing = false;
    im->report = (struct report){0};
    im->told_parked = 0;
    return status == 0 && im->refused ? EXIT_REJECTED : status;
}

/* ---- what only the daemon knows */

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

static void key_add(struct buffer *key, const char *name, const char *value)
{
    codec_put_text(key, name);
    codec_put_text(key, value);
}

struct kept_file {
    const char *file_ref;
    struct result_file file;
};

/* A key cannot ask for the main file alone, whose file_ref is empty. */
static void file_keep(void *context, const struct ask_row *row)
{
    struct kept_file *to = context;
    const struct result_file_key *key = (const struct result_file_key *)(const void *)row->key;
    if (strcmp(key->file_ref, to->file_ref) == 0)
        memcpy(&to->file, row->value, sizeof to->file);
}

int import_file_ask(struct import *im, struct spool_unit *unit)
{
    struct kept_file kept = {.file_ref = im->part};
    struct buffer key = {0};
    char period[VALUE_TEXT_MAX];
    value_period_print(im->sums.period, period);
    codec_put_map(&key, 2);
    key_add(&key, "period", period);
    key_add(&key, "unit_code", unit->unit_code);
    int status = ask_rows(&im->ask, TABLE_result_file, buffer_bytes(&key), file_keep, &kept);
    buffer_free(&key);
    unit->lines = kept.file.lines;
    unit->collected_satang = kept.file.lines_satang;
    im->taken_back |= kept.file.state == file_state_revoked || kept.file.state == file_state_discarded;
    return status;
}

/* All rows may be known, and yet count no more: then "already imported" would be half of the truth. */
static int summary_tell(struct import *im)
{
    bool again = !im->dry_run && im->report.repeated == im->report.events;
    for (uint32_t i = 0; again && i < im->spool.units_count; i++) {
        int status = import_file_ask(im, &im->spool.units[i]);
        if (status != 0)
            return status;
    }
    import_summary(im, !im->dry_run && im->held == 0);
    return 0;
}

/* All of the file, or nothing. */
static int whole_send(struct import *im)
{
    im->counting = true;
    int status = units_send(im, "", WITH_LINES | WITH_CLOSE);
    im->counting = false;
    if (status == 0 && im->envelopes > 1)
        status = im->dry_run ? 0 : long_file_try(im);
    if (status == 0)
        status = units_send(im, words_pick("sending", "ส่ง"), WITH_LINES | WITH_CLOSE);
    if (status == 0 && im->settlement_untried)
        words_note("Settlement cannot be tried for a file of several envelopes.", "แฟ้มที่แบ่งหลายชุดทดลองการตัดชำระไม่ได้");
    if (status == 0)
        status = summary_tell(im);
    else if (im->refused)
        status = refused_tell(im);
    if (im->refused && im->rejects.count > 0)
        rejects_write(&im->rejects, &(struct rejects_file){&im->sheet, &im->sums, &im->spool, true, im->sums.lines});
    return status;
}

/* ---- row by row, when the profile goes on behind rows that are not right, and for a file of rejects */

/* The last rows of a file are in: whether it is now what it declares. */
static int rest_check(struct import *im)
{
    uint64_t lines = 0;
    int64_t sum = 0;
    char found[VALUE_TEXT_MAX], expected[VALUE_TEXT_MAX];
    const struct sheet_sums *s = &im->sums;
    for (uint32_t i = 0; i < im->spool.units_count; i++) {
        int status = import_file_ask(im, &im->spool.units[i]);
        if (status != 0)
            return status;
        lines += im->spool.units[i].lines;
        sum += im->spool.units[i].collected_satang;
    }
    if (lines != s->whole_lines) {
        words_complain(
            "%s: the whole file has %u rows, of which %llu are imported now; it stays open until the others come",
            "%s: แฟ้มเดิมมี %u แถว นำเข้าแล้ว %llu แถว ยังไม่ปิดแฟ้มจนกว่าแถวที่เหลือจะมา", im->sheet.path, s->whole_lines,
            (unsigned long long)lines);
        return EXIT_REJECTED;
    }
    if (!s->total_given && !im->total_expected)
        return 0;
    int64_t declared = s->total_given ? s->given_total_satang : im->expected_total_satang;
    if (declared == sum || import_accepts(im, (uint32_t)lines, declared, sum))
        return 0;
    value_baht_print(sum, found);
    value_baht_print(declared, expected);
    words_complain("%s: all rows are imported and add up to %s baht, but the total of the file is said to be %s; it "
                   "stays open: correct the "
                   "total or the rows, and import this file again",
                   "%s: นำเข้าครบทุกแถวรวม %s บาท แต่ยอดรวมของแฟ้มระบุ %s ยังไม่ปิดแฟ้ม โปรดแก้ยอดรวมหรือรายการแล้วนำเข้าแฟ้มนี้อีกครั้ง",
                   im->sheet.path, found, expected);
    return EXIT_REJECTED;
}

static int rows_send(struct import *im)
{
    const struct sheet_sums *s = &im->sums;
    im->one_by_one = true;
    int status = units_send(im, words_pick("sending", "ส่ง"), WITH_LINES);
    if (status == 0 && im->rejects.count > 0) {
        rejects_write(&im->rejects, &(struct rejects_file){&im->sheet, s, &im->spool, im->dry_run,
                                                           s->is_rejects ? s->whole_lines : s->lines});
        import_summary(im, false);
        return EXIT_REJECTED;
    }
    if (status == 0 && s->is_rejects && !im->dry_run)
        status = rest_check(im);
    if (status == 0)
        status = units_send(im, "", WITH_CLOSE);
    if (status == 0)
        status = summary_tell(im);
    return status == 0 && report_rejected(&im->report) ? EXIT_REJECTED : status;
}

int import_send(struct import *im)
{
    bool by_row = im->sums.is_rejects || (im->profile.continues && !(im->dry_run && im->rejects.count == 0));
    int status = zeros_check(im);
    if (status == 0)
        status = import_billed_check(im);
    if (status == 0)
        status = by_row ? rows_send(im) : whole_send(im);
    if (im->conflicts > 0)
        import_conflicts_tell(im);
    if (status != 0 && !im->one_by_one && im->report.applied + im->report.parked > 0 && !im->dry_run)
        words_note("What was taken before stays: import the mended file again, it is recognised.",
                   "รายการที่รับแล้วยังอยู่ แก้แฟ้มแล้วนำเข้าใหม่ได้ ระบบจำรายการเดิมได้");
    buffer_free(&im->events);
    return status;
}
