#include "group.h"

#include "../policy/policy.h"
#include "../state/records.h"

#include <string.h>

enum verdict group_check(struct txn *t, const struct happening *h, const char *unit_group, struct refusal *why)
{
    struct policy_in_force p;
    struct policy_cycle_key key = {0};
    struct policy_cycle row;
    if (!policy_on(t, h->effective_date, &p))
        return APPLIED;
    key.version = p.version;
    if (!policy_cycle_seek(t, &key, false, &row) || key.version != p.version)
        return APPLIED;
    value_code_set(key.unit_group, sizeof key.unit_group, unit_group);
    if (!policy_cycle_get(t, &key, &row))
        return refuse_text(why, REFUSAL_group_no_cycle, "data.unit_group", unit_group);
    return APPLIED;
}

static struct unit_in_group_key listed_key(const char *unit_code, const char *unit_group)
{
    struct unit_in_group_key key = {0};
    value_code_set(key.unit_group, sizeof key.unit_group, unit_group);
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    return key;
}

void group_join(struct txn *t, const char *unit_code, const char *unit_group)
{
    struct unit_in_group_key listed = listed_key(unit_code, unit_group);
    struct unit_group_key key = {0};
    struct unit_group group = {0};
    unit_in_group_put(t, &listed, &(struct unit_in_group){.listed = true});
    value_code_set(key.unit_group, sizeof key.unit_group, unit_group);
    if (!unit_group_get(t, &key, &group))
        unit_group_put(t, &key, &group);
}

void group_leave(struct txn *t, const char *unit_code, const char *unit_group)
{
    struct unit_in_group_key listed = listed_key(unit_code, unit_group), other = listed_key("", unit_group);
    struct unit_in_group row;
    struct unit_group_key key = {0};
    struct unit_group group;
    unit_in_group_delete(t, &listed);
    value_code_set(key.unit_group, sizeof key.unit_group, unit_group);
    if (unit_in_group_seek(t, &other, false, &row) && strcmp(other.unit_group, unit_group) == 0)
        return;
    if (unit_group_get(t, &key, &group) && group.last_period == 0)
        unit_group_delete(t, &key);
}
