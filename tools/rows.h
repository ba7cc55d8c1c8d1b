/* rows.h - a row of a table, whatever file it comes from: CSV, fixed width or a spreadsheet. Readers are streams: memory does
 * not grow with the file. */
#ifndef TOOLS_ROWS_H
#define TOOLS_ROWS_H

#include "../proto/value.h"

enum { ROW_CELLS_MAX = 256, ROW_CELL_BYTES_MAX = 32768, ROWS_ERROR_MAX = 512 };

enum row_cell_kind {
    ROW_TEXT,   /* as written, in UTF-8; an omitted or empty cell is an empty text */
    ROW_NUMBER, /* a true number of a spreadsheet: its digits as the file has them, "3577.82000000000000006" */
    ROW_DATE,   /* a true date of a spreadsheet: "2024-01-31", always of the common era */
    ROW_BAD,    /* cannot be used: why says what it is and how to mend it */
};

struct row_cell {
    struct bytes text; /* NUL-terminated behind its end; valid during the visit */
    enum row_cell_kind kind;
    const char *why;
};

struct row {
    uint32_t line; /* as a spreadsheet or editor counts, from 1 */
    uint32_t count;
    struct row_cell cells[ROW_CELLS_MAX];
    uint64_t offset; /* bytes of the file read so far, for progress */
    bool unended;    /* a text file ends behind it without an end of line: perhaps it was cut off */
};

enum rows_result { ROWS_DONE, ROWS_STOPPED, ROWS_BAD, ROWS_UNREADABLE };

/* Called for each row that is not empty, until it returns false (ROWS_STOPPED). */
typedef bool row_visit(void *context, const struct row *row);

#endif
