/* A file beside the bill of its unit: whether it is that unit's at all, and who is billed and has no row. */
#include "import.h"

#include "dates.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct billed {
    char member_no[12];
    bool owes, has_row;
};

/* The members that a unit is billed for, in the order of their numbers. */
struct bill_list {
    struct billed *at;
    uint32_t count, room;
};

static int unit_rows(struct import *im, enum table table, const char *unit_code, ask_visit *visit, void *context)
{
    struct buffer key = {0};
    ask_month_key(im->sums.period, unit_code, NULL, &key);
    int status = ask_rows(&im->ask, table, buffer_bytes(&key), visit, context);
    buffer_free(&key);
    return status;
}

/* Before its cover sheet is out, bills may still be in the making. */
static void told_note(void *context, const struct ask_row *row)
{
    *(bool *)context = ((const struct unit_bill *)(const void *)row->value)->bill_position > 0;
}

static void bill_note(void *context, const struct ask_row *row)
{
    struct bill_list *l = context;
    const struct bill_key *key = (const void *)row->key;
    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 64;
        l->at = realloc(l->at, l->room * sizeof *l->at);
        if (!l->at)
            abort();
    }
    struct billed *b = &l->at[l->count++];
    *b = (struct billed){.owes = ((const struct bill *)(const void *)row->value)->billed_satang > 0};
    memcpy(b->member_no, key->member_no, sizeof b->member_no);
}

static int bills_ask(struct import *im, const char *unit_code, struct bill_list *ret, bool *ret_told)
{
    *ret_told = false;
    int status = unit_rows(im, TABLE_unit_bill, unit_code, told_note, ret_told);
    return status == 0 && *ret_told ? unit_rows(im, TABLE_bill, unit_code, bill_note, ret) : status;
}

static int member_compare(const void *a, const void *b)
{
    return strcmp(((const struct billed *)a)->member_no, ((const struct billed *)b)->member_no);
}

static struct billed *billed_find(const struct bill_list *l, const char member_no[12])
{
    struct billed wanted;
    memcpy(wanted.member_no, member_no, sizeof wanted.member_no);
    return l->count ? bsearch(&wanted, l->at, l->count, sizeof *l->at, member_compare) : NULL;
}

/* ---- whose file it is */

/* How many rows of the unit are of members on the list; they are marked. The first that is not is kept. */
static uint32_t rows_billed(struct import *im, const struct spool_unit *unit, struct bill_list *l,
                            struct sheet_line *ret_other)
{
    struct sheet_line line;
    uint32_t count = 0;
    for (uint32_t i = unit->first; i != SPOOL_NONE && spool_get(&im->spool, i, &line); i = im->spool.entries[i].next) {
        struct billed *b = billed_find(l, line.member_no);
        if (b) {
            b->has_row = true;
            count++;
        } else if (ret_other->row == 0) {
            *ret_other = line;
        }
    }
    return count;
}

/* Most rows are not this unit's: of which unit the first such member is, and how many rows are of those billed there.
 */
static int other_unit(struct import *im, const struct spool_unit *unit, uint32_t rows, const struct sheet_line *first)
{
    char period[VALUE_TEXT_MAX];
    struct ask_row row;
    struct bill_list there = {0};
    struct sheet_line ignored = {0};
    bool found, told = false;
    uint32_t theirs = 0;
    const char *other = "";
    int status = ask_row(&im->ask, TABLE_member, first->member_no, &row, &found);
    if (status == 0 && found)
        other = ((const struct member *)(const void *)row.value)->unit_code;
    if (status == 0 && other[0] && strcmp(other, unit->unit_code) != 0)
        status = bills_ask(im, other, &there, &told);
    if (told)
        theirs = rows_billed(im, unit, &there, &ignored);
    free(there.at);
    if (status != 0)
        return status;
    dates_period(im->sums.period, period);
    if (theirs > 0)
        words_complain(
            "%s: %u of %u rows are of members who are not billed to unit %s for %s, and %u rows are of members "
            "billed to unit %s: is it the file of unit %s? Nothing was sent; add --not-billed to import it "
            "all the same, and their money waits in suspense",
            "%s: %u จาก %u แถวเป็นสมาชิกที่ไม่ได้เรียกเก็บจากหน่วยงาน %s งวด %s และ %u แถวเรียกเก็บจากหน่วยงาน %s "
            "เป็นแฟ้มของหน่วยงาน %s หรือไม่ ยังไม่ได้ส่งรายการใด หากต้องการนำเข้าให้ใส่ --not-billed เงินจะพักไว้รอตรวจสอบ",
            im->sheet.path, rows, unit->lines, unit->unit_code, period, theirs, other, other);
    else
        words_complain(
            "%s: %u of %u rows are of members who are not billed to unit %s for %s, first row %u, member %s: "
            "is it the right file? Nothing was sent; add --not-billed to import it all the same, and their "
            "money waits in suspense",
            "%s: %u จาก %u แถวเป็นสมาชิกที่ไม่ได้เรียกเก็บจากหน่วยงาน %s งวด %s แถวแรก %u สมาชิก %s เป็นแฟ้มที่ถูกต้องหรือไม่ "
            "ยังไม่ได้ส่งรายการใด หากต้องการนำเข้าให้ใส่ --not-billed เงินจะพักไว้รอตรวจสอบ",
            im->sheet.path, rows, unit->lines, unit->unit_code, period, first->row, first->member_no);
    return EXIT_BAD_INPUT;
}

/* ---- who has no row */

struct earlier {
    struct bill_list *bills;
    struct buffer refs; /* of files that count, each of the size of a file_ref */
};

static void file_note(void *context, const struct ask_row *row)
{
    struct earlier *e = context;
    const struct result_file_key *key = (const void *)row->key;
    uint8_t state = ((const struct result_file *)(const void *)row->value)->state;
    if (state == file_state_open || state == file_state_counting || state == file_state_closed)
        buffer_add(&e->refs, key->file_ref, sizeof key->file_ref);
}

static void line_note(void *context, const struct ask_row *row)
{
    struct earlier *e = context;
    const struct result_line_key *key = (const void *)row->key;
    struct billed *b = billed_find(e->bills, key->member_no);
    for (size_t at = 0; b && at < e->refs.len; at += sizeof key->file_ref)
        b->has_row |= strcmp((const char *)e->refs.at + at, key->file_ref) == 0;
}

static uint32_t without_row(const struct bill_list *l)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < l->count; i++)
        count += l->at[i].owes && !l->at[i].has_row;
    return count;
}

/* Other files of the unit and month may have the rows that this one has not. */
static int missing_note(struct import *im, const struct spool_unit *unit, struct bill_list *l)
{
    struct earlier e = {.bills = l};
    int status = 0;
    if (without_row(l) > 0)
        status = unit_rows(im, TABLE_result_file, unit->unit_code, file_note, &e);
    if (status == 0 && e.refs.len > 0)
        status = unit_rows(im, TABLE_result_line, unit->unit_code, line_note, &e);
    buffer_free(&e.refs);
    for (uint32_t i = 0; i < l->count; i++)
        if (l->at[i].owes && !l->at[i].has_row && im->missing++ < IMPORT_MISSING_TOLD)
            memcpy(im->missing_no[im->missing - 1], l->at[i].member_no, sizeof im->missing_no[0]);
    return status;
}

void import_missing_tell(const struct import *im)
{
    struct buffer names = {0};
    char more[80];
    for (uint32_t i = 0; i < im->missing && i < IMPORT_MISSING_TOLD; i++) {
        buffer_add_text(&names, i ? ", " : "");
        buffer_add_text(&names, im->missing_no[i]);
    }
    if (im->missing > IMPORT_MISSING_TOLD) {
        snprintf(more, sizeof more, words_pick(" and %u more", " และอีก %u ราย"), im->missing - IMPORT_MISSING_TOLD);
        buffer_add_text(&names, more);
    }
    if (im->missing > 0)
        words_note("%u billed members have no row: %.*s. %s", "สมาชิกที่เรียกเก็บ %u รายไม่มีแถว: %.*s %s", im->missing,
                   (int)names.len, (const char *)names.at,
                   im->partial
                       ? words_pick("They wait for the further files of the month.", "รอแฟ้มที่เหลือของงวด")
                       : words_pick("With the file closed, nothing was deducted from them: what they were billed stays "
                                    "owed, and instalments count as missed. If the file was cut off, import the other "
                                    "rows with --part and a name.",
                                    "เมื่อปิดแฟ้ม ถือว่าหักเงินไม่ได้ ยอดที่เรียกเก็บยังค้าง และงวดเงินกู้ถือว่าขาดชำระ หากแฟ้มขาดหาย "
                                    "ให้นำเข้าแถวที่เหลือด้วย --part และชื่อแฟ้ม"));
    buffer_free(&names);
}

int import_billed_check(struct import *im)
{
    bool one_unit = im->sheet.unit_code[0] != '\0' && !im->sums.is_rejects && !im->not_billed;
    int status = 0;
    for (uint32_t i = 0; i < im->spool.units_count && status == 0; i++) {
        const struct spool_unit *unit = &im->spool.units[i];
        struct bill_list bills = {0};
        struct sheet_line other = {0};
        bool told;
        status = bills_ask(im, unit->unit_code, &bills, &told);
        if (status == 0 && told) {
            uint32_t rows = unit->lines - rows_billed(im, unit, &bills, &other);
            status = one_unit && rows > unit->lines / 2 ? other_unit(im, unit, rows, &other)
                                                        : missing_note(im, unit, &bills);
        }
        free(bills.at);
    }
    return status;
}
