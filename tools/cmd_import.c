/* coopctl import: files of deduction results. First a file is checked to its end, and nothing is sent unless every cell
 * is right; then it goes to the daemon, all or nothing. */
#include "arguments.h"
#include "dates.h"
#include "import.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int wrong(const char *english, const char *thai)
{
    return arguments_wrong("import", "%s", "%s", words_pick(english, thai));
}

static bool code_read(const char *text, char *out, size_t size)
{
    if (!text || !text[0] || strlen(text) >= size || !value_code_valid((const uint8_t *)text, strlen(text)))
        return false;
    value_code_set(out, size, text);
    return true;
}

/* Whether the file itself can tell: a column, a heading or the header record. */
static bool file_tells(const struct profile *p, int field, struct profile_place header)
{
    bool heading = false;
    for (uint32_t i = 0; i < p->headings.count; i++)
        heading |= p->headings.at[i].value == field;
    return p->places[field].from > 0 || header.from > 0 || heading;
}

static int names_read(const struct import_options *o, struct import *im)
{
    const struct flaw *f = NULL;
    const struct profile *p = &im->profile;
    if (o->unit || (p->has_places && !file_tells(p, PROFILE_unit, p->header_unit))) /* a heading is known by itself */
        if (!code_read(o->unit, im->sheet.unit_code, sizeof im->sheet.unit_code))
            return wrong("--unit is required: the unit's code, at most 11 letters and digits",
                         "ต้องระบุ --unit รหัสหน่วยงานไม่เกิน 11 ตัว");
    if (!o->period && !p->period && !(o->profile && !p->has_places) && /* a heading that is known by itself */
        !file_tells(p, PROFILE_period, p->header_period))
        return wrong("--period is required: the payroll month, like 2567-01", "ต้องระบุ --period งวด เช่น 2567-01");
    if (o->period) {
        struct row_cell cell = cell_of_text(o->period);
        f = cell_period(&cell, CALENDAR_NONE, &im->sheet.period);
    }
    if (f)
        return arguments_wrong("import", "--period %s %s", "--period %s %s", o->period, flaw_text(f));
    if (!code_read(o->producer ? o->producer : "coopctl", im->producer, sizeof im->producer))
        return wrong("--producer: at most 23 letters, digits and ._-/:@#+",
                     "--producer: ใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน 23 ตัว");
    if (o->part &&
        (!code_read(o->part, im->part, sizeof im->part) || strchr(im->part, '/') || strcmp(im->part, "main") == 0))
        return wrong(
            "--part: a name for this further file, at most 15 letters, digits and ._-:@#+, like 2; main is the first",
            "--part: ชื่อของแฟ้มเพิ่ม ใช้อักษร ตัวเลข และ ._-:@#+ ไม่เกิน 15 ตัว เช่น 2 ส่วน main คือแฟ้มแรก");
    return o->date && !dates_day_read("import", "--date", o->date, &im->date) ? EXIT_BAD_USAGE : 0;
}

/* The profile, and what the command line says instead of it. */
static int layout_read(const struct import_options *o, struct import *im)
{
    char error[PROFILE_ERROR_MAX];
    struct profile *p = &im->profile;
    profile_begin(p);
    if (o->profile && !profile_load(p, o->profile, error)) {
        words_complain("%s", "%s", error);
        return EXIT_CONFIG;
    }
    if (o->encoding)
        p->charset = charset_named(o->encoding);
    if (p->charset == CHARSET_NONE)
        return wrong("--encoding: utf-8, cp874 or utf-16le", "--encoding: ใช้ utf-8, cp874 หรือ utf-16le");
    if (p->format == PROFILE_FIXED && p->charset == CHARSET_UTF16LE)
        return wrong("--encoding: a file of fixed width is read in utf-8 or cp874",
                     "--encoding: แฟ้มความกว้างคงที่อ่านได้เฉพาะ utf-8 หรือ cp874");
    if (o->calendar && strcmp(o->calendar, "be") != 0 && strcmp(o->calendar, "ce") != 0)
        return wrong("--calendar: be (Buddhist era) or ce (common era)", "--calendar: ใช้ be (พ.ศ.) หรือ ce (ค.ศ.)");
    if (o->calendar)
        p->calendar = o->calendar[0] == 'b' ? CALENDAR_BE : CALENDAR_CE;
    if (o->columns && !sheet_columns_parse(o->columns, p))
        return wrong("--columns: like member_no=1,collected=5,reason=6,date=7,period=2; the first two are needed",
                     "--columns: เช่น member_no=1,collected=5,reason=6,date=7,period=2 สองช่องแรกต้องมี");
    return 0;
}

static int expected_read(const struct import_options *o, struct import *im)
{
    int64_t count = 0;
    im->count_expected = o->expect_count != NULL;
    im->total_expected = o->expect_total != NULL;
    if (o->expect_count &&
        (!value_integer_parse(o->expect_count, strlen(o->expect_count), &count) || count < 0 || count > INT32_MAX))
        return wrong("--expect-count: a number of rows", "--expect-count: ใช้จำนวนแถว");
    im->expected_count = (uint32_t)count;
    if (!o->expect_total)
        return 0;
    struct row_cell cell = cell_of_text(o->expect_total);
    const struct flaw *f = cell_amount(&cell, CELL_BAHT, &im->expected_total_satang);
    return f ? arguments_wrong("import", "--expect-total %s %s", "--expect-total %s %s", o->expect_total, flaw_text(f))
             : 0;
}

/* Who accepts what: all three, or none. */
static int acceptance_read(const struct import_options *o, struct import *im)
{
    if (!o->accept_reason && !o->accept_limit && !o->actor)
        return 0;
    if (o->actor && !code_read(o->actor, im->actor, sizeof im->actor))
        return arguments_wrong("import", "--actor \"%s\": a staff id of at most 23 letters, digits and ._-/:@#+",
                               "--actor \"%s\": รหัสเจ้าหน้าที่ ใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน 23 ตัว", o->actor);
    if (!o->accept_reason || !o->accept_limit || !o->actor)
        return wrong(
            "--accept-reason, --accept-limit and --actor go together: why, how much at most, and the staff id of who "
            "answers for it",
            "--accept-reason, --accept-limit และ --actor ต้องระบุครบ: เหตุผล วงเงิน และรหัสเจ้าหน้าที่ผู้รับผิดชอบ");
    im->accept_reason = schema_word(schema_enum_named("acceptance"), o->accept_reason, strlen(o->accept_reason));
    if (im->accept_reason == 0)
        return wrong("--accept-reason: rounding, confirmed_by_unit or correction_follows",
                     "--accept-reason: ใช้ rounding, confirmed_by_unit หรือ correction_follows");
    struct row_cell cell = cell_of_text(o->accept_limit);
    const struct flaw *f = cell_amount(&cell, CELL_BAHT, &im->accept_limit_satang);
    return f ? arguments_wrong("import", "--accept-limit %s %s", "--accept-limit %s %s", o->accept_limit, flaw_text(f))
             : 0;
}

static int file_open(const char *path, struct import *im)
{
    struct stat st;
    const char *slash = strrchr(path, '/');
    im->sheet.path = slash ? slash + 1 : path;
    im->sheet.opened = path;
    im->sheet.fd = open(path, O_RDONLY | O_CLOEXEC);
    if (im->sheet.fd < 0 || fstat(im->sheet.fd, &st) != 0) {
        words_complain("%s: %s", "%s: %s", path, strerror(errno));
        return EXIT_IO;
    }
    if (!S_ISREG(st.st_mode)) {
        words_complain("%s: give a file, not a directory or a pipe", "%s: ต้องเป็นแฟ้ม ไม่ใช่ไดเรกทอรีหรือไปป์", path);
        return EXIT_IO;
    }
    im->file_bytes = (uint64_t)st.st_size;
    return 0;
}

int cmd_import(const struct import_options *o)
{
    static struct import im; /* too large for the stack */
    if (o->given.operands_count != 1)
        return wrong("name one file", "ระบุแฟ้มหนึ่งแฟ้ม");
    im.json = o->given.json;
    im.dry_run = o->dry_run != NULL;
    im.partial = o->partial != NULL;
    im.not_billed = o->not_billed != NULL;
    int status = layout_read(o, &im);
    status = status ? status : names_read(o, &im);
    status = status ? status : expected_read(o, &im);
    status = status ? status : acceptance_read(o, &im);
    status = status ? status : file_open(o->given.operands[0], &im);
    status = status ? status : import_check(&im);
    if (status == 0)
        status = ask_open(&o->given, &im.ask);
    if (status == 0) {
        status = import_send(&im);
        ask_close(&im.ask);
    }
    spool_close(&im.spool);
    rejects_free(&im.rejects);
    profile_free(&im.profile);
    return status;
}
