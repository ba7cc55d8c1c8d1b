#include "override.h"

#include "../clock/work.h"
#include "../emit.h"
#include "../policy/policy.h"

#include <string.h>

static struct override_key override_key(const char *case_id, uint32_t no)
{
    struct override_key key = {.no = no};
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

void override_enter(struct txn *t, const char *case_id, struct collection_case *c, const struct override *row)
{
    struct override_key key = override_key(case_id, ++c->overrides);
    override_put(t, &key, row);
    if (row->look_on > 0)
        due_add(t, row->look_on, due_kind_override, case_id, key.no);
}

bool override_find(struct txn *t, const char *case_id, const struct collection_case *c, const char *resolution_no,
                   struct override *ret)
{
    for (uint32_t no = 1; no <= c->overrides; no++) {
        struct override_key key = override_key(case_id, no);
        if (override_get(t, &key, ret) && strcmp(ret->resolution_no, resolution_no) == 0)
            return true;
    }
    return false;
}

bool override_is_told(const struct override *row)
{
    return row->until > 0 && row->look_on == 0 && row->used_on == 0;
}

bool override_use(struct txn *t, const char *case_id, const struct collection_case *c, const char *resolution_no,
                  int32_t day, struct override *ret)
{
    struct override row, told = {0};
    for (uint32_t no = 1; no <= c->overrides; no++) {
        struct override_key key = override_key(case_id, no);
        bool wanted =
            override_get(t, &key, &row) && (resolution_no[0] == '\0' || strcmp(row.resolution_no, resolution_no) == 0);
        if (!wanted || row.used_on > 0 || day < row.granted_on || day > row.until)
            continue;
        if (override_is_told(&row)) {
            told = row;
            continue;
        }
        due_remove(t, row.look_on, due_kind_override, case_id, no);
        row.look_on = 0;
        row.used_on = day;
        override_put(t, &key, &row);
        *ret = row;
        return true;
    }
    *ret = told;
    return false;
}

void override_due(struct txn *t, const char *case_id, uint32_t no, int32_t day)
{
    struct override_key key = override_key(case_id, no);
    struct policy_in_force p = {0};
    struct override row;
    if (!override_get(t, &key, &row) || row.look_on == 0)
        return;
    policy_on(t, day, &p);
    struct override_expired body = {.no = no, .rule = row.rule, .until = row.until};
    struct cause why = cause_of("override", p.version);
    memcpy(body.case_id, key.case_id, sizeof body.case_id);
    memcpy(body.resolution_no, row.resolution_no, sizeof body.resolution_no);
    cause_add_seq(&why, row.seq);
    cause_add_fact(&why, fact_override_days, day - row.granted_on, row.until - row.granted_on);
    emit_override_expired(t, day, &body, &why);
    row.look_on = 0;
    override_put(t, &key, &row);
}
