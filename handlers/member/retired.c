#include "../handler.h"
#include "../journal/notify.h"
#include "member.h"

#include <string.h>

static enum verdict move(struct txn *t, const struct member_retired *e, const struct member_key *key,
                         struct member *member, struct refusal *why)
{
    struct unit_key unit_key;
    struct unit unit;
    memcpy(unit_key.unit_code, e->pension_unit, sizeof unit_key.unit_code);
    if (e->pension_unit[0] == '\0' || strcmp(member->unit_code, e->pension_unit) == 0)
        return APPLIED;
    if (!unit_get(t, &unit_key, &unit))
        return refuse_text(why, REFUSAL_unit_unknown, "data.pension_unit", e->pension_unit);
    member_move(t, key, member, e->pension_unit);
    return APPLIED;
}

/* His plan was made for another income: an officer looks at it again. */
static void notify_desk(struct txn *t, const struct happening *h, const struct member_retired *e)
{
    struct cause why = cause_of("retirement", 0);
    char contract_no[24];
    if (!member_owes(t, e->member_no, contract_no))
        return;
    notify(t, h->effective_date,
           &(struct notice){.template = template_retirement_due,
                            .audience = audience_officer,
                            .recipient_ref = "loans",
                            .subject_ref = e->member_no,
                            .due_date = h->effective_date},
           &why);
}

enum verdict handle_member_retired(struct txn *t, const struct happening *h, const struct member_retired *e,
                                   struct refusal *why)
{
    struct member_key key;
    struct member member;
    if (!member_find(t, e->member_no, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (member.left_on > 0)
        return refuse_text(why, REFUSAL_member_left, "data.member_no", e->member_no);
    if (member.retired)
        return refuse_text(why, REFUSAL_retired_already, "data.member_no", e->member_no);
    if (move(t, e, &key, &member, why) == REFUSED)
        return REFUSED;
    member.retired = true;
    member.income_source = income_source_pension;
    member_put(t, &key, &member);
    notify_desk(t, h, e);
    return APPLIED;
}
