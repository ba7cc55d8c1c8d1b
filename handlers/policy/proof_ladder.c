#include "proof.h"

#include <string.h>

enum { DAYS_MOST = 366, MONTHS_MOST = 600, HOURS = 24 };

/* What is law on the way to a suit, in order (Local government 2566, cl. 1.7, 1.8). */
static const uint8_t law[] = {rung_act_employer_meeting, rung_act_mediation, rung_act_suit};
enum { LAW = sizeof law };

/* ---- one rung */

static bool may_hear(const struct ladder_rung *r)
{
    if (r->cause == ladder_cause_unit_late)
        return r->act == rung_act_notice ? r->audience == step_audience_employer
                                         : r->act == rung_act_chase && r->audience == step_audience_officer;
    switch ((enum rung_act)r->act) {
    case rung_act_notice:
        return r->audience == step_audience_member || r->audience == step_audience_guarantor;
    case rung_act_employer_meeting:
        return r->audience == step_audience_employer;
    case rung_act_mediation:
        return r->audience == step_audience_member;
    default:
        return r->audience == step_audience_committee || r->audience == step_audience_lawyer ||
               r->audience == step_audience_officer;
    }
}

static bool is_law(const struct ladder_rung *r)
{
    return memchr(law, r->act, LAW) != NULL;
}

/* The one behind it on its ladder; NULL: it is the last. */
static const struct ladder_rung *behind(const struct proof *p, uint32_t i)
{
    const struct ladder_rung *r = &p->e->ladder[i];
    for (i++; i < p->e->ladder_count; i++)
        if (p->e->ladder[i].cause == r->cause)
            return &p->e->ladder[i];
    return NULL;
}

static void prove_rung(struct proof *p, uint32_t i)
{
    const struct ladder_rung *r = &p->e->ladder[i];
    proof_bound(p, (struct spot){"ladder", i, "days"}, r->days, 1, DAYS_MOST);
    proof_bound(p, (struct spot){"ladder", i, "from_months"}, r->from_months, 0, MONTHS_MOST);
    for (uint32_t k = 0; k < i; k++)
        if (strcmp(p->e->ladder[k].rung, r->rung) == 0)
            proof_flaw(p, REFUSAL_policy_twice, (struct spot){"ladder", i, "rung"}, r->rung);
    if (!may_hear(r))
        proof_flaw(p, REFUSAL_policy_ladder_audience, (struct spot){"ladder", i, "audience"}, r->rung);
    if (r->cause == ladder_cause_unit_late && r->cure == rung_cure_months_below)
        proof_flaw(p, REFUSAL_policy_ladder_cure, (struct spot){"ladder", i, "cure"}, r->rung);
    if (r->missed == rung_miss_next_rung && (is_law(r) || !behind(p, i)))
        proof_flaw(p, REFUSAL_policy_ladder_next, (struct spot){"ladder", i, "missed"}, r->rung);
}

/* Nobody tells that a letter was taken, so it is left by its days or by the months of the next rung. */
static void prove_letter(struct proof *p, uint32_t i)
{
    const struct ladder_rung *r = &p->e->ladder[i];
    const struct ladder_rung *next = behind(p, i);
    bool is_left = r->missed == rung_miss_next_rung || (next && next->from_months > 0);
    if (r->cause == ladder_cause_member_short && r->act == rung_act_notice && !is_left)
        proof_flaw(p, REFUSAL_policy_ladder_stuck, (struct spot){"ladder", i, "missed"}, r->rung);
}

/* ---- the order */

/* What a rung names must be more than what those before it do; behind mediation each follows from the one before. A
 * unit's ladder begins when its month is cut off. */
static void prove_months(struct proof *p, enum ladder_cause cause)
{
    bool mediated = false, first = cause == ladder_cause_member_short;
    uint32_t most = 0;
    for (uint32_t i = 0; i < p->e->ladder_count; i++) {
        const struct ladder_rung *r = &p->e->ladder[i];
        const struct spot at = {"ladder", i, "from_months"};
        if (r->cause != cause)
            continue;
        if ((first && r->from_months == 0) || (r->from_months > 0 && r->from_months <= most))
            proof_flaw_numbers(p, REFUSAL_policy_ladder_months, at, r->rung, (const int64_t[2]){r->from_months, most});
        if (r->from_months > 0 && mediated)
            proof_flaw(p, REFUSAL_policy_ladder_behind, at, r->rung);
        first = false;
        mediated = mediated || r->act == rung_act_mediation;
        most = r->from_months > most ? r->from_months : most;
    }
}

/* The first rung that stands before one that the law has before it, or comes a second time, is named. */
static void prove_law(struct proof *p)
{
    uint32_t reached = 0, rungs = 0;
    for (uint32_t i = 0; i < p->e->ladder_count; i++) {
        const struct ladder_rung *r = &p->e->ladder[i];
        const struct spot at = {"ladder", i, "act"};
        if (r->cause != ladder_cause_member_short)
            continue;
        rungs++;
        if (reached == LAW) {
            proof_flaw(p, REFUSAL_policy_ladder_last, at, r->rung);
            return;
        }
        if (!is_law(r))
            continue;
        if (r->act != law[reached]) {
            proof_flaw(p, REFUSAL_policy_ladder_order, at, r->rung);
            return;
        }
        reached++;
    }
    if (rungs > 0 && reached < LAW)
        proof_flaw(p, REFUSAL_policy_ladder_lacks, (struct spot){.field = "ladder"},
                   schema_word_text(schema_enum_named("rung_act"), law[reached]));
}

/* ---- the hours of letters */

static void prove_hours(struct proof *p)
{
    const struct policy_published *e = p->e;
    const struct spot until = {.field = "contact_until_hour"}, holiday = {.field = "contact_holiday_until_hour"};
    bool any = e->contact_from_hour > 0 || e->contact_holiday_until_hour > 0;
    if (any && e->contact_until_hour == 0)
        proof_flaw(p, REFUSAL_policy_together, until,
                   "contact_from_hour, contact_until_hour, contact_holiday_until_hour");
    if (e->contact_until_hour > 0)
        proof_bound(p, until, e->contact_until_hour, e->contact_from_hour + 1, HOURS);
    if (e->contact_holiday_until_hour > 0)
        proof_bound(p, holiday, e->contact_holiday_until_hour, e->contact_from_hour + 1, HOURS);
}

void proof_ladder(struct proof *p)
{
    prove_hours(p);
    for (uint32_t i = 0; i < p->e->ladder_count; i++) {
        prove_rung(p, i);
        prove_letter(p, i);
    }
    prove_months(p, ladder_cause_member_short);
    prove_months(p, ladder_cause_unit_late);
    prove_law(p);
}
