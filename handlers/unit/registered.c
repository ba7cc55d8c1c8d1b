#include "../handler.h"
#include "../state/records.h"

#include <string.h>

enum verdict handle_unit_registered(struct txn *t, const struct happening *h, const struct unit_registered *e,
                                    struct refusal *why)
{
    struct unit_key key = {0};
    struct unit unit = {0}, known;
    struct unit_in_group_key listed = {0};
    struct unit_group_key group_key = {0};
    struct unit_group group = {0};
    (void)h;
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    if (unit_get(t, &key, &known))
        return refuse_text(why, REFUSAL_unit_exists, "data.unit_code", e->unit_code);
    memcpy(unit.unit_group, e->unit_group, sizeof unit.unit_group);
    unit_put(t, &key, &unit);
    memcpy(listed.unit_group, e->unit_group, sizeof listed.unit_group);
    memcpy(listed.unit_code, e->unit_code, sizeof listed.unit_code);
    unit_in_group_put(t, &listed, &(struct unit_in_group){.listed = true});
    memcpy(group_key.unit_group, e->unit_group, sizeof group_key.unit_group);
    if (!unit_group_get(t, &group_key, &group))
        unit_group_put(t, &group_key, &group);
    return APPLIED;
}
