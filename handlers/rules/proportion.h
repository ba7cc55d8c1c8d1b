/* proportion.h - a total spread over parts in proportion, by largest remainder. */
#ifndef HANDLERS_RULES_PROPORTION_H
#define HANDLERS_RULES_PROPORTION_H

#include <stdbool.h>
#include <stdint.h>

enum { PROPORTION_PARTS_MAX = 16 };

struct proportion_part {
    int64_t weight; /* in: >= 0 */
    int64_t share;  /* out: of the total */
    bool up;        /* out: it has one of the units that rounding down left over */
};

/* Each part gets total * weight / sum of weights, rounded down; the units that are left go to the largest remainders,
 * one each, of equal remainders to the first. The shares add up to the total exactly. Returns how many units were left.
 * The sum of the weights is above zero, the total is not below. */
uint32_t proportion_split(int64_t total, struct proportion_part *parts, uint32_t count);

#endif
