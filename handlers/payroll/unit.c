#include "payroll.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

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
    struct unit_bill_key key = {.period = period};
    struct unit_key unit_key;
    struct unit unit;
    struct cycle cycle;
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
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

void payroll_receivable_add(struct txn *t, const char *unit_code, int64_t amount_satang, int32_t date,
                            const struct cause *because)
{
    struct unit_key key;
    struct unit unit;
    struct posting p;
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    if (amount_satang == 0 || !unit_get(t, &key, &unit))
        return;
    int64_t drawn = money_min(unit.advance_satang, amount_satang);
    unit.advance_satang = money_sub(unit.advance_satang, drawn);
    unit.receivable_satang = money_add(unit.receivable_satang, money_sub(amount_satang, drawn));
    unit_put(t, &key, &unit);
    posting_begin(&p, NULL);
    posting_debit(&p, account_suspense, drawn, unit_code);
    posting_credit(&p, account_unit_receivable, drawn, unit_code);
    posting_emit(t, date, &p, because);
}

void payroll_suspend(struct txn *t, const struct suspense *s, int32_t date, const struct cause *because)
{
    struct suspense_key key = {.suspense_no = counter_next(t, "suspense")};
    struct payroll_suspense_created body = {
        .suspense_no = key.suspense_no,
        .period = s->period,
        .amount_satang = s->amount_satang,
        .reason = s->reason,
    };
    struct cause follows = cause_of("suspense", 0), booked = cause_of("double_entry", 0);
    struct posting p;
    char number[VALUE_TEXT_MAX];
    suspense_put(t, &key, s);
    memcpy(body.unit_code, s->unit_code, sizeof body.unit_code);
    memcpy(body.member_no, s->member_no, sizeof body.member_no);
    uint64_t position = emit_payroll_suspense_created(t, date, &body, because);
    cause_add_position(&follows, position);
    value_integer_print((int64_t)key.suspense_no, number);
    notify(t, date,
           &(struct notice){.template = template_suspense_to_match,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = number,
                            .amount_satang = s->amount_satang},
           &follows);
    cause_add_position(&booked, position);
    posting_begin(&p, NULL);
    posting_debit(&p, account_unit_receivable, s->amount_satang, s->unit_code);
    posting_credit(&p, account_suspense, s->amount_satang, s->unit_code);
    posting_emit(t, date, &p, &booked);
}

void payroll_refund(struct txn *t, const char *member_no, int64_t amount_satang, enum refund_cause cause, int32_t date,
                    const struct cause *because)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    if (amount_satang == 0 || !member_get(t, &key, &member))
        return;
    member.refund_payable_satang = money_add(member.refund_payable_satang, amount_satang);
    member_put(t, &key, &member);
    struct refund_payable_created body = {
        .amount_satang = amount_satang, .refund_cause = (uint8_t)cause, .balance_satang = member.refund_payable_satang};
    memcpy(body.member_no, key.member_no, sizeof body.member_no);
    struct cause follows = cause_of(because->rule, because->policy);
    cause_add_position(&follows, emit_refund_payable_created(t, date, &body, because));
    notify(t, date,
           &(struct notice){.template = template_refund_to_pay,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = key.member_no,
                            .amount_satang = amount_satang},
           &follows);
}

/* What the unit should have sent by now: all that its file says it deducted, or without a file all that was billed. A
 * unit whose account is even owes nothing, whichever month its money was sent for. */
static int64_t overdue_amount(struct txn *t, const struct unit_key *key, const struct unit_bill *month)
{
    struct unit unit = {0};
    bool known = unit_get(t, key, &unit);
    if (month->state < unit_bill_state_file_closed) /* money that came under another month waits as an advance */
        return money_max(0, money_sub(month->billed_satang, money_max(month->remitted_satang, unit.advance_satang)));
    if (month->state == unit_bill_state_settled && known && unit.receivable_satang == 0)
        return 0;
    return money_max(0, money_sub(month->lines_satang, month->remitted_satang));
}

void payroll_unit_cut_off(struct txn *t, const char *unit_code, uint32_t period, int32_t day)
{
    struct unit_bill_key key = {.period = period};
    struct unit_key unit_key;
    struct unit_bill month;
    struct cycle cycle;
    char period_text[VALUE_TEXT_MAX];
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    value_code_set(unit_key.unit_code, sizeof unit_key.unit_code, unit_code);
    if (!unit_bill_get(t, &key, &month) || !payroll_cycle_of(t, unit_code, period, &cycle))
        return;
    int64_t overdue = overdue_amount(t, &unit_key, &month);
    /* A unit that was billed nothing and deducted nothing has no file to send. */
    bool file_missing = month.state < unit_bill_state_file_closed && (month.lines > 0 || month.result_lines > 0);
    if (overdue == 0 && !file_missing)
        return;
    struct payroll_unit_remittance_overdue body = {
        .period = period,
        .file_missing = file_missing,
        .billed_satang = month.billed_satang,
        .remitted_satang = month.remitted_satang,
    };
    memcpy(body.unit_code, key.unit_code, sizeof body.unit_code);
    struct cause because = cause_of("chase_remittance", 0), follows = because;
    cause_add_position(&because, month.bill_position);
    cause_add_fact(&because, fact_due_day, day - cycle.remit_due_date, cycle.cut_off_date - cycle.remit_due_date);
    cause_add_position(&follows, emit_payroll_unit_remittance_overdue(t, day, &body, &because));
    value_period_print(period, period_text);
    notify(t, day,
           &(struct notice){.template = template_remittance_overdue,
                            .audience = audience_unit,
                            .recipient_ref = key.unit_code,
                            .subject_ref = period_text,
                            .amount_satang = overdue,
                            .due_date = cycle.remit_due_date},
           &follows);
}
