/* value.h - the scalar kinds that events and state records are made of: their C form, their limits and their text form.
 *
 * money   int64 satang (1 baht = 100 satang)              text "12550" on the wire an integer
 * day     a civil date of Asia/Bangkok as a day number     text "2024-01-31", common era only
 * period  a payroll month, year * 12 + month - 1           text "2024-01"
 * rate    int32 basis points per year (6.00 % = 600)
 * code    a short identifier: printable, no blanks, NUL-terminated in a fixed array
 * title   what people call something, in any script, NUL-terminated in a fixed array
 *
 * 0 means "absent" for day and period; an empty string means "absent" for a code.
 */
#ifndef PROTO_VALUE_H
#define PROTO_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that belong to somebody else. */
struct bytes {
    const uint8_t *at;
    size_t len;
};

enum {
    VALUE_YEAR_MIN = 1900, /* earlier and later years are refused: 2400 and above is the Buddhist era, by mistake */
    VALUE_YEAR_MAX = 2399,
    VALUE_TEXT_MAX = 96, /* the longest text form of any scalar, with its NUL */
};

#define VALUE_MONEY_MAX INT64_C(99999999999999999) /* one satang under 10^15 baht: sums of many stay in int64 */

struct civil {
    int year, month, day;
};

/* Day numbers are positive, and consecutive days differ by one. */
int32_t value_day(int year, int month, int day);
struct civil value_civil(int32_t day);
bool value_civil_valid(int year, int month, int day);
int value_days_in_month(int year, int month);
/* 1 Monday .. 7 Sunday */
int value_weekday(int32_t day);

uint32_t value_period(int year, int month);
int32_t value_period_first_day(uint32_t period);
int32_t value_period_last_day(uint32_t period);
uint32_t value_period_of(int32_t day);

/* Text forms. The parsers accept exactly what the printers print; false leaves *ret untouched. */
bool value_day_parse(const char *text, size_t len, int32_t *ret);
bool value_period_parse(const char *text, size_t len, uint32_t *ret);
bool value_integer_parse(const char *text, size_t len, int64_t *ret);
size_t value_day_print(int32_t day, char out[VALUE_TEXT_MAX]);
size_t value_period_print(uint32_t period, char out[VALUE_TEXT_MAX]);
size_t value_integer_print(int64_t value, char out[VALUE_TEXT_MAX]);
/* "12,345.67" */
size_t value_baht_print(int64_t satang, char out[VALUE_TEXT_MAX]);

/* A code's characters: ASCII letters, digits and "._-/:@#+". */
bool value_code_valid(const uint8_t *text, size_t len);
/* Fills a code's array, to its end; the text, NULL for none, must fit. */
void value_code_set(char *ret, size_t size, const char *text);
bool value_utf8_valid(const uint8_t *text, size_t len);
/* A title: UTF-8 on one line, without control characters and without a blank at either end. */
bool value_title_valid(const uint8_t *text, size_t len);
/* The length of text without a character that was cut off at its end. */
size_t value_utf8_whole(const char *text, size_t len);

#endif
