#include "form.h"

#include "outfile.h"
#include "spreadsheet.h"
#include "words.h"

#include <string.h>

/* Where the next cell stands. */
struct place {
    uint32_t row, column, columns;
};

/* Tables stand below each other, with an empty row before each but the first; a note is a row of its own. */
static void place_begin(struct place *p, const struct form_cell *cell)
{
    if (cell->kind == CELL_TABLE) {
        p->row += p->row > 0;
        p->column = 0;
        p->columns = (uint32_t)cell->value;
    } else if (cell->kind == CELL_NOTE) {
        p->column = 0;
    }
}

static void place_end(struct place *p, const struct form_cell *cell)
{
    if (cell->kind == CELL_TABLE)
        return;
    if (cell->kind == CELL_NOTE || ++p->column == p->columns) {
        p->column = 0;
        p->row++;
    }
}

static void csv_cell(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

/* Marked as UTF-8, because a spreadsheet program in Thai reads a file without the mark as CP874. Amounts have no commas
 * there, so that they are read as numbers. */
static void csv_write(const struct form *f, FILE *out)
{
    struct place p = {0};
    size_t count;
    const struct form_cell *cells = form_cells(f, &count);
    for (size_t i = 0; i < count; i++) {
        char text[VALUE_TEXT_MAX];
        uint32_t before = p.row;
        place_begin(&p, &cells[i]);
        if (p.row > before)
            fputs("\r\n", out);
        if (cells[i].kind == CELL_TABLE)
            continue;
        const char *words = form_cell_text(f, &cells[i], text);
        if (cells[i].kind >= CELL_MONEY) {
            char *to = text;
            for (const char *from = text; *from; from++)
                if (*from != ',')
                    *to++ = *from;
            *to = '\0';
        }
        if (p.column > 0)
            fputc(',', out);
        csv_cell(out, words);
        place_end(&p, &cells[i]);
        if (p.column == 0)
            fputs("\r\n", out);
    }
}

static void book_write(const struct form *f, struct spreadsheet *book)
{
    struct place p = {0};
    size_t count;
    const struct form_cell *cells = form_cells(f, &count);
    for (size_t i = 0; i < count; i++) {
        char text[VALUE_TEXT_MAX];
        place_begin(&p, &cells[i]);
        if (cells[i].kind == CELL_TABLE)
            continue;
        if (cells[i].kind == CELL_MONEY || cells[i].kind == CELL_PERCENT)
            spreadsheet_amount(book, p.row, p.column, cells[i].value);
        else if (cells[i].kind == CELL_NUMBER)
            spreadsheet_number(book, p.row, p.column, cells[i].value);
        else
            spreadsheet_text(book, p.row, p.column, form_cell_text(f, &cells[i], text));
        place_end(&p, &cells[i]);
    }
}

static bool book_file(const struct form *f, const struct outfile *out, const char *name)
{
    struct spreadsheet *book = spreadsheet_open(out->part);
    if (book) {
        spreadsheet_sheet(book, name, 0);
        book_write(f, book);
        if (spreadsheet_close(book, out->part))
            return true;
    }
    words_complain("%s: cannot be written as a spreadsheet: check the folder and the space left on the disk",
                   "%s: เขียนเป็นตารางคำนวณไม่ได้ โปรดตรวจโฟลเดอร์และพื้นที่ดิสก์", out->path);
    return false;
}

int form_write(const struct form *f, const char *path, bool csv, const char *name)
{
    struct outfile out = {0};
    int status = outfile_name(&out, path);
    if (status != 0)
        return status;
    if (!csv)
        return outfile_close(&out, book_file(f, &out, name));
    status = outfile_open(&out, CHARSET_UTF8, true);
    if (status != 0)
        return status;
    csv_write(f, out.file);
    return outfile_close(&out, true);
}
