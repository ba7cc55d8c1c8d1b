#include "../journal/notify.h"
#include "case.h"
#include "ladder.h"

#include <string.h>

void case_withdraw(struct txn *t, struct loan *loan, int32_t date, const struct cause *because)
{
    struct collection_case_key key;
    struct collection_case c;
    memcpy(key.case_id, loan->case_id, sizeof key.case_id);
    if (!collection_case_get(t, &key, &c))
        return;
    c.withdrawn_stage = c.stage;
    collection_case_put(t, &key, &c);
    case_disown(t, loan, date, because);
}

/* The newest case about the contract, if it was withdrawn: behind it another would have taken its place. */
static bool withdrawn_last(struct txn *t, const char *contract_no, const struct loan *loan, struct case_at *ret)
{
    struct case_at at = {0};
    bool any = false;
    while (case_next(t, contract_no, loan, &at)) {
        *ret = at;
        any = true;
    }
    return any && ret->row.stage == case_stage_closed && ret->row.withdrawn_stage != case_stage_absent;
}

/* The letter of the step is due again: the one that was sent is withdrawn. */
static void ask_again(struct txn *t, const char *case_id, const struct collection_case *c, const struct loan *loan,
                      int32_t date, const struct cause *because)
{
    if (c->ladder_policy > 0 && c->stage != case_stage_mediation) {
        ladder_ask_again(t, case_id, c, &(struct climb){loan, date, because});
        return;
    }
    bool mediation = c->stage == case_stage_mediation, employer = c->stage == case_stage_employer_contact;
    enum template to_officer = employer ? template_employer_meeting_due : template_suit_due;
    notify(t, date,
           &(struct notice){.template = mediation ? template_mediation_invitation : to_officer,
                            .audience = mediation ? audience_member : audience_officer,
                            .recipient_ref = mediation ? c->member_no : "collection",
                            .subject_ref = case_id,
                            .amount_satang = loan->missed_satang,
                            .due_date = c->due_date},
           because);
}

void case_restore(struct txn *t, const char *contract_no, struct loan *loan, int32_t date, const struct cause *because)
{
    struct case_at at;
    struct ladder_step_key step_key;
    struct ladder_step last = {0};
    if (!withdrawn_last(t, contract_no, loan, &at))
        return;
    const char *case_id = at.key.case_id;
    struct collection_case *c = &at.row, there = at.row;
    memcpy(step_key.case_id, case_id, sizeof step_key.case_id);
    step_key.no = c->steps;
    ladder_step_get(t, &step_key, &last);
    int32_t rest = last.due_on > last.ended_on ? last.due_on - last.ended_on : 0;
    there.stage = c->withdrawn_stage;
    bool waits = case_waits(&there);
    struct cause why = *because;
    case_move(t, case_id, c, (enum case_stage)c->withdrawn_stage, waits ? date + rest : 0, date, because);
    c->withdrawn_stage = case_stage_absent;
    cause_add_position(&why, c->stage_position);
    if (waits) {
        struct rung_begun begun = {.audience = (enum step_audience)last.audience, .date = date, .days = rest};
        memcpy(begun.rung, last.rung, sizeof begun.rung);
        step_start(t, case_id, c, &begun, &why);
    }
    collection_case_put(t, &at.key, c);
    if (waits)
        ask_again(t, case_id, c, loan, date, &why);
    memcpy(loan->case_id, at.key.case_id, sizeof loan->case_id);
}
