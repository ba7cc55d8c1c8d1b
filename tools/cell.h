/* cell.h - what stands in a cell of a unit's file, read strictly. Thai digits, no-break spaces and zero-width
 * characters are understood; whatever could be meant in two ways is refused with a sentence that says how to mend it.
 */
#ifndef TOOLS_CELL_H
#define TOOLS_CELL_H

#include "../proto/schema.h"

enum calendar { CALENDAR_NONE, CALENDAR_BE, CALENDAR_CE };

enum { CELL_TEXT_MAX = 128, CELL_BUDDHIST_YEARS = 543 };

/* Without blanks and invisible characters, Thai digits as 0-9, every kind of minus as -. Cut at size. */
void cell_key(struct bytes cell, char *out, size_t size);
/* The same for comparing headings: also without dots, dashes, underscores and what stands in brackets, in small
 * letters, the vowel am (ำ) in its one form. */
void cell_heading(struct bytes cell, char *out, size_t size);
bool cell_is_blank(struct bytes cell);
bool cell_has_digit(struct bytes cell);

/* Each gives NULL, or a sentence: what is wrong and how to mend it. */
const char *cell_member(struct bytes cell, char ret[12]);
/* Blank and "-" are 0. */
const char *cell_amount(struct bytes cell, int64_t *ret_satang);
/* 31/01/2567, 31-1-2567 or 2567-01-31, in the era of the calendar. */
const char *cell_day(struct bytes cell, enum calendar calendar, int32_t *ret);
/* 2024-01, 2567-01, 01/2567 or 256701; a year from 2400 on is of the Buddhist era. */
const char *cell_period(struct bytes cell, uint32_t *ret);
/* A word of the contract, or one that units use for it. Blank is no reason. */
const char *cell_reason(struct bytes cell, uint8_t *ret);

#endif
