#include "../collection/case.h"
#include "../handler.h"

/* The employer was met and mediation of this default is over without success. While an agreement is kept there is no
 * suit. */
static bool ready(const struct collection_case *c)
{
    return c->stage == case_stage_legal_ready ||
           (c->stage != case_stage_performing && c->employer_met && c->mediation_closed);
}

static void alert(struct txn *t, const struct happening *h, const char *what, const struct legal_case_filed *e,
                  const struct collection_case *c)
{
    struct alert_raised body = {0};
    struct cause why = cause_of("legal_last", 0);
    value_code_set(body.alert, sizeof body.alert, what);
    value_code_set(body.subject_ref, sizeof body.subject_ref, e->case_id);
    value_code_set(body.resolution_no, sizeof body.resolution_no, e->override_no);
    cause_add_position(&why, c->stage_position);
    emit_alert_raised(t, h->effective_date, &body, &why);
}

/* A suit out of turn does not move the case. But it was filed, which somebody must look at: so it is taken and told,
 * where a refusal would leave no trace. */
static enum verdict park(struct txn *t, const struct happening *h, const struct legal_case_filed *e,
                         const struct collection_case *c, struct refusal *why)
{
    alert(t, h, "suit_before_mediation", e, c);
    refusal_set(why, REFUSAL_none, NULL, refusal_name(REFUSAL_mediation_first), 0, 0);
    return PARKED;
}

enum verdict handle_legal_case_filed(struct txn *t, const struct happening *h, const struct legal_case_filed *e,
                                     struct refusal *why)
{
    struct collection_case c;
    struct cause because = cause_of("legal_last", 0);
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (c.stage == case_stage_legal || c.stage == case_stage_closed)
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    bool in_turn = ready(&c), resolution = e->override_no[0] != '\0', actor = e->override_actor[0] != '\0';
    if (!in_turn && resolution != actor)
        return refuse_text(why, REFUSAL_mediation_first, resolution ? "data.override_actor" : "data.override_no",
                           e->case_id);
    if (!in_turn && !resolution)
        return park(t, h, e, &c, why);
    if (!in_turn && e->override_until > 0 && h->effective_date > e->override_until)
        return refuse_all(why, REFUSAL_override_expired, "data.override_until", e->override_no, h->effective_date,
                          e->override_until);
    if (!in_turn)
        step_end(t, e->case_id, &c, step_outcome_overridden, h->effective_date, &because);
    case_move(t, e->case_id, &c, case_stage_legal, 0, h->effective_date, &because);
    if (!in_turn)
        alert(t, h, "mediation_overridden", e, &c);
    return APPLIED;
}
