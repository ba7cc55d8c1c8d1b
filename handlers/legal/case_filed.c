#include "../collection/case.h"
#include "../collection/suit.h"
#include "../handler.h"
#include "../override/override.h"
#include "../loan/loan.h"

#include <string.h>

static struct cause because_of(struct txn *t, const struct happening *h, const struct collection_case *c)
{
    enum { STEPS = 2 };
    struct policy_in_force p = {0};
    policy_on(t, h->effective_date, &p);
    struct cause why = cause_of("legal_last", p.version);
    cause_add_fact(&why, fact_steps_before_suit, c->employer_met + c->mediation_closed, STEPS);
    if (c->rungs > 0)
        cause_add_fact(&why, fact_ladder_rung, c->rung, c->rungs);
    return why;
}

static void alert(struct txn *t, const struct happening *h, const char *what, const char *case_id,
                  const struct override *by, const struct cause *because)
{
    struct alert_raised body = {0};
    value_code_set(body.alert, sizeof body.alert, what);
    value_code_set(body.subject_ref, sizeof body.subject_ref, case_id);
    if (by)
        memcpy(body.resolution_no, by->resolution_no, sizeof body.resolution_no);
    emit_alert_raised(t, h->effective_date, &body, because);
}

/* A suit out of turn does not move the case. But it was filed, which somebody must look at: so it is taken and told,
 * where a refusal would leave no trace. */
static enum verdict park(struct txn *t, const struct happening *h, const struct legal_case_filed *e,
                         const struct collection_case *c, struct refusal *why)
{
    struct cause because = because_of(t, h, c);
    cause_add_position(&because, c->stage_position);
    bool rung = suit_lacks(c) == SUIT_LACKS_RUNG;
    alert(t, h, rung ? "suit_before_rung" : "suit_before_mediation", e->case_id, NULL, &because);
    refusal_set(why, REFUSAL_none, NULL, refusal_name(rung ? REFUSAL_rungs_first : REFUSAL_mediation_first), 0, 0);
    return PARKED;
}

/* A resolution that the suit itself names is entered in the register, and used. */
static struct override named(struct txn *t, const struct happening *h, const struct legal_case_filed *e,
                             struct collection_case *c)
{
    struct override row = {
        .seq = h->seq,
        .granted_on = h->effective_date,
        .until = e->override_until,
        .used_on = h->effective_date,
        .rule = override_rule_mediation_first,
        .reason = override_reason_other, /* which the resolution states */
    };
    memcpy(row.resolution_no, e->override_no, sizeof row.resolution_no);
    memcpy(row.actor, e->override_actor, sizeof row.actor);
    override_enter(t, e->case_id, c, &row);
    return row;
}

static void move(struct txn *t, const struct happening *h, const char *case_id, struct collection_case *c,
                 const struct override *by)
{
    struct cause because = because_of(t, h, c);
    if (by && by->until > 0)
        cause_add_fact(&because, fact_override_days, h->effective_date - by->granted_on, by->until - by->granted_on);
    if (by && by->seq != h->seq)
        cause_add_seq(&because, by->seq);
    if (by)
        step_end(t, case_id, c, step_outcome_overridden, h->effective_date, &because);
    case_move(t, case_id, c, case_stage_legal, 0, h->effective_date, &because);
    loan_class_look(t, c->contract_no, h->effective_date);
    cause_add_position(&because, c->stage_position);
    if (by)
        alert(t, h, "mediation_overridden", case_id, by, &because);
}

static enum verdict not_in_its_time(const struct happening *h, const struct override *by, struct refusal *why)
{
    if (h->effective_date < by->granted_on)
        return refuse_all(why, REFUSAL_override_not_yet, "data.override_no", by->resolution_no, h->effective_date,
                          by->granted_on);
    return refuse_all(why, REFUSAL_override_expired, "data.override_no", by->resolution_no, h->effective_date,
                      by->until);
}

/* Its end was told: who looked it up since believes that no suit can use it. */
static enum verdict told_expired(const struct happening *h, const struct override *by, struct refusal *why)
{
    return refuse_all(why, REFUSAL_override_told, "effective_date", by->resolution_no, h->effective_date, by->until);
}

enum verdict handle_legal_case_filed(struct txn *t, const struct happening *h, const struct legal_case_filed *e,
                                     struct refusal *why)
{
    struct collection_case c;
    struct override by;
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (suit_lacks(&c) == SUIT_LACKS_OPEN_CASE)
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    bool resolution = e->override_no[0] != '\0', actor = e->override_actor[0] != '\0';
    if (suit_lacks(&c) == SUIT_LACKS_NOTHING) {
        move(t, h, e->case_id, &c, NULL);
        return APPLIED;
    }
    if (resolution != actor)
        return refuse_text(why, REFUSAL_mediation_first, resolution ? "data.override_actor" : "data.override_no",
                           e->case_id);
    if (resolution && e->override_until > 0 && h->effective_date > e->override_until)
        return refuse_all(why, REFUSAL_override_expired, "data.override_until", e->override_no, h->effective_date,
                          e->override_until);
    if (suit_lacks(&c) == SUIT_LACKS_BREACH)
        return park(t, h, e, &c, why); /* a resolution stands in for meeting and mediation, not for a kept agreement */
    bool entered = resolution && override_find(t, e->case_id, &c, e->override_no, &by);
    if (entered && (h->effective_date < by.granted_on || h->effective_date > by.until))
        return not_in_its_time(h, &by, why);
    if (resolution && !entered && e->override_until == 0)
        return refuse_text(why, REFUSAL_override_until_missing, "data.override_until", e->override_no);
    if (resolution && !entered && h->actor[0] == '\0')
        return refuse_text(why, REFUSAL_actor_missing, "actor", NULL);
    if (resolution && !entered)
        by = named(t, h, e, &c);
    else if (!override_use(t, e->case_id, &c, e->override_no, h->effective_date, &by))
        return by.resolution_no[0] != '\0' ? told_expired(h, &by, why) : park(t, h, e, &c, why);
    move(t, h, e->case_id, &c, &by);
    return APPLIED;
}
