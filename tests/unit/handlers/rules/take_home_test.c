#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/test.h"
#include "../../../../handlers/rules/take_home.h"

#include <stddef.h>
#include <stdio.h>

enum { MIN_BP = 3000, MIN_SATANG = 100000 };

void test_the_floor_is_the_larger_of_both(void)
{
    static const struct {
        const char *name;
        int64_t income_satang, expected;
    } cases[] = {
        {"AT-01", 2000000, 600000},
        {"AT-02: 900.00 against 1,000.00", 300000, 100000},
        {"AT-02: 3,333.33 gives 999.999", 333333, 100000},
        {"AT-02: 3,333.34 gives 1,000.002, rounded up", 333334, 100001},
        {"AT-02: nothing", 0, 100000},
        {"AT-02: the largest amount", 99999999999999999, 30000000000000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!CHECK_INT(take_home_floor(cases[i].income_satang, MIN_BP, MIN_SATANG), cases[i].expected))
            printf("#   in the case %s\n", cases[i].name);
    }
    CHECK_INT(take_home_floor(2000000, 0, 0), 0);
    CHECK_INT(take_home_floor(99999999999999999, 100000, 0), 999999999999999990);
}

void test_both_floors_hold_together(void)
{
    static const struct {
        const char *name;
        int64_t income_satang, deductions_satang;
        bool expected;
    } cases[] = {
        {"AT-01: exactly 30.00 %", 2000000, 1400000, true},
        {"AT-01: a satang less", 2000000, 1400001, false},
        {"AT-02: exactly 1,000.00", 300000, 200000, true},
        {"AT-02: a satang less", 300000, 200001, false},
        {"AT-02: 30 % is not enough of a small income", 300000, 210000, false},
        {"AT-02: 1,000.00 is not enough of a large income", 2000000, 1900000, false},
        {"AT-02: 999.999 of 3,333.33, left 1,000.00", 333333, 233333, true},
        {"AT-02: 999.999 of 3,333.33, left 999.99", 333333, 233334, false},
        {"AT-02: 1,000.002 of 3,333.34, left 1,000.00", 333334, 233334, false},
        {"AT-02: 1,000.002 of 3,333.34, left 1,000.01", 333334, 233333, true},
        {"more deducted than earned", 2000000, 2000001, false},
        {"no income", 0, 0, false},
        {"the largest amount", 99999999999999999, 69999999999999999, true},
        {"the largest amount, a satang less", 99999999999999999, 70000000000000000, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool passes = take_home_passes(cases[i].income_satang, cases[i].deductions_satang, MIN_BP, MIN_SATANG);
        if (!CHECK_INT(passes, cases[i].expected))
            printf("#   in the case %s\n", cases[i].name);
    }
    CHECK(take_home_passes(0, 0, 0, 0));
    CHECK(!take_home_passes(0, 1, 0, 0));
}

/* AT-02: the comparison does not round and the floor does, but what is left are whole satang. */
void test_what_passes_is_what_reaches_the_floor(void)
{
    for (int64_t income = 333000; income < 334000; income++) {
        int64_t floor = take_home_floor(income, MIN_BP, MIN_SATANG);
        CHECK(take_home_passes(income, income - floor, MIN_BP, MIN_SATANG));
        CHECK(!take_home_passes(income, income - floor + 1, MIN_BP, MIN_SATANG));
    }
}
