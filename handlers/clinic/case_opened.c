#include "../loan/loan.h"
#include "clinic.h"

#include <string.h>

/* A contract names its borrower as the client, where the event does not. */
static enum verdict link_contract(struct txn *t, const struct clinic_case_opened *e, struct clinic_case *c,
                                  struct refusal *why)
{
    struct loan loan;
    if (e->contract_no[0] == '\0')
        return APPLIED;
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (c->member_no[0] != '\0' && strcmp(c->member_no, loan.member_no) != 0)
        return refuse_text(why, REFUSAL_clinic_contract_other, "data.contract_no", e->contract_no);
    memcpy(c->contract_no, e->contract_no, sizeof c->contract_no);
    memcpy(c->member_no, loan.member_no, sizeof c->member_no);
    return APPLIED;
}

/* Somebody of the clinic takes it: its head, where nobody else is named. */
static enum verdict assign(struct txn *t, const struct clinic_case_opened *e, struct clinic_case *c,
                           struct refusal *why)
{
    struct clinic_person_key key = {0};
    struct clinic_person row;
    memcpy(key.clinic_code, e->clinic_code, sizeof key.clinic_code);
    memcpy(key.person, e->person, sizeof key.person);
    if (e->person[0] != '\0' && !clinic_person_get(t, &key, &row))
        return refuse_text(why, REFUSAL_clinic_person_unknown, "data.person", e->person);
    memcpy(c->person, e->person, sizeof c->person);
    while (c->person[0] == '\0' && clinic_person_seek(t, &key, true, &row) &&
           strcmp(key.clinic_code, e->clinic_code) == 0)
        if (row.role == clinic_role_head)
            memcpy(c->person, key.person, sizeof c->person);
    return APPLIED;
}

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
    if (link_contract(t, e, &c, why) == REFUSED || assign(t, e, &c, why) == REFUSED)
        return REFUSED;
    c.severity = e->severity == clinic_severity_absent ? (uint8_t)clinic_severity_ordinary : e->severity;
    clinic_month_add(t, &c, &(struct clinic_month){.opened = 1});
    clinic_case_watch(t, e->case_no, &c, &p);
    clinic_case_move(t, e->case_no, &c, clinic_state_provincial, h->effective_date);
    if (c.severity != clinic_severity_ordinary)
        clinic_case_pass(t, e->case_no, &c, clinic_level_central, h->effective_date);
    return APPLIED;
}
