#include "money.h"

#include <assert.h>

int64_t money_add(int64_t a, int64_t b)
{
    int64_t sum = 0;
    bool overflow = __builtin_add_overflow(a, b, &sum);
    assert(!overflow);
    return sum;
}

int64_t money_sub(int64_t a, int64_t b)
{
    int64_t difference = 0;
    bool overflow = __builtin_sub_overflow(a, b, &difference);
    assert(!overflow);
    return difference;
}

int64_t money_min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t money_max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t narrow(money_wide value)
{
    assert(value <= INT64_MAX);
    return (int64_t)value;
}

/* The remainder is compared with what it lacks to the denominator: doubling it could overflow. */
int64_t money_divide(money_wide numerator, money_wide denominator, enum rounding rounding)
{
    assert(denominator > 0);
    assert(rounding == rounding_half_up || rounding == rounding_truncate);
    money_wide quotient = numerator / denominator, rest = numerator % denominator;
    if (rounding == rounding_half_up && rest >= denominator - rest)
        quotient++;
    return narrow(quotient);
}

int64_t money_divide_up(money_wide numerator, money_wide denominator)
{
    assert(denominator > 0);
    money_wide quotient = numerator / denominator;
    return narrow(numerator % denominator > 0 ? quotient + 1 : quotient);
}

int64_t money_round_up_to(int64_t amount, int64_t step)
{
    assert(amount >= 0 && step >= 0);
    if (step <= 1 || amount % step == 0)
        return amount;
    return money_add(amount, step - amount % step);
}
