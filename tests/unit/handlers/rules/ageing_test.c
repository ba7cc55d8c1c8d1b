#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/test.h"
#include "../../../../handlers/rules/ageing.h"

#include <stdio.h>
#include <string.h>

/* Registrar's rule 2544: 3, 6 and 12 months. */
static const struct class_bound bounds[] = {
    {.class = loan_class_substandard, .over_months = 3, .provision_bp = 2000, .npl = 1},
    {.class = loan_class_doubtful, .over_months = 6, .provision_bp = 5000, .npl = 1},
    {.class = loan_class_doubtful_of_loss, .over_months = 12, .provision_bp = 10000, .npl = 1},
};

static int32_t on(const char *text)
{
    int32_t day = 0;
    CHECK(value_day_parse(text, strlen(text), &day));
    return day;
}

static void check_day(int32_t actual, const char *expected)
{
    char text[VALUE_TEXT_MAX];
    value_day_print(actual, text);
    CHECK_TEXT(text, expected);
}

void test_the_same_day_months_later_is_anchored_and_clamped(void)
{
    static const struct {
        const char *day;
        int anchor;
        uint32_t n;
        const char *expected;
    } cases[] = {
        {"2024-03-31", 31, 0, "2024-03-31"}, {"2024-03-31", 31, 1, "2024-04-30"},  {"2024-04-30", 31, 1, "2024-05-31"},
        {"2024-03-31", 31, 2, "2024-05-31"}, {"2024-01-31", 31, 1, "2024-02-29"},  {"2023-01-31", 31, 1, "2023-02-28"},
        {"2023-02-28", 30, 1, "2023-03-30"}, {"2024-02-29", 29, 12, "2025-02-28"}, {"2025-02-28", 29, 36, "2028-02-29"},
        {"2024-12-15", 15, 1, "2025-01-15"}, {"2024-01-15", 15, 24, "2026-01-15"}, {"2024-02-29", 31, 1, "2024-03-31"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_day(ageing_months_later(on(cases[i].day), cases[i].anchor, cases[i].n), cases[i].expected);
}

void test_months_overdue_by_calendar(void)
{
    static const struct {
        const char *oldest_due;
        int anchor;
        const char *day;
        uint32_t expected;
    } cases[] = {
        /* on the due date nothing is late; it counts from the close of the day after */
        {"2024-01-31", 31, "2024-01-30", 0},
        {"2024-01-31", 31, "2024-01-31", 0},
        {"2024-01-31", 31, "2024-02-01", 1},
        {"2024-01-31", 31, "2024-02-29", 1},
        {"2024-01-31", 31, "2024-03-01", 2},
        {"2024-01-31", 31, "2024-03-31", 2},
        {"2024-01-31", 31, "2024-04-01", 3},
        /* exactly three months, 31 clamped to 30 April, and a day more */
        {"2024-01-31", 31, "2024-04-30", 3},
        {"2024-01-31", 31, "2024-05-01", 4},
        /* anchored: from 30 April to 31 May, not 30 May */
        {"2024-04-30", 31, "2024-05-30", 1},
        {"2024-04-30", 31, "2024-05-31", 1},
        {"2024-04-30", 31, "2024-06-01", 2},
        {"2024-04-30", 30, "2024-05-31", 2},
        {"2024-02-29", 29, "2025-02-28", 12},
        {"2024-02-29", 29, "2025-03-01", 13},
        {"2023-11-15", 15, "2024-01-15", 2},
        {"2023-11-15", 15, "2024-01-16", 3},
        /* moved off its anchor, it is still past on the next day */
        {"2024-06-10", 15, "2024-06-11", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t oldest_due = on(cases[i].oldest_due), day = on(cases[i].day);
        uint32_t months = ageing_months(months_method_calendar, 99, oldest_due, cases[i].anchor, day);
        if (!CHECK_INT(months, cases[i].expected))
            printf("#   from %s to %s\n", cases[i].oldest_due, cases[i].day);
    }
}

void test_months_overdue_by_due_dates_are_the_dates_unpaid(void)
{
    int32_t due = on("2024-01-31");
    CHECK_INT(ageing_months(months_method_due_dates, 3, due, 31, on("2024-04-30")), 3);
    CHECK_INT(ageing_months(months_method_due_dates, 4, due, 31, on("2024-05-01")), 4);
    CHECK_INT(ageing_months(months_method_due_dates, 1, due, 31, due), 0);
    CHECK_INT(ageing_months(months_method_due_dates, 1, due, 31, due + 1), 1);
}

void test_nothing_unpaid_is_nothing_overdue(void)
{
    CHECK_INT(ageing_months(months_method_due_dates, 0, 0, 31, on("2024-05-01")), 0);
    CHECK_INT(ageing_months(months_method_calendar, 0, 0, 31, on("2024-05-01")), 0);
}

/* A loan of which nothing is paid: both methods count the same, every day for twelve years. */
void test_both_methods_agree_on_a_loan_due_monthly(void)
{
    static const int anchors[] = {1, 15, 28, 29, 30, 31};
    for (size_t i = 0; i < sizeof anchors / sizeof anchors[0]; i++) {
        int32_t first = ageing_months_later(on("2023-01-01"), anchors[i], 0);
        uint32_t unpaid = 0;
        for (int32_t day = first; day < first + 12 * 365; day++) {
            if (day > ageing_months_later(first, anchors[i], unpaid))
                unpaid++;
            uint32_t by_calendar = ageing_months(months_method_calendar, 0, first, anchors[i], day);
            uint32_t by_due_dates = ageing_months(months_method_due_dates, unpaid, first, anchors[i], day);
            if (!CHECK_INT(by_calendar, unpaid) || !CHECK_INT(by_due_dates, unpaid))
                return;
        }
    }
}

void test_exactly_at_a_bound_is_the_better_class(void)
{
    static const struct {
        uint32_t months;
        int expected;
    } cases[] = {{0, -1}, {1, -1}, {3, -1}, {4, 0}, {6, 0}, {7, 1}, {12, 1}, {13, 2}, {UINT32_MAX, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_INT(ageing_class(bounds, 3, cases[i].months), cases[i].expected);
    CHECK_INT(ageing_class(bounds, 0, 100), -1);
}

void test_normal_may_have_an_entry(void)
{
    static const struct class_bound with_normal[] = {
        {.class = loan_class_normal, .over_months = 0},
        {.class = loan_class_substandard, .over_months = 3},
    };
    CHECK_INT(ageing_class(with_normal, 2, 0), -1);
    CHECK_INT(ageing_class(with_normal, 2, 3), 0);
    CHECK_INT(ageing_class(with_normal, 2, 4), 1);
}

void test_three_months_and_a_day_are_substandard(void)
{
    int32_t due = on("2024-01-31");
    uint32_t at_the_bound = ageing_months(months_method_calendar, 0, due, 31, on("2024-04-30"));
    uint32_t over_it = ageing_months(months_method_calendar, 0, due, 31, on("2024-05-01"));
    CHECK_INT(ageing_class(bounds, 3, at_the_bound), -1);
    CHECK_INT(ageing_class(bounds, 3, over_it), 0);
}
