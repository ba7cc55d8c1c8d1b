/* ageing.h - how late a loan is, in months, and the quality class that follows (Registrar's rule 2544, cl. 7-12). */
#ifndef HANDLERS_RULES_AGEING_H
#define HANDLERS_RULES_AGEING_H

#include "../../proto/schema.h"

/* Months overdue at the end of `day`; 0 when oldest_due is 0 or not yet past.
 *
 * By due dates: the number of due dates not wholly paid (unpaid). By calendar: the months begun, which is the number of
 * n = 0, 1, 2 ... for which day is past the same day of the month as oldest_due, n months later. So both say 1 on the
 * day after the oldest due date, and "over 3 months" is what lies past the same day three months later: exactly 3 is
 * not over.
 *
 * The day of the month is anchored to anchor_day (the first due date's; 31 where due dates are month ends) and clamped
 * (31 -> 30 April -> 31 May). */
uint32_t ageing_months(enum months_method method, uint32_t unpaid, int32_t oldest_due, int anchor_day, int32_t day);

/* The anchor of a loan whose first due date is this. Due dates at the end of a month stay there: 29 February is followed
 * by 31 March. */
int ageing_anchor_day(int32_t first_due);

/* The same day of the month n months after `day`, anchored and clamped. */
int32_t ageing_months_later(int32_t day, int anchor_day, uint32_t n);

/* The worst class whose bound is exceeded; normal if none is. Exactly at a bound is still the better class. bounds are
 * best first. Returns the index into bounds, or -1 for normal without an entry. */
int ageing_class(const struct class_bound *bounds, uint32_t n, uint32_t months_overdue);

#endif
