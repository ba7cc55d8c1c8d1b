#include "sheet.h"

#include "csv.h"
#include "words.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEADING_ROWS_MAX = 20, SHOWN_BYTES = 60 };

static const char *const column_names[] = {"member_no", "collected", "reason", "date", "period"};

enum place { BEFORE_LINES, IN_LINES, BEHIND_TOTAL };

struct sheet {
    const struct sheet_config *config;
    sheet_visit *visit;
    void *context;
    struct sheet_sums *sums;
    uint32_t columns[SHEET_COLUMNS]; /* as in the config, or found in the heading */
    enum place place;
    uint32_t rows; /* seen before the lines */
    int status;
};

bool sheet_columns_parse(const char *text, struct sheet_config *ret)
{
    ret->columns_given = true;
    while (*text) {
        int i = 0;
        size_t len = strcspn(text, "=");
        while (i < SHEET_COLUMNS && (strlen(column_names[i]) != len || strncmp(text, column_names[i], len) != 0))
            i++;
        if (i == SHEET_COLUMNS || text[len] != '=')
            return false;
        char *end;
        unsigned long column = strtoul(text + len + 1, &end, 10);
        if (end == text + len + 1 || column < 1 || column > CSV_CELLS_MAX || (*end && *end != ','))
            return false;
        ret->columns[i] = (uint32_t)column;
        text = *end ? end + 1 : end;
    }
    return ret->columns[SHEET_member_no] > 0 && ret->columns[SHEET_collected] > 0;
}

/* ---- problems */

static bool problem_counts(struct sheet *s)
{
    return ++s->sums->problems <= SHEET_PROBLEMS_TOLD;
}

static void cell_problem(struct sheet *s, const struct csv_row *row, int column, const char *what)
{
    uint32_t number = s->columns[column];
    struct bytes cell = row->cells[number - 1];
    int shown = cell.len < SHOWN_BYTES ? (int)cell.len : SHOWN_BYTES;
    while (shown > 0 && shown < (int)cell.len && (cell.at[shown] & 0xC0) == 0x80)
        shown--; /* do not cut a character in two */
    if (problem_counts(s))
        words_note("%s: row %u, column %u (%s): \"%.*s\" %s", "%s: แถว %u คอลัมน์ %u (%s): \"%.*s\" %s", s->config->path,
                   row->line, number, column_names[column], shown, (const char *)cell.at, what);
}

static void row_problem(struct sheet *s, const struct csv_row *row, const char *what)
{
    if (problem_counts(s))
        words_note("%s: row %u: %s", "%s: แถว %u: %s", s->config->path, row->line, what);
}

/* ---- headings */

static int heading_column(struct bytes cell)
{
    static const struct {
        int column;
        const char *text;
    } headings[] = {
#define HEADING(column, text) {SHEET_##column, text},
#include "sheet.def"
    };
    char text[CELL_TEXT_MAX];
    cell_heading(cell, text, sizeof text);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strcmp(text, headings[i].text) == 0)
            return headings[i].column;
    return -1;
}

/* Which columns were taken, by number and heading, and which were not. */
static void columns_tell(const struct sheet *s, const struct csv_row *row)
{
    struct buffer taken = {0}, others = {0};
    char number[80];
    for (int i = 0; i < SHEET_COLUMNS; i++) {
        if (s->columns[i] == 0)
            continue;
        snprintf(number, sizeof number, "%s%s=%u", taken.len ? ", " : "", column_names[i], s->columns[i]);
        buffer_add_text(&taken, number);
        if (!row)
            continue;
        buffer_add_text(&taken, " ");
        buffer_add(&taken, row->cells[s->columns[i] - 1].at, row->cells[s->columns[i] - 1].len);
    }
    for (uint32_t k = 0; row && k < row->count; k++) {
        if (heading_column(row->cells[k]) >= 0 || cell_is_blank(row->cells[k]))
            continue;
        snprintf(number, sizeof number, "%s%u ", others.len ? ", " : "", k + 1);
        buffer_add_text(&others, number);
        buffer_add(&others, row->cells[k].at, row->cells[k].len);
    }
    words_note("columns: %.*s%s%.*s", "คอลัมน์: %.*s%s%.*s", (int)taken.len, (const char *)taken.at,
               others.len ? words_pick("; not used: ", " ไม่ได้ใช้: ") : "", (int)others.len,
               others.len ? (const char *)others.at : "");
    buffer_free(&taken);
    buffer_free(&others);
}

/* Whether the row names at least the member and the amount. */
static bool headings_find(struct sheet *s, const struct csv_row *row)
{
    uint32_t found[SHEET_COLUMNS] = {0};
    for (uint32_t i = 0; i < row->count; i++) {
        int column = heading_column(row->cells[i]);
        if (column < 0)
            continue;
        if (found[column] > 0) {
            words_complain("%s: row %u: columns %u and %u both look like %s; say which with --columns",
                           "%s: แถว %u: คอลัมน์ %u และ %u ดูเป็น %s ทั้งคู่ โปรดระบุด้วย --columns", s->config->path, row->line,
                           found[column], i + 1, column_names[column]);
            s->status = EXIT_BAD_INPUT;
            return false;
        }
        found[column] = i + 1;
    }
    if (found[SHEET_member_no] == 0 || found[SHEET_collected] == 0)
        return false;
    memcpy(s->columns, found, sizeof found);
    if (!s->config->quiet)
        columns_tell(s, row);
    return true;
}

static struct bytes cell_of(const struct sheet *s, const struct csv_row *row, int column)
{
    uint32_t number = s->columns[column];
    return number > 0 && number <= row->count ? row->cells[number - 1] : (struct bytes){0};
}

static void no_heading(struct sheet *s)
{
    words_complain(
        "%s: no row names the member and the amount; use headings like member_no and collected (or เลขทะเบียน, ยอดหัก), "
        "or "
        "say where they are: --columns member_no=1,collected=5",
        "%s: ไม่พบหัวตารางที่บอกเลขทะเบียนและยอดหัก ใช้หัวตารางเช่น เลขทะเบียน, ยอดหัก หรือระบุ --columns member_no=1,collected=5",
        s->config->path);
    s->status = EXIT_BAD_INPUT;
}

/* Before the lines: titles and the heading. Returns whether the row is a line already. */
static bool row_begins(struct sheet *s, const struct csv_row *row)
{
    if (s->config->columns_given) {
        if (!cell_has_digit(cell_of(s, row, SHEET_member_no)) && !cell_has_digit(cell_of(s, row, SHEET_collected)) &&
            ++s->rows <= HEADING_ROWS_MAX)
            return false;
        s->place = IN_LINES;
        return true;
    }
    if (headings_find(s, row))
        s->place = IN_LINES;
    else if (s->status == 0 && ++s->rows == HEADING_ROWS_MAX)
        no_heading(s);
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

static bool begins_with_total(const char *text)
{
    static const char *const totals[] = {
#define TOTAL(text) text,
#include "sheet.def"
    };
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (strncmp(text, totals[i], strlen(totals[i])) == 0)
            return true;
    return false;
}

/* A line of totals begins with the word, and names no member. */
static bool is_total(const struct sheet *s, const struct csv_row *row, char label[CELL_TEXT_MAX])
{
    uint32_t i = 0;
    while (i < row->count && cell_is_blank(row->cells[i]))
        i++;
    if (i == row->count)
        return false;
    cell_heading(row->cells[i], label, CELL_TEXT_MAX);
    return begins_with_total(label) &&
           (i + 1 == s->columns[SHEET_member_no] || cell_is_blank(cell_of(s, row, SHEET_member_no)));
}

static void total_read(struct sheet *s, const struct csv_row *row, const char *label)
{
    struct bytes cell = cell_of(s, row, SHEET_collected);
    s->place = BEHIND_TOTAL;
    if (cell_is_blank(cell) && s->sums->total_given)
        return; /* the sum in words, below the sum */
    s->sums->total_row = row->line;
    s->sums->count_given = count_in(label, &s->sums->given_count);
    s->sums->total_given = !cell_is_blank(cell) && !cell_amount(cell, &s->sums->given_total_satang);
    if (s->sums->total_given || !problem_counts(s))
        return;
    words_note("%s: line %u is a line of totals but has no amount in column %u; mend it, or delete the line",
               "%s: บรรทัด %u เป็นบรรทัดยอดรวมแต่ไม่มีจำนวนเงินในคอลัมน์ %u โปรดแก้หรือลบบรรทัดนี้", s->config->path, row->line,
               s->columns[SHEET_collected]);
}

/* ---- lines */

static bool cell_check(struct sheet *s, const struct csv_row *row, int column, const char *wrong)
{
    if (wrong)
        cell_problem(s, row, column, wrong);
    return !wrong;
}

static bool period_check(struct sheet *s, const struct csv_row *row)
{
    struct bytes cell = cell_of(s, row, SHEET_period);
    uint32_t period;
    if (cell_is_blank(cell))
        return true;
    if (!cell_check(s, row, SHEET_period, cell_period(cell, &period)))
        return false;
    return cell_check(s, row, SHEET_period,
                      period == s->config->period
                          ? NULL
                          : words_pick("is another month than --period; is this the right file?",
                                       "ไม่ใช่งวดตาม --period เป็นแฟ้มที่ถูกต้องหรือไม่"));
}

static bool date_check(struct sheet *s, const struct csv_row *row, int32_t *ret)
{
    struct bytes cell = cell_of(s, row, SHEET_date);
    if (cell_is_blank(cell))
        return true;
    if (s->config->calendar == CALENDAR_NONE)
        return cell_check(s, row, SHEET_date,
                          words_pick("is a date: say of which era with --calendar be or ce",
                                     "เป็นวันที่ โปรดระบุศักราชด้วย --calendar be หรือ ce"));
    return cell_check(s, row, SHEET_date, cell_day(cell, s->config->calendar, ret));
}

static void line_read(struct sheet *s, const struct csv_row *row)
{
    struct sheet_line line = {.row = row->line, .line_no = s->sums->lines + 1, .offset = row->offset};
    s->sums->lines++;
    if (row->count < s->columns[SHEET_member_no] || row->count < s->columns[SHEET_collected]) {
        row_problem(s, row,
                    words_pick("the row ends before its member number or amount", "แถวสั้นเกินไป ขาดเลขทะเบียนหรือยอดหัก"));
        return;
    }
    /* every cell is looked at, so that all that is wrong is told at once */
    bool ok = cell_check(s, row, SHEET_member_no, cell_member(cell_of(s, row, SHEET_member_no), line.member_no));
    ok &= cell_check(s, row, SHEET_collected, cell_amount(cell_of(s, row, SHEET_collected), &line.collected_satang));
    ok &= cell_check(s, row, SHEET_reason, cell_reason(cell_of(s, row, SHEET_reason), &line.reason));
    ok &= period_check(s, row);
    ok &= date_check(s, row, &line.date);
    if (ok && line.collected_satang > VALUE_MONEY_MAX - s->sums->collected_satang)
        ok = cell_check(s, row, SHEET_collected,
                        words_pick("makes the sum larger than any account can hold", "ทำให้ยอดรวมเกินกว่าที่บัญชีรับได้"));
    if (!ok)
        return;
    s->sums->collected_satang += line.collected_satang;
    if (s->visit && !s->visit(s->context, &line))
        s->status = EXIT_IO;
}

static bool is_blank(const struct csv_row *row)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (!cell_is_blank(row->cells[i]))
            return false;
    return true;
}

/* Behind the totals stand signatures at most. */
static void row_behind(struct sheet *s, const struct csv_row *row)
{
    if (!cell_is_blank(cell_of(s, row, SHEET_member_no)) && !cell_is_blank(cell_of(s, row, SHEET_collected)))
        row_problem(s, row,
                    words_pick("a line stands behind the line of totals; put the totals last",
                               "มีรายการอยู่หลังบรรทัดยอดรวม โปรดย้ายยอดรวมไปไว้ท้ายสุด"));
}

static bool row_read(void *context, const struct csv_row *row)
{
    struct sheet *s = context;
    char label[CELL_TEXT_MAX];
    if (is_blank(row))
        return true;
    if (s->place == BEFORE_LINES && !row_begins(s, row))
        return s->status == 0;
    if (is_total(s, row, label))
        total_read(s, row, label);
    else if (s->place == BEHIND_TOTAL)
        row_behind(s, row);
    else
        line_read(s, row);
    return s->status == 0;
}

int sheet_read(const struct sheet_config *c, sheet_visit *visit, void *context, struct sheet_sums *ret)
{
    char error[CSV_ERROR_MAX] = "";
    struct sheet s = {.config = c, .visit = visit, .context = context, .sums = ret};
    *ret = (struct sheet_sums){0};
    memcpy(s.columns, c->columns, sizeof s.columns);
    if (lseek(c->fd, 0, SEEK_SET) != 0) {
        words_complain("%s: give a file, not a pipe", "%s: ต้องเป็นแฟ้ม ไม่ใช่ไปป์", c->path);
        return EXIT_IO;
    }
    if (c->columns_given && !c->quiet)
        columns_tell(&s, NULL);
    enum csv_result result = csv_read(c->fd, c->charset, row_read, &s, error);
    if (result == CSV_BAD || result == CSV_UNREADABLE) {
        words_complain("%s: %s", "%s: %s", c->path, error);
        return result == CSV_BAD ? EXIT_BAD_INPUT : EXIT_IO;
    }
    if (s.status == 0 && s.place == BEFORE_LINES)
        no_heading(&s);
    return s.status;
}
