/* work.h - the business date, the queue of work done in slices, and the due table.
 *
 * What is too long for one event is put in the queue (work_add) and done by clock.work_continued events, which the
 * daemon journals as long as work waits; so the order of slices is in the journal. */
#ifndef HANDLERS_CLOCK_WORK_H
#define HANDLERS_CLOCK_WORK_H

#include "../state/records.h"

/* The last business day closed; 0 before the first. */
int32_t clock_day_closed(struct txn *t);
void clock_set_day_closed(struct txn *t, int32_t day);
/* The day whose close still looks at the units' files and money; 0 when it has. */
void clock_set_units_closing(struct txn *t, int32_t day);

bool work_waits(struct txn *t);
/* Whether the close of a day still looks at the units' files and money. */
bool work_closes_units(struct txn *t);
/* Puts w behind everything that waits already. */
void work_add(struct txn *t, const struct work *w);

/* One row of the due table: looked at when day `on` is closed. */
void due_add(struct txn *t, int32_t on, enum due_kind kind, const char *ref, uint32_t no);
void due_remove(struct txn *t, int32_t on, enum due_kind kind, const char *ref, uint32_t no);

/* The next number of a counter: 1, 2, 3 ... */
uint64_t counter_next(struct txn *t, const char *name);

/* Sums that the cooperative keeps as codes: "C-000042". */
void code_number(char out[24], const char *prefix, uint64_t number);

#endif
