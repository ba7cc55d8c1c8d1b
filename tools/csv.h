/* csv.h - rows of a comma-separated file, as UTF-8 cells, in a stream: memory does not grow with the file. Quotes that
 * do not match and bytes of another encoding end it, with a message that names line and byte. */
#ifndef TOOLS_CSV_H
#define TOOLS_CSV_H

#include "charset.h"

enum { CSV_CELLS_MAX = 256, CSV_LINE_MAX = 1 << 20, CSV_ERROR_MAX = 512 };

struct csv_row {
    uint32_t line; /* where it begins in the file, from 1: the row number that a spreadsheet shows */
    uint32_t count;
    struct bytes
        cells[CSV_CELLS_MAX]; /* NUL-terminated behind their end; surrounding blanks are gone if not in quotes */
    uint64_t offset;          /* bytes of the file read so far */
};

enum csv_result { CSV_DONE, CSV_STOPPED, CSV_BAD, CSV_UNREADABLE };

/* Calls visit for each row that is not empty, until it returns false (CSV_STOPPED). error is one sentence. */
typedef bool csv_visit(void *context, const struct csv_row *row);
enum csv_result csv_read(int fd, enum charset charset, csv_visit *visit, void *context, char error[CSV_ERROR_MAX]);

#endif
