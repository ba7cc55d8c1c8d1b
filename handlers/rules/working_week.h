/* working_week.h - the committee's calendar (Amnat Charoen 2567, cl. 4.5, 4.6). */
#ifndef HANDLERS_RULES_WORKING_WEEK_H
#define HANDLERS_RULES_WORKING_WEEK_H

#include <stdint.h>

/* The first day after `day` that falls on weekday (1 Monday .. 7 Sunday). */
int32_t week_next(int32_t day, int weekday);
/* The first Monday to Friday after `day`. */
int32_t week_next_working_day(int32_t day);

#endif
