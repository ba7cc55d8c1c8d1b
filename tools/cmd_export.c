/* coopctl export: the bill of a unit, or of all units of a month, as files that the units fill in and send back. */
#include "arguments.h"
#include "dates.h"
#include "export.h"
#include "progress.h"
#include "table.h"
#include "words.h"

#include "../proto/codec.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct export
{
    struct ask units, lines, loans;
    bool json;
    struct profile profile;
    struct export_layout layout;
    struct export_writer writer;
    struct export_cover cover; /* of the unit in hand */
    bool unfit;
    char error[PROFILE_ERROR_MAX];
    /* of all units */
    const char *directory;
    struct progress progress;
    uint64_t units_seen, units_done, members;
    struct export_cover all;
    int status;
};

static const char *extension(const struct profile *p)
{
    return p->format == PROFILE_XLSX ? "xlsx" : p->format == PROFILE_FIXED ? "txt" : "csv";
}

/* 0417-2567-01.csv; what a file's name should not hold is written as %2F. */
static void path_set(const struct export *x, char *out, size_t size)
{
    struct civil first = value_civil(value_period_first_day(x->cover.period));
    int year = first.year + (x->profile.calendar == CALENDAR_CE ? 0 : CELL_BUDDHIST_YEARS);
    size_t len = (size_t)snprintf(out, size, "%s%s", x->directory ? x->directory : "", x->directory ? "/" : "");
    for (const char *at = x->cover.unit_code; *at && len + 4 < size; at++)
        len += (size_t)snprintf(out + len, size - len, isalnum((unsigned char)*at) || *at == '_' ? "%c" : "%%%02X",
                                (unsigned char)*at);
    snprintf(out + len, size - len, "-%04d-%02d.%s", year, first.month, extension(&x->profile));
}

/* ---- one unit */

static void member_write(void *context, const struct export_member *m)
{
    struct export *x = context;
    struct export_member fitted = *m;
    if (x->unfit || !export_layout_fit(&x->layout, &fitted, &x->cover))
        x->unfit = true;
    else
        export_write_member(&x->writer, &fitted);
}

static int unit_write(struct export *x, const char *path)
{
    struct export_bill bill = {.lines = &x->lines,
                               .loans = &x->loans,
                               .wants_loans = x->layout.wants_loans,
                               .member = member_write,
                               .context = x};
    x->unfit = false;
    x->writer.layout = &x->layout;
    x->writer.cover = &x->cover;
    int status = export_write_begin(&x->writer, path);
    if (status != 0)
        return status;
    status = export_bill_read(&bill, &x->cover);
    if (status == 0 && x->unfit)
        status = EXIT_REJECTED;
    int written = export_write_end(&x->writer, status == 0);
    return status ? status : written;
}

/* ---- what is said of it */

static void notes_tell(const struct export_cover *c)
{
    if (c->summed > 0)
        words_note("members with several contracts of one kind, summed under the number of the first as this layout "
                   "has it: %u",
                   "สมาชิกที่มีหลายสัญญาของประเภทเดียวกัน รวมยอดไว้ใต้เลขสัญญาแรกตามรูปแบบนี้: %u ราย", c->summed);
    if (c->lowered > 0)
        words_note("members with something set off against the bill, whose last items are lower by it, because this "
                   "layout has "
                   "no column for it: %u",
                   "สมาชิกที่มียอดหักกลบ รายการท้ายจึงลดลงเท่านั้น เพราะรูปแบบนี้ไม่มีช่องให้: %u ราย", c->lowered);
    if (c->unlisted > 0)
        words_note("members whose total holds items that this layout has no column for: %u",
                   "สมาชิกที่ยอดรวมมีรายการซึ่งรูปแบบนี้ไม่มีช่องให้: %u ราย", c->unlisted);
}

static void cover_json(const struct export_cover *c, const char *path)
{
    struct buffer file = {0};
    char period[VALUE_TEXT_MAX], day[VALUE_TEXT_MAX];
    const char *between = "";
    codec_json_text(&file, path, strlen(path));
    value_period_print(c->period, period);
    value_day_print(c->due_date, day);
    printf(
        "{\"unit_code\":\"%s\",\"period\":\"%s\",\"due_date\":\"%s\",\"members\":%u,\"lines\":%u,\"total_satang\":%lld,"
        "\"summed_members\":%u,\"lowered_members\":%u,\"unlisted_members\":%u,\"file\":%.*s,\"items\":[",
        c->unit_code, period, c->due_date ? day : "", c->members, c->lines, (long long)c->billed_satang, c->summed,
        c->lowered, c->unlisted, (int)file.len, (const char *)file.at);
    for (uint8_t item = 1; item < EXPORT_ITEMS; item++) {
        if (c->totals[item].lines == 0)
            continue;
        printf("%s{\"item\":\"%s\",\"lines\":%u,\"amount_satang\":%lld}", between,
               schema_word_text(schema_enum_named("bill_item"), item), c->totals[item].lines,
               (long long)c->totals[item].amount_satang);
        between = ",";
    }
    puts("]}");
    buffer_free(&file);
}

static void cover_print(const struct export_cover *c)
{
    struct table_page page;
    table_begin(&page, 3);
    table_align_right(&page, 1);
    table_align_right(&page, 2);
    table_cell(&page, words_pick("item", "รายการ"));
    table_cell(&page, words_pick("lines", "จำนวน"));
    table_cell(&page, words_pick("amount", "จำนวนเงิน"));
    for (uint8_t item = 1; item < EXPORT_ITEMS; item++) {
        const char *word = schema_word_text(schema_enum_named("bill_item"), item);
        if (c->totals[item].lines == 0)
            continue;
        table_cell(&page, words_pick(word, export_item_name(item)));
        table_cell_number(&page, c->totals[item].lines);
        table_cell_baht(&page, c->totals[item].amount_satang);
    }
    table_cell(&page, words_pick("total", "รวม"));
    table_cell_number(&page, c->lines);
    table_cell_baht(&page, c->billed_satang);
    table_end(&page, stdout);
}

static int unit_export(struct export *x, const char *path)
{
    char chosen[OUTFILE_PATH_MAX], period[VALUE_TEXT_MAX], day[VALUE_TEXT_MAX];
    path_set(x, chosen, sizeof chosen);
    path = path ? path : chosen;
    int status = unit_write(x, path);
    if (status != 0)
        return status;
    if (x->json) {
        cover_json(&x->cover, path);
    } else {
        printf(words_pick("unit %s, %s: %u members, to be paid by %s\n", "หน่วยงาน %s งวด %s: %u ราย นำส่งภายใน %s\n"),
               x->cover.unit_code, dates_period(x->cover.period, period), x->cover.members,
               dates_day(x->cover.due_date, day));
        cover_print(&x->cover);
    }
    notes_tell(&x->cover);
    words_note("%s is written", "เขียนแฟ้ม %s แล้ว", path);
    return 0;
}

/* ---- all units of a month */

static void all_add(struct export_cover *all, const struct export_cover *c)
{
    all->members += c->members;
    all->lines += c->lines;
    all->billed_satang += c->billed_satang;
    all->summed += c->summed;
    all->lowered += c->lowered;
    all->unlisted += c->unlisted;
    for (int item = 0; item < EXPORT_ITEMS; item++) {
        all->totals[item].lines += c->totals[item].lines;
        all->totals[item].amount_satang += c->totals[item].amount_satang;
    }
}

/* A unit that the layout cannot tell does not keep the others from their files. */
static void unit_visit(void *context, const struct ask_row *row)
{
    struct export *x = context;
    const struct unit_bill_key *key = (const void *)row->key;
    char path[OUTFILE_PATH_MAX];
    if (((const struct unit_bill *)(const void *)row->value)->lines == 0 ||
        (x->status != 0 && x->status != EXIT_REJECTED))
        return;
    x->cover = (struct export_cover){.period = key->period};
    memcpy(x->cover.unit_code, key->unit_code, sizeof x->cover.unit_code);
    path_set(x, path, sizeof path);
    int status = unit_write(x, path);
    x->status = status ? status : x->status;
    progress_at(&x->progress, ++x->units_seen);
    if (status != 0)
        return;
    x->units_done++;
    all_add(&x->all, &x->cover);
    if (x->json)
        cover_json(&x->cover, path);
}

static void unit_count(void *context, const struct ask_row *row)
{
    struct export *x = context;
    x->progress.total += ((const struct unit_bill *)(const void *)row->value)->lines > 0;
}

static int units_write(struct export *x, struct bytes key)
{
    if (mkdir(x->directory, 0777) != 0 && errno != EEXIST) {
        words_complain("%s: %s", "%s: %s", x->directory, strerror(errno));
        return EXIT_IO;
    }
    int status = ask_rows(&x->units, TABLE_unit_bill, key, unit_visit, x);
    progress_end(&x->progress);
    return status ? status : x->status;
}

static int all_export(struct export *x, uint32_t period)
{
    struct buffer key = {0};
    char text[VALUE_TEXT_MAX];
    ask_month_key(period, NULL, NULL, &key);
    dates_period(period, text);
    progress_begin(&x->progress, words_pick("written", "เขียนแล้ว"), 0);
    int status = ask_rows(&x->units, TABLE_unit_bill, buffer_bytes(&key), unit_count, x);
    if (status == 0 && x->progress.total == 0) {
        words_complain("no unit has a bill for %s; open the month first", "ไม่มีใบเรียกเก็บงวด %s โปรดเปิดงวดก่อน", text);
        status = EXIT_REJECTED;
    } else if (status == 0) {
        status = units_write(x, buffer_bytes(&key));
    }
    buffer_free(&key);
    if (x->units_done == 0 || (status != 0 && status != EXIT_REJECTED))
        return status;
    if (!x->json)
        cover_print(&x->all);
    notes_tell(&x->all);
    words_note("%llu of %llu units with a bill for %s, %u members: written to %s",
               "%llu จาก %llu หน่วยงานที่มีใบเรียกเก็บงวด %s สมาชิก %u ราย: เขียนไว้ใน %s", (unsigned long long)x->units_done,
               (unsigned long long)x->progress.total, text, x->all.members, x->directory);
    return status;
}

/* ---- options */

static int connect_all(struct export *x, const struct arguments *a)
{
    int status = ask_open(a, &x->lines);
    if (status == 0)
        status = ask_open(a, &x->loans);
    return status ? status : ask_open(a, &x->units);
}

static void disconnect(struct export *x)
{
    struct ask *const all[] = {&x->lines, &x->loans, &x->units};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->wire.client)
            ask_close(all[i]);
}

static int run(struct export *x, const struct export_options *o)
{
    const struct arguments *a = &o->given;
    const char *unit = o->all_units ? "" : a->operands[0];
    uint32_t period;
    if (!dates_period_read("export", a->operands[o->all_units ? 0 : 1], &period))
        return EXIT_BAD_USAGE;
    if (!o->all_units && (!unit[0] || strlen(unit) >= sizeof x->cover.unit_code ||
                          !value_code_valid((const uint8_t *)unit, strlen(unit))))
        return arguments_wrong("export", "\"%s\" is no unit's code: at most 11 letters and digits",
                               "\"%s\" ไม่ใช่รหัสหน่วยงาน ใช้อักษรหรือตัวเลขไม่เกิน 11 ตัว", unit);
    if (!profile_load(&x->profile, o->profile, x->error)) {
        words_complain("%s", "%s", x->error);
        return EXIT_CONFIG;
    }
    export_layout_begin(&x->layout, &x->profile);
    int status = connect_all(x, a);
    if (status != 0)
        return status;
    x->cover.period = period;
    value_code_set(x->cover.unit_code, sizeof x->cover.unit_code, unit);
    return o->all_units ? all_export(x, period) : unit_export(x, o->file);
}

int cmd_export(const struct export_options *o)
{
    static struct export x; /* too large for the stack */
    if (o->given.operands_count != (o->all_units ? 1 : 2))
        return arguments_wrong("export", "say export UNIT PERIOD, or export PERIOD --all-units DIR",
                               "ใช้ export หน่วยงาน งวด หรือ export งวด --all-units ไดเรกทอรี");
    if (!o->profile)
        return arguments_wrong("export",
                               "--profile is required: csv, xlsx, fixed-cp874, monthly-31, monthly-27, or a file",
                               "ต้องระบุ --profile: csv, xlsx, fixed-cp874, monthly-31, monthly-27 หรือแฟ้ม");
    if (o->all_units && o->file)
        return arguments_wrong("export", "--file names one file; with --all-units there are many",
                               "--file คือแฟ้มเดียว ใช้กับ --all-units ไม่ได้");
    x.json = o->given.json;
    x.directory = o->all_units;
    profile_begin(&x.profile);
    int status = run(&x, o);
    disconnect(&x);
    profile_free(&x.profile);
    return status;
}
