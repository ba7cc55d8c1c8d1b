#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/loan/application.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

#define CONTRACT_FIRST "products[0].contract_first=true products[2].contract_first=true "
#define FILED                                                                                                          \
    " loan.application_filed application_no=A-1 member_no=004411 product=special amount=12,000.00 instalments=12 "     \
    "method=equal_principal purpose=3"
#define APPOINTED " loan.contract_appointed application_no=A-1 pickup_date=2024-02-19"
#define ISSUED " loan.contract_issued application_no=A-1 in_person=true"
#define RETURNED " loan.contract_returned application_no=A-1 in_person=true documents_ok=true"
#define WITHDRAWN " loan.application_withdrawn application_no=A-1"
#define DECIDED " loan.committee_decided application_no=A-1 resolution_no=2/2567 decision="
#define DISBURSED " loan.disbursed contract_no=S-1 application_no=A-1 paid=12,000.00 approval_ref=V-1"

static struct application application_of(struct coop *c)
{
    struct application_key key = {.application_no = "A-1"};
    struct application a = {0};
    CHECK(application_get(coop_txn(c), &key, &a));
    return a;
}

/* ---- the walk: every state meets every event, and only the moves of the list are taken */

enum move {
    MOVE_FILED,
    MOVE_APPOINTED,
    MOVE_ISSUED,
    MOVE_RETURNED,
    MOVE_WITHDRAWN,
    MOVE_APPROVED,
    MOVE_REJECTED,
    MOVE_DEFERRED,
    MOVE_DISBURSED,
    MOVES
};

static const char *const moves[MOVES] = {
    [MOVE_FILED] = FILED,
    [MOVE_APPOINTED] = APPOINTED,
    [MOVE_ISSUED] = ISSUED,
    [MOVE_RETURNED] = RETURNED,
    [MOVE_WITHDRAWN] = WITHDRAWN,
    [MOVE_APPROVED] = DECIDED "approved",
    [MOVE_REJECTED] = DECIDED "rejected",
    [MOVE_DEFERRED] = DECIDED "deferred",
    [MOVE_DISBURSED] = DISBURSED,
};

/* How each state is reached, with the days closed that lead there, and where each event leads from it; absent: nowhere.
 */
static const struct station {
    const char *name;
    enum application_state state;
    const char *steps[6]; /* events, or a day to close to */
    uint8_t to[MOVES];
} stations[] = {
    {"screened",
     application_state_screened,
     {"2024-02-01" FILED},
     {[MOVE_APPOINTED] = application_state_appointed,
      [MOVE_ISSUED] = application_state_contract_issued,
      [MOVE_WITHDRAWN] = application_state_withdrawn}},
    {"appointed",
     application_state_appointed,
     {"2024-02-01" FILED, "2024-02-02" APPOINTED},
     {[MOVE_ISSUED] = application_state_contract_issued, [MOVE_WITHDRAWN] = application_state_withdrawn}},
    {"contract_issued",
     application_state_contract_issued,
     {"2024-02-01" FILED, "2024-02-14" ISSUED},
     {[MOVE_RETURNED] = application_state_queued, [MOVE_WITHDRAWN] = application_state_withdrawn}},
    {"missed_return of who has the contract",
     application_state_missed_return,
     {"2024-02-01" FILED, "2024-02-02" ISSUED, "2024-02-10"},
     {[MOVE_RETURNED] = application_state_queued, [MOVE_WITHDRAWN] = application_state_withdrawn}},
    {"missed_return of who did not pick it up",
     application_state_missed_return,
     {"2024-02-01" FILED, "2024-02-02 loan.contract_appointed application_no=A-1 pickup_date=2024-02-05", "2024-02-05"},
     {[MOVE_APPOINTED] = application_state_appointed,
      [MOVE_ISSUED] = application_state_contract_issued,
      [MOVE_WITHDRAWN] = application_state_withdrawn}},
    {"queued",
     application_state_queued,
     {"2024-02-01" FILED, "2024-02-02" ISSUED, "2024-02-05" RETURNED},
     {[MOVE_WITHDRAWN] = application_state_withdrawn,
      [MOVE_APPROVED] = application_state_scheduled,
      [MOVE_REJECTED] = application_state_rejected,
      [MOVE_DEFERRED] = application_state_queued}},
    {"scheduled",
     application_state_scheduled,
     {"2024-02-01" FILED, "2024-02-02" ISSUED, "2024-02-05" RETURNED, "2024-02-08" DECIDED "approved"},
     {[MOVE_WITHDRAWN] = application_state_withdrawn, [MOVE_DISBURSED] = application_state_disbursed}},
    {"rejected",
     application_state_rejected,
     {"2024-02-01" FILED, "2024-02-02" ISSUED, "2024-02-05" RETURNED, "2024-02-08" DECIDED "rejected"},
     {0}},
    {"withdrawn", application_state_withdrawn, {"2024-02-01" FILED, "2024-02-02" WITHDRAWN}, {0}},
    {"expired",
     application_state_expired,
     {"2024-02-01" FILED, "2024-02-02" ISSUED, "2024-02-05" RETURNED, "2024-02-08" DECIDED "approved", "2024-02-15"},
     {0}},
    {"disbursed",
     application_state_disbursed,
     {"2024-02-01" FILED, "2024-02-02" ISSUED, "2024-02-05" RETURNED, "2024-02-08" DECIDED "approved",
      "2024-02-09" DISBURSED},
     {0}},
};

static void begin_at(struct coop *c, const struct station *s)
{
    coop_begin_with(c, CONTRACT_FIRST "approval_days=7");
    for (size_t i = 0; i < sizeof s->steps / sizeof *s->steps && s->steps[i]; i++) {
        if (strlen(s->steps[i]) == sizeof "2024-01-01" - 1)
            coop_close_to(c, s->steps[i]);
        else
            CHECK_INT(coop_send(c, s->steps[i]), APPLIED);
    }
    CHECK_INT(application_of(c).state, s->state);
}

static void try_move(const struct station *s, enum move move)
{
    struct coop c;
    char line[512];
    begin_at(&c, s);
    snprintf(line, sizeof line, "2024-02-15%s", moves[move]);
    enum verdict verdict = coop_send(&c, line);
    uint8_t state = application_of(&c).state;
    bool listed = s->to[move] != application_state_absent;
    uint8_t expected = listed ? s->to[move] : (uint8_t)s->state;
    if (verdict != (listed ? APPLIED : REFUSED) || state != expected)
        printf("# %s:%s\n", s->name, moves[move]);
    CHECK_INT(verdict, listed ? APPLIED : REFUSED);
    CHECK_INT(state, expected);
    coop_end(&c);
}

void test_only_the_listed_moves_are_taken(void)
{
    for (size_t i = 0; i < sizeof stations / sizeof *stations; i++)
        for (int move = 0; move < MOVES; move++)
            try_move(&stations[i], (enum move)move);
}

/* Who is before a step is told which one is missing, not that it is past. */
void test_a_refusal_names_the_step_that_is_missing(void)
{
    static const struct {
        const char *station, *code;
        enum move move;
    } cases[] = {
        {"screened", "not_issued", MOVE_DISBURSED},
        {"appointed", "not_issued", MOVE_APPROVED},
        {"contract_issued", "not_returned", MOVE_APPROVED},
        {"missed_return of who has the contract", "not_returned", MOVE_DISBURSED},
        {"missed_return of who did not pick it up", "not_issued", MOVE_RETURNED},
        {"queued", "not_decided", MOVE_DISBURSED},
        {"queued", "application_state", MOVE_RETURNED},
        {"scheduled", "application_state", MOVE_APPROVED},
        {"disbursed", "application_state", MOVE_WITHDRAWN},
        {"rejected", "application_ended", MOVE_DISBURSED},
        {"expired", "application_ended", MOVE_WITHDRAWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t k = 0; k < sizeof stations / sizeof *stations; k++) {
            struct coop c;
            char line[512];
            if (strcmp(stations[k].name, cases[i].station) != 0)
                continue;
            begin_at(&c, &stations[k]);
            snprintf(line, sizeof line, "2024-02-15%s", moves[cases[i].move]);
            coop_refused(&c, line, cases[i].code, "data.application_no");
            coop_end(&c);
        }
}

/* What is granted, or at its end, is not screened any more. */
void test_to_be_screened_again_moves_nothing(void)
{
    for (size_t i = 0; i < sizeof stations / sizeof *stations; i++) {
        const struct station *s = &stations[i];
        struct coop c;
        begin_at(&c, s);
        uint64_t told = coop_count(&c, EVENT_loan_application_screened);
        bool waits = s->state != application_state_scheduled && s->to[MOVE_WITHDRAWN] != application_state_absent;
        CHECK_INT(coop_send(&c, "2024-02-15 loan.application_rescreened application_no=A-1"),
                  waits ? APPLIED : REFUSED);
        CHECK_INT(application_of(&c).state, s->state);
        CHECK_INT((int64_t)(coop_count(&c, EVENT_loan_application_screened) - told), waits);
        coop_end(&c);
    }
}

void test_the_walk_begins_in_every_state(void)
{
    for (uint8_t state = application_state_absent + 1; state <= application_state_disbursed; state++) {
        bool found = false;
        for (size_t i = 0; i < sizeof stations / sizeof *stations; i++)
            found = found || stations[i].state == state;
        CHECK(found);
    }
}

/* ---- edges */

void test_the_last_day_is_in_time(void)
{
    struct coop c;
    coop_begin_with(&c, CONTRACT_FIRST);
    CHECK_INT(coop_send(&c, "2024-02-01" FILED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-05" ISSUED), APPLIED);
    CHECK_INT(application_of(&c).contract_due, coop_day("2024-02-09"));
    coop_close_to(&c, "2024-02-08");
    CHECK_INT(application_of(&c).state, application_state_contract_issued);
    CHECK_INT(coop_send(&c, "2024-02-09" RETURNED), APPLIED);
    CHECK_TEXT(coop_told(&c), "committee.agenda_item_added");
    coop_close_to(&c, "2024-02-20");
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_contract_return_missed), 0);
    coop_end(&c);
}

/* Told later, but dated before the day that is closed already: the miss stands. */
void test_a_miss_that_was_told_stays(void)
{
    struct coop c;
    coop_begin_with(&c, CONTRACT_FIRST);
    CHECK_INT(coop_send(&c, "2024-02-01" FILED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-05" ISSUED), APPLIED);
    coop_close_to(&c, "2024-02-09");
    CHECK_INT(application_of(&c).state, application_state_missed_return);
    CHECK_INT((int64_t)application_of(&c).place, 2);
    CHECK_INT(coop_send(&c, "2024-02-09" RETURNED), APPLIED);
    CHECK_INT((int64_t)application_of(&c).place, 2);
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_contract_return_missed), 1);
    coop_end(&c);
}

void test_by_policy_a_miss_keeps_the_place(void)
{
    struct coop c;
    coop_begin_with(&c, CONTRACT_FIRST "miss_keeps_place=true");
    CHECK_INT(coop_send(&c, "2024-02-01" FILED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-05" ISSUED), APPLIED);
    coop_close_to(&c, "2024-02-09");
    CHECK_INT(application_of(&c).state, application_state_missed_return);
    CHECK_INT((int64_t)application_of(&c).place, 1);
    CHECK_INT((int64_t)coop_count(&c, EVENT_relief_queue_position_set), 0);
    coop_end(&c);
}

/* Thursday the 8th is a meeting: with agenda_same_day it takes what is returned that day, but nothing that it put off.
 */
void test_the_same_day_by_policy(void)
{
    struct coop c;
    coop_begin_with(&c, CONTRACT_FIRST "agenda_same_day=true");
    CHECK_INT(coop_send(&c, "2024-02-01" FILED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-05" ISSUED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-08" RETURNED), APPLIED);
    CHECK_INT(application_of(&c).meeting_on, coop_day("2024-02-08"));
    CHECK_INT(coop_send(&c, "2024-02-08" DECIDED "deferred"), APPLIED);
    CHECK_INT(application_of(&c).meeting_on, coop_day("2024-02-15"));
    CHECK_INT(coop_send(&c, "2024-02-15" DECIDED "approved"), APPLIED);
    CHECK_INT(application_of(&c).payout_on, coop_day("2024-02-16"));
    coop_end(&c);
}

void test_dates_go_forward(void)
{
    struct coop c;
    coop_begin_with(&c, CONTRACT_FIRST);
    CHECK_INT(coop_send(&c, "2024-02-01" FILED), APPLIED);
    coop_refused(&c, "2024-01-31" APPOINTED, "dates_out_of_order", "effective_date");
    coop_refused(&c, "2024-02-20" APPOINTED, "dates_out_of_order", "data.pickup_date");
    CHECK_INT(coop_send(&c, "2024-02-05" ISSUED), APPLIED);
    coop_refused(&c, "2024-02-02" RETURNED, "dates_out_of_order", "effective_date");
    CHECK_INT(coop_send(&c, "2024-02-06" RETURNED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-08" DECIDED "approved"), APPLIED);
    coop_refused(&c, "2024-02-07" WITHDRAWN, "dates_out_of_order", "effective_date");
    coop_end(&c);
}

/* Paid out in time, the approval's own timer finds nothing to do; on its last day it is still in time. */
void test_an_approval_that_is_paid_out_does_not_lapse(void)
{
    struct coop c;
    coop_begin_with(&c, "approval_days=7");
    CHECK_INT(coop_send(&c, "2024-02-01" FILED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-08" DECIDED "approved"), APPLIED);
    coop_close_to(&c, "2024-02-14");
    CHECK_INT(application_of(&c).state, application_state_scheduled);
    CHECK_INT(coop_send(&c, "2024-02-15" DISBURSED), APPLIED);
    coop_close_to(&c, "2024-02-27");
    CHECK_INT(application_of(&c).state, application_state_disbursed);
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_application_expired), 0);
    coop_end(&c);
}

void test_a_withdrawn_approval_gives_its_burden_back(void)
{
    struct coop c;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-02-01" FILED), APPLIED);
    CHECK_INT(coop_send(&c, "2024-02-08" DECIDED "approved"), APPLIED);
    CHECK(coop_member(&c).granted_burden_satang > 0);
    CHECK_INT(coop_send(&c, "2024-02-09" WITHDRAWN), APPLIED);
    CHECK_INT(coop_member(&c).granted_burden_satang, 0);
    coop_end(&c);
}
