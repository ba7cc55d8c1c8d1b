#include "../collection/case.h"
#include "../collection/ladder.h"
#include "../handler.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../mediation/begin.h"

/* Another rung of a listed ladder may wait on the stage of the meeting. */
static bool is_awaited(struct txn *t, const struct collection_case *c)
{
    if (c->stage != case_stage_employer_contact || c->ladder_policy == 0)
        return c->stage == case_stage_employer_contact;
    struct policy_rung row = ladder_rung(t, c);
    return row.act == rung_act_employer_meeting;
}

/* What is still missed is why the ladder goes on. */
static void add_arrears(struct txn *t, const char *contract_no, struct cause *why)
{
    struct loan loan;
    if (loan_find(t, contract_no, &loan))
        cause_add_fact(why, fact_arrears_satang, loan.missed_satang, 0);
}

/* The employer will deduct again: the case stays where it is. The arrears are cured by then, or the employer is met
 * again. */
static void wait_for_deduction(struct txn *t, const struct happening *h, const char *case_id, struct collection_case *c,
                               const struct policy_in_force *p)
{
    struct rung_begun begun = case_rung(case_stage_employer_contact, h->effective_date, p);
    struct cause why = cause_of("ladder_opened", p->version);
    cause_add_position(&why, c->stage_position);
    add_arrears(t, c->contract_no, &why);
    case_step(t, case_id, c, &begun, &why);
    notify(t, h->effective_date,
           &(struct notice){.template = template_employer_meeting_due,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = case_id,
                            .due_date = c->due_date},
           &why);
}

static void begin_mediation(struct txn *t, const struct happening *h, const char *case_id, struct collection_case *c,
                            const struct policy_in_force *p)
{
    struct rung_begun begun = case_rung(case_stage_mediation, h->effective_date, p);
    struct cause why = cause_of("mediate_first", p->version);
    struct loan loan;
    bool found = loan_find(t, c->contract_no, &loan);
    add_arrears(t, c->contract_no, &why);
    c->venue = p->terms.mediation_venue;
    if (c->ladder_policy > 0 && found) {
        ladder_on(t, case_id, c, &(struct climb){&loan, h->effective_date, &why});
        return;
    }
    case_move(t, case_id, c, case_stage_mediation, h->effective_date + begun.days, h->effective_date, &why);
    cause_add_position(&why, c->stage_position);
    case_step(t, case_id, c, &begun, &why);
    mediation_begin(t, case_id, c, found ? &loan : NULL, h->effective_date, &why);
}

enum verdict handle_employer_meeting_held(struct txn *t, const struct happening *h,
                                          const struct employer_meeting_held *e, struct refusal *why)
{
    struct collection_case c;
    struct policy_in_force p;
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (!is_awaited(t, &c))
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    c.employer_met = true;
    if (e->result == meeting_result_will_deduct)
        wait_for_deduction(t, h, e->case_id, &c, &p);
    else
        begin_mediation(t, h, e->case_id, &c, &p);
    return APPLIED;
}
