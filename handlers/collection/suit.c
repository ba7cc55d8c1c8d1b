#include "suit.h"

enum suit_lack suit_lacks(const struct collection_case *c)
{
    if (c->stage == case_stage_legal || c->stage == case_stage_closed)
        return SUIT_LACKS_OPEN_CASE;
    if (c->stage == case_stage_legal_ready)
        return SUIT_LACKS_NOTHING;
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
