#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/test.h"
#include "../../../../handlers/rules/interest.h"

#include <stdio.h>
#include <string.h>

enum { RATES_MAX = 3, SCHEDULE_MAX = 3 };

struct rate_from {
    const char *day;
    int32_t rate_bp;
};

static const struct interest_terms fixed_year = {
    .year_divisor = 365, .rounding = rounding_half_up, .return_rounding = rounding_half_up};
static const struct interest_terms real_year = {.year_divisor = 0, .rounding = rounding_half_up};
static const struct rate_step six_percent = {.from_day = 0, .rate_bp = 600};

static int32_t on(const char *text)
{
    int32_t day = 0;
    CHECK(value_day_parse(text, strlen(text), &day));
    return day;
}

static void name_case(bool held, const char *name)
{
    if (!held)
        printf("#   in the case %s\n", name);
}

void test_interest_is_counted_by_day(void)
{
    static const struct {
        const char *name, *after, *to;
        uint32_t year_divisor;
        int64_t principal_satang;
        int32_t rate_bp;
        int64_t expected;
    } cases[] = {
        {"IN-01, 30 days", "2024-01-01", "2024-01-31", 365, 10000000, 600, 49315},
        {"IN-01, 31 days", "2023-12-31", "2024-01-31", 365, 10000000, 600, 50959},
        {"IN-01, 28 days", "2023-01-31", "2023-02-28", 365, 10000000, 600, 46027},
        {"IN-02", "2023-12-31", "2024-01-31", 0, 10000000, 600, 50820},
        {"IN-02, constant 366", "2023-12-31", "2024-01-31", 366, 10000000, 600, 50820},
        {"IN-03", "2023-12-15", "2024-01-31", 0, 10000000, 600, 77121},
        {"IN-03, constant 365", "2023-12-15", "2024-01-31", 365, 10000000, 600, 77260},
        {"three real years", "2022-12-31", "2025-12-31", 0, 10000000, 600, 1800000},
        {"all years there are", "1900-01-01", "2399-12-31", 0, 10000, 600, 300000 - 2},
        {"no day", "2024-01-31", "2024-01-31", 0, 10000000, 600, 0},
        {"less than no day", "2024-01-31", "2024-01-01", 0, 10000000, 600, 0},
        {"no principal", "2023-12-31", "2024-01-31", 365, 0, 600, 0},
        {"no interest", "2023-12-31", "2024-01-31", 365, 10000000, 0, 0},
        {"largest amount", "1999-12-31", "2099-12-31", 0, VALUE_MONEY_MAX, 600, 600000000000000000 - 6},
        {"largest rate", "1999-12-31", "2099-12-31", 0, 1000000000000000, 100000, 1000000000000000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interest_terms terms = {.year_divisor = cases[i].year_divisor, .rounding = rounding_half_up};
        struct rate_step step = {.from_day = 0, .rate_bp = cases[i].rate_bp};
        int32_t after = on(cases[i].after), to = on(cases[i].to);
        int64_t interest = interest_charge(cases[i].principal_satang, &step, 1, after, to, &terms);
        name_case(CHECK_INT(interest, cases[i].expected), cases[i].name);
    }
}

/* 365,000.00 at 1 % are 10.00 a day, when a year has 365 days. */
void test_each_day_is_charged_at_its_own_rate(void)
{
    static const struct {
        const char *name, *after, *to;
        uint32_t year_divisor;
        int64_t principal_satang, expected;
        struct rate_from rates[RATES_MAX];
    } cases[] = {
        {"IN-04", "2023-12-31", "2024-01-31", 365, 10000000, 49863, {{"", 600}, {"2024-01-16", 575}}},
        {"with IN-03", "2023-12-15", "2024-01-31", 0, 10000000, 76028, {{"", 600}, {"2024-01-16", 575}}},
        {"after the end", "2024-01-30", "2024-01-31", 365, 36500000, 6000, {{"", 600}, {"2024-02-01", 575}}},
        {"on the last day", "2024-01-30", "2024-01-31", 365, 36500000, 5750, {{"", 600}, {"2024-01-31", 575}}},
        {"on the first day", "2024-01-30", "2024-01-31", 365, 36500000, 5750, {{"", 600}, {"2024-01-30", 575}}},
        {"before its day", "2024-01-30", "2024-01-31", 365, 36500000, 6000, {{"2030-01-01", 600}, {"2030-02-01", 5}}},
        {"the later of two from one day",
         "2024-01-14",
         "2024-01-16",
         365,
         36500000,
         11750,
         {{"", 600}, {"2024-01-16", 700}, {"2024-01-16", 575}}},
        {"ten days each",
         "2023-12-31",
         "2024-01-30",
         365,
         36500000,
         60000 + 50000 + 40000,
         {{"", 600}, {"2024-01-11", 500}, {"2024-01-21", 400}}},
        {"at a year end", "2023-12-15", "2025-01-15", 0, 10000000, 624932, {{"", 600}, {"2024-01-01", 575}}},
        {"less than no day", "2024-01-31", "2024-01-01", 0, 10000000, 0, {{"", 600}, {"2024-01-16", 575}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interest_terms terms = {.year_divisor = cases[i].year_divisor, .rounding = rounding_half_up};
        struct rate_step steps[RATES_MAX];
        size_t n = 0;
        for (; n < RATES_MAX && cases[i].rates[n].day; n++) {
            const char *day = cases[i].rates[n].day;
            steps[n] = (struct rate_step){.from_day = *day ? on(day) : 0, .rate_bp = cases[i].rates[n].rate_bp};
        }
        int32_t after = on(cases[i].after), to = on(cases[i].to);
        int64_t interest = interest_charge(cases[i].principal_satang, steps, n, after, to, &terms);
        name_case(CHECK_INT(interest, cases[i].expected), cases[i].name);
    }
}

/* Split as [from, to), IN-03 and IN-04 would give 771.26 and 499.32. */
void test_the_first_day_is_not_charged_and_the_last_is(void)
{
    struct rate_step steps[] = {six_percent, {.from_day = on("2024-01-16"), .rate_bp = 575}};
    CHECK(interest_charge(10000000, &six_percent, 1, on("2023-12-15"), on("2024-01-31"), &real_year) != 77126);
    CHECK(interest_charge(10000000, steps, 2, on("2023-12-31"), on("2024-01-31"), &fixed_year) != 49932);
}

/* 73 days at 5 % with divisor 365 are a hundredth of the principal: every fraction of a satang can be chosen. */
void test_a_charge_is_rounded_to_the_satang_and_then_up_to_the_step(void)
{
    static const struct {
        const char *name;
        int64_t principal_satang;
        enum rounding rounding;
        uint32_t step_satang;
        int64_t expected;
    } cases[] = {
        {"500.2501, no step", 5002501, rounding_half_up, 0, 50025},
        {"500.2501, step 1", 5002501, rounding_half_up, 1, 50025},
        {"500.2501, step 25 stays 500.25", 5002501, rounding_half_up, 25, 50025},
        {"500.2501 truncated, step 25", 5002501, rounding_truncate, 25, 50025},
        {"500.2549 is 500.25", 5002549, rounding_half_up, 25, 50025},
        {"500.2550 is 500.26 and then 500.50", 5002550, rounding_half_up, 25, 50050},
        {"500.2550 truncated is 500.25", 5002550, rounding_truncate, 25, 50025},
        {"500.2599 truncated is 500.25", 5002599, rounding_truncate, 25, 50025},
        {"500.30 is 500.50, not 500.75", 5003000, rounding_half_up, 25, 50050},
        {"500.31, step 5", 5003100, rounding_half_up, 5, 50035},
        {"500.31, step 10", 5003100, rounding_half_up, 10, 50040},
        {"half a satang", 50, rounding_half_up, 0, 1},
        {"half a satang truncated", 50, rounding_truncate, 0, 0},
        {"nothing stays nothing", 0, rounding_half_up, 25, 0},
        {"a satang, step 25", 100, rounding_half_up, 25, 25},
    };
    struct rate_step five_percent = {.from_day = 0, .rate_bp = 500};
    int32_t after = on("2024-01-01");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interest_terms terms = {365, cases[i].rounding, cases[i].step_satang, rounding_half_up};
        int64_t interest = interest_charge(cases[i].principal_satang, &five_percent, 1, after, after + 73, &terms);
        name_case(CHECK_INT(interest, cases[i].expected), cases[i].name);
    }
}

/* 36,500.00 at 0.01 % for a day is a satang; at half of it, twice, a rounding of each segment would make two. */
void test_segments_are_rounded_together(void)
{
    struct rate_step steps[] = {{.from_day = 0, .rate_bp = 1}, {.from_day = on("2023-01-02"), .rate_bp = 1}};
    CHECK_INT(interest_charge(1825000, steps, 2, on("2022-12-31"), on("2023-01-02"), &fixed_year), 1);
    CHECK_INT(interest_charge(1825000, steps, 2, on("2022-12-31"), on("2023-01-01"), &fixed_year), 1);
    /* 183 / 366 + 182 / 365 is below 1, 183 / 366 + 183 / 365 above: over a year end, too, nothing is lost or made. */
    struct rate_step whole = {.from_day = 0, .rate_bp = 10000};
    struct interest_terms truncated = {.year_divisor = 0, .rounding = rounding_truncate};
    CHECK_INT(interest_charge(1, &whole, 1, on("2024-12-31") - 183, on("2024-12-31") + 182, &truncated), 0);
    CHECK_INT(interest_charge(1, &whole, 1, on("2024-12-31") - 183, on("2024-12-31") + 183, &truncated), 1);
}

/* The exact charge of an interval is the sum of its days, so the charges of its parts, truncated, miss at most a satang
 * each. */
void test_parts_of_an_interval_add_up(void)
{
    struct rate_step steps[] = {six_percent, {.from_day = on("2024-01-16"), .rate_bp = 575}};
    struct interest_terms truncated = {.year_divisor = 0, .rounding = rounding_truncate};
    int32_t after = on("2023-11-30"), to = on("2025-02-28");
    int64_t whole = interest_charge(123456789, steps, 2, after, to, &truncated);
    for (int32_t between = after; between <= to; between++) {
        int64_t parts = interest_charge(123456789, steps, 2, after, between, &truncated) +
                        interest_charge(123456789, steps, 2, between, to, &truncated);
        CHECK(parts == whole || parts == whole - 1);
    }
}

void test_interest_billed_in_advance_is_returned(void)
{
    struct interest_terms whole = interest_return_terms(fixed_year);
    struct interest_terms stepped =
        interest_return_terms((struct interest_terms){365, rounding_truncate, 25, rounding_half_up});
    struct interest_terms truncated =
        interest_return_terms((struct interest_terms){365, rounding_half_up, 0, rounding_truncate});
    struct rate_step steps[] = {six_percent, {.from_day = on("2024-01-24"), .rate_bp = 575}};
    int32_t repaid_on = on("2024-01-15"), to = on("2024-01-31");
    /* IN-07 */
    CHECK_INT(interest_charge(10000000, &six_percent, 1, repaid_on, to, &whole), 26301);
    /* IN-07, neither step nor rounding of charges count */
    CHECK_INT(interest_charge(10000000, &six_percent, 1, repaid_on, to, &stepped), 26301);
    CHECK_INT(interest_charge(1000, &six_percent, 1, repaid_on, to, &stepped), 3);
    /* IN-07, 2.63 of a satang */
    CHECK_INT(interest_charge(1000, &six_percent, 1, repaid_on, to, &truncated), 2);
    /* IN-07 with a rate change: 8 days at 6.00, 8 days at 5.75 */
    CHECK_INT(interest_charge(10000000, steps, 2, repaid_on, to, &whole), 25753);
    /* IN-07, repaid on the last day billed, or after it */
    CHECK_INT(interest_charge(10000000, &six_percent, 1, to, to, &whole), 0);
    CHECK_INT(interest_charge(10000000, &six_percent, 1, to + 1, to, &whole), 0);
}

struct line {
    const char *to;
    int64_t interest, principal, balance;
};

static void check_schedule(const char *name, enum loan_method method, int64_t fixed, const struct line expected[])
{
    int64_t balance = 30000000;
    int32_t after = on("2024-01-12");
    for (uint32_t no = 1; no <= SCHEDULE_MAX; no++) {
        const struct line *line = &expected[no - 1];
        int32_t to = on(line->to);
        int64_t interest = interest_charge(balance, &six_percent, 1, after, to, &fixed_year);
        int64_t principal = instalment_principal(method, fixed, balance, interest, no, 60);
        balance -= principal;
        name_case(CHECK_INT(interest, line->interest), name);
        name_case(CHECK_INT(principal, line->principal), name);
        name_case(CHECK_INT(balance, line->balance), name);
        after = to;
    }
}

void test_a_schedule_of_equal_principal(void)
{
    static const struct line expected[SCHEDULE_MAX] = {
        {"2024-01-31", 93699, 500000, 29500000},
        {"2024-02-29", 140630, 500000, 29000000},
        {"2024-03-31", 147781, 500000, 28500000},
    };
    int64_t fixed = instalment_fixed(loan_method_equal_principal, 30000000, 60, 600, 10000);
    CHECK_INT(fixed, 500000);
    check_schedule("IN-05", loan_method_equal_principal, fixed, expected);
}

void test_a_schedule_of_equal_total(void)
{
    static const struct line expected[SCHEDULE_MAX] = {
        {"2024-01-31", 93699, 486301, 29513699},
        {"2024-02-29", 140695, 439305, 29074394},
        {"2024-03-31", 148160, 431840, 28642554},
    };
    int64_t fixed = instalment_fixed(loan_method_equal_total, 30000000, 60, 600, 10000);
    CHECK_INT(fixed, 580000);
    check_schedule("IN-06", loan_method_equal_total, fixed, expected);
}

/* IN-05 and IN-06 to the end: bills to every month end; the last instalment absorbs the drift, and nothing is left. */
void test_the_last_instalment_takes_all_that_is_left(void)
{
    static const enum loan_method methods[] = {loan_method_equal_principal, loan_method_equal_total};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        int64_t fixed = instalment_fixed(methods[i], 30000000, 60, 600, 0), balance = 30000000, last = 0;
        int32_t after = on("2024-01-12");
        for (uint32_t no = 1; no <= 60; no++) {
            int32_t to = value_period_last_day(value_period(2024, 1) + no - 1);
            int64_t interest = interest_charge(balance, &six_percent, 1, after, to, &fixed_year);
            int64_t principal = instalment_principal(methods[i], fixed, balance, interest, no, 60);
            CHECK(principal > 0);
            CHECK(methods[i] == loan_method_equal_total || principal == fixed);
            CHECK(methods[i] == loan_method_equal_principal || no == 60 || principal + interest == fixed);
            balance -= principal;
            last = principal + interest;
            after = to;
        }
        CHECK_INT(balance, 0);
        CHECK(methods[i] == loan_method_equal_principal || (last != fixed && last < 2 * fixed));
    }
}

/* Expected: computed apart, in Python, with whole numbers and with 80 digits; agreed in 17,000 other cases as well. */
void test_the_equal_total_is_the_annuity_rounded_up(void)
{
    static const struct {
        const char *name;
        int64_t principal_satang;
        uint32_t instalments;
        int32_t rate_bp;
        int64_t step_satang, expected;
    } cases[] = {
        {"IN-06, 5,799.84 and a part of a satang", 30000000, 60, 600, 0, 579985},
        {"IN-06, up to 100 baht", 30000000, 60, 600, 10000, 580000},
        {"IN-06, up to a satang", 30000000, 60, 600, 1, 579985},
        {"IN-06, up to a baht", 30000000, 60, 600, 100, 580000},
        {"emergency loan", 1500000, 12, 600, 0, 129100},
        {"ordinary loan", 60000000, 150, 575, 0, 561742},
        {"ordinary loan, up to 10 baht", 60000000, 150, 575, 1000, 562000},
        {"special loan", 200000000, 360, 450, 0, 1013371},
        {"special loan, up to 100 baht", 500000000, 360, 650, 10000, 3170000},
        {"longest and dearest", 500000000, 480, 3000, 0, 12500090},
        {"a satang, 480 times a satang", 1, 480, 3000, 0, 1},
        {"a satang and a trifle", 1, 1, 1, 0, 2},
        {"nothing", 0, 60, 600, 10000, 0},
        {"largest amount, smallest rate", 99999999999999999, 480, 1, 0, 208751145830897},
        {"largest amount", 99999999999999999, 480, 3000, 0, 2500017802775419},
        {"largest amount and rate, once", 99999999999999999, 1, 100000, 0, 183333333333333332},
        {"largest amount and rate", 99999999999999999, 480, 100000, 0, 83333333333333333},
        {"any", 255612575, 305, 500, 0, 1481997},
        {"any", 397336329, 470, 2999, 0, 9930188},
        {"any", 671962057, 299, 475, 0, 3837661},
        {"any", 650357551, 8, 2999, 0, 90700419},
        {"any", 278579249, 284, 625, 0, 1881163},
        {"any", 205983657, 369, 2999, 0, 5148445},
        {"any", 580966285, 430, 2999, 0, 14519673},
        {"any", 426520000, 329, 500, 0, 2384241},
        {"any", 932156545, 476, 1201, 0, 9411555},
        {"exactly a satang, n = 1", 200, 1, 600, 0, 201},
        {"and one more", 201, 1, 600, 0, 203},
        {"exactly a satang, n = 2", 80200, 2, 600, 0, 40401},
        {"and one more", 80201, 2, 600, 0, 40402},
        {"exactly a satang, n = 3", 24120200, 3, 600, 0, 8120601},
        {"and one more", 24120201, 3, 600, 0, 8120602},
        {"exactly a satang, n = 5", 538248040, 5, 3000, 0, 115856201},
        {"and one more", 538248041, 5, 3000, 0, 115856202},
        {"exactly a satang, n = 12", 3763501913262, 12, 100000, 0, 3138428376721},
        {"and one more", 3763501913263, 12, 100000, 0, 3138428376722},
        {"exactly a satang, n = 30", 411780116705650, 30, 60000, 0, 205891132094649},
        {"and one more", 411780116705651, 30, 60000, 0, 205891132094650},
        {"1.4E-17 below a satang", 44297290676394095, 12, 600, 0, 3812509654213992},
        {"3.6E-18 above a satang", 62129391477942668, 12, 600, 0, 5347254904380050},
        {"6.6E-18 below a satang", 47032620191316240, 60, 600, 0, 909272311567681},
        {"1.8E-17 above a satang", 21492267527785681, 60, 600, 0, 415505742532050},
        {"8.8E-18 below a satang", 43930183227055239, 150, 575, 0, 411289802637173},
        {"1.9E-17 above a satang", 17307280024980134, 150, 575, 0, 162036833510780},
        {"6.7E-18 below a satang", 26702174834203234, 360, 450, 0, 135295997288931},
        {"3.5E-17 above a satang", 9613177123206591, 360, 450, 0, 48708556290831},
        {"2.0E-18 below a satang", 72310867166216642, 480, 3000, 0, 1807784552496701},
        {"1.3E-17 above a satang", 39013649313135285, 480, 3000, 0, 975348178340753},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t fixed = instalment_fixed(loan_method_equal_total, cases[i].principal_satang, cases[i].instalments,
                                         cases[i].rate_bp, cases[i].step_satang);
        name_case(CHECK_INT(fixed, cases[i].expected), cases[i].name);
    }
}

void test_without_interest_both_methods_divide_the_principal(void)
{
    static const struct {
        int64_t principal_satang;
        uint32_t instalments;
        int64_t step_satang, expected;
    } cases[] = {
        {30000000, 60, 0, 500000},
        {30000000, 60, 10000, 500000},
        {10000000, 3, 0, 3333334},
        {10000000, 3, 100, 3333400},
        {1, 480, 0, 1},
        {VALUE_MONEY_MAX, 1, 0, VALUE_MONEY_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t principal = cases[i].principal_satang, step = cases[i].step_satang;
        uint32_t n = cases[i].instalments;
        CHECK_INT(instalment_fixed(loan_method_equal_total, principal, n, 0, step), cases[i].expected);
        CHECK_INT(instalment_fixed(loan_method_equal_principal, principal, n, 0, step), cases[i].expected);
        CHECK_INT(instalment_fixed(loan_method_equal_principal, principal, n, 600, step), cases[i].expected);
    }
}

void test_the_principal_of_an_instalment(void)
{
    static const struct {
        const char *name;
        enum loan_method method;
        int64_t fixed, balance, interest;
        uint32_t no, instalments;
        int64_t expected;
    } cases[] = {
        {"IN-05, the first", loan_method_equal_principal, 500000, 30000000, 93699, 1, 60, 500000},
        {"IN-05, less is left", loan_method_equal_principal, 500000, 499999, 0, 59, 60, 499999},
        {"IN-05, the last takes more", loan_method_equal_principal, 500000, 700000, 0, 60, 60, 700000},
        {"IN-05, one after the last", loan_method_equal_principal, 500000, 700000, 0, 61, 60, 700000},
        {"IN-05, nothing is left", loan_method_equal_principal, 500000, 0, 0, 12, 60, 0},
        {"IN-06, the first", loan_method_equal_total, 580000, 30000000, 93699, 1, 60, 486301},
        {"IN-06, less is left", loan_method_equal_total, 580000, 570000, 2000, 59, 60, 570000},
        {"IN-06, the last takes more", loan_method_equal_total, 580000, 700000, 3000, 60, 60, 700000},
        {"IN-06, the last takes less", loan_method_equal_total, 580000, 100, 1, 60, 60, 100},
        {"IN-06, interest takes all", loan_method_equal_total, 580000, 30000000, 580000, 2, 60, 0},
        {"IN-06, interest takes more than all", loan_method_equal_total, 580000, 30000000, 580001, 2, 60, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t principal = instalment_principal(cases[i].method, cases[i].fixed, cases[i].balance, cases[i].interest,
                                                 cases[i].no, cases[i].instalments);
        name_case(CHECK_INT(principal, cases[i].expected), cases[i].name);
    }
}

void test_the_burden_a_loan_begins_with(void)
{
    static const struct {
        const char *name;
        enum loan_method method;
        int64_t principal_satang;
        uint32_t instalments;
        int32_t rate_bp;
        int64_t step_satang;
        uint32_t year_divisor, interest_step_satang;
        int64_t expected;
    } cases[] = {
        {"IN-05: 5,000.00 and 31 days", loan_method_equal_principal, 30000000, 60, 600, 10000, 365, 0, 652877},
        {"IN-05, interest up to 25 satang", loan_method_equal_principal, 30000000, 60, 600, 10000, 365, 25, 652900},
        {"IN-05, real years: 365 days", loan_method_equal_principal, 30000000, 60, 600, 10000, 0, 0, 652877},
        {"IN-05, divisor 366", loan_method_equal_principal, 30000000, 60, 600, 10000, 366, 0, 652459},
        {"IN-05, one instalment", loan_method_equal_principal, 10000000, 1, 600, 0, 365, 0, 10050959},
        {"IN-06: the fixed total", loan_method_equal_total, 30000000, 60, 600, 10000, 365, 0, 580000},
        {"IN-06, real years", loan_method_equal_total, 30000000, 60, 600, 10000, 0, 0, 580000},
        {"IN-06, one instalment: all, with 31 days", loan_method_equal_total, 10000000, 1, 600, 0, 365, 0, 10050959},
        {"IN-06, smaller than an instalment", loan_method_equal_total, 5000, 12, 600, 10000, 365, 0, 5025},
        {"IN-06, more interest than total", loan_method_equal_total, 500000000, 480, 3000, 0, 365, 0, 12739726},
        {"no interest", loan_method_equal_total, 30000000, 60, 0, 0, 365, 0, 500000},
        {"nothing", loan_method_equal_total, 0, 60, 600, 10000, 365, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interest_terms terms = {cases[i].year_divisor, rounding_half_up, cases[i].interest_step_satang,
                                       rounding_half_up};
        int64_t burden = instalment_first(cases[i].method, cases[i].principal_satang, cases[i].instalments,
                                          cases[i].rate_bp, cases[i].step_satang, &terms);
        name_case(CHECK_INT(burden, cases[i].expected), cases[i].name);
    }
}
