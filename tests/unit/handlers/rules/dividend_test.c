#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/rules/dividend.h"
#include "../../../support/test.h"

/* What was there before, and so much a month from January to December: December's counts from the next year. */
static struct dividend_shares monthly(int64_t before, int64_t month)
{
    struct dividend_shares s = {{before}};
    for (int i = 1; i < DIVIDEND_MONTHS; i++)
        s.from_satang[i] = month;
    return s;
}

void test_dv_01(void)
{
    struct dividend_shares s = monthly(10000000, 100000);
    CHECK_INT(dividend_amount(&s, 570, false), 601350);
    CHECK_INT(dividend_amount(&s, 570, true), 601350);
    CHECK_INT(dividend_average(&s), 10550000);
}

void test_dv_02_rounded_for_each_months_payments(void)
{
    struct dividend_shares s = monthly(5000000, 50000);
    CHECK_INT(dividend_amount(&s, 700, true), 369250);
    CHECK_INT(dividend_amount(&s, 700, false), 369250);
}

/* Of 0.86 a month at 7 %: 6 5 5 4 4 3 3 2 2 1 1 satang; exactly they are 33.11. */
void test_rounding_once_and_monthly_may_differ(void)
{
    struct dividend_shares s = monthly(0, 86);
    CHECK_INT(dividend_amount(&s, 700, true), 36);
    CHECK_INT(dividend_amount(&s, 700, false), 33);
}

void test_half_a_satang_goes_up(void)
{
    struct dividend_shares s = {{10}};
    CHECK_INT(dividend_amount(&s, 500, false), 1);
    s.from_satang[0] = 9;
    CHECK_INT(dividend_amount(&s, 500, false), 0);
}

void test_what_is_taken_out_ceases_to_count(void)
{
    struct dividend_shares s = {{1000000, 0, 0, 0, 0, 0, -1000000}};
    CHECK_INT(dividend_amount(&s, 600, false), 30000);
    CHECK_INT(dividend_amount(&s, 600, true), 30000);
    struct dividend_shares nothing = {{0, 0, 0, 5000, 0, 0}};
    nothing.from_satang[3] -= 5000;
    CHECK_INT(dividend_amount(&nothing, 600, false), 0);
}

/* Each payment's part is rounded down, what is taken out at once is rounded up: less than nothing is nothing. */
void test_rounding_monthly_is_never_below_zero(void)
{
    struct dividend_shares s = {{4, 4, 4, -12}};
    CHECK_INT(dividend_amount(&s, 1000, true), 0);
}

void test_when_a_payment_begins_to_count(void)
{
    CHECK_INT(dividend_counts_from(0, 1, 0), 1);
    CHECK_INT(dividend_counts_from(0, 31, 0), 1);
    CHECK_INT(dividend_counts_from(0, 5, 5), 0);
    CHECK_INT(dividend_counts_from(0, 6, 5), 1);
    CHECK_INT(dividend_counts_from(1, 28, 28), 1);
    CHECK_INT(dividend_counts_from(1, 29, 28), 2);
    CHECK_INT(dividend_counts_from(11, 6, 5), DIVIDEND_MONTHS);
}
