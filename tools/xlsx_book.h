/* xlsx_book.h - what stands around the worksheets of a workbook: where its parts are, its tabs, the texts that cells
 * share, and which formats show a date. */
#ifndef TOOLS_XLSX_BOOK_H
#define TOOLS_XLSX_BOOK_H

#include "xlsx_package.h"
#include "../proto/buffer.h"

enum { XLSX_TAB_NAME_MAX = 256, XLSX_TABS_MAX = 1024, XLSX_STYLES_MAX = 65536 };

struct xlsx_tab {
    char name[XLSX_TAB_NAME_MAX];
    char part[XLSX_PART_NAME_MAX]; /* empty for a chart, which has no rows */
    bool visible;
};

struct xlsx_book {
    struct xlsx_package *package;
    struct buffer tabs; /* of struct xlsx_tab */
    bool since_1904;
    bool uncalculated; /* it says itself that the values of its formulas are yet to be calculated */
    struct buffer texts, text_ends;
    struct buffer styles; /* of uint16_t: ids of formats */
    uint8_t date_ids[XLSX_STYLES_MAX / 8];
};

enum rows_result xlsx_book_open(struct xlsx_package *p, struct xlsx_book **ret);
void xlsx_book_close(struct xlsx_book *book);

const struct xlsx_tab *xlsx_book_tabs(const struct xlsx_book *book, size_t *ret_count);
/* As it stands in the file; more than ROW_CELL_BYTES_MAX means that it was longer. */
bool xlsx_book_text(const struct xlsx_book *book, uint32_t index, struct bytes *ret);
/* false: the workbook has no such style. */
bool xlsx_book_style(const struct xlsx_book *book, uint32_t style, bool *ret_date);

#endif
