#include "dividend.h"

#include "money.h"

uint32_t dividend_counts_from(uint32_t month, uint32_t day_of_month, uint32_t cut_off_day)
{
    return day_of_month <= cut_off_day ? month : month + 1;
}

/* The sum over the months of what counts in each; in twelfths of a year. */
static int64_t twelfths(const struct dividend_shares *shares)
{
    int64_t sum = 0, counts = 0;
    for (uint32_t i = 0; i < DIVIDEND_MONTHS; i++) {
        counts = money_add(counts, shares->from_satang[i]);
        sum = money_add(sum, money_max(counts, 0));
    }
    return sum;
}

int64_t dividend_amount(const struct dividend_shares *shares, int32_t rate_bp, bool round_monthly)
{
    const money_wide year = (money_wide)DIVIDEND_MONTHS * 10000;
    int64_t sum = 0;
    if (!round_monthly)
        return money_divide((money_wide)twelfths(shares) * (money_wide)rate_bp, year, rounding_half_up);
    for (uint32_t i = 0; i < DIVIDEND_MONTHS; i++) {
        int64_t from = shares->from_satang[i], months = DIVIDEND_MONTHS - i;
        int64_t size = money_max(from, -from) * months;
        int64_t part = money_divide((money_wide)size * (money_wide)rate_bp, year, rounding_half_up);
        sum = from < 0 ? money_sub(sum, part) : money_add(sum, part);
    }
    return money_max(sum, 0);
}

int64_t dividend_average(const struct dividend_shares *shares)
{
    return money_divide((money_wide)twelfths(shares), DIVIDEND_MONTHS, rounding_half_up);
}
