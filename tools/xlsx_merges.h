/* xlsx_merges.h - which cells of a worksheet lie hidden under merged ones. They stand behind the rows in the file, so
 * they are read in a pass of their own. */
#ifndef TOOLS_XLSX_MERGES_H
#define TOOLS_XLSX_MERGES_H

#include "xlsx_package.h"
#include "../proto/buffer.h"

struct xlsx_merge {
    uint32_t first_row, last_row;
    uint16_t first_column, last_column;
};

struct xlsx_merges {
    struct xlsx_package *package;
    struct buffer list;           /* of struct xlsx_merge, by first row */
    size_t next;                  /* the first that begins below the row in hand */
    uint32_t over[ROW_CELLS_MAX]; /* by column, the one that began last, from 1 */
    enum rows_result result;
};

enum rows_result xlsx_merges_read(struct xlsx_merges *m, const char *part);
void xlsx_merges_free(struct xlsx_merges *m);

/* Rows are asked for in ascending order. ROWS_BAD: merged cells overlap. */
enum rows_result xlsx_merges_row(struct xlsx_merges *m, uint32_t row);
/* The one that hides this cell of the row in hand; NULL for none. */
const struct xlsx_merge *xlsx_merges_hide(const struct xlsx_merges *m, uint32_t column, uint32_t row);

#endif
