#include "criteria.h"

#include "../handlers/member/year.h"
#include "../handlers/rules/ratio.h"

static struct judged passes_if(bool holds, int64_t value, int64_t limit)
{
    return (struct judged){.judgement = holds ? JUDGEMENT_passes : JUDGEMENT_fails, .value = value, .limit = limit};
}

static struct judged lacks(enum figure_kind figure, const struct form_year *y, int64_t limit)
{
    return (struct judged){.missing = figure, .missing_year = y->year, .limit = limit};
}

static struct judged at_least(const struct form_year *y, enum figure_kind figure, int64_t least)
{
    if (!y->reported[figure])
        return lacks(figure, y, least);
    return passes_if(y->figures[figure] >= least, y->figures[figure], least);
}

/* None of so many years may have it. */
static struct judged none_of(const struct form_data *d, int years, enum figure_kind figure)
{
    int64_t had = 0;
    for (int i = 0; i < years; i++) {
        if (!d->years[i].reported[figure])
            return lacks(figure, &d->years[i], 0);
        had += d->years[i].figures[figure] != 0;
    }
    return passes_if(had == 0, had, 0);
}

/* A year of a disaster or accident is passed over; if both were, there is nothing to judge by. */
static struct judged losses(const struct form_data *d)
{
    int64_t lost = 0;
    int counted = 0;
    for (int i = 0; i < 2; i++) {
        const struct form_year *y = &d->years[i];
        if (y->figures[figure_kind_loss_excused] != 0)
            continue;
        if (!y->reported[figure_kind_net_profit])
            return lacks(figure_kind_net_profit, y, 0);
        lost += y->figures[figure_kind_net_profit] < 0;
        counted++;
    }
    return counted > 0 ? passes_if(lost == 0, lost, 0) : (struct judged){0};
}

static struct judged presented(const struct form_data *d)
{
    const struct form_year *y = &d->years[0];
    int64_t days = y->presented_on - year_last_day(y->year);
    if (!y->presented)
        return (struct judged){.limit = d->statement_days_max, .missing_year = y->year, .not_presented = true};
    return passes_if(days <= d->statement_days_max, days, d->statement_days_max);
}

/* Each of the three years must reach it; the lowest is shown. */
static struct judged business(const struct form_data *d)
{
    int64_t least = d->business_min_bp, lowest = INT64_MAX;
    bool reach = true;
    for (int i = 0; i < FORM_YEARS; i++) {
        int64_t part, whole;
        enum figure_kind missing;
        if (!form_in_business(&d->years[i], &part, &whole, &missing))
            return lacks(missing, &d->years[i], least);
        if (whole <= 0)
            return (struct judged){.limit = least};
        int64_t shown = ratio_shown(part, whole);
        lowest = shown < lowest ? shown : lowest;
        reach = reach && ratio_reaches(part, whole, least);
    }
    return passes_if(reach, lowest, least);
}

/* Allocated, and really paid out: the guide asks for both. */
static struct judged welfare(const struct form_data *d)
{
    int64_t allocated = 0, spent = 0;
    for (int i = 0; i < FORM_YEARS; i++) {
        const struct form_year *y = &d->years[i];
        if (!y->reported[figure_kind_welfare_allocated])
            return lacks(figure_kind_welfare_allocated, y, 0);
        if (!y->reported[figure_kind_welfare_spent])
            return lacks(figure_kind_welfare_spent, y, 0);
        allocated += y->figures[figure_kind_welfare_allocated];
        spent += y->figures[figure_kind_welfare_spent];
    }
    return passes_if(allocated > 0 && spent > 0, allocated > 0 ? spent : 0, 0);
}

static struct judged deposits(const struct form_data *d)
{
    int64_t satang;
    if (!form_deposits_sum(&d->years[0], &satang))
        return lacks(figure_kind_member_deposits, &d->years[0], 0);
    return passes_if(satang > 0, satang, 0);
}

static struct judged debt(const struct form_data *d)
{
    static const enum figure_kind needed[] = {figure_kind_liabilities, figure_kind_member_deposits,
                                              figure_kind_own_capital};
    const struct form_year *y = &d->years[0];
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!y->reported[needed[i]])
            return lacks(needed[i], y, y->figures[figure_kind_own_capital]);
    int64_t other = y->figures[figure_kind_liabilities] - y->figures[figure_kind_member_deposits];
    int64_t capital = y->figures[figure_kind_own_capital];
    return capital > 0 ? passes_if(other < capital, other, capital) : (struct judged){0};
}

struct judged criteria_judge(const struct form_data *d, enum criterion criterion)
{
    const struct form_year *y = &d->years[0];
    switch (criterion) {
    case CRITERION_years:
        return at_least(y, figure_kind_years_in_operation, 5);
    case CRITERION_statements:
        return at_least(y, figure_kind_statements_on_file, 3);
    case CRITERION_losses:
        return losses(d);
    case CRITERION_frauds:
        return none_of(d, 2, figure_kind_fraud);
    case CRITERION_presented:
        return presented(d);
    case CRITERION_business:
        return business(d);
    case CRITERION_staff:
        return at_least(y, figure_kind_full_time_staff, 1);
    case CRITERION_welfare:
        return welfare(d);
    case CRITERION_breaches:
        return none_of(d, FORM_YEARS, figure_kind_breach);
    case CRITERION_deposits:
        return deposits(d);
    case CRITERION_debt:
    case CRITERIA:
        break;
    }
    return debt(d);
}
