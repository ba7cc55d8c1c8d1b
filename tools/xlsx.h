/* xlsx.h - rows of an Excel workbook (.xlsx), in a stream: memory does not grow with the file. Nothing of the file is
 * trusted: what is damaged, hidden, not calculated or out of bounds ends in one sentence. */
#ifndef TOOLS_XLSX_H
#define TOOLS_XLSX_H

#include "rows.h"

/* The sheet of totals that coopctl export puts behind the lines. */
#define XLSX_COVER "งบหน้า"

enum { XLSX_CELL_NAME_MAX = 16 };

/* sheet: its name, or NULL for the only or first visible one. Rows without any value are not visited, and a row ends
 * with its last cell that has one. A cell's why goes on where the caller has named the cell: "is hidden under merged
 * cells B3:D3 ...". A date is what the cell holds, whatever era its format shows; whether its year makes sense is the
 * caller's to judge. */
enum rows_result xlsx_read(const char *path, const char *sheet, row_visit *visit, void *context,
                           char error[ROWS_ERROR_MAX]);

/* As a spreadsheet calls a cell: "B17"; column from 0, row from 1. */
void xlsx_cell_name(uint32_t column, uint32_t row, char ret[XLSX_CELL_NAME_MAX]);

#endif
