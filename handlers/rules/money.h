/* money.h - checked arithmetic on satang, and named rounding of exact fractions. */
#ifndef HANDLERS_RULES_MONEY_H
#define HANDLERS_RULES_MONEY_H

#include "../../proto/schema.h"

/* Room for a product of an amount, a rate and days. Unsigned: nothing that is divided here is ever negative. A typedef,
 * against the custom of the house, because ISO C has no such type and only a declaration can be marked an extension. */
__extension__ typedef unsigned __int128 money_wide;

/* The most that one event may name, or one unit's file hold: 100,000 million baht. One mistyped amount then cannot use
 * up what the books can hold, and all the interest that a loan of it could ever bear, at the highest rate over all the
 * years there are, stays within VALUE_MONEY_MAX. unverified default */
#define MONEY_EVENT_MAX INT64_C(10000000000000)

/* A sum that cannot be held is a programmer's error: limits on every input keep it out of reach. */
int64_t money_add(int64_t a, int64_t b);
int64_t money_sub(int64_t a, int64_t b);
int64_t money_min(int64_t a, int64_t b);
int64_t money_max(int64_t a, int64_t b);

/* numerator / denominator, the denominator > 0, rounded to an integer. The result must fit. */
int64_t money_divide(money_wide numerator, money_wide denominator, enum rounding rounding);
int64_t money_divide_up(money_wide numerator, money_wide denominator);
/* The next multiple of step at or above amount; step 0 and 1 change nothing. Both >= 0. */
int64_t money_round_up_to(int64_t amount, int64_t step);

#endif
