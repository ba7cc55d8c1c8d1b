#include "payroll.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

/* A look is never due on a day that is closed, nor before there was anything to look at. */
static int32_t next_look(struct txn *t, const struct suspense *s, int32_t day)
{
    struct policy_in_force p;
    int32_t closed = clock_day_closed(t), known = day > s->since ? day : s->since;
    int32_t from = known > closed ? known : closed;
    return policy_on(t, day, &p) ? from + (int32_t)p.terms.suspense_days : from + 1;
}

void payroll_suspense_keep(struct txn *t, uint64_t suspense_no, struct suspense *s, int32_t from_day)
{
    struct suspense_key key = {suspense_no};
    s->look_on = next_look(t, s, from_day);
    due_add(t, s->look_on, due_kind_suspense, NULL, (uint32_t)suspense_no);
    suspense_put(t, &key, s);
}

void payroll_suspense_drop(struct txn *t, uint64_t suspense_no, const struct suspense *s)
{
    struct suspense_key key = {suspense_no};
    due_remove(t, s->look_on, due_kind_suspense, NULL, (uint32_t)suspense_no);
    suspense_delete(t, &key);
}

static uint64_t tell(struct txn *t, uint64_t suspense_no, const struct suspense *s, int32_t date,
                     const struct cause *because)
{
    struct payroll_suspense_created body = {
        .suspense_no = suspense_no, .period = s->period, .amount_satang = s->amount_satang, .reason = s->reason};
    struct cause follows = cause_of("suspense", 0);
    char number[VALUE_TEXT_MAX];
    memcpy(body.unit_code, s->unit_code, sizeof body.unit_code);
    memcpy(body.member_no, s->member_no, sizeof body.member_no);
    uint64_t position = emit_payroll_suspense_created(t, date, &body, because);
    cause_add_position(&follows, position);
    value_integer_print((int64_t)suspense_no, number);
    notify(t, date,
           &(struct notice){.template = template_suspense_to_match,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = number,
                            .amount_satang = s->amount_satang > 0 ? s->amount_satang : -s->amount_satang},
           &follows);
    return position;
}

/* Between the unit's receivable and suspense; then the unit's account is brought up to date. */
static void book(struct txn *t, const char *unit_code, int64_t amount_satang, int32_t date, const struct cause *booked)
{
    struct posting p;
    posting_begin(&p, NULL);
    posting_move(&p, account_unit_receivable, -amount_satang, unit_code);
    posting_move(&p, account_suspense, amount_satang, unit_code);
    posting_emit(t, date, &p, booked);
    payroll_receivable_add(t, unit_code, amount_satang, date, booked);
}

uint64_t payroll_suspend(struct txn *t, const struct suspense *s, int32_t date, const struct cause *because)
{
    uint64_t number = counter_next(t, "suspense");
    struct suspense item = *s;
    struct cause booked = cause_of("double_entry", 0);
    item.since = date;
    payroll_suspense_keep(t, number, &item, date);
    cause_add_position(&booked, tell(t, number, &item, date, because));
    book(t, item.unit_code, item.amount_satang, date, &booked);
    return number;
}

/* What officers moved on stays where they moved it: only the difference is left to be got back. */
static void overdrawn(struct txn *t, const struct suspense *was, int64_t missing_satang, int32_t date,
                      const struct cause *because)
{
    struct suspense item = *was;
    uint64_t number = counter_next(t, "suspense");
    item.amount_satang = -missing_satang;
    item.reason = suspense_reason_line_revoked;
    item.since = date;
    payroll_suspense_keep(t, number, &item, date);
    tell(t, number, &item, date, because);
}

void payroll_unsuspend(struct txn *t, uint64_t suspense_no, const struct suspense *was, int32_t date,
                       const struct cause *because)
{
    struct suspense_key key = {suspense_no};
    struct suspense item;
    struct cause booked = cause_of("double_entry", 0);
    int64_t found = 0;
    if (suspense_no == 0)
        return;
    if (suspense_get(t, &key, &item)) {
        struct suspense_cleared body = {
            .suspense_no = suspense_no,
            .amount_satang = item.amount_satang,
            .days_waited = date > item.since ? (uint32_t)(date - item.since) : 0,
        };
        found = item.amount_satang;
        payroll_suspense_drop(t, suspense_no, &item);
        cause_add_position(&booked, emit_suspense_cleared(t, date, &body, because));
    }
    if (found != was->amount_satang)
        overdrawn(t, was, money_sub(was->amount_satang, found), date, because);
    book(t, was->unit_code, -was->amount_satang, date, &booked);
}

void payroll_suspense_due(struct txn *t, uint64_t suspense_no, int32_t day)
{
    struct suspense_key key = {suspense_no};
    struct suspense item;
    struct cause because = cause_of("suspense_ageing", 0), follows = because;
    char number[VALUE_TEXT_MAX];
    if (!suspense_get(t, &key, &item))
        return;
    struct suspense_overdue body = {
        .suspense_no = suspense_no, .amount_satang = item.amount_satang, .days_waited = (uint32_t)(day - item.since)};
    memcpy(body.unit_code, item.unit_code, sizeof body.unit_code);
    cause_add_fact(&because, fact_days_waited, day - item.since, item.look_on - item.since);
    cause_add_position(&follows, emit_suspense_overdue(t, day, &body, &because));
    value_integer_print((int64_t)suspense_no, number);
    notify(t, day,
           &(struct notice){.template = template_suspense_overdue,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = number,
                            .amount_satang = item.amount_satang > 0 ? item.amount_satang : -item.amount_satang},
           &follows);
    payroll_suspense_keep(t, suspense_no, &item, day);
}
