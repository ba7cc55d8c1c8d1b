#include "clinic.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "kpi.h"

#include <assert.h>
#include <string.h>

struct clinic_key clinic_key_of(const char *clinic_code)
{
    struct clinic_key key;
    value_code_set(key.clinic_code, sizeof key.clinic_code, clinic_code);
    return key;
}

struct clinic_case_key clinic_case_key_of(const char *case_no)
{
    struct clinic_case_key key;
    value_code_set(key.case_no, sizeof key.case_no, case_no);
    return key;
}

bool clinic_serving(struct txn *t, const char *clinic_code, const struct happening *h, struct policy_in_force *ret,
                    struct refusal *why)
{
    struct clinic_key key = clinic_key_of(clinic_code);
    struct clinic clinic;
    if (!clinic_get(t, &key, &clinic)) {
        refuse_text(why, REFUSAL_clinic_unknown, "data.clinic_code", clinic_code);
        return false;
    }
    if (h->effective_date < clinic.from || (clinic.until > 0 && h->effective_date > clinic.until)) {
        refuse_all(why, REFUSAL_clinic_not_serving, "effective_date", clinic_code, h->effective_date, 0);
        return false;
    }
    if (policy_on(t, h->effective_date, ret))
        return true;
    refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    return false;
}

/* ---- cases */

/* Provincial, central, board: no step is passed over, and the board decides before the case ends (Community Development
 * 2561, cl. 4.6, 4.7, 5.2). */
static bool may_follow(enum clinic_state from, enum clinic_state to)
{
    switch (to) {
    case clinic_state_provincial:
        return from == clinic_state_absent;
    case clinic_state_referred_central:
        return from == clinic_state_provincial;
    case clinic_state_referred_board:
        return from == clinic_state_referred_central;
    case clinic_state_measure_decided:
        return from == clinic_state_referred_board;
    case clinic_state_resolved:
        return from == clinic_state_provincial || from == clinic_state_referred_central ||
               from == clinic_state_measure_decided;
    case clinic_state_absent:
        break;
    }
    return false;
}

bool clinic_case_find(struct txn *t, const char *case_no, enum clinic_state to, const struct happening *h,
                      struct clinic_case *ret, struct refusal *why)
{
    struct clinic_case_key key = clinic_case_key_of(case_no);
    if (!clinic_case_get(t, &key, ret)) {
        refuse_text(why, REFUSAL_clinic_case_unknown, "data.case_no", case_no);
        return false;
    }
    if (!may_follow((enum clinic_state)ret->state, to)) {
        refuse_text(why, REFUSAL_clinic_case_state, "data.case_no", case_no);
        return false;
    }
    if (h->effective_date < ret->moved_on) {
        refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, ret->moved_on);
        return false;
    }
    return true;
}

void clinic_case_move(struct txn *t, const char *case_no, struct clinic_case *c, enum clinic_state to, int32_t date)
{
    struct clinic_case_key key = clinic_case_key_of(case_no);
    assert(may_follow((enum clinic_state)c->state, to));
    c->state = (uint8_t)to;
    c->moved_on = date;
    clinic_case_put(t, &key, c);
}

static void put_on_agenda(struct txn *t, const struct clinic_case_escalated *passed, struct clinic_case *c,
                          int32_t date, const struct cause *why)
{
    struct board_agenda_item_added item = {.kind = passed->kind};
    memcpy(item.case_no, passed->case_no, sizeof item.case_no);
    memcpy(item.clinic_code, passed->clinic_code, sizeof item.clinic_code);
    memcpy(item.member_no, passed->member_no, sizeof item.member_no);
    memcpy(item.contract_no, passed->contract_no, sizeof item.contract_no);
    memcpy(item.case_id, passed->case_id, sizeof item.case_id);
    c->agenda_position = emit_board_agenda_item_added(t, date, &item, why);
}

void clinic_case_pass(struct txn *t, const char *case_no, struct clinic_case *c, enum clinic_level to, int32_t date)
{
    bool board = to == clinic_level_board;
    struct clinic_case_escalated body = {
        .from_state = c->state, .to = (uint8_t)to, .kind = c->kind, .severity = c->severity};
    struct loan loan = {0};
    struct policy_in_force p = {0};
    policy_on(t, date, &p);
    struct cause why = cause_of(board ? "clinic_measure" : "clinic_referral", p.version), follows;
    value_code_set(body.case_no, sizeof body.case_no, case_no);
    memcpy(body.clinic_code, c->clinic_code, sizeof body.clinic_code);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    memcpy(body.person, c->person, sizeof body.person);
    if (!board)
        cause_add_fact(&why, fact_clinic_severity, c->severity, clinic_severity_complicated);
    if (c->contract_no[0] != '\0' && loan_find(t, c->contract_no, &loan)) {
        memcpy(body.case_id, loan.case_id, sizeof body.case_id);
        body.arrears_satang = loan.missed_satang;
        cause_add_fact(&why, fact_arrears_satang, loan.missed_satang, 0);
        cause_add_position(&why, loan.delinquency_position);
    }
    follows = why;
    cause_add_position(&why, c->passed_position);
    c->passed_position = emit_clinic_case_escalated(t, date, &body, &why);
    follows.because_count = 0;
    cause_add_position(&follows, c->passed_position);
    if (board)
        put_on_agenda(t, &body, c, date, &follows);
    clinic_case_move(t, case_no, c, board ? clinic_state_referred_board : clinic_state_referred_central, date);
    notify(t, date,
           &(struct notice){.template = template_clinic_case_passed,
                            .audience = audience_officer,
                            .recipient_ref = board ? "board" : "clinic",
                            .subject_ref = case_no},
           &follows);
}

/* ---- what is measured */

static struct clinic_month_key month_key(const char *clinic_code, uint32_t period)
{
    struct clinic_month_key key = {.period = period};
    value_code_set(key.clinic_code, sizeof key.clinic_code, clinic_code);
    return key;
}

void clinic_month_add(struct txn *t, const struct clinic_case *c, const struct clinic_month *more)
{
    struct clinic_month_key key = month_key(c->clinic_code, value_period_of(c->opened_on));
    struct clinic_month month = {0};
    clinic_month_get(t, &key, &month);
    month.opened += more->opened;
    month.resolved += more->resolved;
    month.ratings += more->ratings;
    month.scores += more->scores;
    clinic_month_put(t, &key, &month);
}

void clinic_month_watch(struct txn *t, const char *clinic_code, const struct clinic *clinic, uint32_t period,
                        int32_t day)
{
    if (value_period_first_day(period) < clinic->from)
        period++;
    int32_t last = value_period_last_day(period);
    if (clinic->until == 0 || last <= clinic->until)
        due_add(t, last > day ? last : day, due_kind_clinic_month, clinic_code, period);
}

void clinic_walk_in_tell(struct txn *t, const char *clinic_code, uint32_t period, int32_t date,
                         const struct policy_in_force *p)
{
    struct clinic_month_key key = month_key(clinic_code, period);
    struct clinic_month month = {0};
    clinic_month_get(t, &key, &month);
    kpi_tell(t, date,
             &(struct measure){.kpi = kpi_clinic_walk_in,
                               .clinic_code = clinic_code,
                               .from_period = period,
                               .to_period = period,
                               .numerator = month.walk_in_days,
                               .denominator = 1},
             p);
}

/* Measured under the policy of the month's last day. */
void clinic_month_due(struct txn *t, const char *clinic_code, uint32_t period, int32_t day)
{
    struct clinic_key key = clinic_key_of(clinic_code);
    struct clinic clinic;
    struct policy_in_force p;
    if (!clinic_get(t, &key, &clinic) || !policy_on(t, value_period_last_day(period), &p))
        return;
    clinic_walk_in_tell(t, clinic_code, period, day, &p);
    clinic.measured_to = period;
    clinic_put(t, &key, &clinic);
    if (period < value_period(VALUE_YEAR_MAX, 12))
        clinic_month_watch(t, clinic_code, &clinic, period + 1, day);
}
