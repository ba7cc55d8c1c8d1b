#pragma GCC diagnostic ignored "-Wmissing-prototypes"
/* Each law of the proof, met and broken. */
#include "../../../support/test.h"
#include "../../../../handlers/policy/policy.h"

#include <stdio.h>
#include <string.h>

static struct policy_published e; /* too large for the stack */
static struct refusal why;

static int32_t jan(int day)
{
    return value_day(2024, 1, day);
}

/* A policy without a flaw, to be broken in one place. */
static void begin(void)
{
    e = (struct policy_published){
        .version = 1,
        .take_home_min_bp = 3000,
        .take_home_min_satang = 100000,
        .rounding = rounding_half_up,
        .months_method = months_method_due_dates,
        .employer_contact_days = 14,
        .mediation_days = 30,
        .mediation_venue = venue_office,
        .no_show_limit = 2,
        .committee_weekday = 4,
        .calendar_until = value_day(2024, 12, 31),
        .products_count = 2,
        .products = {{"ordinary", loan_kind_ordinary, 150, 600}, {"special", loan_kind_special, 360, 550}},
        .classes_count = 3,
        .classes = {{loan_class_substandard, 3, 2000, true},
                    {loan_class_doubtful, 6, 5000, true},
                    {loan_class_doubtful_of_loss, 12, 10000, true}},
        .items_count = 4,
        .items = {{bill_item_share, 1}, {bill_item_emergency, 2}, {bill_item_ordinary, 3}, {bill_item_special, 4}},
        .guarantor_bands_count = 3,
        .guarantor_bands = {{"ordinary", 0, 50000000, 1},
                            {"ordinary", 50000001, 100000000, 2},
                            {"ordinary", 100000001, 0, 3}},
        .share_bands_count = 2,
        .share_bands = {{0, 1499999, 50000}, {1500000, 0, 70000}},
        .rates_count = 1,
        .rates = {{"ordinary", value_day(2024, 7, 1), 575}},
        .collaterals_count = 2,
        .collaterals = {{"special", collateral_kind_real_estate, 8000}, {"special", collateral_kind_share, 9000}},
        .holidays_count = 2,
        .holidays = {{value_day(2024, 1, 1)}, {value_day(2024, 12, 31)}},
        .cycles_count = 1,
        .cycles = {{"monthly", 25, 5}},
        .programmes_count = 1,
        .programmes = {{"relief", value_day(2023, 12, 1), value_day(2024, 3, 29), 100, 3000, 100000, 12, 150, 360}},
        .relief_tiers_count = 1,
        .relief_tiers = {{12, 3, 2500, 5000000}},
    };
}

static void good(void)
{
    bool ok = CHECK(policy_prove(&e, jan(1), &why));
    if (!ok)
        printf("# %s: %s %s\n", why.field, refusal_name(why.code), why.text);
    begin();
}

/* Refused for exactly this, with a sentence in both languages; then whole again. */
static void bad(enum refusal_code code, const char *field, int64_t value, int64_t limit)
{
    char sentence[512];
    bool ok = CHECK(!policy_prove(&e, jan(1), &why));
    ok = CHECK_INT(why.code, code) && ok;
    ok = CHECK_TEXT(why.field, field) && ok;
    ok = CHECK_INT(why.value, value) && ok;
    ok = CHECK_INT(why.limit, limit) && ok;
    ok = CHECK(refusal_sentence(&why, REFUSAL_ENGLISH, sentence, sizeof sentence) > 20) && ok;
    ok = CHECK(refusal_sentence(&why, REFUSAL_THAI, sentence, sizeof sentence) > 20) && ok;
    if (!ok)
        printf("# wanted %s at %s\n", refusal_name(code), field);
    begin();
}

void test_the_published_table_without_a_band_for_15000_is_refused_and_the_gap_named(void)
{
    char sentence[512];
    begin();
    e.share_bands[0].to_satang = 1499900;
    e.share_bands[1].from_satang = 1500100;
    CHECK(!policy_prove(&e, jan(1), &why));
    refusal_sentence(&why, REFUSAL_ENGLISH, sentence, sizeof sentence);
    CHECK(strstr(sentence, "14,999.01 to 15,000.99 baht") != NULL);
    bad(REFUSAL_policy_gap, "data.share_bands[1].from_satang", 1499901, 1500099);
}

void test_bands_cover_the_line_once(void)
{
    begin();
    good();
    e.guarantor_bands[0].from_satang = 1;
    bad(REFUSAL_policy_gap, "data.guarantor_bands[0].from_satang", 0, 0);
    e.guarantor_bands[1].from_satang = 50000000;
    bad(REFUSAL_policy_overlap, "data.guarantor_bands[1].from_satang", 50000000, 50000000);
    e.guarantor_bands[1].from_satang = 50000002;
    bad(REFUSAL_policy_gap, "data.guarantor_bands[1].from_satang", 50000001, 50000001);
    e.guarantor_bands[1] = e.guarantor_bands[0];
    bad(REFUSAL_policy_overlap, "data.guarantor_bands[1].from_satang", 0, 50000000);
    e.guarantor_bands[2].to_satang = 200000000;
    bad(REFUSAL_policy_last_band, "data.guarantor_bands[2].to_satang", 200000000, 0);
    e.guarantor_bands[1].to_satang = 0;
    bad(REFUSAL_policy_open_band, "data.guarantor_bands[1].to_satang", 100000001, 0);
    e.guarantor_bands[1].to_satang = 40000000;
    bad(REFUSAL_policy_band_backwards, "data.guarantor_bands[1].to_satang", 50000001, 40000000);
    e.guarantor_bands[2].guarantors = 9;
    bad(REFUSAL_policy_guarantors, "data.guarantor_bands[2].guarantors", 9, 8);
    memcpy(e.guarantor_bands[2].product, "house", sizeof "house");
    bad(REFUSAL_policy_last_band, "data.guarantor_bands[1].to_satang", 100000000, 0);
    e.share_bands_count = e.guarantor_bands_count = 0;
    good();
}

void test_bands_may_be_listed_in_any_order(void)
{
    begin();
    struct guarantor_band first = e.guarantor_bands[0];
    e.guarantor_bands[0] = e.guarantor_bands[2];
    e.guarantor_bands[2] = first;
    good();
    e.share_bands[1] = e.share_bands[0];
    e.share_bands[0] = (struct share_band){1500000, 0, 70000};
    good();
}

void test_what_names_a_product_names_one_of_the_policy(void)
{
    begin();
    memcpy(e.rates[0].product, "quick", sizeof "quick");
    bad(REFUSAL_policy_no_product, "data.rates[0].product", 0, 0);
    memcpy(e.collaterals[1].product, "quick", sizeof "quick");
    bad(REFUSAL_policy_no_product, "data.collaterals[1].product", 0, 0);
    e.guarantor_bands[3] = (struct guarantor_band){"quick", 0, 0, 1};
    e.guarantor_bands_count = 4;
    bad(REFUSAL_policy_no_product, "data.guarantor_bands[3].product", 0, 0);
}

void test_rates_begin_behind_the_day_of_the_policy_and_only_once(void)
{
    begin();
    e.rates[0].from_day = jan(1) - 1;
    bad(REFUSAL_policy_rate_early, "data.rates[0].from_day", jan(1) - 1, jan(1));
    e.rates[0].from_day = jan(1);
    bad(REFUSAL_policy_rate_early, "data.rates[0].from_day", jan(1), jan(1));
    e.rates[0].from_day = jan(1);
    e.rates[0].rate_bp = e.products[0].rate_bp;
    good();
    e.rates[1] = e.rates[0];
    e.rates_count = 2;
    bad(REFUSAL_policy_twice, "data.rates[1].from_day", 0, 0);
    e.rates[0].rate_bp = 10001;
    bad(REFUSAL_policy_bound, "data.rates[0].rate_bp", 10001, 10000);
}

void test_nothing_is_listed_twice(void)
{
    begin();
    e.products[1] = e.products[0];
    e.collaterals_count = 0;
    bad(REFUSAL_policy_twice, "data.products[1].product", 0, 0);
    e.collaterals[1] = e.collaterals[0];
    bad(REFUSAL_policy_twice, "data.collaterals[1].kind", 0, 0);
    e.holidays[1] = e.holidays[0];
    bad(REFUSAL_policy_twice, "data.holidays[1].day", 0, 0);
    e.cycles[e.cycles_count++] = e.cycles[0];
    bad(REFUSAL_policy_twice, "data.cycles[1].unit_group", 0, 0);
    e.programmes[e.programmes_count++] = e.programmes[0];
    bad(REFUSAL_policy_twice, "data.programmes[1].programme", 0, 0);
    e.relief_tiers[e.relief_tiers_count++] = e.relief_tiers[0];
    bad(REFUSAL_policy_twice, "data.relief_tiers[1].paid_months", 0, 0);
}

/* The facts of a loan give one class: bounds rise, a trigger has one class, and that has months and an allowance. */
void test_classes_give_one_answer(void)
{
    static const struct class_bound three[] = {{loan_class_substandard, 3, 2000, 1},
                                               {loan_class_doubtful, 6, 5000, 1},
                                               {loan_class_doubtful_of_loss, 12, 10000, 1}};
    for (int flaw = 0; flaw < 6; flaw++) {
        begin();
        e.classes_count = 3;
        memcpy(e.classes, three, sizeof three);
        e.class_triggers_count = 2;
        e.class_triggers[0] = (struct class_trigger){class_rule_relapse, loan_class_normal};
        e.class_triggers[1] = (struct class_trigger){class_rule_died, loan_class_doubtful_of_loss};
        if (flaw == 0)
            good();
        else if (flaw == 1 && (e.classes[1].over_months = 3))
            bad(REFUSAL_policy_incomplete, "data.classes", 0, 0);
        else if (flaw == 2 && (e.classes[1].class = loan_class_substandard))
            bad(REFUSAL_policy_incomplete, "data.classes", 0, 0);
        else if (flaw == 3 && (e.class_triggers[1].rule = class_rule_relapse))
            bad(REFUSAL_policy_twice, "data.class_triggers[1].rule", 0, 0);
        else if (flaw == 4 && (e.class_triggers[0].rule = class_rule_months))
            bad(REFUSAL_policy_trigger, "data.class_triggers[0].rule", 0, 0);
        else if (flaw == 5 && (e.class_triggers[1].class = loan_class_loss))
            bad(REFUSAL_policy_incomplete, "data.class_triggers", 0, 0);
    }
}

void test_each_year_has_one_share_of_the_allowance(void)
{
    begin();
    e.provision_phases_count = 2;
    e.provision_phases[0] = e.provision_phases[1] = (struct provision_phase){2024, 2000};
    bad(REFUSAL_policy_twice, "data.provision_phases[1].year", 0, 0);
    e.provision_phases_count = 1;
    e.provision_phases[0] = (struct provision_phase){2567, 2000};
    bad(REFUSAL_policy_bound, "data.provision_phases[0].year", 2567, VALUE_YEAR_MAX);
    e.provision_phases_count = 1;
    e.provision_phases[0] = (struct provision_phase){2024, 10001};
    bad(REFUSAL_policy_bound, "data.provision_phases[0].share_bp", 10001, 10000);
}

void test_calendars_and_programmes(void)
{
    begin();
    e.holidays[1].day = value_day(2025, 1, 1);
    bad(REFUSAL_policy_calendar, "data.holidays[1].day", value_day(2025, 1, 1), value_day(2024, 12, 31));
    e.cycles[0].due_day = 32;
    bad(REFUSAL_policy_bound, "data.cycles[0].due_day", 32, 31);
    e.cycles[0].due_day = 0;
    good();
    e.cycles[0].cut_off_day = 0;
    bad(REFUSAL_policy_bound, "data.cycles[0].cut_off_day", 0, 1);
    e.cycles[0].cut_off_day = 29;
    bad(REFUSAL_policy_bound, "data.cycles[0].cut_off_day", 29, 28);
    e.programmes[0].ends_on = e.programmes[0].starts_on;
    good();
    e.programmes[0].ends_on = e.programmes[0].starts_on - 1;
    bad(REFUSAL_dates_out_of_order, "data.programmes[0].ends_on", value_day(2023, 11, 30), value_day(2023, 12, 1));
    e.programmes[0].emergency_instalments = INSTALMENTS_MAX + 1;
    bad(REFUSAL_policy_bound, "data.programmes[0].emergency_instalments", 481, 480);
    e.programmes[0].ordinary_instalments = INSTALMENTS_MAX + 1;
    bad(REFUSAL_policy_bound, "data.programmes[0].ordinary_instalments", 481, 480);
    e.programmes[0].special_instalments = 0;
    bad(REFUSAL_policy_bound, "data.programmes[0].special_instalments", 0, 1);
    e.programmes[0].take_home_min_bp = 10001;
    bad(REFUSAL_policy_bound, "data.programmes[0].take_home_min_bp", 10001, 10000);
}

void test_shares_of_something_are_at_most_the_whole(void)
{
    begin();
    e.collaterals[0].cover_bp = 10001;
    bad(REFUSAL_policy_bound, "data.collaterals[0].cover_bp", 10001, 10000);
    e.collaterals[0].kind = collateral_kind_absent;
    bad(REFUSAL_policy_bound, "data.collaterals[0].kind", 0, 1);
    e.products[0].rate_bp = 10001;
    bad(REFUSAL_policy_bound, "data.products[0].rate_bp", 10001, 10000);
    e.products[1].appraisal_max_bp = 10001;
    bad(REFUSAL_policy_bound, "data.products[1].appraisal_max_bp", 10001, 10000);
    e.products[1].share_min_bp = 10001;
    bad(REFUSAL_policy_bound, "data.products[1].share_min_bp", 10001, 10000);
    e.products[1].share_max_bp = 20000; /* twice one's shares may be lent */
    good();
    e.relief_tiers[0].debt_max_bp = 10001;
    bad(REFUSAL_policy_bound, "data.relief_tiers[0].debt_max_bp", 10001, 10000);
    e.relief_tiers[0].paid_months = 0;
    bad(REFUSAL_policy_bound, "data.relief_tiers[0].paid_months", 0, 1);
    e.relief_tiers[0].multiple = 101;
    bad(REFUSAL_policy_bound, "data.relief_tiers[0].multiple", 101, 100);
    e.classes[0].provision_bp = 10001;
    bad(REFUSAL_policy_bound, "data.classes[0].provision_bp", 10001, 10000);
}

void test_every_class_worse_than_normal_is_listed_once(void)
{
    begin();
    e.classes_count = 0;
    bad(REFUSAL_policy_incomplete, "data.classes", 0, 0);
    e.classes_count = 2;
    bad(REFUSAL_policy_incomplete, "data.classes", 0, 0);
    e.classes[0] = (struct class_bound){loan_class_normal, 0, 0, false};
    bad(REFUSAL_policy_incomplete, "data.classes", 0, 0);
    e.classes[3] = e.classes[2];
    e.classes_count = 4;
    bad(REFUSAL_policy_incomplete, "data.classes", 0, 0);
    memmove(&e.classes[1], e.classes, 3 * sizeof *e.classes);
    e.classes[0] = (struct class_bound){loan_class_normal, 0, 0, false};
    e.classes_count = 4;
    good();
}

void test_no_two_items_have_the_same_place_in_the_order_of_deduction(void)
{
    begin();
    e.items[4] = (struct deduction_order){bill_item_welfare, 8, false};
    e.items[5] = (struct deduction_order){bill_item_funeral, 8, false};
    e.items_count = 6;
    bad(REFUSAL_policy_place, "data.items[5].priority", 8, 0);
    e.items[4] = (struct deduction_order){bill_item_refund, 1, true};
    e.items_count = 5;
    bad(REFUSAL_policy_place, "data.items[4].priority", 1, 0);
}

void test_borrowing_anew_has_a_rule_and_a_measure_that_fits_it(void)
{
    static const struct {
        uint8_t rule;
        int64_t least;
        enum refusal_code code;
        int64_t limit;
    } cases[] = {
        {reborrow_rule_instalments, 0, REFUSAL_policy_together, 0},
        {0, 6, REFUSAL_policy_together, 0},
        {reborrow_rule_instalments, 150, REFUSAL_none, 0},
        {reborrow_rule_instalments, 151, REFUSAL_policy_bound, 150},
        {reborrow_rule_percent, 10000, REFUSAL_none, 0},
        {reborrow_rule_percent, 10001, REFUSAL_policy_bound, 10000},
        {reborrow_rule_amount, 5000000, REFUSAL_none, 0},
    };
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        e.products[0].reborrow_rule = cases[i].rule;
        e.products[0].reborrow_min = cases[i].least;
        if (cases[i].code == REFUSAL_none)
            good();
        else
            bad(cases[i].code, "data.products[0].reborrow_min",
                cases[i].code == REFUSAL_policy_bound ? cases[i].least : 0, cases[i].limit);
    }
}

void test_purposes_are_digits_each_once(void)
{
    static const char *const wrong[] = {"0", "7", "11", "1231", "1,2", "a"};
    begin();
    memcpy(e.products[0].purposes, "631", sizeof "631");
    good();
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memcpy(e.products[0].purposes, wrong[i], strlen(wrong[i]) + 1);
        bad(REFUSAL_policy_purposes, "data.products[0].purposes", 0, 0);
    }
}

void test_other_rules_of_products(void)
{
    begin();
    e.products[0].share_min_above_satang = 100;
    bad(REFUSAL_policy_together, "data.products[0].share_min_above_satang", 0, 0);
    e.products[0].share_min_above_satang = 100;
    e.products[0].share_min_bp = 1000;
    good();
    e.products[0].no_salary = e.products[0].no_wage = e.products[0].no_pension = true;
    bad(REFUSAL_policy_nobody, "data.products[0].no_pension", 0, 0);
    e.products[0].no_salary = e.products[0].no_wage = true;
    good();
    e.products[0].age_end_max = 17;
    bad(REFUSAL_policy_bound, "data.products[0].age_end_max", 17, 18);
    e.products[0].clean_instalments = 481;
    bad(REFUSAL_policy_bound, "data.products[0].clean_instalments", 481, 480);
}

void test_all_flaws_are_found_at_once(void)
{
    struct refusal flaws[8];
    begin();
    e.committee_weekday = 9;
    e.products[0].max_instalments = 0;
    e.share_bands[0].to_satang = 1499900;
    e.holidays[1] = e.holidays[0];
    CHECK_INT(policy_flaws(&e, jan(1), flaws, 8), 4);
    CHECK_TEXT(flaws[0].field, "data.committee_weekday");
    CHECK_TEXT(flaws[3].field, "data.holidays[1].day");
    CHECK_INT(policy_flaws(&e, jan(1), flaws, 2), 2);
}
