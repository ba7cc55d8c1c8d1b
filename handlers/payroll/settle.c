#include "payroll.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../loan/loan.h"
#include "../rules/money.h"

#include <assert.h>
#include <string.h>

/* What a slice works with. */
struct settling {
    struct txn *t;
    struct policy_in_force policy;
    struct cycle cycle;
    struct unit_bill_key unit;
    struct unit_bill month;
    int64_t deducted_satang; /* by the members of this slice: to be added to the receivable */
    uint64_t closed_seq;     /* of the event that closed the file */
    int32_t date;
};

/* Credits that wait for their debit. A member with many loans needs more than one posting. */
struct credits {
    struct credit {
        enum account account;
        int64_t amount_satang;
        char sub_ref[24];
    } sides[11];
    uint32_t count;
};

/* The member in hand. */
struct payer {
    struct bill_key key;
    struct bill bill;
    int64_t arrears_left,
        current_left; /* of the money, for the arrears and for this month's part of the lines to come */
    int64_t settled_satang;
    uint64_t told, told_short; /* the last line settled, and the last that was short */
    struct credits credits;
};

static bool settling_begin(struct settling *s, struct txn *t, const struct work *w)
{
    *s = (struct settling){.t = t, .closed_seq = w->seq, .date = w->date, .unit.period = w->period};
    memcpy(s->unit.unit_code, w->code, sizeof s->unit.unit_code);
    return unit_bill_get(t, &s->unit, &s->month) && payroll_cycle_of(t, w->code, w->period, &s->cycle) &&
           policy_on(t, w->date, &s->policy);
}

static struct cause rule_cause(const struct settling *s, const char *rule, uint64_t position)
{
    struct cause c = cause_of(rule, s->policy.version);
    cause_add_position(&c, position);
    return c;
}

/* ---- books */

static void credits_book(const struct settling *s, struct payer *p)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", 0);
    int64_t total = 0;
    cause_add_position(&booked, p->told);
    for (uint32_t i = 0; i < p->credits.count; i++)
        total = money_add(total, p->credits.sides[i].amount_satang);
    posting_begin(&posting, NULL);
    posting_debit(&posting, account_unit_receivable, total, s->unit.unit_code);
    for (uint32_t i = 0; i < p->credits.count; i++) {
        const struct credit *c = &p->credits.sides[i];
        posting_credit(&posting, c->account, c->amount_satang, c->sub_ref);
    }
    posting_emit(s->t, s->date, &posting, &booked);
    p->credits.count = 0;
}

static void credit_add(const struct settling *s, struct payer *p, enum account account, int64_t amount_satang,
                       const char *sub_ref)
{
    if (amount_satang == 0)
        return;
    if (p->credits.count == sizeof p->credits.sides / sizeof *p->credits.sides)
        credits_book(s, p);
    struct credit *c = &p->credits.sides[p->credits.count++];
    c->account = account;
    c->amount_satang = amount_satang;
    value_code_set(c->sub_ref, sizeof c->sub_ref, sub_ref);
}

static void refund(const struct settling *s, struct payer *p, int64_t amount_satang, enum refund_cause why)
{
    if (amount_satang == 0)
        return;
    struct cause because = rule_cause(s, "settle_order", p->told);
    cause_add_seq(&because, p->bill.result_seq);
    cause_add_fact(&because, fact_collected_satang, p->bill.collected_satang, p->bill.billed_satang);
    payroll_refund(s->t, p->key.member_no, amount_satang, why, s->date, &because);
    credit_add(s, p, account_refund_payable, amount_satang, p->key.member_no);
}

/* ---- lines */

static enum reason reason_of(const struct payer *p)
{
    if (p->bill.line_no == 0)
        return reason_missing_line;
    return p->bill.reason == reason_absent ? reason_unknown : (enum reason)p->bill.reason;
}

static void receipt_correct(const struct settling *s, const struct payer *p, const struct bill_line *line,
                            int64_t billed_satang)
{
    struct cause because = rule_cause(s, "correct_collected", p->told);
    cause_add_fact(&because, fact_collected_satang, line->collected_satang, billed_satang);
    if (line->result == line_result_none) {
        struct payroll_receipt_cancelled body = {.receipt_no = line->receipt_no, .old_satang = billed_satang};
        memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
        emit_payroll_receipt_cancelled(s->t, s->date, &body, &because);
    } else if (line->result == line_result_partial) {
        struct payroll_receipt_adjusted body = {
            .receipt_no = line->receipt_no, .old_satang = billed_satang, .new_satang = line->collected_satang};
        memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
        emit_payroll_receipt_adjusted(s->t, s->date, &body, &because);
    }
}

static void line_tell(const struct settling *s, struct payer *p, const struct bill_line *line, int64_t billed_satang)
{
    struct payroll_line_settled body = {
        .period = p->key.period,
        .item = line->item,
        .result = line->result,
        .billed_satang = billed_satang,
        .collected_satang = line->collected_satang,
        .receipt_no = line->receipt_no,
    };
    struct cause because = cause_of("settle_order", s->policy.version);
    memcpy(body.unit_code, p->key.unit_code, sizeof body.unit_code);
    memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
    memcpy(body.contract_no, line->contract_no, sizeof body.contract_no);
    if (line->result != line_result_full)
        body.reason = (uint8_t)reason_of(p);
    /* Without a line of its own the member's result follows from the closing of the file. */
    cause_add_seq(&because, p->bill.line_no > 0 ? p->bill.result_seq : s->closed_seq);
    cause_add_position(&because, s->month.bill_position);
    if (p->bill.line_no > 0)
        cause_add_fact(&because, fact_line_no, p->bill.line_no, 0);
    cause_add_fact(&because, fact_collected_satang, line->collected_satang, billed_satang);
    p->told = emit_payroll_line_settled(s->t, s->date, &body, &because);
    if (line->result != line_result_full)
        p->told_short = p->told;
    receipt_correct(s, p, line, billed_satang);
}

static void share_pay(const struct settling *s, struct payer *p, const struct bill_line *line)
{
    struct member_key key;
    struct member member;
    memcpy(key.member_no, p->key.member_no, sizeof key.member_no);
    if (line->collected_satang == 0 || !member_get(s->t, &key, &member))
        return;
    member.share_balance_satang = money_add(member.share_balance_satang, line->collected_satang);
    member_put(s->t, &key, &member);
    credit_add(s, p, account_share_capital, line->collected_satang, p->key.member_no);
}

/* A later bill was paid before this one: its interest on the principal repaid now is owed back. */
static void interest_give_back(const struct settling *s, const struct payer *p, const struct bill_line *line,
                               const struct loan_payment *paid)
{
    struct cause back = rule_cause(s, "interest_return", paid->posted_position), booked = cause_of("double_entry", 0);
    struct posting posting;
    payroll_refund(s->t, p->key.member_no, paid->interest_return_satang, refund_cause_interest_return, s->date, &back);
    cause_add_position(&booked, paid->posted_position);
    posting_begin(&posting, NULL);
    posting_debit(&posting, account_interest_income, paid->interest_return_satang, line->contract_no);
    posting_credit(&posting, account_refund_payable, paid->interest_return_satang, p->key.member_no);
    posting_emit(s->t, s->date, &posting, &booked);
}

/* A line that is short is marked first: what the payment itself brings to light of the arrears may cite it. What the
 * loan no longer takes, because it was paid elsewhere since the bill, is owed back. */
static void loan_line_pay(const struct settling *s, struct payer *p, const struct bill_line *line)
{
    struct loan_payment paid;
    struct cause because = rule_cause(s, "settle_order", p->told);
    struct loan_billing bill = {.interest_to_date = s->cycle.interest_to_date, .due_date = s->cycle.remit_due_date};
    cause_add_seq(&because, p->bill.result_seq);
    if (line->result != line_result_full)
        loan_mark_short(s->t, line->contract_no, s->cycle.remit_due_date, p->told);
    if (line->collected_satang == 0)
        return;
    loan_pay(s->t, line->contract_no, line->collected_satang, s->date, &bill, &s->policy, &because, &paid);
    interest_give_back(s, p, line, &paid);
    credit_add(s, p, account_legal_advance, paid.costs_satang, line->contract_no);
    credit_add(s, p, account_interest_income, paid.interest_satang, line->contract_no);
    credit_add(s, p, posting_loan_account(paid.kind), paid.principal_satang, line->contract_no);
    refund(s, p, paid.excess_satang, refund_cause_over_paid);
}

static void line_settle(const struct settling *s, struct payer *p, const struct bill_line_key *key,
                        struct bill_line *line)
{
    int64_t current = money_add(line->interest_satang, line->principal_satang);
    int64_t billed = money_add(line->arrears_satang, current);
    int64_t arrears_paid = money_min(p->arrears_left, line->arrears_satang);
    int64_t current_paid = money_min(p->current_left, current);
    p->arrears_left = money_sub(p->arrears_left, arrears_paid);
    p->current_left = money_sub(p->current_left, current_paid);
    line->collected_satang = money_add(arrears_paid, current_paid);
    p->settled_satang = money_add(p->settled_satang, line->collected_satang);
    line->result = line_result_partial;
    if (line->collected_satang == billed)
        line->result = line_result_full;
    else if (line->collected_satang == 0)
        line->result = line_result_none;
    bill_line_put(s->t, key, line);
    line_tell(s, p, line, billed);
    if (line->item == bill_item_share)
        share_pay(s, p, line);
    else
        loan_line_pay(s, p, line);
}

/* ---- members */

static bool line_at(const struct settling *s, const struct payer *p, uint32_t place, struct bill_line_key *ret_key,
                    struct bill_line *ret)
{
    *ret_key = (struct bill_line_key){.period = p->key.period, .place = place};
    memcpy(ret_key->unit_code, p->key.unit_code, sizeof ret_key->unit_code);
    memcpy(ret_key->member_no, p->key.member_no, sizeof ret_key->member_no);
    return bill_line_get(s->t, ret_key, ret);
}

/* Arrears come before current parts over all items. So the money is split before the lines are walked: first what all
 * arrears take, the rest for current parts; each share is then used up in the order of deduction. */
static void money_split(const struct settling *s, struct payer *p)
{
    struct bill_line_key key;
    struct bill_line line;
    int64_t arrears = 0;
    p->arrears_left = p->current_left = p->bill.collected_satang;
    if (p->bill.collected_satang >= p->bill.billed_satang)
        return; /* enough for every line */
    for (uint32_t place = 1; place <= p->bill.lines && line_at(s, p, place, &key, &line); place++)
        arrears = money_add(arrears, line.arrears_satang);
    p->arrears_left = money_min(arrears, p->bill.collected_satang);
    p->current_left = money_sub(p->bill.collected_satang, p->arrears_left);
}

static void notice_short(const struct settling *s, const struct payer *p)
{
    char period[VALUE_TEXT_MAX];
    if (p->told_short == 0)
        return;
    struct cause because = rule_cause(s, "correct_collected", p->told_short);
    cause_add_fact(&because, fact_collected_satang, p->settled_satang, p->bill.billed_satang);
    value_period_print(p->key.period, period);
    notify(s->t, s->date,
           &(struct notice){.template = template_payment_short,
                            .audience = audience_member,
                            .recipient_ref = p->key.member_no,
                            .subject_ref = period,
                            .amount_satang = money_sub(p->bill.billed_satang, p->settled_satang),
                            .due_date = s->date <= s->cycle.cut_off_date ? s->cycle.cut_off_date : 0},
           &because);
}

static void billed_settle(struct settling *s, struct payer *p)
{
    struct bill_line_key key;
    struct bill_line line;
    money_split(s, p);
    for (uint32_t place = 1; place <= p->bill.lines && line_at(s, p, place, &key, &line); place++)
        line_settle(s, p, &key, &line);
    int64_t over = money_sub(p->bill.collected_satang, p->settled_satang);
    refund(s, p, over, refund_cause_over_deducted);
    notice_short(s, p);
    credits_book(s, p);
    s->month.settled_satang = money_add(s->month.settled_satang, p->settled_satang);
    s->month.over_satang = money_add(s->month.over_satang, over);
}

/* Lines of a member that came while bills were being made, and no bill of this unit was made for him. */
static void unbilled_suspend(struct settling *s, const struct payer *p)
{
    struct suspense item = {
        .amount_satang = p->bill.collected_satang,
        .seq = p->bill.result_seq,
        .period = p->key.period,
        .reason = suspense_reason_not_billed,
    };
    struct cause because = cause_of("suspense", 0);
    if (p->bill.collected_satang == 0)
        return;
    memcpy(item.unit_code, p->key.unit_code, sizeof item.unit_code);
    memcpy(item.member_no, p->key.member_no, sizeof item.member_no);
    cause_add_seq(&because, p->bill.result_seq);
    cause_add_fact(&because, fact_line_no, p->bill.line_no, 0);
    payroll_suspend(s->t, &item, s->date, &because);
    s->month.suspense_satang = money_add(s->month.suspense_satang, p->bill.collected_satang);
}

/* false: the budget is used up. */
static bool members_settle(struct settling *s, struct work *w, uint32_t *budget)
{
    struct bill_key key = {.period = w->period};
    struct bill bill;
    memcpy(key.unit_code, w->code, sizeof key.unit_code);
    memcpy(key.member_no, w->member_done, sizeof key.member_no);
    while (*budget > 0 && bill_seek(s->t, &key, true, &bill) && key.period == w->period &&
           memcmp(key.unit_code, w->code, sizeof key.unit_code) == 0) {
        struct payer p = {.key = key, .bill = bill};
        --*budget;
        if (bill.lines > 0)
            billed_settle(s, &p);
        else
            unbilled_suspend(s, &p);
        s->deducted_satang = money_add(s->deducted_satang, bill.collected_satang);
        bill.settled = true;
        bill_put(s->t, &key, &bill);
        memcpy(w->member_done, key.member_no, sizeof w->member_done);
    }
    return *budget > 0;
}

static uint64_t unit_tell(const struct settling *s)
{
    struct payroll_unit_settled body = {
        .period = s->unit.period,
        .billed_satang = s->month.billed_satang,
        .settled_satang = s->month.settled_satang,
        .over_satang = s->month.over_satang,
        .remitted_satang = s->month.remitted_satang,
    };
    struct cause because = rule_cause(s, "settle_order", s->month.bill_position);
    cause_add_seq(&because, s->closed_seq);
    cause_add_fact(&because, fact_collected_satang, s->month.settled_satang, s->month.billed_satang);
    memcpy(body.unit_code, s->unit.unit_code, sizeof body.unit_code);
    return emit_payroll_unit_settled(s->t, s->date, &body, &because);
}

/* The unit's account is brought up to date once for all members of a slice: one posting, not one for each of them. */
bool payroll_settle_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct settling s;
    struct cause drawn = cause_of("double_entry", 0);
    if (!settling_begin(&s, t, w))
        return true;
    bool whole = members_settle(&s, w, budget);
    if (whole) {
        --*budget;
        s.month.state = unit_bill_state_settled;
        unit_tell(&s);
    }
    unit_bill_put(t, &s.unit, &s.month);
    cause_add_seq(&drawn, w->seq);
    payroll_receivable_add(t, s.unit.unit_code, s.deducted_satang, s.date, &drawn);
    if (whole && clock_day_closed(t) >= s.cycle.cut_off_date) /* the cut-off day has looked at it without a file */
        payroll_unit_cut_off(t, s.unit.unit_code, s.unit.period, s.date);
    return whole;
}
