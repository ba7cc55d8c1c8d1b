#include "../handler.h"
#include "../rules/money.h"
#include "../state/records.h"

#include <string.h>

static bool unit_of(struct txn *t, const char *unit_code, struct unit *ret)
{
    struct unit_key key;
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    return unit_get(t, &key, ret);
}

/* The last month that his unit was billed for with him in it: another unit must not be billed for it again. */
static uint32_t last_billed(struct txn *t, const struct member_key *who, const struct member *member)
{
    struct unit unit;
    struct unit_group_key group_key;
    struct unit_group group = {0};
    struct bill_key key;
    struct bill bill;
    if (!unit_of(t, member->unit_code, &unit))
        return 0;
    memcpy(group_key.unit_group, unit.unit_group, sizeof group_key.unit_group);
    unit_group_get(t, &group_key, &group);
    key.period = group.last_period;
    memcpy(key.unit_code, member->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, who->member_no, sizeof key.member_no);
    return bill_get(t, &key, &bill) && bill.lines > 0 ? group.last_period : 0;
}

enum verdict handle_member_unit_transferred(struct txn *t, const struct happening *h,
                                            const struct member_unit_transferred *e, struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct unit unit;
    struct unit_member_key listed;
    (void)h;
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (strcmp(member.unit_code, e->from_unit) != 0)
        return refuse_text(why, REFUSAL_not_in_unit, "data.from_unit", e->member_no);
    if (!unit_of(t, e->to_unit, &unit))
        return refuse_text(why, REFUSAL_unit_unknown, "data.to_unit", e->to_unit);
    uint32_t billed = last_billed(t, &key, &member);
    member.billed_until = billed > member.billed_until ? billed : member.billed_until;
    memcpy(listed.member_no, e->member_no, sizeof listed.member_no);
    memcpy(listed.unit_code, e->from_unit, sizeof listed.unit_code);
    unit_member_delete(t, &listed);
    memcpy(listed.unit_code, e->to_unit, sizeof listed.unit_code);
    unit_member_put(t, &listed, &(struct unit_member){.listed = true});
    memcpy(member.unit_code, e->to_unit, sizeof member.unit_code);
    member_put(t, &key, &member);
    return APPLIED;
}
