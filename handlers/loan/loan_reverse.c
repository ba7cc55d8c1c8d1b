#include "../clock/work.h"
#include "../mediation/agreement.h"
#include "../member/year.h"
#include "../rules/interest.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"
#include "loan_rate.h"
#include "security.h"

#include <string.h>

static struct interest_principal take(struct interest_principal *left, int64_t interest_satang,
                                      int64_t principal_satang)
{
    struct interest_principal r = {money_min(left->interest_satang, interest_satang),
                                   money_min(left->principal_satang, principal_satang), left->accrued};
    left->interest_satang -= r.interest_satang;
    left->principal_satang -= r.principal_satang;
    return r;
}

/* The instalments before it that this bill paid, the newest of them behind *key. */
static bool arrears_before(struct txn *t, struct arrears_paid_key *key, struct arrears_paid *ret)
{
    struct arrears_paid_key at = *key, newest = {0};
    struct arrears_paid row;
    int32_t before = key->due_date;
    bool found = false;
    at.due_date = 0;
    while (arrears_paid_seek(t, &at, true, &row) && strcmp(at.contract_no, key->contract_no) == 0 &&
           at.bill_due == key->bill_due && at.due_date < before) {
        newest = at;
        *ret = row;
        found = true;
    }
    if (found)
        *key = newest;
    return found;
}

static struct interest_principal arrears_sum(struct txn *t, const struct arrears_paid_key *of)
{
    struct arrears_paid_key key = *of;
    struct arrears_paid row;
    struct interest_principal sum = {0};
    while (arrears_before(t, &key, &row)) {
        sum.interest_satang = money_add(sum.interest_satang, row.interest_satang);
        sum.principal_satang = money_add(sum.principal_satang, row.principal_satang);
    }
    return sum;
}

/* An instalment that was missed before it was paid is missed again, by whose fault is known by now; one that was not is
 * late when its day is closed. true: it is missed. */
static bool arrears_restore(struct txn *t, const struct loan *loan, const struct arrears_paid_key *of,
                            const struct arrears_paid *was, struct interest_principal back, int32_t not_before)
{
    const char *contract_no = of->contract_no;
    struct loan_billing terms = {
        .due_date = of->due_date, .late_on = was->late_on, .fault = (enum fault)was->fault, .accrued = back.accrued,
        .not_before = not_before};
    struct instalment_key key = loan_instalment_key(contract_no, of->due_date);
    struct instalment row;
    if (back.interest_satang + back.principal_satang == 0)
        return false;
    loan_fault(t, contract_no, of->due_date, &terms.fault);
    bool open = instalment_get(t, &key, &row);
    loan_instalment_add(t, contract_no, &terms, back.interest_satang, back.principal_satang);
    if (open || !was->missed || !instalment_get(t, &key, &row))
        return open && row.missed;
    due_remove(t, row.late_on, due_kind_instalment, contract_no, (uint32_t)of->due_date);
    row.late_on = was->late_on;
    row.short_position = was->short_position;
    row.missed = true;
    instalment_put(t, &key, &row);
    loan_missed_note(t, &key, loan, row.fault);
    return true;
}

/* Money went to the oldest instalment first, so it comes back from the newest first: from the bill's own, then from
 * those before it. The bill's own, if it was not missed before, counts as
 * missed at the next close of a day, if its own is past. */
static bool instalments_restore(struct txn *t, const char *contract_no, const struct loan *loan,
                                struct interest_principal left, const struct loan_taking_back *of)
{
    const struct loan_payment *held = of->held;
    const struct loan_billing *bill = of->bill;
    struct arrears_paid_key key = {.bill_due = bill->due_date, .due_date = bill->due_date + 1};
    struct arrears_paid row;
    struct loan_billing own = *bill;
    bool missed = false;
    own.accrued = left.accrued;
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    struct interest_principal earlier = arrears_sum(t, &key);
    struct interest_principal r = take(&left, money_max(0, money_sub(held->interest_satang, earlier.interest_satang)),
                                       money_max(0, money_sub(held->principal_satang, earlier.principal_satang)));
    if (r.interest_satang + r.principal_satang > 0)
        loan_instalment_add(t, contract_no, &own, r.interest_satang, r.principal_satang);
    while (left.interest_satang + left.principal_satang > 0 && arrears_before(t, &key, &row)) {
        r = take(&left, row.interest_satang, row.principal_satang);
        row.interest_satang -= r.interest_satang;
        row.principal_satang -= r.principal_satang;
        if (row.interest_satang + row.principal_satang > 0)
            arrears_paid_put(t, &key, &row);
        else
            arrears_paid_delete(t, &key);
        missed = arrears_restore(t, loan, &key, &row, r, bill->not_before) || missed;
    }
    return missed;
}

/* The days from the end of this bill's interest to the last day charged were charged without the principal that comes
 * back. */
static int64_t interest_anew(struct txn *t, const struct loan *loan, int64_t principal_satang, int32_t from,
                             const struct policy_in_force *p)
{
    struct interest_terms terms = interest_return_terms(policy_interest(p));
    return loan_interest(t, loan, (struct loan_span){principal_satang, from, loan->counted_to}, &terms);
}

uint64_t loan_tell_reversed(struct txn *t, const char *contract_no, const struct loan *loan,
                            const struct loan_payment *back, struct loan_instalment_reversed *body,
                            const struct loan_back *at)
{
    body->interest_satang = back->interest_satang;
    body->principal_satang = back->principal_satang;
    body->costs_satang = back->costs_satang;
    body->balance_satang = loan->principal_satang;
    body->arrears_satang = loan_arrears(loan);
    value_code_set(body->contract_no, sizeof body->contract_no, contract_no);
    value_code_set(body->member_no, sizeof body->member_no, loan->member_no);
    return emit_loan_instalment_reversed(t, at->date, body, at->why);
}

void loan_back_rows(struct txn *t, const char *contract_no, struct loan *loan, struct loan_payment *back,
                    struct loan_taking_back *of)
{
    int64_t charged = interest_anew(t, loan, back->principal_satang, of->bill->interest_to_date, of->policy);
    back->interest_return_satang = money_min(charged, of->held->interest_return_satang);
    int64_t owed = money_sub(charged, back->interest_return_satang);
    loan->state = loan_state_active;
    loan->principal_satang = money_add(loan->principal_satang, back->principal_satang);
    loan->billed_principal_satang = money_add(loan->billed_principal_satang, back->principal_satang);
    loan->billed_interest_satang = money_add(loan->billed_interest_satang, money_add(back->interest_satang, owed));
    loan->interest_charged_satang = money_add(loan->interest_charged_satang, charged);
    loan->costs_satang = money_add(loan->costs_satang, back->costs_satang);
    loan->paid_satang = money_sub(
        loan->paid_satang, money_add(back->costs_satang, money_add(back->interest_satang, back->principal_satang)));
    if (loan->paid_satang == 0)
        loan->paid_on = 0;
    of->charged_satang = charged;
    of->missed = instalments_restore(
        t, contract_no, loan,
        (struct interest_principal){back->interest_satang, back->principal_satang, of->bill->accrued}, of);
}

uint64_t loan_take_back(struct txn *t, const char *contract_no, const struct loan_payment *held,
                        struct loan_payment *back, int32_t date, const struct loan_billing *bill,
                        const struct policy_in_force *p, const struct cause *why)
{
    struct loan loan;
    struct loan_instalment_reversed body = {0};
    struct loan_change change = {.date = date, .as_of = clock_day_closed(t)};
    struct loan_billing own = *bill;
    struct loan_taking_back taking = {.held = held, .bill = &own, .policy = p};
    loan_catch_up(t, contract_no);
    if (!loan_find(t, contract_no, &loan))
        return 0;
    if (loan.state == loan_state_restructured || loan.state == loan_state_written_off)
        return loan_take_back_ended(t, contract_no, held, back,
                                    &(struct loan_back){date, bill->interest_to_date, p, why});
    if (loan.state == loan_state_closed) {
        security_restore(t, loan.application_no);
        loan_list(t, contract_no, &loan, true);
        body.reopened = true;
    }
    own.accrued = loan_accrues(&loan, p);
    loan_back_rows(t, contract_no, &loan, back, &taking);
    loan_fact_taken_back(t, contract_no, &loan, &taking, back);
    year_interest(t, loan.member_no, date, money_sub(back->interest_return_satang, back->interest_satang));
    body.interest_charged_satang = taking.charged_satang;
    change.told_by = loan_tell_reversed(t, contract_no, &loan, back, &body, &(struct loan_back){date, 0, p, why});
    if (taking.missed || loan.missed_instalments > 0)
        loan_refresh(t, contract_no, &loan, &change);
    else
        loan_classify_again(t, contract_no, &loan, &change);
    loan_accrual_book(t, contract_no, &loan, date, p);
    loan_store(t, contract_no, &loan);
    int64_t taken = money_add(back->costs_satang, money_add(back->interest_satang, back->principal_satang));
    agreement_paid(t, loan.case_id, &(struct agreed_money){-taken, loan_paid_on(date, bill), date, change.told_by});
    return change.told_by;
}
