#include "../clock/work.h"
#include "../journal/notify.h"
#include "clinic.h"

#include <string.h>

static bool head_of(struct txn *t, const char clinic_code[12], struct clinic_person_key *ret)
{
    struct clinic_person row;
    memset(ret, 0, sizeof *ret);
    memcpy(ret->clinic_code, clinic_code, sizeof ret->clinic_code);
    while (clinic_person_seek(t, ret, true, &row) && strcmp(ret->clinic_code, clinic_code) == 0)
        if (row.role == clinic_role_head)
            return true;
    return false;
}

/* Who is to see to it: whoever has taken the case while it is with the clinic itself, or the head of the clinic if he
 * does not work there any more; then those it was passed to. */
static const char *desk_of(struct txn *t, const struct clinic_case *c, struct clinic_person_key *whose)
{
    struct clinic_person row;
    if (c->state == clinic_state_referred_board)
        return "board";
    if (c->state != clinic_state_provincial || c->person[0] == '\0')
        return "clinic";
    memset(whose, 0, sizeof *whose);
    memcpy(whose->clinic_code, c->clinic_code, sizeof whose->clinic_code);
    memcpy(whose->person, c->person, sizeof whose->person);
    return clinic_person_get(t, whose, &row) || head_of(t, c->clinic_code, whose) ? whose->person : "clinic";
}

void clinic_case_watch(struct txn *t, const char *case_no, struct clinic_case *c, const struct policy_in_force *p)
{
    int32_t first = clock_day_closed(t) + 1, on = c->opened_on + (int32_t)p->terms.clinic_case_days;
    if (p->terms.clinic_case_days == 0)
        return;
    c->look_on = on > first ? on : first;
    due_add(t, c->look_on, due_kind_clinic_case, case_no, 0);
}

static void tell_overdue(struct txn *t, const char *case_no, struct clinic_case *c, int32_t day)
{
    struct policy_in_force p = {0};
    struct clinic_person_key whose;
    struct clinic_case_overdue body = {.opened_on = c->opened_on, .state = c->state, .kind = c->kind};
    policy_on(t, day, &p);
    struct cause why = cause_of("clinic_resolved", p.version), told;
    value_code_set(body.case_no, sizeof body.case_no, case_no);
    memcpy(body.clinic_code, c->clinic_code, sizeof body.clinic_code);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    cause_add_fact(&why, fact_case_days, day - c->opened_on, c->look_on - c->opened_on);
    told = why;
    cause_add_position(&why, c->passed_position);
    c->overdue = true;
    c->look_on = 0;
    cause_add_position(&told, emit_clinic_case_overdue(t, day, &body, &why));
    notify(t, day,
           &(struct notice){.template = template_clinic_case_overdue,
                            .audience = audience_officer,
                            .recipient_ref = desk_of(t, c, &whose),
                            .subject_ref = case_no,
                            .due_date = c->opened_on},
           &told);
}

/* A case that ends behind the day on which it is looked at was still open then. */
void clinic_case_stop(struct txn *t, const char *case_no, struct clinic_case *c, int32_t date)
{
    int32_t on = c->look_on;
    if (on == 0)
        return;
    due_remove(t, on, due_kind_clinic_case, case_no, 0);
    if (date > on)
        tell_overdue(t, case_no, c, on);
    c->look_on = 0;
}

void clinic_case_due(struct txn *t, const char *case_no, int32_t day)
{
    struct clinic_case_key key = clinic_case_key_of(case_no);
    struct clinic_case c;
    if (!clinic_case_get(t, &key, &c) || c.state == clinic_state_resolved)
        return;
    tell_overdue(t, case_no, &c, day);
    clinic_case_put(t, &key, &c);
}
