#include "clinic.h"

#include <string.h>

enum verdict handle_clinic_case_opened(struct txn *t, const struct happening *h, const struct clinic_case_opened *e,
                                       struct refusal *why)
{
    struct clinic_case_key key = clinic_case_key_of(e->case_no);
    struct member_key member_key;
    struct clinic_case known;
    struct member member;
    struct policy_in_force p;
    struct clinic_case c = {.opened_on = h->effective_date, .kind = e->kind, .channel = e->channel};
    memcpy(c.clinic_code, e->clinic_code, sizeof c.clinic_code);
    memcpy(c.member_no, e->member_no, sizeof c.member_no);
    memcpy(member_key.member_no, e->member_no, sizeof member_key.member_no);
    if (clinic_case_get(t, &key, &known))
        return refuse_text(why, REFUSAL_clinic_case_exists, "data.case_no", e->case_no);
    if (!clinic_serving(t, e->clinic_code, h, &p, why))
        return REFUSED;
    if (e->member_no[0] != '\0' && !member_get(t, &member_key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    c.severity = e->severity == clinic_severity_absent ? (uint8_t)clinic_severity_ordinary : e->severity;
    clinic_month_add(t, &c, &(struct clinic_month){.opened = 1});
    clinic_case_move(t, e->case_no, &c, clinic_state_provincial, h->effective_date);
    if (c.severity != clinic_severity_ordinary)
        clinic_case_pass(t, e->case_no, &c, clinic_level_central, h->effective_date);
    return APPLIED;
}
