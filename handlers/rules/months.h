/* months.h - whole months by the civil calendar. */
#ifndef HANDLERS_RULES_MONTHS_H
#define HANDLERS_RULES_MONTHS_H

#include <stdint.h>

/* The same day of the month, that many months later (earlier, if negative); the last day of a shorter month. Days
 * beyond the years that there are stay at their ends. */
int32_t months_later(int32_t day, int32_t months);
/* Months that are complete on `day`: the 29th of February completes a year on the 28th. 0 if it is earlier. */
uint32_t months_between(int32_t from, int32_t day);

#endif
