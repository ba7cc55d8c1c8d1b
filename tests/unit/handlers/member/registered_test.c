#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/state/records.h"

static struct store_mem *store_with_unit(void)
{
    struct store_mem *s = store_mem_new();
    struct event event = {.desc = schema_event(EVENT_unit_registered)};
    struct refusal why;
    event.envelope.effective_date = value_day(2024, 1, 1);
    event.body.unit_registered = (struct unit_registered){"0417", "monthly"};
    CHECK_INT(store_mem_apply_one(s, &event, &why), APPLIED);
    return s;
}

static struct member_registered sample(void)
{
    return (struct member_registered){.member_no = "004411",
                                      .kind = member_kind_ordinary,
                                      .unit_code = "0417",
                                      .birth_date = value_day(1980, 5, 14),
                                      .income_satang = 2800000,
                                      .other_deductions_satang = 300000,
                                      .share_monthly_satang = 90000};
}

static enum verdict send(struct store_mem *s, const struct member_registered *e, struct refusal *why)
{
    struct event event = {.desc = schema_event(EVENT_member_registered)};
    event.envelope.effective_date = value_day(2024, 1, 2);
    event.body.member_registered = *e;
    return store_mem_apply_one(s, &event, why);
}

void test_a_member_joins_on_the_effective_date(void)
{
    struct store_mem *s = store_with_unit();
    struct txn *t = store_mem_txn(s);
    struct member_registered e = sample();
    struct member m;
    struct unit_member listed;
    struct refusal why;
    CHECK_INT(send(s, &e, &why), APPLIED);
    CHECK(member_get(t, &(struct member_key){"004411"}, &m));
    CHECK_INT(m.join_date, value_day(2024, 1, 2));
    CHECK_INT(m.birth_date, value_day(1980, 5, 14));
    CHECK_INT(m.income_satang, 2800000);
    CHECK_INT(m.other_deductions_satang, 300000);
    CHECK_INT(m.share_monthly_satang, 90000);
    CHECK_INT(m.share_balance_satang, 0);
    CHECK_INT(m.kind, member_kind_ordinary);
    CHECK_TEXT(m.unit_code, "0417");
    CHECK(unit_member_get(t, &(struct unit_member_key){"0417", "004411"}, &listed));
    store_mem_free(s);
}

void test_a_member_needs_a_registered_unit(void)
{
    struct store_mem *s = store_with_unit();
    struct member_registered e = sample();
    struct refusal why;
    e.unit_code[3] = '8';
    CHECK_INT(send(s, &e, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_unit_unknown);
    CHECK_TEXT(why.field, "data.unit_code");
    CHECK_TEXT(why.text, "0418");
    CHECK_INT(store_mem_rows(s, TABLE_member), 0);
    store_mem_free(s);
}

void test_a_member_number_is_never_given_twice(void)
{
    struct store_mem *s = store_with_unit();
    struct member_registered e = sample();
    struct refusal why;
    CHECK_INT(send(s, &e, &why), APPLIED);
    CHECK_INT(send(s, &e, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_member_exists);
    CHECK_TEXT(why.field, "data.member_no");
    CHECK_TEXT(why.text, "004411");
    store_mem_free(s);
}

void test_nobody_joins_before_he_is_born(void)
{
    struct store_mem *s = store_with_unit();
    struct member_registered e = sample();
    struct refusal why;
    e.birth_date = value_day(2024, 1, 2);
    CHECK_INT(send(s, &e, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_born_late);
    CHECK_TEXT(why.field, "data.birth_date");
    e.birth_date--;
    CHECK_INT(send(s, &e, &why), APPLIED);
    store_mem_free(s);
}
