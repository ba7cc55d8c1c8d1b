/* csv.h - rows of a file of separated values, in a stream. Quotes that do not match and bytes of another encoding end
 * it, with a message that names line and byte. */
#ifndef TOOLS_CSV_H
#define TOOLS_CSV_H

#include "lines.h"

/* Surrounding blanks of a cell are gone if not in quotes. A row's line is where it begins. error is one sentence. */
enum rows_result csv_read(int fd, enum charset charset, char separator, row_visit *visit, void *context,
                          char error[ROWS_ERROR_MAX]);

#endif
