#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/test.h"
#include "../../../../handlers/rules/money.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The largest numerator there is: VALUE_MONEY_MAX at 100,000 bp for 100 years. */
static const money_wide largest = (money_wide)VALUE_MONEY_MAX * 100000 * 36525 * 366;

static bool stops_the_program(void (*doing)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        doing();
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

void test_sums_and_differences_of_amounts(void)
{
    CHECK_INT(money_add(VALUE_MONEY_MAX, VALUE_MONEY_MAX), 199999999999999998);
    CHECK_INT(money_add(INT64_MAX, INT64_MIN), -1);
    CHECK_INT(money_sub(0, INT64_MAX), -INT64_MAX);
    CHECK_INT(money_sub(-1, INT64_MIN), INT64_MAX);
    CHECK_INT(money_min(-3, 2), -3);
    CHECK_INT(money_min(2, -3), -3);
    CHECK_INT(money_max(-3, 2), 2);
    CHECK_INT(money_max(2, -3), 2);
}

static void add_too_much(void)
{
    money_add(INT64_MAX, 1);
}

static void subtract_too_much(void)
{
    money_sub(INT64_MIN, 1);
}

static void divide_too_little(void)
{
    money_divide((money_wide)INT64_MAX + 1, 1, rounding_truncate);
}

static void round_over_the_edge(void)
{
    money_divide((money_wide)INT64_MAX * 2 + 1, 2, rounding_half_up);
}

static void round_up_over_the_edge(void)
{
    money_divide_up((money_wide)INT64_MAX * 2 + 1, 2);
}

static void step_over_the_edge(void)
{
    money_round_up_to(INT64_MAX, 10);
}

static void divide_by_nothing(void)
{
    money_divide(1, 0, rounding_half_up);
}

static void round_without_a_name(void)
{
    money_divide(1, 2, rounding_absent);
}

void test_what_cannot_be_held_stops_the_program(void)
{
    CHECK(stops_the_program(add_too_much));
    CHECK(stops_the_program(subtract_too_much));
    CHECK(stops_the_program(divide_too_little));
    CHECK(stops_the_program(round_over_the_edge));
    CHECK(stops_the_program(round_up_over_the_edge));
    CHECK(stops_the_program(step_over_the_edge));
    CHECK(stops_the_program(divide_by_nothing));
    CHECK(stops_the_program(round_without_a_name));
}

void test_quotients_are_rounded_as_named(void)
{
    static const struct {
        money_wide numerator, denominator;
        int64_t half_up, truncated, up;
    } cases[] = {
        {0, 7, 0, 0, 0},
        {7, 7, 1, 1, 1},
        {1, 2, 1, 0, 1}, /* exactly half goes up */
        {49, 100, 0, 0, 1},
        {50, 100, 1, 0, 1},
        {51, 100, 1, 0, 1},
        {3, 7, 0, 0, 1}, /* an odd denominator has no half */
        {4, 7, 1, 0, 1},
        {99, 100, 1, 0, 1},
        {100, 100, 1, 1, 1},
        {101, 100, 1, 1, 2},
        {5002501, 100, 50025, 50025, 50026}, /* 500.2501 baht */
        {INT64_MAX, 1, INT64_MAX, INT64_MAX, INT64_MAX},
        {(money_wide)INT64_MAX * 3 - 2, 3, INT64_MAX - 1, INT64_MAX - 1, INT64_MAX},
        {(money_wide)INT64_MAX * 3 - 1, 3, INT64_MAX, INT64_MAX - 1, INT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_INT(money_divide(cases[i].numerator, cases[i].denominator, rounding_half_up), cases[i].half_up);
        CHECK_INT(money_divide(cases[i].numerator, cases[i].denominator, rounding_truncate), cases[i].truncated);
        CHECK_INT(money_divide_up(cases[i].numerator, cases[i].denominator), cases[i].up);
    }
}

void test_the_largest_numerator_is_divided_exactly(void)
{
    money_wide denominator = (money_wide)100000 * 36525 * 366;
    CHECK_INT(money_divide(largest, denominator, rounding_half_up), VALUE_MONEY_MAX);
    CHECK_INT(money_divide(largest - 1, denominator, rounding_truncate), VALUE_MONEY_MAX - 1);
    CHECK_INT(money_divide_up(largest + 1, denominator), VALUE_MONEY_MAX + 1);
    /* A denominator above half the range: doubling the remainder would overflow. */
    money_wide most = ~(money_wide)0;
    CHECK_INT(money_divide(most - 1, most, rounding_half_up), 1);
    CHECK_INT(money_divide(most / 2, most, rounding_half_up), 0);
    CHECK_INT(money_divide(most / 2 + 1, most, rounding_half_up), 1);
}

void test_amounts_are_rounded_up_to_a_step(void)
{
    static const struct {
        int64_t amount, step, expected;
    } cases[] = {
        {50025, 0, 50025},                      /* no step */
        {50025, 1, 50025},  {50025, 25, 50025}, /* a multiple stays */
        {50026, 25, 50050}, {50030, 25, 50050}, /* 0.30 becomes 0.50, not 0.75 */
        {50051, 25, 50075}, {50076, 25, 50100},      {50031, 5, 50035},
        {50031, 10, 50040}, {579985, 10000, 580000}, /* IN-06 */
        {0, 10000, 0},      {1, 10000, 10000},       {VALUE_MONEY_MAX, 10000, 100000000000000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_INT(money_round_up_to(cases[i].amount, cases[i].step), cases[i].expected);
}
