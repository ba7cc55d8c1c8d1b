/* reports.h - the reports of reports.def: each puts its tables into a form. 0, or the exit status after it was said
 * what is wrong. */
#ifndef TOOLS_REPORTS_H
#define TOOLS_REPORTS_H

#include "form.h"
#include "form_data.h"

typedef int form_make(const struct form_data *d, struct form *f);

#define REPORT(name, document, english, thai) form_make form_##name;
#include "reports.def"

/* The line "not reported: send figure.year_reported ..." of a figure that is missing. */
void form_missing(struct form *f, enum figure_kind figure, uint32_t year);
/* What the shown percentages of a column lack of 100.00, as a row: its first cell is the words, its other cells are for
 * the caller. */
void form_rounding(struct form *f, int64_t shown, uint32_t before, uint32_t after);

#endif
