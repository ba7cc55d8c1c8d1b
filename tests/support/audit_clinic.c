#include "../../handlers/handler.h"
#include "audit.h"

#include <stdio.h>
#include <string.h>

/* Every case that is to be looked at is open and has its due row; one that was told of is looked at no more. */
bool audit_clinics(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct clinic_case_key key = {0};
    struct clinic_case c;
    while (!handler_has_work(t) && clinic_case_seek(t, &key, true, &c)) {
        struct due_key due_key = {.on = c.look_on, .kind = due_kind_clinic_case};
        struct due row;
        memcpy(due_key.ref, key.case_no, sizeof due_key.ref);
        bool waits = c.look_on > handler_day_closed(t) && due_get(t, &due_key, &row);
        if (c.look_on == 0 || (waits && c.state != clinic_state_resolved && !c.overdue))
            continue;
        snprintf(error, AUDIT_ERROR_MAX, "clinic case %s: it is to be looked at, and nobody will or need to",
                 key.case_no);
        return false;
    }
    return true;
}

/* Nothing of nothing never passes, and what passes keeps the limit at least as it is shown. */
bool audit_kpi(uint64_t position, const struct kpi_computed *k, char error[AUDIT_ERROR_MAX])
{
    bool most = k->kpi == kpi_statement_days || k->kpi == kpi_debt_below_capital;
    bool keeps = k->measurable && (most ? k->value <= k->limit : k->value >= k->limit);
    if (k->measurable == (k->denominator > 0) && (keeps || !k->passed))
        return true;
    return audit_wrong(error, "follow-up %llu: a KPI passes that does not", (unsigned long long)position);
}
