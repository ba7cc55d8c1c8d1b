#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/rules/proportion.h"
#include "../../../support/test.h"

#include <stdlib.h>

/* AT-09: 90, 80, 180 and 10 million baht. */
static const int64_t incomes[] = {9000000000, 8000000000, 18000000000, 1000000000};

static uint32_t split(int64_t total, const int64_t *weights, uint32_t count, struct proportion_part *ret)
{
    for (uint32_t i = 0; i < count; i++)
        ret[i] = (struct proportion_part){.weight = weights[i]};
    return proportion_split(total, ret, count);
}

void test_at_09_shares_of_income(void)
{
    static const int64_t expected[] = {2500, 2222, 5000, 278};
    struct proportion_part parts[4];
    CHECK_INT(split(10000, incomes, 4, parts), 1);
    for (int i = 0; i < 4; i++) {
        CHECK_INT(parts[i].share, expected[i]);
        CHECK_INT(parts[i].up, i == 3);
    }
}

void test_at_09_net_profit_by_the_incomes_not_by_the_rounded_shares(void)
{
    static const int64_t expected[] = {4500000000, 4000000000, 9000000000, 500000000};
    struct proportion_part parts[4];
    CHECK_INT(split(18000000000, incomes, 4, parts), 0);
    for (int i = 0; i < 4; i++)
        CHECK_INT(parts[i].share, expected[i]);
}

void test_what_is_left_goes_to_the_largest_remainder_and_of_equal_ones_to_the_first(void)
{
    struct proportion_part parts[3];
    CHECK_INT(split(100, (const int64_t[]){1, 1, 1}, 3, parts), 1);
    CHECK_INT(parts[0].share, 34);
    CHECK_INT(parts[1].share, 33);
    CHECK_INT(split(100, (const int64_t[]){1, 1, 4}, 3, parts), 2); /* 16.67, 16.67, 66.67 */
    CHECK_INT(parts[0].share, 17);
    CHECK_INT(parts[1].share, 17);
    CHECK_INT(parts[2].share, 66);
    CHECK_INT(split(10, (const int64_t[]){0, 5, 0}, 3, parts), 0);
    CHECK_INT(parts[0].share, 0);
    CHECK_INT(parts[1].share, 10);
}

void test_shares_add_up_and_are_within_one_of_exact(void)
{
    srand(9);
    for (int round = 0; round < 2000; round++) {
        struct proportion_part parts[PROPORTION_PARTS_MAX];
        int64_t weights[PROPORTION_PARTS_MAX], sum = 0, shared = 0, total = rand();
        uint32_t count = 1 + (uint32_t)rand() % PROPORTION_PARTS_MAX;
        for (uint32_t i = 0; i < count; i++)
            sum += weights[i] = (i == 0) + rand() % 100000;
        split(total, weights, count, parts);
        for (uint32_t i = 0; i < count; i++) {
            int64_t floor = total * weights[i] / sum;
            shared += parts[i].share;
            CHECK(parts[i].share == floor + parts[i].up);
        }
        CHECK_INT(shared, total);
    }
}
