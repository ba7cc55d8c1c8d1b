/* dates.h - months and days as people read them: of the Buddhist era in Thai, of the common era in English. */
#ifndef TOOLS_DATES_H
#define TOOLS_DATES_H

#include "../proto/value.h"

/* "2567-01" or "2024-01"; "-" for none. */
const char *dates_period(uint32_t period, char out[VALUE_TEXT_MAX]);
/* "31/01/2567" or "2024-01-31"; "-" for none. */
const char *dates_day(int32_t day, char out[VALUE_TEXT_MAX]);
/* 2024-01 or 2567-01, as a user writes it. false: it was said that it is none. */
bool dates_period_read(const char *command, const char *text, uint32_t *ret);

/* A day as a user writes it: 2024-01-31, 2567-01-31, 31/01/2567 or 31/01/2024. what: the option or operand. false: it was
 * said what is wrong with it. */
bool dates_day_read(const char *command, const char *what, const char *text, int32_t *ret);

#endif
