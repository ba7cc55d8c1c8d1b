/* xlsx_sheet.h - the rows of one worksheet. */
#ifndef TOOLS_XLSX_SHEET_H
#define TOOLS_XLSX_SHEET_H

#include "xlsx_book.h"

enum rows_result xlsx_sheet_read(const struct xlsx_book *book, const char *part, row_visit *visit, void *context);

#endif
