#pragma GCC diagnostic ignored "-Wmissing-prototypes"
/* The laws of a listed ladder, met and broken. */
#include "../../../../handlers/policy/policy.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

static struct policy_published e; /* too large for the stack */

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
        .products_count = 1,
        .products = {{"ordinary", loan_kind_ordinary, 150, 600}},
        .classes_count = 3,
        .classes = {{loan_class_substandard, 3, 2000, true},
                    {loan_class_doubtful, 6, 5000, true},
                    {loan_class_doubtful_of_loss, 12, 10000, true}},
        .items_count = 4,
        .items = {{bill_item_share, 1}, {bill_item_emergency, 2}, {bill_item_ordinary, 3}, {bill_item_special, 4}},
        .ladder_count = 6,
        .ladder =
            {
                {"letter", ladder_cause_member_short, 1, 15, step_audience_member, rung_act_notice, 0,
                 rung_miss_next_rung},
                {"letter-2", ladder_cause_member_short, 2, 15, step_audience_guarantor, rung_act_notice},
                {"employer", ladder_cause_member_short, 3, 14, step_audience_employer, rung_act_employer_meeting},
                {"mediation", ladder_cause_member_short, 0, 30, step_audience_member, rung_act_mediation},
                {"demand", ladder_cause_member_short, 0, 30, step_audience_lawyer, rung_act_demand, rung_cure_all_paid,
                 rung_miss_next_rung},
                {"suit", ladder_cause_member_short, 0, 60, step_audience_lawyer, rung_act_suit, 0, rung_miss_alert},
            },
    };
}

static void good(void)
{
    struct refusal why = {0};
    if (!CHECK(policy_prove(&e, value_day(2024, 1, 1), &why)))
        printf("# %s: %s %s\n", why.field, refusal_name(why.code), why.text);
    begin();
}

/* Refused for exactly this, of this rung, with a sentence in both languages; then whole again. */
static void bad(enum refusal_code code, const char *field, const char *rung)
{
    struct refusal why = {0};
    char sentence[512];
    bool ok = CHECK(!policy_prove(&e, value_day(2024, 1, 1), &why));
    ok = CHECK_INT(why.code, code) && ok;
    ok = CHECK_TEXT(why.field, field) && ok;
    ok = CHECK_TEXT(why.text, rung) && ok;
    ok = CHECK(refusal_sentence(&why, REFUSAL_ENGLISH, sentence, sizeof sentence) > 20) && ok;
    ok = CHECK(refusal_sentence(&why, REFUSAL_THAI, sentence, sizeof sentence) > 20) && ok;
    if (!ok)
        printf("# wanted %s at %s\n", refusal_name(code), field);
    begin();
}

static void swap(uint32_t a, uint32_t b)
{
    struct ladder_rung rung = e.ladder[a];
    e.ladder[a] = e.ladder[b];
    e.ladder[b] = rung;
}

static void leave_out(uint32_t i)
{
    memmove(&e.ladder[i], &e.ladder[i + 1], (e.ladder_count - i - 1) * sizeof *e.ladder);
    e.ladder_count--;
}

void test_a_ladder_or_none_is_taken(void)
{
    begin();
    good();
    e.ladder_count = 0;
    good();
}

void test_the_employer_is_met_before_mediation_and_mediation_is_held_before_a_suit(void)
{
    begin();
    e.ladder[3].act = rung_act_suit; /* before mediation */
    e.ladder[3].audience = step_audience_lawyer;
    bad(REFUSAL_policy_ladder_order, "data.ladder[3].act", "mediation");
    leave_out(3);
    bad(REFUSAL_policy_ladder_order, "data.ladder[4].act", "suit");
    leave_out(2);
    e.ladder[1].missed = rung_miss_next_rung;
    bad(REFUSAL_policy_ladder_order, "data.ladder[2].act", "mediation");
    e.ladder[4].act = rung_act_mediation; /* a second one */
    e.ladder[4].audience = step_audience_member;
    e.ladder[4].missed = rung_miss_again;
    bad(REFUSAL_policy_ladder_order, "data.ladder[4].act", "demand");
    leave_out(5);
    e.ladder[4].missed = rung_miss_again;
    bad(REFUSAL_policy_ladder_lacks, "data.ladder", "suit");
    swap(4, 5);
    e.ladder[5].missed = rung_miss_again;
    bad(REFUSAL_policy_ladder_last, "data.ladder[5].act", "demand");
}

void test_months_rise_up_to_mediation(void)
{
    begin();
    e.ladder[0].from_months = 0;
    bad(REFUSAL_policy_ladder_months, "data.ladder[0].from_months", "letter");
    e.ladder[2].from_months = 2;
    bad(REFUSAL_policy_ladder_months, "data.ladder[2].from_months", "employer");
    e.ladder[4].from_months = 6;
    bad(REFUSAL_policy_ladder_behind, "data.ladder[4].from_months", "demand");
    e.ladder[3].from_months = 6; /* mediation itself may wait */
    good();
}

/* One ladder says nothing about the other. */
void test_a_unit_has_a_ladder_of_its_own(void)
{
    static const struct ladder_rung officer = {.rung = "unit",
                                               .cause = ladder_cause_unit_late,
                                               .days = 7,
                                               .audience = step_audience_officer,
                                               .act = rung_act_chase,
                                               .missed = rung_miss_next_rung};
    static const struct ladder_rung head = {.rung = "head",
                                            .cause = ladder_cause_unit_late,
                                            .days = 7,
                                            .audience = step_audience_employer,
                                            .act = rung_act_notice};
    begin();
    e.ladder[e.ladder_count++] = officer;
    e.ladder[e.ladder_count++] = head;
    good();
    e.ladder[0] = officer;
    e.ladder[1] = head;
    e.ladder_count = 2;
    good();
    e.ladder[0] = officer;
    e.ladder_count = 1;
    bad(REFUSAL_policy_ladder_next, "data.ladder[0].missed", "unit");
    e.ladder[6] = head;
    e.ladder[6].audience = step_audience_member;
    e.ladder_count = 7;
    bad(REFUSAL_policy_ladder_audience, "data.ladder[6].audience", "head");
    e.ladder[6] = head;
    e.ladder[6].cure = rung_cure_months_below;
    e.ladder_count = 7;
    bad(REFUSAL_policy_ladder_cure, "data.ladder[6].cure", "head");
}

void test_what_follows_is_there(void)
{
    begin();
    e.ladder[3].missed = rung_miss_next_rung;
    bad(REFUSAL_policy_ladder_next, "data.ladder[3].missed", "mediation");
    e.ladder[5].missed = rung_miss_next_rung;
    bad(REFUSAL_policy_ladder_next, "data.ladder[5].missed", "suit");
    e.ladder[2].from_months = 0;
    bad(REFUSAL_policy_ladder_stuck, "data.ladder[1].missed", "letter-2");
}

void test_rungs_have_names_days_and_an_audience_of_their_own(void)
{
    begin();
    memcpy(e.ladder[1].rung, "letter", sizeof "letter");
    e.ladder[1].rung[6] = '\0';
    bad(REFUSAL_policy_twice, "data.ladder[1].rung", "letter");
    e.ladder[2].audience = step_audience_member;
    bad(REFUSAL_policy_ladder_audience, "data.ladder[2].audience", "employer");
    e.ladder[4].audience = step_audience_member;
    bad(REFUSAL_policy_ladder_audience, "data.ladder[4].audience", "demand");
    e.ladder[0].days = 367;
    bad(REFUSAL_policy_bound, "data.ladder[0].days", "days");
}

void test_hours_are_whole_and_in_order(void)
{
    begin();
    e.contact_from_hour = 8;
    bad(REFUSAL_policy_together, "data.contact_until_hour",
        "contact_from_hour, contact_until_hour, contact_holiday_until_hour");
    e.contact_from_hour = 20;
    e.contact_until_hour = 20;
    bad(REFUSAL_policy_bound, "data.contact_until_hour", "contact_until_hour");
    e.contact_from_hour = 8;
    e.contact_until_hour = 20;
    e.contact_holiday_until_hour = 18;
    good();
}
