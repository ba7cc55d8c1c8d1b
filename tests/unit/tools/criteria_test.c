#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/criteria.h"
#include "../../support/test.h"

static struct form_data data_2023(void)
{
    struct form_data d = {.statement_days_max = 150, .business_min_bp = 6000};
    for (uint32_t i = 0; i < FORM_YEARS; i++)
        d.years[i].year = 2023 - i;
    return d;
}

static void report(struct form_data *d, int back, enum figure_kind figure, int64_t value)
{
    d->years[back].reported[figure] = true;
    d->years[back].figures[figure] = value;
}

/* AT-05: the last day for 2023 is 2024-05-29, for 2007, before a leap year as well, 2008-05-29. */
void test_the_days_to_the_general_meeting(void)
{
    struct form_data d = data_2023();
    CHECK_INT(criteria_judge(&d, CRITERION_presented).judgement, JUDGEMENT_open);
    CHECK(criteria_judge(&d, CRITERION_presented).not_presented);
    d.years[0].presented = true;
    d.years[0].presented_on = value_day(2024, 5, 29);
    CHECK_INT(criteria_judge(&d, CRITERION_presented).judgement, JUDGEMENT_passes);
    d.years[0].presented_on = value_day(2024, 5, 30);
    CHECK_INT(criteria_judge(&d, CRITERION_presented).judgement, JUDGEMENT_fails);
    d.years[0].year = 2007;
    d.years[0].presented_on = value_day(2008, 5, 29);
    CHECK_INT(criteria_judge(&d, CRITERION_presented).judgement, JUDGEMENT_passes);
    d.years[0].presented_on = value_day(2008, 5, 30);
    CHECK_INT(criteria_judge(&d, CRITERION_presented).judgement, JUDGEMENT_fails);
}

/* AT-06: 600 distinct persons of 1,000 pass; a year that was neither measured nor reported leaves it open, and one that
 * is short fails it. Whole years are judged exactly, not as they are shown. */
void test_members_in_business_of_three_years(void)
{
    struct form_data d = data_2023();
    d.years[0].measured = true;
    d.years[0].sums = (struct award_year){.counted = 1000, .in_business = 600};
    for (int back = 1; back < FORM_YEARS; back++)
        report(&d, back, figure_kind_ordinary_members, 100000);
    report(&d, 1, figure_kind_members_in_business, 60000);
    struct judged j = criteria_judge(&d, CRITERION_business);
    CHECK_INT(j.judgement, JUDGEMENT_open);
    CHECK_INT(j.missing, figure_kind_members_in_business);
    CHECK_INT(j.missing_year, 2021);
    report(&d, 2, figure_kind_members_in_business, 60000);
    CHECK_INT(criteria_judge(&d, CRITERION_business).judgement, JUDGEMENT_passes);
    CHECK_INT(criteria_judge(&d, CRITERION_business).value, 6000);
    report(&d, 2, figure_kind_members_in_business, 59999);
    CHECK_INT(criteria_judge(&d, CRITERION_business).judgement, JUDGEMENT_fails);
    report(&d, 2, figure_kind_ordinary_members, 0);
    CHECK_INT(criteria_judge(&d, CRITERION_business).judgement, JUDGEMENT_open);
}

/* AT-07: 400 is not below 400; and no capital is nothing to judge by. */
void test_the_debt_is_below_the_capital(void)
{
    struct form_data d = data_2023();
    report(&d, 0, figure_kind_liabilities, 900);
    report(&d, 0, figure_kind_member_deposits, 500);
    CHECK_INT(criteria_judge(&d, CRITERION_debt).missing, figure_kind_own_capital);
    report(&d, 0, figure_kind_own_capital, 400);
    CHECK_INT(criteria_judge(&d, CRITERION_debt).judgement, JUDGEMENT_fails);
    report(&d, 0, figure_kind_own_capital, 401);
    CHECK_INT(criteria_judge(&d, CRITERION_debt).judgement, JUDGEMENT_passes);
    report(&d, 0, figure_kind_own_capital, 0);
    CHECK_INT(criteria_judge(&d, CRITERION_debt).judgement, JUDGEMENT_open);
}

/* A loss in a year of a disaster is passed over; if both years were such, there is nothing to judge by. */
void test_losses_and_disasters(void)
{
    struct form_data d = data_2023();
    report(&d, 0, figure_kind_net_profit, 5);
    report(&d, 1, figure_kind_net_profit, -5);
    CHECK_INT(criteria_judge(&d, CRITERION_losses).judgement, JUDGEMENT_fails);
    report(&d, 1, figure_kind_loss_excused, 1);
    CHECK_INT(criteria_judge(&d, CRITERION_losses).judgement, JUDGEMENT_passes);
    report(&d, 0, figure_kind_loss_excused, 1);
    CHECK_INT(criteria_judge(&d, CRITERION_losses).judgement, JUDGEMENT_open);
}

/* Allocated and really paid out, both within the three years. */
void test_welfare_is_paid_out(void)
{
    struct form_data d = data_2023();
    for (int back = 0; back < FORM_YEARS; back++) {
        report(&d, back, figure_kind_welfare_allocated, 100);
        report(&d, back, figure_kind_welfare_spent, 0);
    }
    CHECK_INT(criteria_judge(&d, CRITERION_welfare).judgement, JUDGEMENT_fails);
    report(&d, 2, figure_kind_welfare_spent, 1);
    CHECK_INT(criteria_judge(&d, CRITERION_welfare).judgement, JUDGEMENT_passes);
    CHECK_INT(criteria_judge(&d, CRITERION_welfare).value, 1);
}
