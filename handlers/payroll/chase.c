/* What a unit has not sent by the cut-off day: its file, or the money. */
#include "payroll.h"

#include "../clock/work.h"
#include "../collection/ladder.h"
#include "../journal/notify.h"
#include "../rules/ageing.h"
#include "../rules/money.h"

#include <string.h>

/* What the unit should have sent by now: all that its files say it deducted, or, while they are not complete, all that
 * was billed. Never more than the unit owes in all, whichever month its money was sent for. */
static int64_t overdue_amount(struct txn *t, const struct unit_bill_key *key, const struct unit_bill *month)
{
    struct unit_key unit_key;
    struct unit unit = {0};
    memcpy(unit_key.unit_code, key->unit_code, sizeof unit_key.unit_code);
    bool known = unit_get(t, &unit_key, &unit);
    if (!month->complete) /* money that came under another month waits as an advance */
        return money_max(0, money_sub(month->billed_satang, money_max(month->remitted_satang, unit.advance_satang)));
    int64_t missing = money_max(0, money_sub(month->deducted_satang, month->remitted_satang));
    return known ? money_min(missing, unit.receivable_satang) : missing;
}

/* A unit that was billed nothing and deducted nothing has no file to send. */
static bool file_missing(const struct unit_bill *month)
{
    return !month->complete && (month->lines > 0 || month->files > 0);
}

/* ---- the unit's ladder */

/* A month is late from its due date on; each calendar month later is one more. */
static uint32_t months_late(const struct cycle *cycle, int32_t day)
{
    int anchor = ageing_anchor_day(cycle->remit_due_date);
    return ageing_months(months_method_calendar, 1, cycle->remit_due_date, anchor, day);
}

static bool rung_of(struct txn *t, const struct unit_bill *month, struct policy_rung *ret)
{
    return month->chase_rung > 0 &&
           ladder_rung_at(t, month->chase_policy, ladder_cause_unit_late, month->chase_rung, ret);
}

/* A month goes up its ladder when the days of a rung are over, by the list that the first look found. Returns whether
 * an alert is to be raised. */
static bool climb(struct txn *t, const struct unit_bill_key *key, struct unit_bill *month, int32_t day,
                  const struct policy_in_force *p)
{
    struct policy_rung row, next;
    struct cycle cycle = {0};
    if (month->chase_rung == 0 && ladder_rung_at(t, p->version, ladder_cause_unit_late, 1, &next)) {
        month->chase_policy = p->version;
        month->chase_rung = 1;
        return false;
    }
    if (!rung_of(t, month, &row) || day < month->chase_on)
        return false;
    payroll_cycle_of(t, key->unit_code, key->period, &cycle);
    if (row.missed == rung_miss_next_rung &&
        ladder_rung_at(t, month->chase_policy, ladder_cause_unit_late, month->chase_rung + 1, &next) &&
        next.from_months <= months_late(&cycle, day))
        month->chase_rung++;
    return row.missed == rung_miss_alert;
}

static void tell_rung(struct txn *t, const struct unit_bill_key *key, const struct policy_rung *row, int32_t day,
                      const struct notice *to_unit, const struct cause *why)
{
    struct notice n = *to_unit;
    n.due_date = day + (int32_t)row->days;
    n.template = row->act == rung_act_chase ? template_unit_to_chase : template_unit_head;
    n.audience = row->act == rung_act_chase ? audience_officer : audience_unit;
    n.recipient_ref = row->act == rung_act_chase ? "collection" : key->unit_code;
    n.subject_ref = row->act == rung_act_chase ? key->unit_code : to_unit->subject_ref;
    notify(t, day, &n, why);
}

static void raise_alert(struct txn *t, const struct unit_bill_key *key, int32_t day, const struct cause *why)
{
    struct alert_raised body = {0};
    value_code_set(body.alert, sizeof body.alert, "rung_missed");
    value_code_set(body.subject_ref, sizeof body.subject_ref, key->unit_code);
    emit_alert_raised(t, day, &body, why);
}

/* ---- what is told */

static void tell(struct txn *t, const struct unit_bill_key *key, const struct unit_bill *month, int32_t day,
                 int64_t overdue_satang)
{
    struct policy_rung row;
    bool listed = rung_of(t, month, &row);
    struct cycle cycle = {0};
    char period[VALUE_TEXT_MAX];
    payroll_cycle_of(t, key->unit_code, key->period, &cycle);
    struct payroll_unit_remittance_overdue body = {
        .period = key->period,
        .file_missing = file_missing(month),
        .billed_satang = month->billed_satang,
        .remitted_satang = month->remitted_satang,
        .overdue_satang = overdue_satang,
        .days_late = (uint32_t)money_max(0, day - cycle.remit_due_date),
    };
    memcpy(body.unit_code, key->unit_code, sizeof body.unit_code);
    struct cause because = cause_of("chase_remittance", listed ? month->chase_policy : 0), follows = because;
    if (listed)
        memcpy(body.rung, row.rung, sizeof body.rung);
    cause_add_position(&because, month->bill_position);
    cause_add_fact(&because, fact_due_day, day - cycle.remit_due_date, cycle.cut_off_date - cycle.remit_due_date);
    cause_add_position(&follows, emit_payroll_unit_remittance_overdue(t, day, &body, &because));
    value_period_print(key->period, period);
    struct notice to_unit = {.template = template_remittance_overdue,
                             .audience = audience_unit,
                             .recipient_ref = key->unit_code,
                             .subject_ref = period,
                             .amount_satang = overdue_satang,
                             .due_date = cycle.remit_due_date};
    notify(t, day, &to_unit, &follows);
    if (!listed)
        return;
    cause_add_fact(&follows, fact_due_day, day - cycle.remit_due_date, cycle.cut_off_date - cycle.remit_due_date);
    tell_rung(t, key, &row, day, &to_unit, &follows);
}

static void chase(struct txn *t, const struct unit_bill_key *key, struct unit_bill *month, int32_t day,
                  int64_t overdue_satang)
{
    struct policy_in_force p = {0};
    struct cycle cycle = {0};
    policy_on(t, day, &p);
    bool alert = climb(t, key, month, day, &p);
    payroll_cycle_of(t, key->unit_code, key->period, &cycle);
    struct cause why = cause_of("chase_remittance", month->chase_policy);
    cause_add_position(&why, month->bill_position);
    cause_add_fact(&why, fact_due_day, day - cycle.remit_due_date, cycle.cut_off_date - cycle.remit_due_date);
    tell(t, key, month, day, overdue_satang);
    if (alert)
        raise_alert(t, key, day, &why);
}

/* Completeness compares exact satang, and is told again only when it is another. */
static void rate(struct txn *t, const struct unit_bill_key *key, struct unit_bill *month, int32_t day)
{
    struct policy_in_force p;
    enum { WHOLE_BP = 10000 };
    if (month->asked_satang == 0 || !policy_on(t, day, &p))
        return;
    int32_t ratio = (int32_t)money_divide((money_wide)month->settled_satang * WHOLE_BP, (money_wide)month->asked_satang,
                                          rounding_truncate);
    struct unit_completeness_rated body = {
        .period = key->period,
        .billed_satang = month->asked_satang,
        .collected_satang = month->settled_satang,
        .ratio_bp = ratio,
        .complete = (money_wide)month->settled_satang * WHOLE_BP >=
                    (money_wide)month->asked_satang * (unsigned)p.terms.completeness_min_bp,
    };
    struct cause because = cause_of("complete_deduction", p.version);
    if (month->rated && month->rated_satang == month->settled_satang)
        return;
    month->rated = true;
    month->rated_satang = month->settled_satang;
    memcpy(body.unit_code, key->unit_code, sizeof body.unit_code);
    cause_add_position(&because, month->bill_position);
    cause_add_fact(&because, fact_collected_satang, month->settled_satang, month->asked_satang);
    emit_unit_completeness_rated(t, day, &body, &because);
}

/* The look that was planned is replaced by the one that follows from this. */
static void look_again(struct txn *t, const struct unit_bill_key *key, struct unit_bill *month, int32_t on)
{
    if (month->chase_on > 0)
        due_remove(t, month->chase_on, due_kind_unit_cut_off, key->unit_code, key->period);
    month->chase_on = on;
    if (on > 0)
        due_add(t, on, due_kind_unit_cut_off, key->unit_code, key->period);
}

void payroll_unit_rate(struct txn *t, const char *unit_code, uint32_t period, int32_t day)
{
    struct unit_bill_key key = payroll_unit_bill_key(unit_code, period);
    struct unit_bill month;
    if (!unit_bill_get(t, &key, &month))
        return;
    rate(t, &key, &month, day);
    unit_bill_put(t, &key, &month);
}

void payroll_unit_chase(struct txn *t, const char *unit_code, uint32_t period, int32_t day)
{
    struct unit_bill_key key = payroll_unit_bill_key(unit_code, period);
    struct unit_bill month;
    struct policy_in_force p = {0};
    struct policy_rung row;
    int32_t closed = clock_day_closed(t);
    if (!unit_bill_get(t, &key, &month))
        return;
    bool known = policy_on(t, day, &p);
    int64_t overdue = overdue_amount(t, &key, &month);
    bool owes = overdue > 0 || file_missing(&month);
    rate(t, &key, &month, day);
    if (owes)
        chase(t, &key, &month, day, overdue);
    else
        month.chase_policy = month.chase_rung = 0; /* if it is overdue again, from the first rung on */
    int32_t from = day > closed ? day : closed;
    uint32_t days = rung_of(t, &month, &row) ? row.days : p.terms.chase_days;
    look_again(t, &key, &month, owes && known ? from + (int32_t)days : 0);
    unit_bill_put(t, &key, &month);
}

/* Files that the cut-off day, or a later look, finds open count from now on; but one that looks like another is held,
 * as when it is closed. Lines that came since to one that counts already are to be settled too. */
static bool files_count_now(struct txn *t, const struct unit_bill_key *month_key, int32_t day)
{
    struct result_file_key key = {0};
    struct result_file f;
    struct happening h = {.effective_date = day};
    bool found = false;
    while (payroll_file_next(t, month_key->unit_code, month_key->period, &key, &f)) {
        found = found || f.state == file_state_counting;
        if (f.state != file_state_open || f.lines == 0)
            continue;
        if (payroll_file_looks_alike(t, day, &key, &f)) {
            payroll_file_hold(t, &h, &key, &f);
            found = true;
            continue;
        }
        payroll_file_change(t, &h, &key, &f, file_state_counting);
        found = true;
    }
    return found;
}

bool payroll_unit_cut_off(struct txn *t, const char *unit_code, uint32_t period, int32_t day)
{
    struct unit_bill_key key = payroll_unit_bill_key(unit_code, period);
    struct unit_bill month;
    if (unit_bill_get(t, &key, &month) && month.files > 0 && files_count_now(t, &key, day)) {
        payroll_settle_later(t, unit_code, period, day, 0);
        return true;
    }
    payroll_unit_chase(t, unit_code, period, day);
    return false;
}
