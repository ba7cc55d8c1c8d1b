/* kpi.h - something measured against its limit, told as kpi.computed. */
#ifndef HANDLERS_CLINIC_KPI_H
#define HANDLERS_CLINIC_KPI_H

#include "../emit.h"
#include "../policy/policy.h"

struct measure {
    enum kpi kpi;
    const char *clinic_code; /* NULL: all together */
    enum resolving_body body;
    uint32_t from_period, to_period;
    uint64_t numerator, denominator;
    uint64_t asked_by; /* the event that had it measured, if it is an earlier one; otherwise 0 */
};

/* Compared exactly, shown rounded half up; nothing of nothing is not measurable and never passes. */
void kpi_tell(struct txn *t, int32_t date, const struct measure *m, const struct policy_in_force *p);

#endif
