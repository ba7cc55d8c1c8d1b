/* spreadsheet.h - a spreadsheet written row by row, with flat memory: texts stay texts, so that 000123 stays 000123.
 * Rows and columns count from 0; rows are written in order, each sheet behind the one before. */
#ifndef TOOLS_SPREADSHEET_H
#define TOOLS_SPREADSHEET_H

#include "../proto/value.h"

struct spreadsheet;

/* NULL: it cannot be written there. */
struct spreadsheet *spreadsheet_open(const char *path);
/* A new sheet, whose first `frozen` rows stay in sight. What is typed into its cells later is text as well. */
void spreadsheet_sheet(struct spreadsheet *w, const char *name, uint32_t frozen);
void spreadsheet_text(struct spreadsheet *w, uint32_t row, uint32_t column, const char *text);
/* A number with two decimals. */
void spreadsheet_amount(struct spreadsheet *w, uint32_t row, uint32_t column, int64_t satang);
/* A number without decimals. */
void spreadsheet_number(struct spreadsheet *w, uint32_t row, uint32_t column, int64_t number);
/* false: it could not be written; what there is of it is removed. */
bool spreadsheet_close(struct spreadsheet *w, const char *path);

#endif
