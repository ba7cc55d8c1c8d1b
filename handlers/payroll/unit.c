#include "payroll.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

struct unit_bill_key payroll_unit_bill_key(const char *unit_code, uint32_t period)
{
    struct unit_bill_key key = {.period = period};
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    return key;
}

bool payroll_cycle_of(struct txn *t, const char *unit_code, uint32_t period, struct cycle *ret)
{
    struct unit_key unit_key;
    struct unit unit;
    struct cycle_key key = {.period = period};
    value_code_set(unit_key.unit_code, sizeof unit_key.unit_code, unit_code);
    if (!unit_get(t, &unit_key, &unit))
        return false;
    memcpy(key.unit_group, unit.unit_group, sizeof key.unit_group);
    return cycle_get(t, &key, ret);
}

/* A unit's month is there from the first of: its bill, a result line, money. So one lookup is the rule, and it proves
 * that unit and cycle exist. */
bool payroll_unit_bill_find(struct txn *t, const char *unit_code, uint32_t period, struct unit_bill *ret,
                            struct refusal *why)
{
    struct unit_bill_key key = payroll_unit_bill_key(unit_code, period);
    struct unit_key unit_key;
    struct unit unit;
    struct cycle cycle;
    if (unit_bill_get(t, &key, ret))
        return true;
    if (payroll_cycle_of(t, unit_code, period, &cycle)) {
        *ret = (struct unit_bill){.state = unit_bill_state_billing};
        return true;
    }
    value_code_set(unit_key.unit_code, sizeof unit_key.unit_code, unit_code);
    if (unit_get(t, &unit_key, &unit))
        refuse_all(why, REFUSAL_cycle_unknown, "data.period", unit_code, period, 0);
    else
        refuse_text(why, REFUSAL_unit_unknown, "data.unit_code", unit_code);
    return false;
}

/* ---- money between the unit and the cooperative */

/* An advance that begins is looked at after a while; one that is used up is not. */
static void advance_watch(struct txn *t, const struct unit_key *key, struct unit *unit, int32_t date)
{
    struct policy_in_force p;
    bool waits = unit->advance_satang > 0;
    if (waits == (unit->advance_since > 0))
        return;
    if (!waits) {
        due_remove(t, unit->advance_look_on, due_kind_advance, key->unit_code, 0);
        unit->advance_since = unit->advance_look_on = 0;
        return;
    }
    int32_t closed = clock_day_closed(t);
    int32_t days = policy_on(t, date, &p) ? (int32_t)p.terms.suspense_days : 1;
    unit->advance_since = date;
    unit->advance_look_on = (date > closed ? date : closed) + days;
    due_add(t, unit->advance_look_on, due_kind_advance, key->unit_code, 0);
}

void payroll_receivable_add(struct txn *t, const char *unit_code, int64_t amount_satang, int32_t date,
                            const struct cause *because)
{
    struct unit_key key;
    struct unit unit;
    struct posting p;
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    if (amount_satang == 0 || !unit_get(t, &key, &unit))
        return;
    int64_t net = money_add(money_sub(unit.receivable_satang, unit.advance_satang), amount_satang);
    int64_t advance = money_max(0, money_sub(0, net));
    int64_t drawn = money_sub(unit.advance_satang, advance); /* negative: what was paid for is an advance again */
    unit.receivable_satang = money_max(0, net);
    unit.advance_satang = advance;
    advance_watch(t, &key, &unit, date);
    unit_put(t, &key, &unit);
    posting_begin(&p, NULL);
    posting_move(&p, account_suspense, -drawn, unit_code);
    posting_move(&p, account_unit_receivable, drawn, unit_code);
    posting_emit(t, date, &p, because);
}

int64_t payroll_money_add(struct txn *t, const char *unit_code, int64_t amount_satang, int32_t date)
{
    struct unit_key key;
    struct unit unit;
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    if (!unit_get(t, &key, &unit))
        return 0;
    int64_t owed = money_max(0, money_min(unit.receivable_satang, amount_satang));
    unit.receivable_satang = money_sub(unit.receivable_satang, owed);
    unit.advance_satang = money_add(unit.advance_satang, money_sub(amount_satang, owed));
    advance_watch(t, &key, &unit, date);
    unit_put(t, &key, &unit);
    return owed;
}

void payroll_advance_due(struct txn *t, const char *unit_code, int32_t day)
{
    struct unit_key key;
    struct unit unit;
    struct policy_in_force p;
    struct cause because = cause_of("suspense_ageing", 0), follows = because;
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    if (!unit_get(t, &key, &unit) || unit.advance_satang == 0)
        return;
    struct suspense_overdue body = {.amount_satang = unit.advance_satang,
                                    .days_waited = (uint32_t)(day - unit.advance_since)};
    memcpy(body.unit_code, key.unit_code, sizeof body.unit_code);
    cause_add_fact(&because, fact_days_waited, day - unit.advance_since, unit.advance_look_on - unit.advance_since);
    cause_add_position(&follows, emit_suspense_overdue(t, day, &body, &because));
    notify(t, day,
           &(struct notice){.template = template_suspense_overdue,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = unit_code,
                            .amount_satang = unit.advance_satang},
           &follows);
    unit.advance_look_on = day + (policy_on(t, day, &p) ? (int32_t)p.terms.suspense_days : 1);
    due_add(t, unit.advance_look_on, due_kind_advance, unit_code, 0);
    unit_put(t, &key, &unit);
}
