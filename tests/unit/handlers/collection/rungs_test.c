#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include "../../../../handlers/collection/suit.h"

#include <stdio.h>
#include <string.h>

/* A ladder that a policy lists: five rungs, each of which is cured, missed and left. */

#define LADDER                                                                                                         \
    " ladder[0].rung=letter ladder[0].cause=member_short ladder[0].from_months=1 ladder[0].days=10"                    \
    " ladder[0].audience=member ladder[0].act=notice ladder[0].missed=next_rung"                                       \
    " ladder[1].rung=visit ladder[1].cause=member_short ladder[1].from_months=2 ladder[1].days=10"                     \
    " ladder[1].audience=officer ladder[1].act=chase ladder[1].missed=next_rung ladder[1].cure=months_below"           \
    " ladder[2].rung=employer ladder[2].cause=member_short ladder[2].days=14"                                          \
    " ladder[2].audience=employer ladder[2].act=employer_meeting ladder[2].missed=alert"                               \
    " ladder[3].rung=mediation ladder[3].cause=member_short ladder[3].days=30"                                         \
    " ladder[3].audience=member ladder[3].act=mediation"                                                               \
    " ladder[4].rung=suit ladder[4].cause=member_short ladder[4].days=30"                                              \
    " ladder[4].audience=lawyer ladder[4].act=suit"
#define CASE "C-004411-1"
enum { LETTER = 1, VISIT, EMPLOYER, MEDIATION, SUIT };

static enum verdict send_on(struct coop *c, const char *day, const char *event)
{
    char text[256];
    snprintf(text, sizeof text, "%s %s case_id=" CASE, day, event);
    return coop_send(c, text);
}

static enum verdict take_step(struct coop *c, const char *day)
{
    char event[64];
    snprintf(event, sizeof event, "collection.step_taken no=%u", coop_case(c, CASE).steps);
    return send_on(c, day, event);
}

static void bring_to(struct coop *c, uint32_t rung)
{
    coop_begin_with(c, LADDER);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", rung == LETTER ? 1 : 2);
    if (rung > VISIT)
        CHECK_INT(take_step(c, "2024-03-06"), APPLIED);
    if (rung > EMPLOYER)
        CHECK_INT(send_on(c, "2024-03-07", "employer.meeting_held basis=consent result=no_answer"), APPLIED);
    if (rung > MEDIATION) {
        CHECK_INT(send_on(c, "2024-03-08", "mediation.session_held venue=office debtor_attended=true"), APPLIED);
        CHECK_INT(send_on(c, "2024-03-08", "mediation.outcome_recorded outcome=failed"), APPLIED);
    }
    CHECK_INT(coop_case(c, CASE).rung, rung);
}

static void pay(struct coop *c, int64_t satang, const char *day)
{
    struct loan_payment paid;
    coop_payroll(c, "S-1", satang, day, &paid);
}

void test_a_case_is_cured_on_each_rung_and_the_next_one_begins_on_the_first(void)
{
    struct coop c;
    struct store_mem_followup f;
    for (uint32_t rung = LETTER; rung <= SUIT; rung++) {
        bring_to(&c, rung);
        pay(&c, coop_loan(&c, "S-1").missed_satang, "2024-03-09");
        CHECK_INT(coop_case(&c, CASE).stage, case_stage_closed);
        CHECK_TEXT(coop_loan(&c, "S-1").case_id, "");
        if (CHECK(coop_latest(&c, EVENT_collection_step_ended, &f)))
            CHECK_INT(f.body.collection_step_ended.outcome, step_outcome_cured);
        struct loan_bill bill;
        CHECK(coop_bill(&c, "S-1", value_period(2024, 4), &bill));
        coop_close_to(&c, "2024-05-05");
        CHECK_TEXT(coop_loan(&c, "S-1").case_id, "C-004411-2");
        CHECK_INT(coop_case(&c, "C-004411-2").rung, LETTER);
        coop_end(&c);
    }
}

/* The letter of two months ago is paid; one month is less than the two that the visit begins with. */
void test_fewer_months_cure_a_rung_that_says_so(void)
{
    struct coop c;
    bring_to(&c, VISIT);
    pay(&c, coop_loan(&c, "S-1").missed_satang * 3 / 4, "2024-03-06");
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 1);
    CHECK_INT(coop_case(&c, CASE).stage, case_stage_closed);
    coop_end(&c);
}

void test_days_that_are_over_have_what_the_rung_says(void)
{
    struct coop c;
    struct store_mem_followup f;
    bring_to(&c, LETTER);
    coop_close_to(&c, "2024-02-15"); /* one month only: the letter again */
    if (CHECK(coop_latest(&c, EVENT_collection_step_ended, &f)))
        CHECK_INT(f.body.collection_step_ended.outcome, step_outcome_unpaid);
    CHECK_INT(coop_case(&c, CASE).rung, LETTER);
    CHECK_INT(coop_case(&c, CASE).steps, 2);
    coop_end(&c);
    bring_to(&c, VISIT);
    coop_close_to(&c, "2024-03-15"); /* passed over */
    CHECK_INT(coop_case(&c, CASE).rung, EMPLOYER);
    CHECK_INT(coop_case(&c, CASE).stage, case_stage_employer_contact);
    coop_close_to(&c, "2024-03-29"); /* the meeting cannot be */
    CHECK_INT(coop_case(&c, CASE).rung, EMPLOYER);
    if (CHECK(coop_latest(&c, EVENT_alert_raised, &f)))
        CHECK_TEXT(f.body.alert_raised.alert, "rung_missed");
    coop_end(&c);
}

void test_steps_are_taken_once_and_by_their_own_events(void)
{
    struct coop c;
    bring_to(&c, LETTER);
    coop_refused(&c, "2024-02-06 collection.step_taken no=1 case_id=" CASE, "step_not_open", "data.no");
    CHECK_INT(send_on(&c, "2024-02-06", "employer.meeting_held basis=consent result=no_answer"), REFUSED);
    coop_end(&c);
    bring_to(&c, VISIT);
    CHECK_INT(coop_case(&c, CASE).steps, 4); /* three letters in a month */
    coop_refused(&c, "2024-03-06 collection.step_taken no=3 case_id=" CASE, "step_not_open", "data.no");
    coop_refused(&c, "2024-03-01 collection.step_taken no=4 case_id=" CASE, "dates_out_of_order", "effective_date");
    CHECK_INT(take_step(&c, "2024-03-06"), APPLIED);
    coop_refused(&c, "2024-03-06 collection.step_taken no=4 case_id=" CASE, "step_not_open", "data.no");
    coop_end(&c);
    coop_begin(&c);
    coop_refused(&c, "2024-03-06 collection.step_taken no=1 case_id=C-9", "case_unknown", "data.case_id");
    coop_end(&c);
}

/* Between the meeting and mediation another rung may wait; on the first ones nothing of the later ones is taken. */
void test_a_case_of_letters_takes_no_event_of_a_later_rung(void)
{
    static const char *const events[] = {
        "employer.meeting_held basis=consent result=will_deduct",
        "employer.meeting_held basis=consent result=cannot_deduct",
        "mediation.session_held venue=office debtor_attended=true",
        "mediation.session_held venue=office debtor_attended=false",
        "mediation.outcome_recorded outcome=failed",
        "mediation.outcome_recorded outcome=withdrawn",
        "mediation.outcome_recorded outcome=no_show",
    };
    struct coop c;
    for (uint32_t rung = LETTER; rung <= VISIT; rung++) {
        bring_to(&c, rung);
        struct collection_case before = coop_case(&c, CASE);
        for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
            CHECK_INT(send_on(&c, "2024-03-06", events[i]), REFUSED);
            CHECK_TEXT(refusal_name(c.why.code), "case_stage");
        }
        CHECK_INT(send_on(&c, "2024-03-06", "legal.case_filed court_ref=AC-1"), PARKED);
        struct collection_case after = coop_case(&c, CASE);
        CHECK(memcmp(&before, &after, sizeof after) == 0);
        coop_end(&c);
    }
}

void test_a_suit_is_filed_on_the_last_rung(void)
{
    struct coop c;
    bring_to(&c, MEDIATION);
    CHECK_INT(send_on(&c, "2024-03-09", "legal.case_filed court_ref=AC-1"), PARKED);
    coop_end(&c);
    bring_to(&c, SUIT);
    CHECK_INT(send_on(&c, "2024-03-09", "legal.case_filed court_ref=AC-1"), APPLIED);
    CHECK_INT(coop_case(&c, CASE).stage, case_stage_legal);
    coop_end(&c);
    bring_to(&c, LETTER);
    CHECK_INT(send_on(&c, "2024-02-09",
                      "legal.case_filed court_ref=AC-1 override_no=9/2567 override_actor=manager-01 "
                      "override_until=2024-07-31 actor=manager-01"),
              APPLIED);
    coop_end(&c);
}

/* A letter that comes too many on a day is for the next one, and nothing is lost. */
void test_nobody_is_written_to_twice_on_a_day(void)
{
    struct coop c;
    struct store_mem_followup f;
    bring_to(&c, EMPLOYER);
    CHECK_INT(send_on(&c, "2024-03-06", "employer.meeting_held basis=consent result=no_answer"), APPLIED);
    if (CHECK(coop_latest(&c, EVENT_notification_requested, &f))) {
        CHECK_INT(f.body.notification_requested.template, template_mediation_invitation);
        CHECK_INT(f.body.notification_requested.not_before, 0);
    }
    CHECK_INT(send_on(&c, "2024-03-06", "mediation.session_held venue=office debtor_attended=false"), APPLIED);
    if (CHECK(coop_latest(&c, EVENT_notification_requested, &f))) {
        CHECK_INT(f.body.notification_requested.template, template_mediation_invitation);
        CHECK_INT(f.body.notification_requested.not_before, coop_day("2024-03-07"));
    }
    coop_end(&c);
}

void test_letters_carry_the_hours_of_their_day(void)
{
    static const struct {
        const char *words;
        uint32_t from, until;
    } cases[] = {
        {"", 0, 0},
        {" contact_until_hour=20", 0, 20},
        {" contact_from_hour=8 contact_until_hour=20 contact_holiday_until_hour=18", 8, 20},
        {" contact_from_hour=8 contact_until_hour=20 contact_holiday_until_hour=18 holidays[0].day=2024-02-05", 8, 18},
    };
    struct coop c;
    struct store_mem_followup f;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        coop_begin_with(&c, cases[i].words);
        coop_lend(&c, "S-1", "equal_principal");
        coop_miss(&c, "S-1", 1); /* the arrears notice of Monday 5 February */
        bool found = coop_latest(&c, EVENT_notification_requested, &f);
        if (!CHECK(found && f.body.notification_requested.from_hour == cases[i].from &&
                   f.body.notification_requested.until_hour == cases[i].until))
            printf("# case %zu: %u to %u\n", i, f.body.notification_requested.from_hour,
                   f.body.notification_requested.until_hour);
        coop_end(&c);
    }
}

/* Letters have their days, or the months of what is behind them; what people do can be done on one day. */
void test_the_earliest_suit_is_behind_the_letters(void)
{
    const struct policy_rung rungs[] = {
        {.act = rung_act_notice, .from_months = 1, .days = 10},
        {.act = rung_act_notice, .from_months = 2, .days = 15},
        {.act = rung_act_employer_meeting, .days = 14},
        {.act = rung_act_mediation, .days = 30},
        {.act = rung_act_suit, .days = 30},
    };
    struct collection_case c = {.rung = 1, .rungs = 5};
    int32_t months[] = {100, 130, 0, 0, 0};
    CHECK_INT(suit_rungs_from(&c, 105, rungs, months, 100), 145);
    months[1] = 90; /* overdue already: the first letter's days are over on day 110 */
    CHECK_INT(suit_rungs_from(&c, 105, rungs, months, 100), 125);
    months[1] = 0;
    CHECK_INT(suit_rungs_from(&c, 105, rungs, months, 100), 0);
    c.rung = 3;
    CHECK_INT(suit_rungs_from(&c, 105, rungs, months, 100), 105);
}
