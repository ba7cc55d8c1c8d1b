/* The only file that includes libcsv. */
#include "csv.h"

#include "words.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct csv_parser parser;
    struct charset_reader charset;
    row_visit *visit;
    void *context;
    char *error;
    struct row row;
    struct buffer text; /* the cells of the row, one behind the other, each with a NUL */
    size_t lengths[ROW_CELLS_MAX];
    struct buffer converted;
    uint32_t line;
    bool stopped;
};

static bool fail(struct reading *r, uint32_t line, size_t byte, const char *english, const char *thai)
{
    return r->error[0] ? false : lines_fail(r->error, line, byte, english, thai); /* the first counts */
}

static void cell_end(void *cell, size_t len, void *context)
{
    struct reading *r = context;
    if (r->row.count == ROW_CELLS_MAX) {
        fail(r, r->line, 0, "the row has more than 256 columns; is this the right file?",
             "แถวมีเกิน 256 คอลัมน์ เป็นแฟ้มที่ถูกต้องหรือไม่");
        return;
    }
    if (len > ROW_CELL_BYTES_MAX) {
        fail(r, r->row.line, 0, "a cell of this row is longer than 32,768 bytes; is a quotation mark missing?",
             "มีช่องที่ยาวเกิน 32,768 ไบต์ ขาดเครื่องหมายคำพูดปิดหรือไม่");
        len = 0;
    }
    r->lengths[r->row.count++] = len;
    buffer_add(&r->text, cell, len);
    buffer_add(&r->text, "", 1);
}

static void row_end(int terminator, void *context)
{
    struct reading *r = context;
    size_t at = 0;
    (void)terminator;
    for (uint32_t i = 0; i < r->row.count; i++) {
        r->row.cells[i] = (struct row_cell){.text = {r->text.at + at, r->lengths[i]}};
        at += r->lengths[i] + 1;
    }
    if (!r->stopped && !r->error[0])
        r->stopped = !r->visit(r->context, &r->row);
    r->row.count = 0;
    r->text.len = 0;
}

/* One line, with an end: libcsv does not count them, so it gets them one by one. */
static bool line_parse(void *context, const struct line *line)
{
    struct reading *r = context;
    r->line = line->number;
    r->row.offset = line->offset;
    r->row.unended = !line->ended;
    r->converted.len = 0;
    if (!lines_convert(&r->charset, line, &r->converted, r->error))
        return false;
    if (line->ended)
        buffer_add(&r->converted, "\n", 1);
    if (r->parser.pstate == 0) /* between rows */
        r->row.line = line->number;
    size_t used = csv_parse(&r->parser, r->converted.at, r->converted.len, cell_end, row_end, r);
    if (used < r->converted.len)
        return fail(r, line->number, used, "a quotation mark stands where none may be; write \"\" inside a quoted cell",
                    "เครื่องหมายคำพูดอยู่ผิดที่ ในช่องที่มีคำพูดให้เขียน \"\"");
    if (r->text.len > LINES_BYTES_MAX || line->number - r->row.line > ROW_CELL_BYTES_MAX)
        return fail(r, r->row.line, 0, "a quotation mark that opens in this row is never closed",
                    "เครื่องหมายคำพูดที่เปิดในแถวนี้ไม่มีตัวปิด");
    return !r->stopped && !r->error[0];
}

enum rows_result csv_read(int fd, enum charset charset, char separator, row_visit *visit, void *context,
                          char error[ROWS_ERROR_MAX])
{
    struct reading *r = calloc(1, sizeof *r); /* too large for the stack */
    enum rows_result result = ROWS_UNREADABLE;
    if (!r)
        abort();
    *r = (struct reading){.visit = visit, .context = context, .error = error};
    if (!charset_open(&r->charset, charset)) {
        snprintf(error, ROWS_ERROR_MAX,
                 words_pick("this system cannot convert the encoding: %s", "ระบบนี้แปลงรหัสอักขระไม่ได้: %s"),
                 strerror(errno));
    } else if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) == 0) {
        csv_set_delim(&r->parser, (unsigned char)separator);
        result = lines_read(fd, charset, line_parse, r, error);
        if (result == ROWS_DONE && csv_fini(&r->parser, cell_end, row_end, r) != 0)
            fail(r, r->row.line, 0, "a quotation mark that opens in this row is never closed",
                 "เครื่องหมายคำพูดที่เปิดในแถวนี้ไม่มีตัวปิด");
        if (result != ROWS_UNREADABLE && error[0])
            result = ROWS_BAD;
        csv_free(&r->parser);
    }
    charset_close(&r->charset);
    buffer_free(&r->text);
    buffer_free(&r->converted);
    free(r);
    return result;
}
