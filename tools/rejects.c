#include "rejects.h"

#include "sheet_parts.h"
#include "spreadsheet.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, NAMES_MOST = 1000, FIRST_ROOM = 256 };

/* ---- gathering */

void rejects_add(struct rejects *r, const struct sheet_reject *one)
{
    if (!r->texts)
        r->texts = tmpfile();
    if (r->count == r->room) {
        r->room = r->room ? r->room * 2 : FIRST_ROOM;
        r->entries = realloc(r->entries, r->room * sizeof *r->entries);
        if (!r->entries)
            abort();
    }
    r->entries[r->count++] = (struct rejects_entry){one->row, one->line_no, r->end};
    const char *const texts[] = {one->code, one->english, one->thai};
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !r->failed; i++) {
        size_t len = strlen(texts[i]) + 1;
        r->failed = !r->texts || fwrite(texts[i], len, 1, r->texts) != 1;
        r->end += len;
    }
}

void rejects_free(struct rejects *r)
{
    if (r->texts)
        fclose(r->texts);
    free(r->entries);
    *r = (struct rejects){0};
}

static int by_row(const void *a, const void *b)
{
    const struct rejects_entry *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The three texts of an entry, each with its NUL. */
static bool texts_read(struct rejects *r, const struct rejects_entry *e, char *out, size_t size)
{
    if (fseeko(r->texts, (off_t)e->at, SEEK_SET) != 0)
        return false;
    size_t n = fread(out, 1, size - 3, r->texts);
    memset(out + n, 0, 3);
    return n > 0;
}

/* ---- writing */

struct writing {
    struct rejects *rejects;
    const struct rejects_file *file;
    struct sheet layout; /* knows what is a total and a header */
    FILE *csv;
    struct spreadsheet *xlsx;
    uint32_t rows, columns,
        added; /* written; of the original; before the added ones, if the file read is one of rejects */
    bool heading_done;
};

static void cell_write(struct writing *w, uint32_t column, const char *text)
{
    bool quoted =
        text[0] == ' ' || text[strcspn(text, ",\"\r\n")] != '\0' || (text[0] && text[strlen(text) - 1] == ' ');
    if (column > 0)
        fputc(',', w->csv);
    if (quoted)
        fputc('"', w->csv);
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            fputc('"', w->csv);
        fputc(*at, w->csv);
    }
    if (quoted)
        fputc('"', w->csv);
    if (w->xlsx && text[0])
        spreadsheet_text(w->xlsx, w->rows, column, text);
}

static void row_end(struct writing *w)
{
    fputs("\r\n", w->csv);
    w->rows++;
}

/* A cell as text that reads as the same again. */
static void cell_text(const struct writing *w, const struct row_cell *cell, char *out, size_t size)
{
    enum calendar calendar = w->file->config->profile->calendar;
    int64_t satang;
    int year, month, day;
    char plain[CELL_TEXT_MAX];
    snprintf(out, size, "%.*s", (int)cell->text.len, cell->text.len ? (const char *)cell->text.at : "");
    if (cell->kind == ROW_DATE && sscanf(out, "%d-%d-%d", &year, &month, &day) == 3)
        snprintf(out, size, "%02d/%02d/%04d", day, month,
                 year + (calendar == CALENDAR_BE && year <= VALUE_YEAR_MAX ? CELL_BUDDHIST_YEARS : 0));
    if (cell->kind != ROW_NUMBER || !cell_number_plain(cell->text, plain))
        return;
    if (strchr(plain, '.') && cell_amount(cell, CELL_BAHT, &satang) == NULL)
        snprintf(out, size, "%lld.%02d", (long long)(satang / 100), (int)(satang % 100));
    else
        snprintf(out, size, "%s", plain);
}

static void original_write(struct writing *w, const struct row *row)
{
    static char text[ROW_CELL_BYTES_MAX + 1];
    uint32_t count = w->added && row->count > w->added ? w->added : row->count;
    for (uint32_t i = 0; i < w->columns; i++) {
        text[0] = '\0';
        if (i < count)
            cell_text(w, &row->cells[i], text, sizeof text);
        cell_write(w, i, text);
    }
}

static void added_write(struct writing *w, const char *row, const char *line, const char *code, const char *english,
                        const char *thai)
{
    const char *const texts[SHEET_ADDED] = {row, line, code, english, thai};
    for (uint32_t i = 0; i < SHEET_ADDED; i++)
        cell_write(w, w->columns + i, texts[i]);
    row_end(w);
}

/* A file without headings gets the names that its profile has for the columns. */
static void heading_write(struct writing *w, const struct row *row)
{
    char text[PROFILE_TEXT_MAX];
    w->heading_done = true;
    if (row) {
        original_write(w, row);
    } else {
        for (uint32_t i = 0; i < w->columns; i++) {
            const char *name = i == 0 && w->file->config->profile->format == PROFILE_FIXED ? "record" : "";
            for (int field = 0; field < PROFILE_FIELDS; field++)
                name = w->layout.columns[field] == i + 1 ? profile_field_name(field, text) : name;
            cell_write(w, i, name);
        }
    }
    added_write(w, sheet_added_names[0], sheet_added_names[1], sheet_added_names[2], sheet_added_names[3],
                sheet_added_names[4]);
}

static void entry_write(struct writing *w, const struct row *row, const struct rejects_entry *e)
{
    char number[2][VALUE_TEXT_MAX], texts[2 * SHEET_REASON_MAX + 128];
    value_integer_print(e->row, number[0]);
    value_integer_print(e->line_no, number[1]);
    if (!texts_read(w->rejects, e, texts, sizeof texts))
        return;
    const char *english = texts + strlen(texts) + 1, *thai = english + strlen(english) + 1;
    original_write(w, row);
    added_write(w, number[0], number[1], texts, english, thai);
}

/* The row's number in the file that all this began with. */
static uint32_t row_number(const struct writing *w, const struct row *row)
{
    char text[CELL_TEXT_MAX];
    int64_t number = 0;
    if (w->added == 0)
        return row->line;
    cell_key(sheet_cell(row, w->added + SHEET_ADDED_row + 1).text, text, sizeof text);
    return value_integer_parse(text, strlen(text), &number) && number > 0 && number <= INT32_MAX ? (uint32_t)number : 0;
}

static bool is_header(const struct writing *w, const struct row *row)
{
    const struct profile *p = w->file->config->profile;
    return p->format == PROFILE_FIXED && p->header_record[0] && row->cells[0].text.len > 0 &&
           strcmp((const char *)row->cells[0].text.at, p->header_record) == 0;
}

static bool row_write(void *context, const struct row *row)
{
    struct writing *w = context;
    struct rejects_entry key = {.row = row_number(w, row)};
    bool is_heading = w->added ? !w->heading_done : row->line == w->file->sums->heading_row;
    if (!w->heading_done && is_heading) {
        heading_write(w, row);
        return true;
    }
    if (!w->heading_done && w->file->sums->heading_row == 0)
        heading_write(w, NULL);
    if (!w->heading_done)
        return true;
    const struct rejects_entry *e =
        w->rejects->count == 0 ? NULL : bsearch(&key, w->rejects->entries, w->rejects->count, sizeof key, by_row);
    if (e && key.row > 0) {
        entry_write(w, row, e);
    } else if (row->line == w->file->sums->total_row) {
        original_write(w, row);
        added_write(w, "", "", SHEET_CODE_TOTAL, "", "");
    } else if (is_header(w, row)) {
        original_write(w, row);
        added_write(w, "", "", SHEET_CODE_HEADER, "", "");
    }
    return true;
}

/* What the importer must know to close the file when the rows are mended. */
static void remarks_write(struct writing *w)
{
    const struct rejects_file *f = w->file;
    static const struct row nothing;
    char number[VALUE_TEXT_MAX];
    for (uint32_t i = 0; i < f->spool->units_count && !f->stopped; i++) {
        original_write(w, &nothing);
        added_write(w, f->spool->units[i].unit_code, "", SHEET_CODE_UNIT, "leave this line as it is", "ห้ามแก้บรรทัดนี้");
    }
    value_integer_print(f->whole_lines, number);
    original_write(w, &nothing);
    if (f->stopped)
        added_write(w, "", number, SHEET_CODE_STOPPED,
                    "nothing was sent: mend these rows in the original file and import that",
                    "ยังไม่ได้ส่งรายการใด โปรดแก้แถวเหล่านี้ในแฟ้มเดิมแล้วนำเข้าแฟ้มเดิม");
    else
        added_write(w, "", number, SHEET_CODE_FILE, "leave this line as it is", "ห้ามแก้บรรทัดนี้");
}

/* ---- names */

/* The file that all this began with: FILE of FILE.rejects-2.csv. */
static void base_name(const char *path, bool rejects, char out[PATH_ROOM])
{
    snprintf(out, PATH_ROOM, "%s", path);
    for (char *at = rejects ? strstr(out, ".rejects") : NULL, *next; at; at = next) {
        next = strstr(at + 1, ".rejects");
        if (!next)
            *at = '\0';
    }
}

static bool same_content(FILE *a, const char *path)
{
    FILE *b = fopen(path, "re");
    int x = 0, y = 0;
    if (!b)
        return false;
    rewind(a);
    while (x == y && x != EOF) {
        x = getc(a);
        y = getc(b);
    }
    fclose(b);
    return x == y;
}

/* A pair of names that is free, or that holds the very same already. */
static bool names_choose(FILE *content, const char *base, char csv[PATH_ROOM], char xlsx[PATH_ROOM], bool *ret_same)
{
    for (int i = 1; i < NAMES_MOST; i++) {
        char mark[16] = "";
        if (i > 1)
            snprintf(mark, sizeof mark, "-%d", i);
        if (snprintf(csv, PATH_ROOM, "%s.rejects%s.csv", base, mark) >= PATH_ROOM ||
            snprintf(xlsx, PATH_ROOM, "%s.rejects%s.xlsx", base, mark) >= PATH_ROOM)
            return false;
        *ret_same = access(xlsx, F_OK) == 0 && same_content(content, csv);
        if (*ret_same || (access(csv, F_OK) != 0 && access(xlsx, F_OK) != 0))
            return true;
    }
    return false;
}

static bool copy(FILE *from, const char *path)
{
    char block[1 << 14];
    size_t n;
    FILE *to = fopen(path, "wxe");
    bool ok = to != NULL;
    rewind(from);
    while (ok && (n = fread(block, 1, sizeof block, from)) > 0)
        ok = fwrite(block, 1, n, to) == n;
    return to && (fclose(to) == 0) && ok;
}

/* ---- the whole */

static int content_write(struct writing *w)
{
    w->rows = 0;
    w->heading_done = false;
    rewind(w->csv);
    fputs("\xEF\xBB\xBF", w->csv);
    int status = sheet_rows(w->file->config, row_write, w);
    if (!w->heading_done)
        heading_write(w, NULL);
    remarks_write(w);
    return status ? status : (fflush(w->csv) == 0 && !w->rejects->failed ? 0 : EXIT_IO);
}

static bool both_write(struct writing *w, char csv[PATH_ROOM], char xlsx[PATH_ROOM])
{
    char base[PATH_ROOM];
    bool same = false;
    base_name(w->file->config->opened, w->added > 0, base);
    w->csv = tmpfile();
    if (!w->csv || content_write(w) != 0 || !names_choose(w->csv, base, csv, xlsx, &same))
        return false;
    if (same)
        return true;
    if (!copy(w->csv, csv))
        return false;
    w->xlsx = spreadsheet_open(xlsx);
    if (w->xlsx)
        spreadsheet_sheet(w->xlsx, "rejects", 1);
    int status = w->xlsx ? content_write(w) : EXIT_IO;
    return w->xlsx && spreadsheet_close(w->xlsx, xlsx) && status == 0;
}

void rejects_write(struct rejects *r, const struct rejects_file *f)
{
    static struct writing w; /* its sheet is too large for the stack */
    char csv[PATH_ROOM] = "", xlsx[PATH_ROOM] = "";
    w = (struct writing){.rejects = r, .file = f, .columns = f->sums->width};
    sheet_columns_begin(&w.layout, f->config->profile);
    sheet_is_rejects(f->config, &w.added);
    qsort(r->entries, r->count, sizeof *r->entries, by_row);
    bool ok = both_write(&w, csv, xlsx);
    if (w.csv)
        fclose(w.csv);
    if (ok)
        words_note("%s: %u rows that were not taken stand in %s and %s, each with what is wrong",
                   "%s: %u แถวที่ไม่ได้รับอยู่ใน %s และ %s พร้อมเหตุผล", f->config->path, r->count, xlsx, csv);
    else
        words_note("%s: the rows that were not taken could not be written beside it: %s",
                   "%s: เขียนแฟ้มแถวที่ไม่ได้รับไว้ข้างกันไม่ได้: %s", f->config->path, strerror(errno));
}
