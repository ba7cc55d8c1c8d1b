#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/state/records.h"

static enum verdict send(struct store_mem *s, const struct member_income_reported *e, struct refusal *why)
{
    struct event event = {.desc = schema_event(EVENT_member_income_reported)};
    event.envelope.effective_date = value_day(2024, 1, 2);
    event.body.member_income_reported = *e;
    return store_mem_apply_one(s, &event, why);
}

void test_a_newer_pay_slip_replaces_both_figures_and_nothing_else(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    struct member_key key = {"004411"};
    struct member m = {.income_satang = 2800000, .other_deductions_satang = 300000, .share_monthly_satang = 90000};
    struct refusal why;
    store_mem_begin_event(s, 1);
    member_put(t, &key, &m);
    store_mem_accept(s);
    CHECK_INT(send(s, &(struct member_income_reported){"004411", 2900000, 0}, &why), APPLIED);
    CHECK(member_get(t, &key, &m));
    CHECK_INT(m.income_satang, 2900000);
    CHECK_INT(m.other_deductions_satang, 0);
    CHECK_INT(m.share_monthly_satang, 90000);
    store_mem_free(s);
}

void test_a_pay_slip_of_a_stranger_is_refused(void)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    CHECK_INT(send(s, &(struct member_income_reported){"4411", 2900000, 0}, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_member_unknown);
    CHECK_TEXT(why.field, "data.member_no");
    CHECK_TEXT(why.text, "4411");
    store_mem_free(s);
}
