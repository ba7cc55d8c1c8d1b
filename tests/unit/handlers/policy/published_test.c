#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/clock/work.h"
#include "../../../../handlers/policy/policy.h"

#include <string.h>

static int32_t jan(int day)
{
    return value_day(2024, 1, day);
}

static struct policy_published sample(uint32_t version)
{
    return (struct policy_published){
        .version = version,
        .take_home_min_bp = 3000,
        .take_home_min_satang = 100000,
        .year_divisor = 365,
        .rounding = rounding_half_up,
        .rounding_step_satang = 25,
        .instalment_step_satang = 10000,
        .months_method = months_method_due_dates,
        .employer_contact_days = 14,
        .mediation_days = 30,
        .mediation_venue = venue_local_centre,
        .no_show_limit = 2,
        .breach_grace_days = 7,
        .committee_weekday = 4,
        .products_count = 2,
        .products = {{"emergency", loan_kind_emergency, 12, 650}, {"ordinary", loan_kind_ordinary, 150, 600}},
        .classes_count = 3,
        .classes = {{loan_class_substandard, 3, 2000, true},
                    {loan_class_doubtful, 6, 5000, true},
                    {loan_class_doubtful_of_loss, 12, 10000, true}},
        .items_count = 4,
        .items = {{bill_item_special, 4}, {bill_item_share, 1}, {bill_item_ordinary, 3}, {bill_item_emergency, 2}},
    };
}

static enum verdict publish(struct store_mem *s, int32_t date, const struct policy_published *e, struct refusal *why)
{
    static struct event event;
    event.desc = schema_event(EVENT_policy_published);
    event.envelope.effective_date = date;
    event.body.policy_published = *e;
    return store_mem_apply_one(s, &event, why);
}

static void check_accepted(const struct policy_published *e)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    CHECK_INT(publish(s, jan(1), e, &why), APPLIED);
    store_mem_free(s);
}

static void check_refused_as(const struct policy_published *e, enum refusal_code code, const char *field,
                             const char *text)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    CHECK_INT(publish(s, jan(1), e, &why), REFUSED);
    CHECK_INT(why.code, code);
    CHECK_TEXT(why.field, field);
    CHECK_TEXT(why.text, text);
    CHECK_INT(store_mem_rows(s, TABLE_policy), 0);
    store_mem_free(s);
}

static void check_refused(const struct policy_published *e, const char *field, const char *text)
{
    check_refused_as(e, REFUSAL_policy_incomplete, field, text);
}

static uint32_t priority(struct txn *t, enum bill_item item)
{
    struct policy_item terms = {0};
    policy_item_of(t, 1, item, &terms);
    return terms.priority;
}

void test_a_policy_is_kept_as_it_was_published(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    struct policy_published e = sample(1);
    struct policy_in_force p;
    struct policy_product product;
    struct class_bound classes[QUALITY_CLASSES_MAX];
    struct refusal why;
    CHECK_INT(publish(s, jan(1), &e, &why), APPLIED);
    CHECK(policy_on(t, jan(1), &p));
    CHECK_INT(p.version, 1);
    CHECK_INT(p.terms.take_home_min_bp, 3000);
    CHECK_INT(p.terms.take_home_min_satang, 100000);
    CHECK_INT(p.terms.instalment_step_satang, 10000);
    CHECK_INT(p.terms.months_method, months_method_due_dates);
    CHECK_INT(p.terms.employer_contact_days, 14);
    CHECK_INT(p.terms.mediation_days, 30);
    CHECK_INT(p.terms.mediation_venue, venue_local_centre);
    CHECK_INT(p.terms.no_show_limit, 2);
    CHECK_INT(p.terms.breach_grace_days, 7);
    CHECK_INT(p.terms.committee_weekday, 4);
    struct interest_terms terms = policy_interest(&p);
    CHECK_INT(terms.year_divisor, 365);
    CHECK_INT(terms.rounding, rounding_half_up);
    CHECK_INT(terms.step_satang, 25);
    CHECK(policy_product_get(t, &(struct policy_product_key){1, "ordinary"}, &product));
    CHECK_INT(product.max_instalments, 150);
    CHECK_INT(product.rate_bp, 600);
    CHECK_INT(product.kind, loan_kind_ordinary);
    CHECK_INT(policy_classes(t, 1, classes), 3);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(classes[i].class, e.classes[i].class);
        CHECK_INT(classes[i].over_months, e.classes[i].over_months);
        CHECK_INT(classes[i].provision_bp, e.classes[i].provision_bp);
        CHECK_INT(classes[i].npl, e.classes[i].npl);
    }
    CHECK_INT(priority(t, bill_item_share), 1);
    CHECK_INT(priority(t, bill_item_special), 4);
    store_mem_free(s);
}

void test_what_was_never_published_is_not_in_force(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    struct class_bound classes[QUALITY_CLASSES_MAX];
    struct policy_in_force p;
    CHECK(!policy_on(t, jan(1), &p));
    CHECK_INT(policy_classes(t, 1, classes), 0);
    CHECK_INT(priority(t, bill_item_share), 0);
    store_mem_free(s);
}

void test_each_policy_is_in_force_from_its_day_to_the_day_before_the_next(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    static const int32_t begins[] = {5, 10, 11};
    struct refusal why;
    for (uint32_t i = 0; i < 3; i++) {
        struct policy_published e = sample(i + 1);
        CHECK_INT(publish(s, jan(begins[i]), &e, &why), APPLIED);
    }
    for (int day = 1; day <= 31; day++) {
        struct policy_in_force p = {0};
        uint32_t expected = day < 5 ? 0 : day < 10 ? 1 : day < 11 ? 2 : 3;
        CHECK_INT(policy_on(t, jan(day), &p), expected > 0);
        CHECK_INT(p.version, expected);
    }
    store_mem_free(s);
}

void test_a_policy_may_begin_on_the_last_day_there_is(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    struct policy_published first = sample(1), second = sample(2), third = sample(3);
    int32_t end = value_day(VALUE_YEAR_MAX, 12, 31);
    struct policy_in_force p;
    struct refusal why;
    CHECK_INT(publish(s, jan(1), &first, &why), APPLIED);
    CHECK_INT(publish(s, end, &second, &why), APPLIED);
    CHECK(policy_on(t, end - 1, &p) && p.version == 1);
    CHECK(policy_on(t, end, &p) && p.version == 2);
    CHECK_INT(publish(s, end, &third, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_policy_backdated);
    store_mem_free(s);
}

void test_versions_follow_each_other(void)
{
    static const struct {
        uint32_t version, last;
    } cases[] = {{2, 0}, {INT32_MAX, 0}, {1, 1}, {3, 1}};
    struct store_mem *s = store_mem_new();
    struct refusal why;
    struct policy_published first = sample(1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct policy_published e = sample(cases[i].version);
        if (i == 2)
            CHECK_INT(publish(s, jan(1), &first, &why), APPLIED);
        CHECK_INT(publish(s, jan(9), &e, &why), REFUSED);
        CHECK_INT(why.code, REFUSAL_policy_version);
        CHECK_TEXT(why.field, "data.version");
        CHECK_INT(why.value, cases[i].version);
        CHECK_INT(why.limit, cases[i].last);
    }
    store_mem_free(s);
}

void test_a_policy_does_not_begin_on_or_before_a_closed_day_or_an_earlier_policy(void)
{
    struct store_mem *s = store_mem_new();
    struct policy_published first = sample(1), second = sample(2);
    struct refusal why;
    store_mem_begin_event(s, 1);
    clock_set_day_closed(store_mem_txn(s), jan(4));
    store_mem_accept(s);
    CHECK_INT(publish(s, jan(4), &first, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_policy_backdated);
    CHECK_TEXT(why.field, "effective_date");
    CHECK_INT(why.value, jan(4));
    CHECK_INT(why.limit, jan(4));
    CHECK_INT(publish(s, jan(10), &first, &why), APPLIED);
    CHECK_INT(publish(s, jan(10), &second, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_policy_backdated);
    CHECK_INT(why.limit, jan(10));
    CHECK_INT(publish(s, jan(11), &second, &why), APPLIED);
    store_mem_free(s);
}

void test_products_are_listed_once_with_a_cap_that_can_be_computed(void)
{
    struct policy_published e = sample(1);
    e.products[0].max_instalments = 0;
    check_refused_as(&e, REFUSAL_policy_bound, "data.products[0].max_instalments", "max_instalments");
    e.products[0].max_instalments = INSTALMENTS_MAX + 1;
    check_refused_as(&e, REFUSAL_policy_bound, "data.products[0].max_instalments", "max_instalments");
    e.products[0].max_instalments = INSTALMENTS_MAX;
    check_accepted(&e);
    memcpy(e.products[1].product, "emergency", sizeof "emergency");
    check_refused_as(&e, REFUSAL_policy_twice, "data.products[1].product", "emergency");
    e.products_count = 0;
    check_accepted(&e);
}

void test_classes_rise_with_their_months(void)
{
    struct policy_published e = sample(1);
    e.classes[1].over_months = 3;
    check_refused(&e, "data.classes", "class doubtful");
    e = sample(1);
    e.classes[2].class = loan_class_doubtful;
    check_refused(&e, "data.classes", "class doubtful_of_loss");
    e = sample(1);
    e.classes[0].class = loan_class_doubtful;
    e.classes[1].class = loan_class_substandard;
    check_refused(&e, "data.classes", "class substandard");
    e = sample(1);
    e.classes_count = 0;
    check_refused(&e, "data.classes", "class substandard");
}

void test_every_item_has_one_place_in_the_order_of_deduction(void)
{
    struct policy_published e = sample(1);
    e.items[3].item = bill_item_ordinary;
    check_refused(&e, "data.items", "item emergency");
    e = sample(1);
    e.items_count = 3;
    check_refused(&e, "data.items", "item emergency");
    e = sample(1);
    e.items[0].item = bill_item_share;
    check_refused(&e, "data.items", "item share");
    e = sample(1);
    e.items[0].priority = e.items[1].priority;
    check_refused_as(&e, REFUSAL_policy_place, "data.items[1].priority", "share");
}

void test_settings_outside_their_values_are_named(void)
{
    struct policy_published e = sample(1);
    e.committee_weekday = 8;
    check_refused_as(&e, REFUSAL_policy_bound, "data.committee_weekday", "committee_weekday");
    e = sample(1);
    e.year_divisor = 360;
    check_refused_as(&e, REFUSAL_policy_bound, "data.year_divisor", "year_divisor");
    e = sample(1);
    e.rounding_step_satang = 50;
    check_refused_as(&e, REFUSAL_policy_bound, "data.rounding_step_satang", "rounding_step_satang");
    e = sample(1);
    e.mediation_venue = venue_absent;
    check_refused_as(&e, REFUSAL_policy_incomplete, "data.mediation_venue", "mediation_venue");
    e = sample(1);
    e.breach_grace_days = INT32_MAX;
    check_refused_as(&e, REFUSAL_policy_bound, "data.breach_grace_days", "breach_grace_days");
    e = sample(1);
    e.mediation_days = 367;
    check_refused_as(&e, REFUSAL_policy_bound, "data.mediation_days", "mediation_days");
    e = sample(1);
    e.employer_contact_days = 367;
    check_refused_as(&e, REFUSAL_policy_bound, "data.employer_contact_days", "employer_contact_days");
    e = sample(1);
    e.instalment_step_satang = VALUE_MONEY_MAX;
    check_refused_as(&e, REFUSAL_policy_bound, "data.instalment_step_satang", "instalment_step_satang");
}

void test_every_listed_setting_is_accepted(void)
{
    static const uint32_t steps[] = {0, 1, 5, 10, 25};
    struct policy_published e = sample(1);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        e.rounding_step_satang = steps[i];
        check_accepted(&e);
    }
    for (uint32_t weekday = 1; weekday <= 7; weekday++) {
        e.committee_weekday = weekday;
        check_accepted(&e);
    }
    e.year_divisor = 0;
    e.breach_grace_days = 0;
    e.instalment_step_satang = 0;
    check_accepted(&e);
}
