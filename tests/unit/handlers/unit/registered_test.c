#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/state/records.h"

static enum verdict send(struct store_mem *s, const struct unit_registered *e, struct refusal *why)
{
    struct event event = {.desc = schema_event(EVENT_unit_registered)};
    event.envelope.effective_date = value_day(2024, 1, 1);
    event.body.unit_registered = *e;
    return store_mem_apply_one(s, &event, why);
}

void test_a_unit_belongs_to_its_group(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    struct refusal why;
    struct unit unit;
    struct unit_in_group in_group;
    struct unit_group group;
    CHECK_INT(send(s, &(struct unit_registered){"0417", "monthly"}, &why), APPLIED);
    CHECK(unit_get(t, &(struct unit_key){"0417"}, &unit));
    CHECK_TEXT(unit.unit_group, "monthly");
    CHECK_INT(unit.receivable_satang, 0);
    CHECK(unit_in_group_get(t, &(struct unit_in_group_key){"monthly", "0417"}, &in_group));
    CHECK(unit_group_get(t, &(struct unit_group_key){"monthly"}, &group));
    CHECK_INT(group.last_period, 0);
    store_mem_free(s);
}

void test_a_unit_is_registered_once(void)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    CHECK_INT(send(s, &(struct unit_registered){"0417", "monthly"}, &why), APPLIED);
    CHECK_INT(send(s, &(struct unit_registered){"0417", "pension"}, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_unit_exists);
    CHECK_TEXT(why.field, "data.unit_code");
    CHECK_TEXT(why.text, "0417");
    CHECK_INT(store_mem_rows(s, TABLE_unit_group), 1);
    store_mem_free(s);
}

void test_a_new_unit_leaves_what_its_group_knows(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    struct unit_group_key key = {"monthly"};
    struct unit_group group = {.last_period = value_period(2024, 1)};
    struct refusal why;
    store_mem_begin_event(s, 1);
    unit_group_put(t, &key, &group);
    store_mem_accept(s);
    CHECK_INT(send(s, &(struct unit_registered){"0418", "monthly"}, &why), APPLIED);
    CHECK(unit_group_get(t, &key, &group));
    CHECK_INT(group.last_period, value_period(2024, 1));
    store_mem_free(s);
}
