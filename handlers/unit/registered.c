#include "../handler.h"
#include "../state/records.h"
#include "group.h"

#include <string.h>

enum verdict handle_unit_registered(struct txn *t, const struct happening *h, const struct unit_registered *e,
                                    struct refusal *why)
{
    struct unit_key key = {0};
    struct unit unit = {0}, known;
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    if (unit_get(t, &key, &known))
        return refuse_text(why, REFUSAL_unit_exists, "data.unit_code", e->unit_code);
    if (group_check(t, h, e->unit_group, why) == REFUSED)
        return REFUSED;
    memcpy(unit.unit_group, e->unit_group, sizeof unit.unit_group);
    unit_put(t, &key, &unit);
    group_join(t, e->unit_code, e->unit_group);
    return APPLIED;
}
