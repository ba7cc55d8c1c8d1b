#include "kpi.h"

#include "../rules/money.h"

#include <string.h>

enum sense { AT_LEAST, AT_MOST, BELOW };

struct yardstick {
    const char *rule;
    uint32_t scale; /* units of the limit in one */
    uint32_t limit;
    enum sense sense;
    enum fact fact; /* what is compared, where it is not told by the KPI itself */
};

static struct yardstick yardstick_of(enum kpi kpi, const struct policy_in_force *p)
{
    switch (kpi) {
    case kpi_clinic_walk_in:
        return (struct yardstick){"clinic_walk_in", 1, p->terms.walk_in_sessions_min, AT_LEAST, fact_absent};
    case kpi_clinic_satisfaction:
        return (struct yardstick){"clinic_satisfaction", 100, p->terms.satisfaction_min_hundredths, AT_LEAST,
                                  fact_absent};
    case kpi_attendance:
        return (struct yardstick){"award_attendance", 10000, 0, AT_LEAST, fact_attendance};
    case kpi_statement_days:
        return (struct yardstick){"award_statements", 1, p->terms.statement_days_max, AT_MOST, fact_statement_days};
    case kpi_members_in_business:
        return (struct yardstick){"award_business", 10000, (uint32_t)p->terms.business_min_bp, AT_LEAST,
                                  fact_members_in_business};
    case kpi_overdue_3_months:
    case kpi_overdue_6_months:
    case kpi_overdue_12_months:
        return (struct yardstick){"award_overdue", 10000, 0, AT_LEAST, fact_overdue_satang};
    case kpi_debt_below_capital:
        return (struct yardstick){"award_debt", 10000, 10000, BELOW, fact_debt_satang};
    case kpi_clinic_resolved:
    case kpi_absent:
        break;
    }
    return (struct yardstick){"clinic_resolved", 10000, (uint32_t)p->terms.resolved_min_bp, AT_LEAST, fact_absent};
}

/* A count of what is compared with a count, or an amount with the amount that it is a share of. */
static void compare(struct cause *why, const struct yardstick *y, const struct measure *m)
{
    bool counted = y->scale == 1;
    if (y->fact != fact_absent)
        cause_add_fact(why, y->fact, (int64_t)m->numerator, counted ? (int64_t)y->limit : (int64_t)m->denominator);
}

static bool keeps(const struct yardstick *y, money_wide scaled, uint64_t denominator)
{
    money_wide limit = (money_wide)y->limit * denominator;
    if (y->sense == AT_MOST)
        return scaled <= limit;
    return y->sense == BELOW ? scaled < limit : scaled >= limit;
}

static uint32_t shown(money_wide scaled, uint64_t denominator)
{
    money_wide most = (money_wide)INT32_MAX * denominator; /* what a count may hold */
    return (uint32_t)money_divide(scaled < most ? scaled : most, denominator, rounding_half_up);
}

void kpi_tell(struct txn *t, int32_t date, const struct measure *m, const struct policy_in_force *p)
{
    struct yardstick y = yardstick_of(m->kpi, p);
    money_wide scaled = (money_wide)m->numerator * y.scale;
    struct cause why = cause_of(y.rule, p->version);
    struct kpi_computed body = {
        .kpi = (uint8_t)m->kpi,
        .body = (uint8_t)m->body,
        .from_period = m->from_period,
        .to_period = m->to_period,
        .numerator = m->numerator,
        .denominator = m->denominator,
        .limit = y.limit,
        .measurable = m->denominator > 0,
    };
    value_code_set(body.clinic_code, sizeof body.clinic_code, m->clinic_code);
    if (body.measurable) {
        body.value = shown(scaled, m->denominator);
        body.passed = keeps(&y, scaled, m->denominator);
    }
    cause_add_seq(&why, m->asked_by);
    compare(&why, &y, m);
    emit_kpi_computed(t, date, &body, &why);
}
