#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

#define PROGRAMME                                                                                                      \
    "programmes[0].programme=relief programmes[0].starts_on=2024-01-02 programmes[0].ends_on=2024-03-29 "              \
    "programmes[0].budget=1,000.00 programmes[0].take_home_min=30.00% programmes[0].take_home_min=1,000.00 "           \
    "programmes[0].emergency_instalments=12 programmes[0].ordinary_instalments=150 "                                   \
    "programmes[0].special_instalments=360 "
#define FILED                                                                                                          \
    "2024-01-10 relief.intent_filed programme=relief intent_no=I-1 member_no=004411 amount=1,000.00 purpose=2 "        \
    "slip_period=2023-12 form_signed=true income="
#define CALCULATED                                                                                                     \
    "2024-01-11 relief.entitlement_calculated intent_no=I-1 application_no=A-1 product=special amount=1,000.00 "       \
    "instalments=12 method=equal_total"

/* The reasons told last, as "arrears other ". */
static const char *reasons(struct coop *c)
{
    static char text[256];
    struct store_mem_followup f;
    text[0] = '\0';
    if (!coop_latest(c, EVENT_relief_grouped, &f))
        return "nothing told";
    const struct relief_grouped *g = &f.body.relief_grouped;
    CHECK_INT(g->group, g->reasons_count > 0 ? 2 : 1);
    for (uint32_t i = 0; i < g->reasons_count; i++) {
        strcat(text, schema_word_text(schema_enum_named("relief_reason"), g->reasons[i].reason));
        strcat(text, " ");
    }
    return text;
}

static void check_reasons(const char *events[3], const char *form, const char *expected)
{
    struct coop c;
    coop_begin_with(&c, PROGRAMME);
    for (int i = 0; i < 3 && events[i]; i++)
        CHECK_INT(coop_send(&c, events[i]), APPLIED);
    CHECK_INT(coop_send(&c, form), APPLIED);
    CHECK_TEXT(coop_told(&c), "relief.grouped relief.queue_position_set notification.requested");
    CHECK_TEXT(reasons(&c), expected);
    coop_end(&c);
}

/* The declared income counts: 1,000.00 must be left of 1,000.00, and the share of 30 % of more. */
void test_the_group_follows_from_state_and_declaration(void)
{
    static const char sued[] = "2024-01-09 member.attachment_declared member_no=004411 kind=sued_elsewhere";
    static const char attached[] = "2024-01-09 member.attachment_declared member_no=004411 kind=dividend_attached";
    static const char lifted[] =
        "2024-01-10 member.attachment_declared member_no=004411 kind=dividend_attached lifted=true";
    static const char poorer[] =
        "2024-01-10 member.income_reported member_no=004411 income=100,000.00 other_deductions=2,000.00";
    check_reasons((const char *[3]){0}, FILED "1,000.00", "");
    check_reasons((const char *[3]){0}, FILED "999.99", "salary_insufficient ");
    check_reasons((const char *[3]){poorer}, FILED "3,000.00", "");
    check_reasons((const char *[3]){poorer}, FILED "2,999.99", "salary_insufficient ");
    check_reasons((const char *[3]){sued, attached}, FILED "9,000.00", "sued_elsewhere dividend_attached ");
    check_reasons((const char *[3]){sued, attached, lifted}, FILED "9,000.00", "sued_elsewhere ");
    check_reasons((const char *[3]){0}, FILED "9,000.00 other_condition=true", "other ");
}

void test_arrears_are_a_reason(void)
{
    struct coop c;
    coop_begin_with(&c, PROGRAMME);
    coop_lend(&c, "S-1", "equal_principal");
    coop_miss(&c, "S-1", 1);
    CHECK_INT(coop_send(&c, "2024-03-10 relief.intent_filed programme=relief intent_no=I-1 member_no=004411 "
                            "amount=1,000.00 purpose=2 slip_period=2024-01 form_signed=true income=100,000.00"),
              APPLIED);
    CHECK_TEXT(reasons(&c), "arrears ");
    coop_end(&c);
}

void test_by_policy_group_one_stands_first(void)
{
    struct coop c;
    struct queue_key key = {0};
    struct queue row;
    coop_begin_with(&c, PROGRAMME "programmes[0].group_one_first=true");
    CHECK_INT(coop_send(&c, "2024-01-02 member.registered member_no=004412 kind=ordinary unit_code=0417 "
                            "income=50,000.00"),
              APPLIED);
    CHECK_INT(coop_send(&c, FILED "999.99"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-10 relief.intent_filed programme=relief intent_no=I-2 member_no=004412 "
                            "amount=1,000.00 purpose=2 slip_period=2023-12 form_signed=true income=50,000.00"),
              APPLIED);
    CHECK(queue_seek(coop_txn(&c), &key, false, &row));
    CHECK_TEXT(row.application_no, "I-2");
    coop_end(&c);
}

/* ---- the budget: 1,000.00, and the loan takes all of it */

static struct programme_budget budget_of(struct coop *c)
{
    struct programme_budget_key key = {.programme = "relief"};
    struct programme_budget budget = {0};
    programme_budget_get(coop_txn(c), &key, &budget);
    return budget;
}

static void begin_granted(struct coop *c)
{
    static const char *const steps[] = {
        FILED "100,000.00",
        CALCULATED,
        "2024-01-12 loan.contract_issued application_no=A-1 in_person=true",
        "2024-01-15 loan.contract_returned application_no=A-1 in_person=true documents_ok=true",
        "2024-01-18 loan.committee_decided application_no=A-1 decision=approved resolution_no=2/2567",
    };
    coop_begin_with(c, PROGRAMME "approval_days=30");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        CHECK_INT(coop_send(c, steps[i]), APPLIED);
}

void test_all_of_the_budget_is_exhausted(void)
{
    struct coop c;
    begin_granted(&c);
    CHECK_TEXT(coop_told(&c), "relief.budget_reserved relief.budget_exhausted payout.scheduled notification.requested");
    CHECK_INT(budget_of(&c).reserved_satang, 100000);
    CHECK_INT(budget_of(&c).exhausted, true);
    CHECK_INT(coop_send(&c, "2024-01-19 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 "
                            "approval_ref=V-1"),
              APPLIED);
    CHECK_INT(budget_of(&c).reserved_satang, 0);
    CHECK_INT(budget_of(&c).consumed_satang, 100000);
    CHECK_INT(budget_of(&c).exhausted, true);
    coop_end(&c);
}

void test_what_lapses_is_free_again(void)
{
    struct coop c;
    begin_granted(&c);
    coop_close_to(&c, "2024-02-16");
    CHECK_INT(budget_of(&c).reserved_satang, 100000);
    coop_close_to(&c, "2024-02-17");
    CHECK_TEXT(coop_told(&c), "loan.application_expired notification.requested relief.budget_released");
    CHECK_INT(budget_of(&c).reserved_satang, 0);
    CHECK_INT(budget_of(&c).exhausted, false);
    coop_end(&c);
}

/* He takes part until his application ends; one that was paid out is over too. */
void test_one_live_intent(void)
{
    struct coop c;
#define AGAIN                                                                                                          \
    "relief.intent_filed programme=relief intent_no=I-2 member_no=004411 amount=1,000.00 purpose=2 "                   \
    "slip_period=2024-01 form_signed=true income=100,000.00"
    begin_granted(&c);
    coop_refused(&c, "2024-01-19 " AGAIN, "intent_live", "data.member_no");
    CHECK_INT(coop_send(&c, "2024-01-19 loan.application_withdrawn application_no=A-1"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-19 " AGAIN), APPLIED);
    coop_end(&c);
    begin_granted(&c);
    CHECK_INT(coop_send(&c, "2024-01-19 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 "
                            "approval_ref=V-1"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-19 " AGAIN), APPLIED);
#undef AGAIN
    coop_end(&c);
}

/* A later policy that does not list the programme any more takes no intents; what was filed goes its way. */
void test_a_case_outlives_its_programme(void)
{
    struct coop c;
    coop_begin_with(&c, PROGRAMME);
    CHECK_INT(coop_send(&c, FILED "100,000.00"), APPLIED);
    CHECK_INT(
        coop_send(&c,
                  "2024-01-11 policy.published version=2 take_home_min=30.00% take_home_min=1,000.00 "
                  "year_divisor=365 rounding=half_up months_method=due_dates employer_contact_days=14 "
                  "mediation_days=30 mediation_venue=office no_show_limit=2 committee_weekday=4 "
                  "products[0].product=special products[0].kind=special products[0].max_instalments=360 "
                  "products[0].rate=6.00% classes[0].class=substandard classes[0].over_months=3 "
                  "classes[0].provision=20.00% classes[0].npl=true classes[1].class=doubtful classes[1].over_months=6 "
                  "classes[1].provision=50.00% classes[1].npl=true classes[2].class=doubtful_of_loss "
                  "classes[2].over_months=12 classes[2].provision=100.00% classes[2].npl=true items[0].item=share "
                  "items[0].priority=1 "
                  "items[1].item=emergency items[1].priority=2 items[2].item=ordinary items[2].priority=3 "
                  "items[3].item=special items[3].priority=4"),
        APPLIED);
    coop_refused(&c,
                 "2024-01-12 relief.intent_filed programme=relief intent_no=I-2 member_no=004411 amount=1,000.00 "
                 "purpose=2 slip_period=2024-01 form_signed=true income=100,000.00",
                 "programme_unknown", "data.programme");
    CHECK_INT(coop_send(&c, CALCULATED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-12 loan.contract_issued application_no=A-1 in_person=true"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-15 loan.contract_returned application_no=A-1 in_person=true documents_ok=true"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-18 loan.committee_decided application_no=A-1 decision=approved "
                            "resolution_no=2/2567"),
              APPLIED);
    CHECK_INT(budget_of(&c).reserved_satang, 100000);
    coop_end(&c);
}
