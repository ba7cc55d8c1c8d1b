/* The only file that includes libxlsxwriter. */
#include "rejects_xlsx.h"

#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { SHEET_ROWS_MAX = 1048576, COLUMN_WIDTH = 16 };

struct rejects_xlsx {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *text;
    bool failed;
};

struct rejects_xlsx *rejects_xlsx_open(const char *path)
{
    struct rejects_xlsx *x = calloc(1, sizeof *x);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    if (!x)
        abort();
    x->book = workbook_new_opt(path, &options);
    x->sheet = x->book ? workbook_add_worksheet(x->book, "rejects") : NULL;
    if (!x->sheet) {
        free(x);
        return NULL;
    }
    /* What is typed into the cells later stays text as well: 000123 is mended to 000124, not to 124. */
    x->text = workbook_add_format(x->book);
    format_set_num_format(x->text, "@");
    worksheet_set_column(x->sheet, 0, 255, COLUMN_WIDTH, x->text);
    worksheet_freeze_panes(x->sheet, 1, 0);
    return x;
}

void rejects_xlsx_cell(struct rejects_xlsx *x, uint32_t row, uint32_t column, const char *text)
{
    if (row >= SHEET_ROWS_MAX ||
        worksheet_write_string(x->sheet, row, (lxw_col_t)column, text, x->text) != LXW_NO_ERROR)
        x->failed = true;
}

bool rejects_xlsx_close(struct rejects_xlsx *x, const char *path)
{
    bool ok = workbook_close(x->book) == LXW_NO_ERROR && !x->failed;
    free(x);
    if (!ok)
        unlink(path);
    return ok;
}
