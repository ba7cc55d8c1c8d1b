#include "../journal/notify.h"
#include "clinic.h"

#include <string.h>

enum verdict handle_clinic_measure_decided(struct txn *t, const struct happening *h,
                                           const struct clinic_measure_decided *e, struct refusal *why)
{
    struct clinic_case c;
    struct policy_in_force p = {0};
    policy_on(t, h->effective_date, &p);
    struct cause because = cause_of("clinic_measure", p.version);
    if (!clinic_case_find(t, e->case_no, clinic_state_measure_decided, h, &c, why))
        return REFUSED;
    c.measure = e->measure;
    memcpy(c.resolution_no, e->resolution_no, sizeof c.resolution_no);
    clinic_case_move(t, e->case_no, &c, clinic_state_measure_decided, h->effective_date);
    cause_add_position(&because, c.agenda_position);
    notify(t, h->effective_date,
           &(struct notice){.template = template_clinic_measure,
                            .audience = audience_officer,
                            .recipient_ref = "clinic",
                            .subject_ref = e->case_no},
           &because);
    return APPLIED;
}
