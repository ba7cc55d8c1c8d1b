#include "pace.h"

static uint64_t clamp(uint64_t n, uint64_t least, uint64_t most)
{
    return n < least ? least : n > most ? most : n;
}

uint64_t pace_learn(uint64_t limit, uint64_t puts, uint64_t took_us)
{
    uint64_t fit = puts * PACE_AIM_US / (took_us + 1);
    if (puts < PACE_LEAST)
        return limit;
    return clamp(clamp(fit, limit / 2, limit * 2), PACE_LEAST, PACE_MOST);
}
