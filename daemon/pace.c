#include "pace.h"

/* The least that was seen rises slowly, as the disk may have become slower. */
enum { FORGET = 64 };

static uint64_t clamp(uint64_t n, uint64_t least, uint64_t most)
{
    return n < least ? least : n > most ? most : n;
}

void pace_learn(struct pace *p, uint64_t puts, uint64_t took_us)
{
    p->least_us += p->least_us / FORGET;
    if (p->least_us == 0 || took_us < p->least_us)
        p->least_us = took_us;
    if (puts < PACE_LEAST)
        return;
    uint64_t fit = puts * PACE_AIM_US / (took_us - p->least_us + 1);
    fit = clamp(fit, p->limit / 2, p->limit * 2); /* one slow sync is not the disk */
    p->limit = clamp(fit, PACE_LEAST, PACE_MOST);
}
