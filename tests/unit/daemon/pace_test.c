#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../support/test.h"
#include "../../../daemon/pace.h"

static uint64_t learnt(uint64_t limit, uint64_t least_us, uint64_t puts, uint64_t took_us)
{
    struct pace p = {limit, least_us};
    pace_learn(&p, puts, took_us);
    return p.limit;
}

void test_a_slow_checkpoint_makes_the_next_one_smaller(void)
{
    CHECK_INT(learnt(20000, 1, 20000, 15000), 13333);
    CHECK_INT(learnt(20000, 1, 20000, 400000), 10000); /* by half at most: one slow sync is not the disk */
    CHECK_INT(learnt(1500, 1, 1500, 400000), PACE_LEAST);
}

void test_a_quick_checkpoint_makes_the_next_one_larger(void)
{
    CHECK_INT(learnt(20000, 1, 20000, 8000), 25000);
    CHECK_INT(learnt(20000, 1, 20000, 1), 40000);
    CHECK_INT(learnt(80000, 1, 80000, 1000), PACE_MOST);
}

/* On a disk whose sync alone takes longer than the aim, smaller checkpoints would only be more of them. */
void test_what_every_checkpoint_costs_makes_none_smaller(void)
{
    struct pace p = {PACE_FIRST, 0};
    for (int i = 0; i < 100; i++)
        pace_learn(&p, p.limit, 20000 + p.limit / 10);
    CHECK(p.limit > 50000);
}

void test_a_checkpoint_of_a_few_pages_teaches_only_what_one_costs(void)
{
    struct pace p = {20000, 0};
    pace_learn(&p, PACE_LEAST - 1, 900);
    CHECK_INT(p.limit, 20000);
    CHECK_INT(p.least_us, 900);
}
