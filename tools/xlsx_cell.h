/* xlsx_cell.h - what stands in one cell of a worksheet: numbers as plain digits, serial numbers as dates, texts without
 * escapes. What gives a sentence gives NULL where all is well; a sentence goes on where the cell has been named. */
#ifndef TOOLS_XLSX_CELL_H
#define TOOLS_XLSX_CELL_H

#include "rows.h"
#include "../proto/buffer.h"

enum { XLSX_NUMBER_MAX = 512, XLSX_DAY_MAX = 11 };

/* Whether a number under this format is shown as a date or a time: by its code, or by the id of one that has no code.
 */
bool xlsx_format_is_date(const char *code);
bool xlsx_format_id_is_date(uint32_t id);

/* "1.5E3" as "1500": the digits stay as they are, only the point moves. */
const char *xlsx_number(struct bytes text, char ret[XLSX_NUMBER_MAX]);
/* From what xlsx_number() gave, days since 1900 or 1904, to "2024-01-31"; a time of day is dropped. */
const char *xlsx_serial_day(const char *number, bool since_1904, char ret[XLSX_DAY_MAX]);
/* "2024-01-31T00:00:00" */
const char *xlsx_iso_day(struct bytes text, char ret[XLSX_DAY_MAX]);
/* Appends the text with its escapes (_x000A_) as the characters that they stand for. */
const char *xlsx_text(struct bytes text, struct buffer *out);

/* "B17" at the start of *text as column 16 and row 17; moves *text behind it. */
bool xlsx_reference(const char **text, uint32_t *ret_column, uint32_t *ret_row);

#endif
