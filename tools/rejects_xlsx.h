/* rejects_xlsx.h - a spreadsheet whose every cell is text, written row by row. */
#ifndef TOOLS_REJECTS_XLSX_H
#define TOOLS_REJECTS_XLSX_H

#include "../proto/value.h"

struct rejects_xlsx;

/* NULL: it cannot be written there. */
struct rejects_xlsx *rejects_xlsx_open(const char *path);
void rejects_xlsx_cell(struct rejects_xlsx *x, uint32_t row, uint32_t column, const char *text); /* both from 0 */
/* false: it could not be written; what there is of it is removed. */
bool rejects_xlsx_close(struct rejects_xlsx *x, const char *path);

#endif
