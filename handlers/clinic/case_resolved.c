#include "clinic.h"

enum verdict handle_clinic_case_resolved(struct txn *t, const struct happening *h, const struct clinic_case_resolved *e,
                                         struct refusal *why)
{
    struct clinic_case c;
    if (!clinic_case_find(t, e->case_no, clinic_state_resolved, h, &c, why))
        return REFUSED;
    c.outcome = e->outcome;
    clinic_case_stop(t, e->case_no, &c, h->effective_date);
    clinic_case_move(t, e->case_no, &c, clinic_state_resolved, h->effective_date);
    clinic_month_add(t, &c, &(struct clinic_month){.resolved = 1});
    return APPLIED;
}
