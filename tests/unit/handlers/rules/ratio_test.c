#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/rules/ratio.h"
#include "../../../support/test.h"

/* AT-08: the guide prints 0.13 and 0.06 for the last two rows, so that its column sums to 100.00; half up they are 0.14
 * and 0.07, and the column is 0.02 more than the whole. Its cumulative column sums what is rounded. */
void test_the_shares_of_the_guide(void)
{
    static const int64_t baht[] = {1500000, 900000, 700000, 650000, 600000, 500000, 450000, 400000, 350000, 300000,
                                   250000,  200000, 150000, 100000, 50000,  40000,  30000,  20000,  10000,  5000};
    enum { N = sizeof baht / sizeof *baht, TOTAL = 7205000 };
    int64_t sum = 0, shown = 0, held = 0;
    int holders = 0;
    for (int i = 0; i < N; i++) {
        sum += baht[i];
        shown += ratio_shown(baht[i], TOTAL);
        if (i == 4)
            CHECK_INT(ratio_shown(sum, TOTAL), 6037); /* printed 60.38 */
        if (i == 17)
            CHECK_INT(ratio_shown(sum, TOTAL), 9979); /* printed 99.81 */
        if (!ratio_is_most(held, TOTAL)) {
            held += baht[i];
            holders++;
        }
    }
    CHECK_INT(sum, TOTAL);
    CHECK_INT(shown, 10002);
    CHECK_INT(holders, 4);
    CHECK_INT(held, 3750000);
    CHECK_INT(ratio_shown(held, TOTAL), 5205);
    CHECK_INT(ratio_shown(10000, TOTAL), 14);
    CHECK_INT(ratio_shown(5000, TOTAL), 7);
}

/* AT-10: 149 of 180. */
void test_the_attendance_of_the_guide(void)
{
    static const int64_t present[] = {14, 13, 12, 10, 9, 15, 8, 11, 14, 15, 13, 15};
    static const int64_t shown[] = {9333, 8667, 8000, 6667, 6000, 10000, 5333, 7333, 9333, 10000, 8667, 10000};
    int64_t sum = 0;
    for (int i = 0; i < 12; i++) {
        CHECK_INT(ratio_shown(present[i], 15), shown[i]);
        sum += present[i];
    }
    CHECK_INT(ratio_shown(sum, 180), 8278);
}

void test_half_is_not_most(void)
{
    CHECK(!ratio_is_most(50, 100));
    CHECK(ratio_is_most(51, 100));
    CHECK(ratio_is_most(51, 101));
    CHECK(!ratio_is_most(50, 101));
    CHECK(!ratio_is_most(0, 0));
}

/* AT-06: 600 of 1,000 reach 60 %; one less does not, though 59.996 % is shown as 60.00. */
void test_a_limit_is_reached_exactly(void)
{
    CHECK(ratio_reaches(600, 1000, 6000));
    CHECK(!ratio_reaches(599, 1000, 6000));
    CHECK(!ratio_reaches(59996, 100000, 6000));
    CHECK_INT(ratio_shown(59996, 100000), 6000);
}

void test_a_loss_is_rounded_away_from_zero(void)
{
    CHECK_INT(ratio_shown(-1, 20000), -1);
    CHECK_INT(ratio_shown(INT64_MIN, INT64_MAX), -10000);
    CHECK_INT(ratio_shown(INT64_MAX, 1), INT64_MAX);
}
