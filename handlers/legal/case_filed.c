#include "../collection/case.h"
#include "../handler.h"

/* The employer was met and mediation of this default is over without success. While an agreement is kept there is no
 * suit. */
static bool ready(const struct collection_case *c)
{
    return c->stage == case_stage_legal_ready ||
           (c->stage != case_stage_performing && c->employer_met && c->mediation_closed);
}

static void alert_overridden(struct txn *t, const struct happening *h, const struct legal_case_filed *e,
                             const struct collection_case *c)
{
    struct alert_raised alert = {.alert = "mediation_overridden"};
    struct cause why = cause_of("legal_last", 0);
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, e->case_id);
    value_code_set(alert.resolution_no, sizeof alert.resolution_no, e->override_no);
    cause_add_position(&why, c->stage_position);
    emit_alert_raised(t, h->effective_date, &alert, &why);
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
    bool in_turn = ready(&c);
    if (!in_turn && (e->override_no[0] == '\0' || e->override_actor[0] == '\0'))
        return refuse_text(why, REFUSAL_mediation_first, "data.case_id", e->case_id);
    case_move(t, e->case_id, &c, case_stage_legal, 0, h->effective_date, &because);
    if (!in_turn)
        alert_overridden(t, h, e, &c);
    return APPLIED;
}
