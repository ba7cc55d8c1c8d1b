#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

static void begin(struct coop *c)
{
    coop_begin(c);
    CHECK_INT(coop_send(c, "2024-01-02 clinic.set_up clinic_code=CL-1"), APPLIED);
}

static struct clinic_case case_of(struct coop *c, const char *case_no)
{
    struct clinic_case_key key;
    struct clinic_case row = {0};
    value_code_set(key.case_no, sizeof key.case_no, case_no);
    clinic_case_get(coop_txn(c), &key, &row);
    return row;
}

static void send_case(struct coop *c, const char *line, const char *case_no, enum verdict verdict, const char *code)
{
    char text[256];
    snprintf(text, sizeof text, "2024-01-20 clinic.%s case_no=%s", line, case_no);
    if (!CHECK_INT(coop_send(c, text), verdict))
        printf("# %s\n", text);
    if (verdict == REFUSED && !CHECK_TEXT(refusal_name(c->why.code), code))
        printf("# %s\n", text);
}

/* The events that move a case, and how to bring one to each state. */
static const char *const moves[] = {"case_referred to=central", "case_referred to=board",
                                    "measure_decided resolution_no=8/2561 measure=pause",
                                    "case_resolved outcome=settled", "satisfaction_rated score=4"};
enum { MOVES = sizeof moves / sizeof *moves };

static void bring_to(struct coop *c, const char *case_no, enum clinic_state state)
{
    char text[256];
    snprintf(text, sizeof text, "2024-01-20 clinic.case_opened clinic_code=CL-1 kind=advice channel=walk_in case_no=%s",
             case_no);
    CHECK_INT(coop_send(c, text), APPLIED);
    if (state == clinic_state_resolved)
        send_case(c, moves[3], case_no, APPLIED, NULL);
    for (int i = 0; i + 1 < (int)state && state != clinic_state_resolved; i++)
        send_case(c, moves[i], case_no, APPLIED, NULL);
    CHECK_INT(case_of(c, case_no).state, state);
}

/* B.4: opened(provincial) -> resolved | central -> resolved | board -> measure decided -> resolved, and nothing else.
 */
void test_only_the_listed_moves_are_accepted(void)
{
    static const enum clinic_state leads_to[clinic_state_resolved + 1][MOVES] = {
        [clinic_state_provincial] = {clinic_state_referred_central, 0, 0, clinic_state_resolved, 0},
        [clinic_state_referred_central] = {0, clinic_state_referred_board, 0, clinic_state_resolved, 0},
        [clinic_state_referred_board] = {0, 0, clinic_state_measure_decided, 0, 0},
        [clinic_state_measure_decided] = {0, 0, 0, clinic_state_resolved, 0},
        [clinic_state_resolved] = {0, 0, 0, 0, clinic_state_resolved},
    };
    struct coop c;
    char case_no[24];
    begin(&c);
    for (int state = clinic_state_provincial; state <= clinic_state_resolved; state++) {
        for (int i = 0; i < MOVES; i++) {
            enum clinic_state to = leads_to[state][i];
            snprintf(case_no, sizeof case_no, "CC-%d-%d", state, i);
            bring_to(&c, case_no, (enum clinic_state)state);
            struct clinic_case before = case_of(&c, case_no);
            send_case(&c, moves[i], case_no, to ? APPLIED : REFUSED,
                      i == MOVES - 1 ? "clinic_not_resolved" : "clinic_case_state");
            struct clinic_case after = case_of(&c, case_no);
            CHECK_INT(after.state, to ? to : before.state);
            if (!to)
                CHECK(memcmp(&before, &after, sizeof after) == 0);
            /* a number is never given twice, wherever its case is */
            send_case(&c, "case_opened clinic_code=CL-1 kind=advice channel=walk_in", case_no, REFUSED,
                      "clinic_case_exists");
        }
    }
    coop_end(&c);
}

void test_complicated_and_critical_cases_are_with_the_central_clinic_at_once(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin(&c);
    for (int i = 0; i < 3; i++) {
        static const char *const severities[] = {"ordinary", "complicated", "critical"};
        char text[256], case_no[24];
        snprintf(case_no, sizeof case_no, "CC-%d", i);
        snprintf(text, sizeof text,
                 "2024-01-20 clinic.case_opened clinic_code=CL-1 kind=sued channel=online case_no=%s severity=%s",
                 case_no, severities[i]);
        CHECK_INT(coop_send(&c, text), APPLIED);
        CHECK_INT(case_of(&c, case_no).state, i == 0 ? clinic_state_provincial : clinic_state_referred_central);
        CHECK_TEXT(coop_told(&c), i == 0 ? "" : "clinic.case_escalated notification.requested");
    }
    if (CHECK(coop_latest(&c, EVENT_clinic_case_escalated, &f))) {
        CHECK_INT(f.body.clinic_case_escalated.to, clinic_level_central);
        CHECK_INT(f.body.clinic_case_escalated.severity, clinic_severity_critical);
    }
    coop_end(&c);
}

/* ---- AT-11 */

/* The latest of this kind for all clinics, or for CL-1. */
static struct kpi_computed kpi_of(struct coop *c, enum kpi kpi, bool all)
{
    struct store_mem_followup f;
    for (uint64_t at = store_mem_followups(c->store); at > 0; at--) {
        if (store_mem_followup(c->store, at, &f) && f.id == EVENT_kpi_computed && f.body.kpi_computed.kpi == kpi &&
            (f.body.kpi_computed.clinic_code[0] == '\0') == all)
            return f.body.kpi_computed;
    }
    CHECK(false);
    return (struct kpi_computed){0};
}

static void evaluate(struct coop *c)
{
    CHECK_INT(coop_send(c, "2024-01-31 clinic.evaluated from_period=2024-01 to_period=2024-01"), APPLIED);
    CHECK_TEXT(coop_told(c), "kpi.computed kpi.computed kpi.computed kpi.computed");
}

/* So many cases, the first `resolved` of them brought to an end. */
static void play_cases(struct coop *c, int cases, int resolved)
{
    char case_no[24];
    for (int i = 0; i < cases; i++) {
        snprintf(case_no, sizeof case_no, "CC-%d", i);
        bring_to(c, case_no, i < resolved ? clinic_state_resolved : clinic_state_provincial);
    }
}

void test_at_11_39_of_40_cases_are_not_all(void)
{
    struct coop c;
    begin(&c);
    play_cases(&c, 40, 39);
    evaluate(&c);
    for (int all = 0; all < 2; all++) {
        struct kpi_computed k = kpi_of(&c, kpi_clinic_resolved, all);
        CHECK_INT((int64_t)k.numerator, 39);
        CHECK_INT((int64_t)k.denominator, 40);
        CHECK_INT(k.value, 9750);
        CHECK_INT(k.limit, 10000);
        CHECK(k.measurable && !k.passed);
        CHECK(!kpi_of(&c, kpi_clinic_satisfaction, all).measurable);
        CHECK(!kpi_of(&c, kpi_clinic_satisfaction, all).passed);
    }
    send_case(&c, moves[3], "CC-39", APPLIED, NULL);
    evaluate(&c);
    CHECK_INT(kpi_of(&c, kpi_clinic_resolved, true).value, 10000);
    CHECK(kpi_of(&c, kpi_clinic_resolved, true).passed);
    coop_end(&c);
}

static void rate(struct coop *c, int cases, int threes)
{
    char text[64], case_no[24];
    for (int i = 0; i < cases; i++) {
        snprintf(case_no, sizeof case_no, "CC-%d", i);
        snprintf(text, sizeof text, "satisfaction_rated score=%d", i < threes ? 3 : 4);
        send_case(c, text, case_no, APPLIED, NULL);
    }
}

void test_at_11_a_mean_of_3_99_is_not_4(void)
{
    struct coop c;
    begin(&c);
    play_cases(&c, 100, 100);
    rate(&c, 100, 1);
    evaluate(&c);
    struct kpi_computed k = kpi_of(&c, kpi_clinic_satisfaction, true);
    CHECK_INT((int64_t)k.numerator, 399);
    CHECK_INT((int64_t)k.denominator, 100);
    CHECK_INT(k.value, 399);
    CHECK(k.measurable && !k.passed);
    coop_end(&c);
}

/* Shown as 4.00, and still below it. */
void test_a_mean_is_compared_exactly_and_shown_rounded(void)
{
    struct coop c;
    begin(&c);
    play_cases(&c, 201, 201);
    rate(&c, 201, 1);
    evaluate(&c);
    struct kpi_computed k = kpi_of(&c, kpi_clinic_satisfaction, true);
    CHECK_INT(k.value, 400);
    CHECK_INT(k.limit, 400);
    CHECK(k.measurable && !k.passed);
    coop_end(&c);
}

void test_at_11_a_month_with_one_walk_in_session_fails(void)
{
    struct coop c;
    coop_begin(&c);
    coop_close_to(&c, "2024-01-31");
    CHECK_INT(coop_send(&c, "2024-02-01 clinic.set_up clinic_code=CL-1"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-09 clinic.session_held clinic_code=CL-1 channel=walk_in"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-10 clinic.session_held clinic_code=CL-1 channel=mobile"), APPLIED);
    coop_close_to(&c, "2024-02-28");
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-02-29");
    CHECK_TEXT(coop_told(&c), "kpi.computed");
    struct kpi_computed k = kpi_of(&c, kpi_clinic_walk_in, false);
    CHECK_INT(k.value, 1);
    CHECK_INT(k.limit, 2);
    CHECK_INT(k.from_period, value_period(2024, 2));
    CHECK(k.measurable && !k.passed);
    CHECK_INT(coop_send(&c, "2024-03-01 clinic.session_held clinic_code=CL-1 channel=walk_in"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-03-31 clinic.session_held clinic_code=CL-1 channel=walk_in"), APPLIED);
    coop_close_to(&c, "2024-03-31");
    CHECK(kpi_of(&c, kpi_clinic_walk_in, false).passed);
    coop_end(&c);
}

/* Months of service that were closed before the clinic was told of are measured with the next day. */
void test_a_clinic_that_is_told_late_is_measured_for_the_months_that_passed(void)
{
    struct coop c;
    coop_begin(&c);
    coop_close_to(&c, "2024-03-10");
    CHECK_INT(coop_send(&c, "2024-01-01 clinic.set_up clinic_code=CL-1"), APPLIED);
    coop_close_to(&c, "2024-03-11");
    CHECK_TEXT(coop_told(&c), "kpi.computed kpi.computed");
    CHECK_INT(kpi_of(&c, kpi_clinic_walk_in, false).from_period, value_period(2024, 2));
    coop_end(&c);
}

void test_what_a_clinic_needs(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c, "2024-01-02 clinic.set_up clinic_code=CL-1", "clinic_exists", "data.clinic_code");
    coop_refused(&c, "2024-01-02 clinic.set_up clinic_code=CL-2 until=2024-01-01", "dates_out_of_order", "data.until");
    coop_refused(&c, "2023-12-01 clinic.set_up clinic_code=CL-2", "no_policy", "effective_date");
    coop_close_to(&c, "2024-02-01");
    coop_refused(&c, "2023-06-01 clinic.set_up clinic_code=CL-2", "date_past", "effective_date");
    for (int i = 2; i <= 100; i++) {
        char text[64];
        snprintf(text, sizeof text, "2024-02-02 clinic.set_up clinic_code=CL-%d", i);
        CHECK_INT(coop_send(&c, text), APPLIED);
    }
    coop_refused(&c, "2024-02-02 clinic.set_up clinic_code=CL-101", "clinics_full", "data.clinic_code");
    coop_end(&c);
}

/* ---- who works there, what it is about, and how long */

static const char staffed[] = "2024-01-02 clinic.staffed clinic_code=CL-1 persons[0].person=officer-07 "
                              "persons[0].role=staff persons[1].person=manager-01 persons[1].role=head";

void test_a_clinic_has_one_head_who_takes_the_case_unless_another_is_named(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c, "2024-01-02 clinic.staffed clinic_code=CL-1 persons[0].person=officer-07 persons[0].role=staff",
                 "clinic_roles", "data.persons");
    coop_refused(&c,
                 "2024-01-02 clinic.staffed clinic_code=CL-1 persons[0].person=a persons[0].role=head "
                 "persons[1].person=a persons[1].role=staff",
                 "seat_twice", "data.persons");
    CHECK_INT(coop_send(&c, staffed), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-20 clinic.case_opened clinic_code=CL-1 kind=advice channel=walk_in case_no=CC-1"),
              APPLIED);
    CHECK_TEXT(case_of(&c, "CC-1").person, "manager-01");
    CHECK_INT(coop_send(&c, "2024-01-20 clinic.case_opened clinic_code=CL-1 kind=advice channel=walk_in case_no=CC-2 "
                            "person=officer-07"),
              APPLIED);
    CHECK_TEXT(case_of(&c, "CC-2").person, "officer-07");
    coop_refused(&c, "2024-01-20 clinic.case_opened clinic_code=CL-1 kind=advice channel=walk_in case_no=CC-3 person=x",
                 "clinic_person_unknown", "data.person");
    coop_end(&c);
}

void test_a_case_may_be_about_a_contract_of_the_client(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-20 clinic.case_opened clinic_code=CL-1 kind=sued channel=walk_in case_no=CC-1 "
                            "severity=critical contract_no=S-1"),
              APPLIED);
    CHECK_TEXT(case_of(&c, "CC-1").member_no, "004411");
    send_case(&c, moves[1], "CC-1", APPLIED, NULL);
    CHECK_TEXT(coop_told(&c), "clinic.case_escalated board.agenda_item_added notification.requested");
    if (CHECK(coop_latest(&c, EVENT_board_agenda_item_added, &f))) {
        CHECK_TEXT(f.body.board_agenda_item_added.contract_no, "S-1");
        CHECK_INT(f.cause.policy, 1);
        CHECK_INT((int64_t)f.cause.because[0].position, (int64_t)case_of(&c, "CC-1").passed_position);
    }
    coop_end(&c);
}

/* One outcome: it ends by the day, or is told of as open, once. */
void test_a_case_that_stays_open_is_told_of_once(void)
{
    struct coop c;
    coop_begin_with(&c, "clinic_case_days=15");
    CHECK_INT(coop_send(&c, "2024-01-02 clinic.set_up clinic_code=CL-1"), APPLIED);
    bring_to(&c, "CC-1", clinic_state_provincial);
    bring_to(&c, "CC-2", clinic_state_resolved);
    bring_to(&c, "CC-3", clinic_state_referred_board);
    coop_close_to(&c, "2024-02-03");
    CHECK_INT((int64_t)coop_count(&c, EVENT_clinic_case_overdue), 0);
    coop_close_to(&c, "2024-02-04");
    CHECK_INT((int64_t)coop_count(&c, EVENT_clinic_case_overdue), 2);
    CHECK(case_of(&c, "CC-1").overdue && !case_of(&c, "CC-2").overdue && case_of(&c, "CC-3").overdue);
    coop_close_to(&c, "2024-03-10");
    CHECK_INT((int64_t)coop_count(&c, EVENT_clinic_case_overdue), 2);
    CHECK_INT(coop_send(&c, "2024-03-11 clinic.case_resolved case_no=CC-1 outcome=settled"), APPLIED);
    CHECK_TEXT(coop_told(&c), "");
    coop_end(&c);
}

/* It ends behind the day, told before that day is closed. */
void test_a_case_that_ends_behind_its_day_was_open_on_it(void)
{
    struct coop c;
    coop_begin_with(&c, "clinic_case_days=15");
    CHECK_INT(coop_send(&c, "2024-01-02 clinic.set_up clinic_code=CL-1"), APPLIED);
    bring_to(&c, "CC-1", clinic_state_provincial);
    CHECK_INT(coop_send(&c, "2024-02-05 clinic.case_resolved case_no=CC-1 outcome=settled"), APPLIED);
    CHECK_TEXT(coop_told(&c), "clinic.case_overdue notification.requested");
    coop_end(&c);
}
