#include "../handler.h"
#include "member.h"

#include <string.h>

enum verdict handle_member_unit_transferred(struct txn *t, const struct happening *h,
                                            const struct member_unit_transferred *e, struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct unit_key unit_key;
    struct unit unit;
    (void)h;
    if (!member_find(t, e->member_no, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (strcmp(member.unit_code, e->from_unit) != 0)
        return refuse_text(why, REFUSAL_not_in_unit, "data.from_unit", e->member_no);
    memcpy(unit_key.unit_code, e->to_unit, sizeof unit_key.unit_code);
    if (!unit_get(t, &unit_key, &unit))
        return refuse_text(why, REFUSAL_unit_unknown, "data.to_unit", e->to_unit);
    member_move(t, &key, &member, e->to_unit);
    member_put(t, &key, &member);
    return APPLIED;
}
