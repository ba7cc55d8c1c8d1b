/* clock.h - the only reader of the system's time. No rule ever sees it: it stamps records and decides when to wake. */
#ifndef DAEMON_CLOCK_H
#define DAEMON_CLOCK_H

#include <stdint.h>

int64_t clock_unix_ms(void);
int64_t clock_monotonic_us(void);
/* The civil day in Thailand (UTC+7, no daylight saving) at this moment, as a day number. */
int32_t clock_thai_day(int64_t unix_ms);

#endif
