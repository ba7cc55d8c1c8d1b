#include "kpi.h"

#include "../rules/money.h"

#include <string.h>

struct yardstick {
    const char *rule;
    uint32_t scale; /* units of the limit in one */
    uint32_t limit;
};

static struct yardstick yardstick_of(enum kpi kpi, const struct policy_in_force *p)
{
    switch (kpi) {
    case kpi_clinic_walk_in:
        return (struct yardstick){"clinic_walk_in", 1, p->terms.walk_in_sessions_min};
    case kpi_clinic_satisfaction:
        return (struct yardstick){"clinic_satisfaction", 100, p->terms.satisfaction_min_hundredths};
    case kpi_clinic_resolved:
    case kpi_absent:
        break;
    }
    return (struct yardstick){"clinic_resolved", 10000, (uint32_t)p->terms.resolved_min_bp};
}

void kpi_tell(struct txn *t, int32_t date, const struct measure *m, const struct policy_in_force *p)
{
    struct yardstick y = yardstick_of(m->kpi, p);
    uint64_t scaled = (uint64_t)m->numerator * y.scale;
    struct cause why = cause_of(y.rule, p->version);
    struct kpi_computed body = {
        .kpi = (uint8_t)m->kpi,
        .from_period = m->from_period,
        .to_period = m->to_period,
        .numerator = m->numerator,
        .denominator = m->denominator,
        .limit = y.limit,
        .measurable = m->denominator > 0,
    };
    value_code_set(body.clinic_code, sizeof body.clinic_code, m->clinic_code);
    if (body.measurable) {
        body.value = (uint32_t)money_divide(scaled, m->denominator, rounding_half_up);
        body.passed = scaled >= (uint64_t)y.limit * m->denominator;
    }
    emit_kpi_computed(t, date, &body, &why);
}
