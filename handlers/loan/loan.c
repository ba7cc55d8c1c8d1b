#include "loan.h"

#include "../clock/work.h"
#include "../collection/case.h"
#include "../mediation/agreement.h"
#include "../member/year.h"
#include "../rules/interest.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"
#include "loan_rate.h"
#include "security.h"

#include <string.h>

static struct loan_key loan_key(const char *contract_no)
{
    struct loan_key key;
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return key;
}

static struct member_loan_key member_loan_key(const char *member_no, const char *contract_no)
{
    struct member_loan_key key;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return key;
}

struct instalment_key loan_instalment_key(const char *contract_no, int32_t due_date)
{
    struct instalment_key key = {.due_date = due_date};
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return key;
}

bool loan_instalment_next(struct txn *t, const char *contract_no, struct instalment_key *key, struct instalment *ret)
{
    return instalment_seek(t, key, true, ret) && strcmp(key->contract_no, contract_no) == 0;
}

bool loan_find(struct txn *t, const char *contract_no, struct loan *ret)
{
    struct loan_key key = loan_key(contract_no);
    return loan_get(t, &key, ret);
}

void loan_store(struct txn *t, const char *contract_no, const struct loan *loan)
{
    struct loan_key key = loan_key(contract_no);
    loan_put(t, &key, loan);
}

void loan_list(struct txn *t, const char *contract_no, const struct loan *loan, bool active)
{
    struct member_loan_key listed = member_loan_key(loan->member_no, contract_no);
    member_loan_put(t, &listed, &(struct member_loan){.active = active});
}

void loan_open(struct txn *t, const char *contract_no, const struct loan *loan)
{
    struct loan opened = *loan;
    loan_fact_opened(t, contract_no, &opened);
    loan_store(t, contract_no, &opened);
    loan_list(t, contract_no, loan, true);
}

int64_t loan_arrears(const struct loan *loan)
{
    return money_add(loan->billed_interest_satang, loan->billed_principal_satang);
}

void loan_leave_case(struct txn *t, const char *contract_no)
{
    struct loan loan;
    if (!loan_find(t, contract_no, &loan))
        return;
    memset(loan.case_id, 0, sizeof loan.case_id);
    loan_store(t, contract_no, &loan);
}

int64_t loan_charge_interest(struct txn *t, struct loan *loan, int32_t to, const struct policy_in_force *p)
{
    struct interest_terms terms = policy_interest(p);
    struct loan_span span = {loan->principal_satang, loan->counted_to, to};
    if (to <= loan->counted_to)
        return 0;
    int64_t interest = loan_interest(t, loan, span, &terms);
    loan_rate_used(t, loan, to);
    loan->billed_interest_satang = money_add(loan->billed_interest_satang, interest);
    loan->interest_charged_satang = money_add(loan->interest_charged_satang, interest);
    loan->counted_to = to;
    return interest;
}

/* What the payroll pays of instalments before its own bill, or of one that was missed, is noted, so that it can be
 * taken back from the same ones, as they were. */
static void arrears_note(struct txn *t, const struct instalment_key *of, const struct instalment *was, int32_t bill_due,
                         struct interest_principal paid)
{
    struct arrears_paid_key key = {.bill_due = bill_due, .due_date = of->due_date};
    struct arrears_paid row = {0};
    memcpy(key.contract_no, of->contract_no, sizeof key.contract_no);
    if (bill_due == 0 || (of->due_date == bill_due && !was->missed))
        return;
    arrears_paid_get(t, &key, &row);
    row.interest_satang = money_add(row.interest_satang, paid.interest_satang);
    row.principal_satang = money_add(row.principal_satang, paid.principal_satang);
    row.short_position = was->short_position;
    row.late_on = was->late_on;
    row.fault = was->fault;
    row.missed = was->missed;
    arrears_paid_put(t, &key, &row);
}

/* When something is paid, and out of which bill; bill_due 0: outside the payroll. */
struct paying {
    int32_t bill_due, date;
};

/* Nothing of it is unpaid any more. */
static void instalment_paid(struct txn *t, const struct instalment_key *key, const struct instalment *row,
                            struct paying at)
{
    instalment_delete(t, key);
    if (row->missed)
        loan_missed_paid(t, key, row, at.bill_due, at.date);
    else
        due_remove(t, row->late_on, due_kind_instalment, key->contract_no, (uint32_t)key->due_date);
}

/* Takes what was paid off the instalments, oldest first. Interest that no instalment holds was charged at a payment. */
static void pay_instalments(struct txn *t, const char *contract_no, struct paying at, int64_t interest_satang,
                            int64_t principal_satang)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    while (interest_satang + principal_satang > 0 && loan_instalment_next(t, contract_no, &key, &row)) {
        int64_t interest = money_min(interest_satang, row.interest_satang);
        int64_t principal = money_min(principal_satang, row.principal_satang);
        interest_satang -= interest;
        principal_satang -= principal;
        row.interest_satang -= interest;
        row.principal_satang -= principal;
        row.accrued_satang = money_min(row.accrued_satang, row.interest_satang);
        arrears_note(t, &key, &row, at.bill_due, (struct interest_principal){interest, principal});
        if (row.interest_satang + row.principal_satang > 0)
            instalment_put(t, &key, &row);
        else
            instalment_paid(t, &key, &row, at);
    }
}

/* What can be paid at once: interest and principal that were billed, and principal in all. */
struct payable {
    int64_t interest_satang, billed_satang, principal_satang;
};

/* From outside the payroll the member decides what he pays: all interest, and principal that is not billed yet. The
 * payroll pays what it was asked to take, up to its own bill: a file that comes late does not pay a later month's
 * interest first. */
static struct payable payable_of(struct txn *t, const char *contract_no, const struct loan *loan, int32_t bill_due)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    struct payable all = {loan->billed_interest_satang, loan->billed_principal_satang, loan->principal_satang};
    struct payable billed = {0};
    if (bill_due == 0)
        return all;
    while (loan_instalment_next(t, contract_no, &key, &row) && key.due_date <= bill_due) {
        billed.interest_satang = money_add(billed.interest_satang, row.interest_satang);
        billed.billed_satang = money_add(billed.billed_satang, row.principal_satang);
    }
    billed.principal_satang = billed.billed_satang;
    return billed;
}

/* What is due on `date`: the instalments up to it, and interest that no instalment holds, which was charged to a
 * payment's day. */
static struct payable due_of(struct txn *t, const char *contract_no, const struct loan *loan, int32_t date)
{
    struct instalment_key key = loan_instalment_key(contract_no, date);
    struct instalment row;
    struct payable due = {loan->billed_interest_satang, loan->billed_principal_satang, 0};
    while (loan_instalment_next(t, contract_no, &key, &row)) {
        due.interest_satang = money_sub(due.interest_satang, row.interest_satang);
        due.billed_satang = money_sub(due.billed_satang, row.principal_satang);
    }
    due.principal_satang = due.billed_satang;
    return due;
}

/* Costs, interest, principal (Civil Code s. 329), of what is left of the payment. */
static void apply(struct txn *t, const char *contract_no, struct loan *loan, struct paying at, struct payable payable,
                  struct loan_payment *payment)
{
    int64_t left = payment->excess_satang;
    int64_t costs = money_min(left, loan->costs_satang);
    left -= costs;
    int64_t interest = money_min(left, payable.interest_satang);
    left -= interest;
    int64_t billed = money_min(left, payable.billed_satang), principal = money_min(left, payable.principal_satang);
    payment->costs_satang += costs;
    payment->interest_satang += interest;
    payment->principal_satang += principal;
    payment->excess_satang = left - principal;
    pay_instalments(t, contract_no, at, interest, billed);
    loan->costs_satang -= costs;
    loan->billed_interest_satang -= interest;
    loan->billed_principal_satang -= billed;
    loan->principal_satang -= principal;
}

int64_t loan_interest_back(struct txn *t, struct loan *loan, int64_t repaid_satang, int32_t date,
                           const struct policy_in_force *p)
{
    struct interest_terms terms = interest_return_terms(policy_interest(p));
    int64_t back = loan_interest(t, loan, (struct loan_span){repaid_satang, date, loan->counted_to}, &terms);
    back = money_min(back, loan->interest_charged_satang);
    loan->interest_charged_satang -= back;
    return back;
}

/* The payroll's money counts from the end of its own bill's interest: what later bills charged meanwhile on the
 * principal it repays is taken out of what is unpaid; the rest goes back. */
static int64_t interest_ahead(struct txn *t, const char *contract_no, struct loan *loan, int64_t repaid_satang,
                              int32_t from, int32_t due, const struct policy_in_force *p)
{
    int64_t back = loan_interest_back(t, loan, repaid_satang, from, p);
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    int64_t unbilled = loan->billed_interest_satang;
    while (loan_instalment_next(t, contract_no, &key, &row))
        unbilled = money_sub(unbilled, row.interest_satang);
    int64_t cut = money_min(back, unbilled);
    loan->billed_interest_satang -= cut;
    back -= cut;
    key = loan_instalment_key(contract_no, due);
    while (back > 0 && loan_instalment_next(t, contract_no, &key, &row)) {
        cut = money_min(back, row.interest_satang);
        back -= cut;
        row.interest_satang -= cut;
        row.accrued_satang = money_min(row.accrued_satang, row.interest_satang);
        loan->billed_interest_satang -= cut;
        if (row.interest_satang + row.principal_satang > 0)
            instalment_put(t, &key, &row);
        else
            instalment_paid(t, &key, &row, (struct paying){0, from});
    }
    return back;
}

void loan_charge_costs(struct txn *t, const char *contract_no, int64_t costs_satang, int32_t date, struct loan *ret)
{
    loan_find(t, contract_no, ret);
    ret->costs_satang = money_add(ret->costs_satang, costs_satang);
    loan_fact_charged(t, contract_no, ret, costs_satang, date);
    loan_store(t, contract_no, ret);
}

bool loan_is_repaid(const struct loan *loan)
{
    return loan->principal_satang == 0 && loan->billed_interest_satang == 0 && loan->costs_satang == 0;
}

void loan_close_if_repaid(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change,
                          const struct cause *why_paid)
{
    struct loan_closed body = {0};
    struct cause why = *why_paid;
    if (!loan_is_repaid(loan))
        return;
    loan->state = loan_state_closed;
    security_release(t, loan->application_no);
    loan_list(t, contract_no, loan, false);
    value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
    value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
    cause_add_position(&why, change->told_by);
    cause_add_position(&why, emit_loan_closed(t, change->date, &body, &why));
    if (loan->case_id[0] != '\0')
        case_cure(t, loan, change->date, &why);
    case_end_suits(t, contract_no, loan, change->date, &why);
}

void loan_pay_rows(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of,
                   struct loan_payment *ret)
{
    const struct loan_billing *bill = of->bill;
    struct paying at = {bill ? bill->due_date : 0, of->date};
    int64_t amount_satang = ret->excess_satang;
    if (loan->state != loan_state_active)
        return;
    if (!bill) { /* before what is billed in advance */
        loan_charge_interest(t, loan, of->date, of->policy);
        apply(t, contract_no, loan, at, due_of(t, contract_no, loan, of->date), ret);
    }
    apply(t, contract_no, loan, at, payable_of(t, contract_no, loan, at.bill_due), ret);
    int64_t applied = money_sub(amount_satang, ret->excess_satang);
    if (applied == 0)
        return;
    loan->paid_on = of->date > loan->paid_on ? of->date : loan->paid_on;
    loan->paid_satang = money_add(loan->paid_satang, applied);
    ret->interest_return_satang =
        interest_ahead(t, contract_no, loan, ret->principal_satang, bill ? bill->interest_to_date : of->date,
                       bill ? bill->due_date : of->date, of->policy);
}

/* Whether the member is cleared with this loan depends on his other loans. */
static void catch_up_others(struct txn *t, const char *member_no, const char *contract_no, int32_t looked_to)
{
    struct member_loan_key key = member_loan_key(member_no, NULL);
    struct member_loan listed;
    while (member_loan_seek(t, &key, true, &listed) && strcmp(key.member_no, member_no) == 0) {
        if (listed.active && strcmp(key.contract_no, contract_no) != 0)
            loan_catch_up_to(t, key.contract_no, looked_to);
    }
}

/* What the payroll pays was deducted by its due date, whenever the unit tells of it. */
int32_t loan_paid_on(int32_t date, const struct loan_billing *bill)
{
    return bill && bill->due_date < date ? bill->due_date : date;
}

/* What fell due up to this day has been looked at: to `as_of`, or on to the close of a day that has come to this loan
 * before its unit's file, although the file is of the day before. */
static int32_t looked_up_to(struct txn *t, const char *contract_no, int32_t as_of)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    int32_t day = as_of;
    while (loan_instalment_next(t, contract_no, &key, &row))
        day = row.missed && row.late_on > day ? row.late_on : day;
    return day;
}

void loan_pay(struct txn *t, const char *contract_no, int64_t amount_satang, int32_t date,
              const struct loan_billing *bill, const struct policy_in_force *p, const struct cause *why_paid,
              struct loan_payment *ret)
{
    struct loan loan;
    struct loan_instalment_posted posted = {0};
    struct loan_change change = {.date = date, .as_of = clock_day_closed(t)};
    *ret = (struct loan_payment){.excess_satang = amount_satang};
    if (bill && bill->looked_to > 0)
        change.as_of = bill->looked_to;
    loan_catch_up_to(t, contract_no, change.as_of);
    if (!loan_find(t, contract_no, &loan))
        return;
    ret->kind = (enum loan_kind)loan.kind;
    value_code_set(ret->member_no, sizeof ret->member_no, loan.member_no);
    if ((loan.state != loan_state_active && loan.state != loan_state_closed) || amount_satang == 0)
        return;
    struct loan_paying paying = {.date = date, .bill = bill, .policy = p};
    if (loan.npl)
        catch_up_others(t, loan.member_no, contract_no, change.as_of);
    int32_t looked_to = looked_up_to(t, contract_no, change.as_of);
    loan_pay_rows(t, contract_no, &loan, &paying, ret);
    ret->fact_no = loan_fact_paid(t, contract_no, &loan, &paying, looked_to, ret);
    int64_t applied = money_sub(amount_satang, ret->excess_satang);
    if (applied > 0) {
        year_interest(t, loan.member_no, date, money_sub(ret->interest_satang, ret->interest_return_satang));
        posted.interest_satang = ret->interest_satang;
        posted.principal_satang = ret->principal_satang;
        posted.balance_satang = loan.principal_satang;
        posted.arrears_satang = loan_arrears(&loan);
        value_code_set(posted.contract_no, sizeof posted.contract_no, contract_no);
        value_code_set(posted.member_no, sizeof posted.member_no, loan.member_no);
        ret->posted_position = emit_loan_instalment_posted(t, date, &posted, why_paid);
        change.told_by = ret->posted_position;
        if (loan.missed_instalments > 0)
            loan_refresh(t, contract_no, &loan, &change);
        loan_close_if_repaid(t, contract_no, &loan, &change, why_paid);
        if (loan.class > loan_class_normal)
            loan_classify_again(t, contract_no, &loan, &change);
        loan_accrual_book(t, contract_no, &loan, date, p);
    }
    loan_store(t, contract_no, &loan);
    agreement_paid(t, loan.case_id, &(struct agreed_money){applied, loan_paid_on(date, bill), date, change.told_by});
}

/* Any 31 days of a common year, so that the burden of an open loan is counted like that of a new one. */
static int64_t month_of_interest(struct txn *t, const struct loan *loan, const struct policy_in_force *p)
{
    struct interest_terms terms = policy_interest(p);
    struct rate_step rate = {.rate_bp = loan_rate(t, loan)};
    return interest_charge(loan->principal_satang, &rate, 1, value_day(2022, 12, 31), value_day(2023, 1, 31), &terms);
}

int64_t loan_burden(struct txn *t, const struct loan *loan, const struct policy_in_force *p)
{
    int64_t interest = month_of_interest(t, loan, p);
    if (loan->method == loan_method_equal_principal)
        return money_add(money_min(loan->fixed_satang, loan->principal_satang), interest);
    return money_min(loan->fixed_satang, money_add(loan->principal_satang, interest));
}

int64_t loan_monthly_burden(struct txn *t, const char *member_no, const struct policy_in_force *p)
{
    struct member_loan_key key = member_loan_key(member_no, NULL);
    struct member_loan listed;
    struct loan loan;
    int64_t sum = 0;
    while (member_loan_seek(t, &key, true, &listed) && strcmp(key.member_no, member_no) == 0) {
        if (listed.active && loan_find(t, key.contract_no, &loan))
            sum = money_add(sum, loan_burden(t, &loan, p));
    }
    return sum;
}
