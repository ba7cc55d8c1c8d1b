#include "../handler.h"
#include "../state/records.h"
#include "group.h"

#include <string.h>

/* A unit's month is there from its first bill, line or money on. The rows lie month by month, so each month is looked
 * into once. */
static bool has_month(struct txn *t, const char *unit_code, uint32_t *ret_period)
{
    struct unit_bill_key key = {0};
    struct unit_bill row;
    memcpy(key.unit_code, unit_code, sizeof key.unit_code);
    while (unit_bill_seek(t, &key, false, &row)) {
        int order = strcmp(key.unit_code, unit_code);
        *ret_period = key.period;
        if (order == 0)
            return true;
        key.period += order > 0;
        memcpy(key.unit_code, unit_code, sizeof key.unit_code);
    }
    return false;
}

enum verdict handle_unit_group_changed(struct txn *t, const struct happening *h, const struct unit_group_changed *e,
                                       struct refusal *why)
{
    struct unit_key key = {0};
    struct unit unit;
    uint32_t period = 0;
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    if (!unit_get(t, &key, &unit))
        return refuse_text(why, REFUSAL_unit_unknown, "data.unit_code", e->unit_code);
    if (has_month(t, e->unit_code, &period))
        return refuse_all(why, REFUSAL_unit_billed, "data.unit_code", e->unit_code, period, 0);
    if (group_check(t, h, e->unit_group, why) == REFUSED)
        return REFUSED;
    group_leave(t, e->unit_code, unit.unit_group);
    memcpy(unit.unit_group, e->unit_group, sizeof unit.unit_group);
    unit_put(t, &key, &unit);
    group_join(t, e->unit_code, e->unit_group);
    return APPLIED;
}
