/* The only file that includes libxlsxwriter. */
#include "spreadsheet.h"

#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { SHEET_ROWS_MAX = 1048576, SHEET_COLUMNS_MAX = 256, COLUMN_WIDTH = 16 };

/* A spreadsheet keeps 15 digits of a number; no bill has more. */
#define AMOUNT_MAX INT64_C(999999999999999)

struct spreadsheet {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *text, *amount, *whole;
    bool failed;
};

struct spreadsheet *spreadsheet_open(const char *path)
{
    struct spreadsheet *w = calloc(1, sizeof *w);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    if (!w)
        abort();
    w->book = workbook_new_opt(path, &options);
    if (!w->book) {
        free(w);
        return NULL;
    }
    w->text = workbook_add_format(w->book);
    w->amount = workbook_add_format(w->book);
    w->whole = workbook_add_format(w->book);
    format_set_num_format(w->whole, "#,##0");
    format_set_num_format(w->text, "@");
    format_set_num_format(w->amount, "#,##0.00");
    return w;
}

void spreadsheet_sheet(struct spreadsheet *w, const char *name, uint32_t frozen)
{
    w->sheet = workbook_add_worksheet(w->book, name);
    if (!w->sheet) {
        w->failed = true;
        return;
    }
    worksheet_set_column(w->sheet, 0, SHEET_COLUMNS_MAX - 1, COLUMN_WIDTH, w->text);
    if (frozen > 0)
        worksheet_freeze_panes(w->sheet, frozen, 0);
}

static bool has_place(struct spreadsheet *w, uint32_t row, uint32_t column)
{
    if (!w->sheet || row >= SHEET_ROWS_MAX || column >= SHEET_COLUMNS_MAX)
        w->failed = true;
    return !w->failed;
}

void spreadsheet_text(struct spreadsheet *w, uint32_t row, uint32_t column, const char *text)
{
    if (has_place(w, row, column) &&
        worksheet_write_string(w->sheet, row, (lxw_col_t)column, text, w->text) != LXW_NO_ERROR)
        w->failed = true;
}

/* The file format has no other numbers than these: 15 digits are exact in them. */
static void number_write(struct spreadsheet *w, uint32_t row, uint32_t column, int64_t units, int per_one,
                         lxw_format *format)
{
    if (units > AMOUNT_MAX || units < -AMOUNT_MAX)
        w->failed = true;
    if (has_place(w, row, column) &&
        worksheet_write_number(w->sheet, row, (lxw_col_t)column, (double)units / per_one, format) != LXW_NO_ERROR)
        w->failed = true;
}

void spreadsheet_amount(struct spreadsheet *w, uint32_t row, uint32_t column, int64_t satang)
{
    number_write(w, row, column, satang, 100, w->amount);
}

void spreadsheet_number(struct spreadsheet *w, uint32_t row, uint32_t column, int64_t number)
{
    number_write(w, row, column, number, 1, w->whole);
}

bool spreadsheet_close(struct spreadsheet *w, const char *path)
{
    bool ok = !w->failed;
    ok &= workbook_close(w->book) == LXW_NO_ERROR;
    free(w);
    if (!ok)
        unlink(path);
    return ok;
}
