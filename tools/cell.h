/* cell.h - what stands in a cell of a unit's file, read strictly. Thai digits, no-break spaces and zero-width
 * characters are understood; whatever could be meant in two ways is refused with a sentence that says how to mend it.
 * Each reader gives NULL, or the flaw. */
#ifndef TOOLS_CELL_H
#define TOOLS_CELL_H

#include "../proto/schema.h"
#include "flaw.h"
#include "rows.h"

enum calendar { CALENDAR_NONE, CALENDAR_BE, CALENDAR_CE };

enum { CELL_TEXT_MAX = 128, CELL_BUDDHIST_YEARS = 543 };

/* Without blanks and invisible characters, Thai digits as 0-9, every kind of minus as -. Cut at size. */
void cell_key(struct bytes cell, char *out, size_t size);
/* The same for comparing headings: also without dots, dashes, underscores and what stands in brackets, in small
 * letters, the vowel am (ำ) in its one form. */
void cell_heading(struct bytes cell, char *out, size_t size);
bool cell_is_blank(struct bytes cell);
bool cell_has_digit(struct bytes cell);

/* A text that did not stand in a file: an option's value. */
struct row_cell cell_of_text(const char *text);

/* digits: how many a number is filled up to with zeros, 0: it is taken as it stands. */
const struct flaw *cell_member(const struct row_cell *cell, uint32_t digits, char ret[12]);
/* Blank and "-" are 0. */
enum {
    CELL_BAHT = 0,
    CELL_MINUS = 1,
    CELL_SATANG = 2
}; /* deductions are negative numbers; without a point it is satang */
const struct flaw *cell_amount(const struct row_cell *cell, unsigned how, int64_t *ret_satang);
/* 31/01/2567, 31-1-2567 or 2567-01-31, in the era of the calendar. */
const struct flaw *cell_day(const struct row_cell *cell, enum calendar calendar, int32_t *ret);
/* 2024-01, 2567-01, 01/2567 or 256701; a year from 2400 on is of the Buddhist era. With a calendar, the year must be
 * of it. */
const struct flaw *cell_period(const struct row_cell *cell, enum calendar calendar, uint32_t *ret);
/* A word of the contract, or one that units use for it. Blank is no reason. */
const struct flaw *cell_reason(const struct row_cell *cell, uint8_t *ret);
/* A code of at most size - 1 characters; anything else is the flaw that is given. */
const struct flaw *cell_code(const struct row_cell *cell, char *ret, size_t size, const struct flaw *wrong);
/* What can be said of any cell before it is read: it cannot be used, or looks like a formula. */
const struct flaw *cell_usable(const struct row_cell *cell);

/* A true number of a spreadsheet as plain digits, "1.2E3" as "1200"; false: it is none, or too long. */
bool cell_number_plain(struct bytes digits, char out[CELL_TEXT_MAX]);

#endif
