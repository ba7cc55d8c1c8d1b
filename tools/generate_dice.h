/* generate_dice.h - chance without state: what is thrown depends on the seed, on what it is for and on whom it is
 * about, never on what was thrown before. So every run makes the same, in any order, and nothing has to be kept.
 * Integers only.
 */
#ifndef TOOLS_GENERATE_DICE_H
#define TOOLS_GENERATE_DICE_H

#include <stdbool.h>
#include <stdint.h>

/* 64 random bits for number `index` of a stream. */
uint64_t dice(uint64_t seed, uint32_t stream, uint64_t index);

/* 0 .. n-1, all equally likely. */
uint32_t dice_below(uint64_t roll, uint32_t n);
/* least .. most */
int64_t dice_between(uint64_t roll, int64_t least, int64_t most);
/* The place in which a roll falls among weights that add up to anything. */
uint32_t dice_choose(uint64_t roll, const uint16_t *weights, uint32_t count);

/* A place of 0 .. 999,999 on the normal curve, in ten-thousandths of its standard deviation; from a table. */
int32_t dice_normal_at(uint32_t millionth);
int32_t dice_normal(uint64_t roll);
/* median x e^(sigma x normal); sigma in ten-thousandths. median up to 10^7. */
int64_t dice_lognormal_at(uint32_t millionth, int64_t median, int32_t sigma);
int64_t dice_lognormal(uint64_t roll, int64_t median, int32_t sigma);

/* Where i of 0 .. n-1 goes in a shuffled order, and back. */
uint32_t dice_shuffle(uint64_t seed, uint32_t i, uint32_t n);
uint32_t dice_unshuffle(uint64_t seed, uint32_t place, uint32_t n);

#endif
