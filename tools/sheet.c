#include "sheet_parts.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>

/* ---- before the lines */

/* The last column that the profile names; what has fewer is a title above the heading. */
static uint32_t widest_place(const struct sheet *s)
{
    uint32_t widest = 0;
    for (int field = 0; field < PROFILE_FIELDS; field++)
        widest = s->columns[field] > widest ? s->columns[field] : widest;
    return widest - 1;
}

/* A row of titles or headings has no digit where a member and an amount would stand. */
static bool begins_by_place(struct sheet *s, const struct row *row)
{
    uint32_t amount = s->columns[PROFILE_collected] ? s->columns[PROFILE_collected] : s->columns[PROFILE_member_no];
    if (!cell_has_digit(sheet_cell(row, s->columns[PROFILE_member_no]).text) &&
        !cell_has_digit(sheet_cell(row, amount).text) && ++s->rows <= SHEET_HEADING_ROWS_MAX) {
        s->sums->heading_row = row->line;
        s->width = row->count > widest_place(s) ? row->count : 0;
        return false;
    }
    s->place = SHEET_IN_LINES;
    return true;
}

/* Before the lines: titles and the heading. Returns whether the row is a line already. */
static bool row_begins(struct sheet *s, const struct row *row)
{
    if (s->added > 0 && s->profile->has_places) { /* a file of rejects has one heading, its own */
        s->place = SHEET_IN_LINES;
        return false;
    }
    if (s->profile->has_places)
        return begins_by_place(s, row);
    if (sheet_headings_find(s, row))
        s->place = SHEET_IN_LINES;
    else if (s->status == 0 && ++s->rows == SHEET_HEADING_ROWS_MAX)
        sheet_no_heading(s);
    return false;
}

/* ---- totals */

/* The number of lines in "total 42 lines": right behind the word, and before one that means lines. */
static bool count_in(const char *text, uint32_t *ret)
{
    static const char *const units[] = {"ราย", "คน", "แถว", "lines", "rows", "members"};
    const char *digits = strpbrk(text, "0123456789");
    char *end;
    if (!digits)
        return false;
    unsigned long n = strtoul(digits, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (n <= UINT32_MAX && strncmp(end, units[i], strlen(units[i])) == 0) {
            *ret = (uint32_t)n;
            return true;
        }
    return false;
}

static bool begins_with_total(const struct sheet *s, const char *text)
{
    static const char *const totals[] = {
#define TOTAL(text) text,
#include "sheet.def"
    };
    const struct profile_words *own = &s->profile->total_words;
    for (uint32_t i = 0; i < own->count; i++)
        if (strncmp(text, own->at[i].plain, strlen(own->at[i].plain)) == 0)
            return true;
    for (size_t i = 0; own->count == 0 && i < sizeof totals / sizeof *totals; i++)
        if (strncmp(text, totals[i], strlen(totals[i])) == 0)
            return true;
    return false;
}

static bool code_is(const struct sheet *s, const struct row *row, const char *word)
{
    char text[CELL_TEXT_MAX];
    if (s->added == 0)
        return false;
    cell_key(sheet_cell(row, s->added + SHEET_ADDED_code + 1).text, text, sizeof text);
    return strcmp(text, word) == 0;
}

/* A line of totals begins with the word, and names no member; or is a record of its own. */
static bool is_total(const struct sheet *s, const struct row *row, char label[CELL_TEXT_MAX])
{
    uint32_t i = 0, count = s->added && row->count > s->added ? s->added : row->count;
    label[0] = '\0';
    if (s->profile->total_record[0])
        return row->cells[0].text.len > 0 && strcmp((const char *)row->cells[0].text.at, s->profile->total_record) == 0;
    while (i < count && cell_is_blank(row->cells[i].text))
        i++;
    if (i == count)
        return false;
    cell_heading(row->cells[i].text, label, CELL_TEXT_MAX);
    uint32_t member = s->columns[PROFILE_member_no];
    bool no_member = i + 1 == member || s->total_count == member || s->total_sum == member ||
                     cell_is_blank(sheet_cell(row, member).text);
    return begins_with_total(s, label) && no_member;
}

/* The sum in a line of totals; *ret_given is false if none stands there. */
static const struct flaw *total_amount(struct sheet *s, const struct row *row, int64_t *ret, bool *ret_given)
{
    uint32_t column = s->total_sum ? s->total_sum : s->columns[PROFILE_collected];
    struct row_cell cell = sheet_cell(row, column);
    struct sheet_line line = {0};
    *ret_given = false;
    if (column == 0) { /* each item has its own total */
        *ret_given = sheet_items_read(s, row, &line, ret);
        return NULL;
    }
    if (cell_is_blank(cell.text))
        return NULL;
    const struct flaw *f = cell_amount(&cell, sheet_amounts(s), ret);
    *ret_given = !f;
    return f;
}

static bool total_count_read(struct sheet *s, const struct row *row, const char *label, uint32_t *ret)
{
    struct row_cell cell = sheet_cell(row, s->total_count);
    char text[CELL_TEXT_MAX];
    int64_t n;
    if (s->total_count == 0)
        return count_in(label, ret);
    cell_key(cell.text, text, sizeof text);
    const char *digits = text + strspn(text, "0");
    if (!text[0] || strspn(text, "0123456789") != strlen(text) || strlen(digits) > 9 ||
        (digits[0] && !value_integer_parse(digits, strlen(digits), &n)))
        return false;
    *ret = digits[0] ? (uint32_t)n : 0;
    return true;
}

/* A problem that is not about one line: whether it is to be told. */
static bool file_problem(struct sheet *s)
{
    s->sums->file_problems++;
    return ++s->sums->problems <= SHEET_PROBLEMS_TOLD;
}

static void total_read(struct sheet *s, const struct row *row, const char *label)
{
    bool given;
    int64_t total = 0;
    s->code = NULL;
    const struct flaw *f = total_amount(s, row, &total, &given);
    s->place = SHEET_BEHIND_TOTAL;
    if (!given && !f && s->sums->total_given)
        return; /* the sum in words, below the sum */
    s->sums->total_row = row->line;
    s->sums->count_given = total_count_read(s, row, label, &s->sums->given_count);
    s->sums->total_given = given;
    s->sums->given_total_satang = total;
    if (s->total_count > 0 && !s->sums->count_given && file_problem(s))
        words_note(
            "%s: line %u is a line of totals but has no number of rows where the profile says (total_count); mend it",
            "%s: บรรทัด %u เป็นบรรทัดยอดรวมแต่ไม่มีจำนวนแถวตามที่โปรไฟล์ระบุ (total_count) โปรดแก้", s->config->path, row->line);
    if (given || !file_problem(s))
        return;
    words_note("%s: line %u is a line of totals but has no amount in column %u; mend it, or delete the line",
               "%s: บรรทัด %u เป็นบรรทัดยอดรวมแต่ไม่มีจำนวนเงินในคอลัมน์ %u โปรดแก้หรือลบบรรทัดนี้", s->config->path, row->line,
               s->total_sum ? s->total_sum : s->columns[PROFILE_collected]);
}

/* Behind the totals stand signatures at most. */
static void row_behind(struct sheet *s, const struct row *row)
{
    if (!cell_is_blank(sheet_cell(row, s->columns[PROFILE_member_no]).text) &&
        !cell_is_blank(sheet_cell(row, s->columns[PROFILE_collected]).text)) {
        sheet_row_problem(s, row, &flaw_row_behind_total);
        s->sums->file_problems++;
    }
}

/* ---- records that stand beside the lines */

/* The header of a fixed-width file tells its month and unit. */
static bool header_read(struct sheet *s, const struct row *row)
{
    const char *type = s->profile->header_record;
    if (!type[0] || row->cells[0].text.len == 0 || strcmp((const char *)row->cells[0].text.at, type) != 0)
        return false;
    struct row_cell unit = sheet_cell(row, s->header_unit);
    if (s->header_period > 0 && !sheet_period_take(s, row, s->header_period, PROFILE_period))
        s->sums->file_problems++;
    if (s->header_unit == 0)
        return true;
    const struct flaw *f = cell_code(&unit, s->header_unit_code, sizeof s->header_unit_code, &flaw_unit_none);
    if (!f && s->config->unit_code[0] && strcmp(s->header_unit_code, s->config->unit_code) != 0)
        f = &flaw_unit_other;
    if (!f)
        return true;
    file_problem(s);
    words_note("%s: row %u, header_unit: \"%.*s\" %s", "%s: แถว %u header_unit: \"%.*s\" %s", s->config->path,
               row->line, (int)unit.text.len, (const char *)unit.text.at, flaw_text(f));
    return true;
}

/* What a file of rejects tells of the file that it belongs to. */
static bool remark_read(struct sheet *s, const struct row *row)
{
    char text[CELL_TEXT_MAX];
    int64_t lines = 0;
    if (code_is(s, row, SHEET_CODE_UNIT)) {
        struct row_cell cell = sheet_cell(row, s->added + SHEET_ADDED_row + 1);
        char unit[12];
        if (!cell_code(&cell, unit, sizeof unit, &flaw_unit_none) && s->config->unit)
            s->config->unit(s->config->context, unit);
        return true;
    }
    s->sums->is_stopped |= code_is(s, row, SHEET_CODE_STOPPED);
    if (!code_is(s, row, SHEET_CODE_FILE) && !code_is(s, row, SHEET_CODE_STOPPED))
        return false;
    cell_key(sheet_cell(row, s->added + SHEET_ADDED_line + 1).text, text, sizeof text);
    if (value_integer_parse(text, strlen(text), &lines) && lines > 0 && lines <= INT32_MAX)
        s->sums->whole_lines = (uint32_t)lines;
    return true;
}

/* ---- rows */

static bool is_blank(const struct row *row)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (row->cells[i].kind != ROW_TEXT || !cell_is_blank(row->cells[i].text))
            return false;
    return true;
}

static bool row_read(void *context, const struct row *row)
{
    struct sheet *s = context;
    char label[CELL_TEXT_MAX];
    if (is_blank(row) || (s->added == 0 && row->line <= s->profile->skip_rows))
        return true;
    uint32_t count = s->added && row->count > s->added ? s->added : row->count;
    s->sums->width = count > s->sums->width ? count : s->sums->width;
    if (remark_read(s, row) || header_read(s, row))
        return s->status == 0;
    if (s->place == SHEET_BEFORE_LINES && !row_begins(s, row))
        return s->status == 0;
    if (is_total(s, row, label))
        total_read(s, row, label);
    else if (s->place == SHEET_BEHIND_TOTAL)
        row_behind(s, row);
    else
        sheet_line_read(s, row);
    return s->status == 0;
}

void sheet_columns_begin(struct sheet *s, const struct profile *p)
{
    uint32_t next = 2; /* behind the record type */
    for (int field = 0; field < PROFILE_FIELDS; field++)
        s->columns[field] = p->places[field].from == 0   ? 0
                            : p->format == PROFILE_FIXED ? next++
                                                         : p->places[field].from;
    s->total_sum = p->total_sum.from;
    s->total_count = p->total_count.from;
    s->header_period = p->header_period.from;
    s->header_unit = p->header_unit.from;
    if (p->format != PROFILE_FIXED)
        return;
    s->header_period = p->header_period.from ? 2 : 0;
    s->header_unit = p->header_unit.from ? 2 + (s->header_period > 0) : 0;
    if (!p->total_record[0])
        return;
    s->total_count = p->total_count.from ? 2 : 0;
    s->total_sum = p->total_sum.from ? 2 + (s->total_count > 0) : 0;
}

/* What only the end tells. */
static int end_check(struct sheet *s)
{
    if (s->sums->width == 0) { /* no row at all */
        words_complain("%s: the file is empty; is it the right one?", "%s: แฟ้มว่างเปล่า เป็นแฟ้มที่ถูกต้องหรือไม่",
                       s->config->path);
        return EXIT_BAD_INPUT;
    }
    if (s->place == SHEET_BEFORE_LINES && !s->profile->has_places)
        sheet_no_heading(s);
    if (s->status == 0 && s->profile->total_required && !s->sums->total_given && s->sums->problems == 0 &&
        s->sums->lines > 0) {
        words_complain(
            "%s: the file ends without its line of totals, which the profile requires (total_required); it may be cut "
            "off: get the whole file again",
            "%s: แฟ้มจบโดยไม่มีบรรทัดยอดรวมตามที่โปรไฟล์กำหนด (total_required) แฟ้มอาจขาด โปรดขอแฟ้มเต็มใหม่", s->config->path);
        return EXIT_BAD_INPUT;
    }
    return s->status;
}

int sheet_read(const struct sheet_config *c, struct sheet_sums *ret)
{
    struct sheet *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    *s = (struct sheet){.config = c, .profile = c->profile, .sums = ret};
    *ret = (struct sheet_sums){.period = c->period ? c->period : c->profile->period};
    sheet_columns_begin(s, c->profile);
    ret->is_rejects = sheet_is_rejects(c, &s->added);
    if (c->profile->has_places && !c->profile->path[0] && !c->quiet)
        sheet_columns_tell(s, NULL);
    int status = sheet_rows(c, row_read, s);
    if (status == 0)
        status = end_check(s);
    free(s);
    return status;
}
