/* table.h - output for people. On a terminal columns are aligned by the width of what is seen (Thai vowels and tone
 * marks take none) and headings are bright; anywhere else cells are separated by tabs, one row a line, for cut and awk.
 */
#ifndef TOOLS_TABLE_H
#define TOOLS_TABLE_H

#include "../proto/buffer.h"
#include "../proto/schema.h"

#include <stdio.h>

/* A row of a table of the state may be shown: its key and its fields. */
enum { TABLE_COLUMNS_MAX = 160 };

/* Whether colours may be used on this stream: a terminal that has some, and NO_COLOR is not set. */
bool table_colours(FILE *out);
/* Columns of a text on a terminal. */
size_t table_width(const char *text);

/* Rows are gathered, then printed. */
struct table_page {
    struct buffer cells; /* NUL-terminated, one behind the other */
    uint32_t columns;    /* of each row */
    uint32_t cells_count;
    bool right[TABLE_COLUMNS_MAX]; /* of each column: aligned to the right */
    bool no_heading;               /* otherwise the first row is one */
};

void table_begin(struct table_page *t, uint32_t columns);
void table_align_right(struct table_page *t, uint32_t column);
void table_cell(struct table_page *t, const char *text);
void table_cell_baht(struct table_page *t, int64_t satang);
void table_cell_number(struct table_page *t, int64_t number);
/* Prints the rows and forgets them. */
void table_end(struct table_page *t, FILE *out);

/* "principal_satang" with 29500000 is for people "principal" with "295,000.00": satang are shown as baht. */
void table_field_name(const struct field_desc *f, char *out, size_t size);
void table_field_value(const struct field_desc *f, const void *body, char *out, size_t size);

#endif
