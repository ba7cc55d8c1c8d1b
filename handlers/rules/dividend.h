/* dividend.h - the dividend on shares held in a year, by its months. */
#ifndef HANDLERS_RULES_DIVIDEND_H
#define HANDLERS_RULES_DIVIDEND_H

#include <stdbool.h>
#include <stdint.h>

enum { DIVIDEND_MONTHS = 12 };

/* What begins to count with each month of the fiscal year, with the first what was there before; below zero: what
 * ceases to. What counts only from the next year on is not in it. In no month is the sum up to it below zero. */
struct dividend_shares {
    int64_t from_satang[DIVIDEND_MONTHS];
};

/* The month of the year, from 0, with which a payment begins to count that was made on day `day_of_month` of month
 * `month` (from 0): the next, or, with a cut-off day, the same if it was made by then. DIVIDEND_MONTHS: the next year.
 */
uint32_t dividend_counts_from(uint32_t month, uint32_t day_of_month, uint32_t cut_off_day);
/* A twelfth of the rate on what counts in each month, rounded half up once; or rounded for what begins with each month
 * (DV-02), and then never below zero. */
int64_t dividend_amount(const struct dividend_shares *shares, int32_t rate_bp, bool round_monthly);
/* What counts on the average of the months, rounded half up. */
int64_t dividend_average(const struct dividend_shares *shares);

#endif
