#include "suit.h"

enum suit_lack suit_lacks(const struct collection_case *c)
{
    if (c->stage == case_stage_legal || c->stage == case_stage_closed)
        return SUIT_LACKS_OPEN_CASE;
    if (c->stage == case_stage_legal_ready)
        return c->rung < c->rungs ? SUIT_LACKS_RUNG : SUIT_LACKS_NOTHING;
    if (c->stage == case_stage_performing)
        return SUIT_LACKS_BREACH;
    if (!c->employer_met)
        return SUIT_LACKS_MEETING;
    return c->mediation_closed ? SUIT_LACKS_NOTHING : SUIT_LACKS_MEDIATION;
}

bool suit_breach(const struct agreement *agreed, int64_t paid_satang)
{
    return paid_satang < agreed->total_satang;
}

/* Meeting, session and outcome may be held and written down on one day, but not before the last step. */
int32_t suit_could_from(const struct collection_case *c, int32_t day, const struct agreement *payments, uint32_t n,
                        int64_t paid_satang)
{
    int32_t from = day > c->stage_on ? day : c->stage_on;
    enum suit_lack lack = suit_lacks(c);
    if (lack == SUIT_LACKS_OPEN_CASE)
        return 0;
    if (lack != SUIT_LACKS_BREACH)
        return from;
    for (uint32_t i = 0; i < n; i++)
        if (suit_breach(&payments[i], paid_satang))
            return payments[i].late_on > from ? payments[i].late_on : from;
    return 0;
}

/* A letter is left when the months of the next rung come, or, where they have come before it, when its days are over.
 */
static int32_t left_on(const struct policy_rung *rung, int32_t began_on, int32_t months_on)
{
    if (rung->act != rung_act_notice)
        return months_on > began_on ? months_on : began_on;
    return months_on > began_on ? months_on : began_on + (int32_t)rung->days;
}

int32_t suit_rungs_from(const struct collection_case *c, int32_t day, const struct policy_rung *rungs,
                        const int32_t *holds_from, int32_t began_on)
{
    int32_t at = day;
    for (uint32_t no = c->rung; no < c->rungs; no++) {
        bool names_months = rungs[no].from_months > 0;
        if (names_months && holds_from[no] == 0)
            return 0;
        int32_t left = left_on(&rungs[no - 1], no == c->rung ? began_on : at, names_months ? holds_from[no] : 0);
        at = left > at ? left : at;
    }
    return at;
}
