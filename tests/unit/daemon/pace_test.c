#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../support/test.h"
#include "../../../daemon/pace.h"

void test_a_slow_checkpoint_makes_the_next_one_smaller(void)
{
    CHECK_INT(pace_learn(20000, 20000, 15000), 13332);
    CHECK_INT(pace_learn(20000, 20000, 400000), 10000); /* by half at most: one slow sync is not the disk */
    CHECK_INT(pace_learn(1500, 1500, 400000), PACE_LEAST);
}

void test_a_quick_checkpoint_makes_the_next_one_larger(void)
{
    CHECK_INT(pace_learn(20000, 20000, 7999), 25000);
    CHECK_INT(pace_learn(20000, 20000, 0), 40000);
    CHECK_INT(pace_learn(80000, 80000, 1000), PACE_MOST);
}

void test_a_checkpoint_of_a_few_pages_teaches_nothing(void)
{
    CHECK_INT(pace_learn(20000, PACE_LEAST - 1, 1000000), 20000);
}
