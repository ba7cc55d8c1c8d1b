#include "generate_dice.h"

#include <stddef.h>

enum { MILLION = 1000000, UNIT = 10000, ROUNDS = 4 };

static uint64_t mix(uint64_t x) /* splitmix64 */
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

uint64_t dice(uint64_t seed, uint32_t stream, uint64_t index)
{
    return mix(mix(mix(seed) ^ stream) ^ index);
}

uint32_t dice_below(uint64_t roll, uint32_t n)
{
    return (uint32_t)((roll >> 32) * n >> 32);
}

int64_t dice_between(uint64_t roll, int64_t least, int64_t most)
{
    return least + (int64_t)(roll % (uint64_t)(most - least + 1));
}

uint32_t dice_choose(uint64_t roll, const uint16_t *weights, uint32_t count)
{
    uint32_t sum = 0, at = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += weights[i];
    for (uint32_t left = dice_below(roll, sum); left >= weights[at]; at++)
        left -= weights[at];
    return at;
}

/* The upper half of the curve; between two points the line is straight. */
int32_t dice_normal_at(uint32_t millionth)
{
    static const struct {
        uint32_t millionth;
        int32_t z;
    } points[] = {
        {500000, 0},     {525000, 627},   {550000, 1257},  {575000, 1891},   {600000, 2533},  {625000, 3186},
        {650000, 3853},  {675000, 4538},  {700000, 5244},  {725000, 5978},   {750000, 6745},  {775000, 7554},
        {800000, 8416},  {825000, 9346},  {850000, 10364}, {875000, 11503},  {900000, 12816}, {925000, 14395},
        {950000, 16449}, {975000, 19600}, {990000, 23263}, {995000, 25758},  {999000, 30902}, {999500, 32905},
        {999900, 37190}, {999990, 42649}, {999999, 47534}, {MILLION, 47534},
    };
    size_t i = 0;
    if (millionth < MILLION / 2)
        return -dice_normal_at(MILLION - 1 - millionth);
    while (points[i + 1].millionth <= millionth)
        i++;
    int64_t step = points[i + 1].z - points[i].z, width = points[i + 1].millionth - points[i].millionth;
    return points[i].z + (int32_t)(step * (int64_t)(millionth - points[i].millionth) / width);
}

int32_t dice_normal(uint64_t roll)
{
    return dice_normal_at(dice_below(roll, MILLION));
}

/* e^(x / UNIT) in 2^-24, for 0 <= x <= 8 UNIT: by its digits. */
static uint64_t exponential(int32_t x)
{
    static const struct {
        int32_t step;
        uint64_t factor;
    } digits[] = {{10000, 45605201}, {1000, 18541691}, {100, 16945830}, {10, 16794002}, {1, 16778894}};
    uint64_t value = UINT64_C(1) << 24;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        for (; x >= digits[i].step; x -= digits[i].step)
            value = value * digits[i].factor >> 24;
    return value;
}

int64_t dice_lognormal_at(uint32_t millionth, int64_t median, int32_t sigma)
{
    int64_t x = (int64_t)dice_normal_at(millionth) * sigma / UNIT;
    uint64_t factor = exponential((int32_t)(x < 0 ? -x : x));
    return x < 0 ? (median << 24) / (int64_t)factor : (int64_t)((uint64_t)median * factor >> 24);
}

int64_t dice_lognormal(uint64_t roll, int64_t median, int32_t sigma)
{
    return dice_lognormal_at(dice_below(roll, MILLION), median, sigma);
}

/* A few rounds over the next power of four, again while the result is outside. */
static uint32_t half_bits(uint32_t n)
{
    uint32_t half = 1;
    while (UINT64_C(1) << (2 * half) < n)
        half++;
    return half;
}

uint32_t dice_shuffle(uint64_t seed, uint32_t i, uint32_t n)
{
    uint32_t half = half_bits(n), mask = (UINT32_C(1) << half) - 1;
    do {
        uint32_t left = i >> half, right = i & mask;
        for (uint32_t round = 0; round < ROUNDS; round++) {
            uint32_t next = left ^ ((uint32_t)dice(seed, round, right) & mask);
            left = right;
            right = next;
        }
        i = left << half | right;
    } while (i >= n);
    return i;
}

uint32_t dice_unshuffle(uint64_t seed, uint32_t place, uint32_t n)
{
    uint32_t half = half_bits(n), mask = (UINT32_C(1) << half) - 1;
    do {
        uint32_t left = place >> half, right = place & mask;
        for (uint32_t round = ROUNDS; round-- > 0;) {
            uint32_t before = right ^ ((uint32_t)dice(seed, round, left) & mask);
            right = left;
            left = before;
        }
        place = left << half | right;
    } while (place >= n);
    return place;
}
