#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

/* Every stage of a collection case meets every event of officers and of the court: only the moves of the ladder are
 * accepted, and whatever is refused leaves the case as it was. */

#define SCHEDULE " document_no=M-1 schedule[0].due_date=2024-07-31 schedule[0].amount=1.00"
#define FILED "legal.case_filed court_ref=AC-1"

static const char *const events[] = {
    "employer.meeting_held basis=consent result=will_deduct",
    "employer.meeting_held basis=consent result=cannot_deduct",
    "employer.meeting_held basis=consent result=no_answer",
    "mediation.session_held venue=office debtor_attended=true",
    "mediation.session_held venue=office debtor_attended=false",
    "mediation.outcome_recorded outcome=agreed" SCHEDULE,
    "mediation.outcome_recorded outcome=failed",
    "mediation.outcome_recorded outcome=withdrawn",
    "mediation.outcome_recorded outcome=no_show",
    FILED,
    FILED " override_no=9/2567 override_actor=manager-01 override_until=2024-07-31 actor=manager-01",
};
enum { EVENTS = sizeof events / sizeof *events, CLOSED = case_stage_closed };

/* Where each event leads; 0: refused with case_stage. PARK: told, and the case stays. */
enum { PARK = CLOSED + 1 };
static const int leads_to[CLOSED + 1][EVENTS] = {
    [case_stage_employer_contact] = {case_stage_employer_contact, case_stage_mediation, case_stage_mediation, 0, 0, 0,
                                     0, 0, 0, PARK, case_stage_legal},
    [case_stage_mediation] = {0, 0, 0, case_stage_mediation, case_stage_mediation, case_stage_performing,
                              case_stage_legal_ready, case_stage_legal_ready, case_stage_mediation, PARK,
                              case_stage_legal},
    [case_stage_performing] = {0, 0, 0, 0, 0, 0, 0, 0, 0, PARK, PARK},
    [case_stage_legal_ready] = {0, 0, 0, 0, 0, 0, 0, 0, 0, case_stage_legal, case_stage_legal},
    [case_stage_legal] = {0},
    [case_stage_closed] = {0},
};

static enum verdict send_on(struct coop *c, const char *day, const char *event)
{
    char text[256];
    snprintf(text, sizeof text, "%s %s case_id=C-004411-1", day, event);
    return coop_send(c, text);
}

static void pay_arrears(struct coop *c)
{
    struct loan_payment paid;
    coop_payroll(c, "S-1", coop_loan(c, "S-1").missed_satang, "2024-06-12", &paid);
}

static void bring_to(struct coop *c, enum case_stage stage)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
    if (stage >= case_stage_mediation) {
        CHECK_INT(send_on(c, "2024-05-10", events[1]), APPLIED);
        CHECK_INT(send_on(c, "2024-05-15", events[3]), APPLIED);
    }
    if (stage == case_stage_performing)
        CHECK_INT(send_on(c, "2024-05-20", events[5]), APPLIED);
    if (stage == case_stage_legal_ready || stage == case_stage_legal)
        CHECK_INT(send_on(c, "2024-05-20", events[6]), APPLIED);
    if (stage == case_stage_legal)
        CHECK_INT(send_on(c, "2024-05-21", FILED), APPLIED);
    if (stage == case_stage_closed)
        pay_arrears(c);
    CHECK_INT(coop_case(c, "C-004411-1").stage, stage);
}

void test_only_the_moves_of_the_ladder_are_accepted(void)
{
    struct coop c;
    for (int stage = case_stage_employer_contact; stage <= CLOSED; stage++) {
        for (int i = 0; i < EVENTS; i++) {
            int to = leads_to[stage][i];
            bring_to(&c, (enum case_stage)stage);
            struct collection_case before = coop_case(&c, "C-004411-1");
            enum verdict verdict = send_on(&c, "2024-06-20", events[i]);
            struct collection_case after = coop_case(&c, "C-004411-1");
            bool right = verdict == (to == 0      ? REFUSED
                                     : to == PARK ? PARKED
                                                  : APPLIED) &&
                         after.stage == (to == 0 || to == PARK ? before.stage : to) &&
                         (verdict != REFUSED || c.why.code == REFUSAL_case_stage) &&
                         (verdict == APPLIED || memcmp(&before, &after, sizeof after) == 0);
            if (!CHECK(right))
                printf("# stage %d, %s: verdict %d, %s, stage %d\n", stage, events[i], (int)verdict,
                       refusal_name(c.why.code), after.stage);
            coop_end(&c);
        }
    }
}

/* The one move that nobody sends: the arrears are paid. A suit goes on. */
void test_paid_arrears_close_a_case_of_any_stage_but_legal(void)
{
    struct coop c;
    for (int stage = case_stage_employer_contact; stage < CLOSED; stage++) {
        bring_to(&c, (enum case_stage)stage);
        pay_arrears(&c);
        CHECK_INT(coop_case(&c, "C-004411-1").stage, stage == case_stage_legal ? case_stage_legal : case_stage_closed);
        coop_end(&c);
    }
}

void test_there_is_no_event_for_a_case_that_does_not_exist(void)
{
    struct coop c;
    coop_begin(&c);
    for (int i = 0; i < EVENTS; i++) {
        CHECK_INT(send_on(&c, "2024-06-20", events[i]), REFUSED);
        CHECK_TEXT(refusal_name(c.why.code), "case_unknown");
    }
    coop_end(&c);
}
