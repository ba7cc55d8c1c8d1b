#include "interest.h"

#include "money.h"

#include <assert.h>

enum {
    BP_ONE = 10000, /* basis points of the whole */
    RATE_MAX_BP = 100000,
    MONTHS_BP = 12 * BP_ONE, /* a monthly rate is rate_bp / MONTHS_BP */
    COMMON_YEAR = 365,
    LEAP_YEAR = 366,
    LONG_MONTH = 31,
};

/* The days of (after, to] at one rate. 100,000 bp on all 182,621 days there are is below 2^35. */
void interest_weigh(int32_t after, int32_t to, int32_t rate_bp, struct interest_weight *weight)
{
    assert(rate_bp >= 0 && rate_bp <= RATE_MAX_BP);
    while (after < to) {
        int year = value_civil(after + 1).year;
        int32_t year_end = value_day(year, 12, 31);
        int32_t end = year_end < to ? year_end : to;
        uint64_t part = (uint64_t)rate_bp * (uint64_t)(end - after);
        if (value_days_in_month(year, 2) == 29)
            weight->leap += part;
        else
            weight->common += part;
        after = end;
    }
}

/* With real year lengths the charge is P * common / (365 * 10000) + P * leap / (366 * 10000), brought to one
 * denominator, so that it is rounded once. The numerator stays in range: P is below 2^57, a weight over 100 years
 * (36,525 days) below 2^32, a year below 2^9, together 2^98 of 128 bits. So does the denominator: a divisor is below
 * 2^32, and 365 * 366 * 10000 is below 2^31. */
int64_t interest_weighed(int64_t principal_satang, struct interest_weight weight, const struct interest_terms *terms)
{
    assert(principal_satang >= 0 && principal_satang <= VALUE_MONEY_MAX);
    money_wide numerator = (money_wide)principal_satang, denominator = BP_ONE;
    if (terms->year_divisor > 0) {
        numerator *= weight.common + weight.leap;
        denominator *= terms->year_divisor;
    } else {
        numerator *= weight.common * LEAP_YEAR + weight.leap * COMMON_YEAR;
        denominator *= COMMON_YEAR * LEAP_YEAR;
    }
    return money_round_up_to(money_divide(numerator, denominator, terms->rounding), terms->step_satang);
}

int64_t interest_charge(int64_t principal_satang, const struct rate_step *steps, size_t n_steps, int32_t after,
                        int32_t to, const struct interest_terms *terms)
{
    struct interest_weight weight = {0};
    assert(n_steps >= 1);
    for (size_t i = 0; i < n_steps; i++) {
        int32_t from = after, until = to; /* the part of (after, to] at this rate is (from, until] */
        assert(i == 0 || steps[i - 1].from_day <= steps[i].from_day);
        if (i > 0 && steps[i].from_day - 1 > from)
            from = steps[i].from_day - 1;
        if (i + 1 < n_steps && steps[i + 1].from_day - 1 < until)
            until = steps[i + 1].from_day - 1;
        interest_weigh(from, until, steps[i].rate_bp, &weight);
    }
    return interest_weighed(principal_satang, weight, terms);
}

struct interest_terms interest_return_terms(struct interest_terms terms)
{
    terms.rounding = terms.return_rounding;
    terms.step_satang = 0;
    return terms;
}

/* A natural number of any size that the annuity needs, least limb first, no zero limb on top. */
enum {
    LIMBS = 136, /* 8,704 bits; see annuity() for the largest number: below 2^8595 */
};

struct natural {
    uint32_t len;
    uint64_t limb[LIMBS];
};

static void natural_multiply(struct natural *n, uint64_t by)
{
    money_wide carry = 0; /* limb * by + carry <= (2^64 - 1)^2 + 2^64 - 1 < 2^128 */
    assert(by > 0);
    for (uint32_t i = 0; i < n->len; i++) {
        carry += (money_wide)n->limb[i] * by;
        n->limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    if (carry > 0) {
        assert(n->len < LIMBS);
        n->limb[n->len++] = (uint64_t)carry;
    }
}

static void natural_subtract(struct natural *n, const struct natural *smaller)
{
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < n->len; i++) {
        money_wide lost = (money_wide)(i < smaller->len ? smaller->limb[i] : 0) + borrow;
        borrow = n->limb[i] < lost;
        n->limb[i] -= (uint64_t)lost;
    }
    assert(borrow == 0);
    while (n->len > 0 && n->limb[n->len - 1] == 0)
        n->len--;
}

static bool natural_less(const struct natural *a, const struct natural *b)
{
    if (a->len != b->len)
        return a->len < b->len;
    for (uint32_t i = a->len; i-- > 0;) {
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i];
    }
    return false;
}

/* base <= MONTHS_BP + RATE_MAX_BP, below 2^18: three at a time fit a limb. */
static void natural_power(uint64_t base, uint32_t exponent, struct natural *ret)
{
    ret->len = 1;
    ret->limb[0] = 1;
    for (; exponent >= 3; exponent -= 3)
        natural_multiply(ret, base * base * base);
    for (; exponent > 0; exponent--)
        natural_multiply(ret, base);
}

/* The least whole A that repays P in n equal payments at the monthly rate r = b / y, where y = 120,000. The formula
 * A >= P r q^n / (q^n - 1), q = x / y, x = y + b, is, without a fraction,
 *
 *     A * y * (x^n - y^n) >= P * b * x^n
 *
 * and is decided on whole numbers. There is no approximation and so no error bound: a fixed-point quotient, however
 * fine, could not tell a payment that is exactly a satang from one that is a trifle more. With at most 480 instalments
 * and x at most 220,000, x^n is below 2^8520; P * b < 2^57 * 2^17 and A * y < 2^58 * 2^17 lift that to less than
 * 2^8595.
 *
 * A is found by halving: it is at least P / n, as if r were 0, and at most P + P r, as if n were 1. */
static int64_t annuity(int64_t principal_satang, uint32_t n, int32_t rate_bp)
{
    struct natural owed, paid, product; /* of the inequality: the right side; the left side without A; with A */
    money_wide principal = (money_wide)principal_satang, rate = (money_wide)rate_bp;
    int64_t low = money_divide_up(principal, n);
    int64_t high = money_divide_up(principal * (MONTHS_BP + rate), MONTHS_BP);
    natural_power(MONTHS_BP + (uint64_t)rate_bp, n, &owed);
    natural_power(MONTHS_BP, n, &product);
    paid = owed;
    natural_subtract(&paid, &product);
    natural_multiply(&paid, MONTHS_BP);
    natural_multiply(&owed, (uint64_t)rate_bp);
    natural_multiply(&owed, (uint64_t)principal_satang);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        product = paid;
        natural_multiply(&product, (uint64_t)middle);
        if (natural_less(&product, &owed))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Up to the satang and then up to the step is the same as up to the step at once. */
int64_t instalment_fixed(enum loan_method method, int64_t principal_satang, uint32_t instalments, int32_t rate_bp,
                         int64_t step_satang)
{
    assert(method == loan_method_equal_principal || method == loan_method_equal_total);
    assert(principal_satang >= 0 && principal_satang <= VALUE_MONEY_MAX);
    assert(instalments >= 1 && instalments <= INSTALMENTS_MAX);
    assert(rate_bp >= 0 && rate_bp <= RATE_MAX_BP);
    int64_t fixed = 0;
    if (method == loan_method_equal_principal || rate_bp == 0 || principal_satang == 0)
        fixed = money_divide_up((money_wide)principal_satang, instalments);
    else
        fixed = annuity(principal_satang, instalments, rate_bp);
    return money_round_up_to(fixed, step_satang);
}

int64_t instalment_principal(enum loan_method method, int64_t fixed_satang, int64_t balance_satang,
                             int64_t interest_satang, uint32_t no, uint32_t instalments)
{
    assert(method == loan_method_equal_principal || method == loan_method_equal_total);
    assert(fixed_satang >= 0 && balance_satang >= 0 && interest_satang >= 0 && no >= 1);
    int64_t principal = fixed_satang;
    if (no >= instalments)
        return balance_satang;
    if (method == loan_method_equal_total)
        principal = money_max(0, money_sub(fixed_satang, interest_satang));
    return money_min(principal, balance_satang);
}

int64_t instalment_first(enum loan_method method, int64_t principal_satang, uint32_t instalments, int32_t rate_bp,
                         int64_t step_satang, const struct interest_terms *terms)
{
    int64_t fixed = instalment_fixed(method, principal_satang, instalments, rate_bp, step_satang);
    struct interest_weight month = {.common = (uint64_t)rate_bp * LONG_MONTH}; /* common: as in a year of 365 days */
    int64_t interest = interest_weighed(principal_satang, month, terms);
    return money_add(interest, instalment_principal(method, fixed, principal_satang, interest, 1, instalments));
}
