#include "../clock/work.h"
#include "../member/readmission.h"
#include "../rules/interest.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"

/* Interest that was charged at a payment which did not cover it: no instalment holds it yet. */
static int64_t interest_unbilled(struct txn *t, const char *contract_no, const struct loan *loan)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    int64_t unbilled = loan->billed_interest_satang;
    while (loan_instalment_next(t, contract_no, &key, &row))
        unbilled = money_sub(unbilled, row.interest_satang);
    return unbilled;
}

int32_t loan_late_on(const struct loan_billing *b)
{
    return b->late_on > b->due_date ? b->late_on : b->due_date + 1;
}

/* Nobody is late before he was billed: a bill that comes too late for its day is looked at when the next one is closed.
 */
int32_t loan_late_from(struct txn *t, const struct loan_billing *b)
{
    int32_t late_on = loan_late_on(b);
    int32_t first = b->not_before > 0 ? b->not_before : clock_day_closed(t) + 1;
    return late_on > first ? late_on : first;
}

/* Two bills may name one due date: what the second asks for joins the first, and is late when that is. */
void loan_instalment_add(struct txn *t, const char *contract_no, const struct loan_billing *b, int64_t interest_satang,
                         int64_t principal_satang)
{
    struct instalment_key key = loan_instalment_key(contract_no, b->due_date);
    struct instalment row;
    if (!instalment_get(t, &key, &row)) {
        row = (struct instalment){.late_on = loan_late_from(t, b), .fault = (uint8_t)b->fault};
        due_add(t, row.late_on, due_kind_instalment, contract_no, (uint32_t)b->due_date);
    }
    row.interest_satang = money_add(row.interest_satang, interest_satang);
    row.accrued_satang = money_add(row.accrued_satang, b->accrued ? interest_satang : 0);
    row.principal_satang = money_add(row.principal_satang, principal_satang);
    instalment_put(t, &key, &row);
}

static bool in_pause(const struct loan *loan, uint32_t period)
{
    return loan->pause_until > 0 && loan->pause_from <= period && period <= loan->pause_until;
}

/* Principal of the next instalment, out of what no earlier bill asked for. A month of a pause has none. What is owed
 * again after the last instalment was billed, because a contract before this one gave money back, is the last one's. */
static int64_t principal_next(struct loan *loan, uint32_t period, int64_t interest_satang, uint32_t *ret_no)
{
    int64_t unbilled = money_sub(loan->principal_satang, loan->billed_principal_satang);
    *ret_no = 0;
    if (unbilled == 0 || in_pause(loan, period))
        return 0;
    if (loan->billed_instalments < loan->instalments)
        loan->billed_instalments++;
    *ret_no = loan->billed_instalments;
    return instalment_principal((enum loan_method)loan->method, loan->fixed_satang, unbilled, interest_satang, *ret_no,
                                loan->instalments);
}

/* Nothing is charged in this month: what no instalment holds yet waits with it for the first bill after the pause. */
static bool ask_arrears(struct txn *t, const char *contract_no, const struct loan *loan, struct loan_bill *ret)
{
    *ret = (struct loan_bill){
        .arrears_satang = money_sub(loan_arrears(loan), interest_unbilled(t, contract_no, loan)),
        .calc_from = loan->counted_to,
        .calc_to = loan->counted_to,
    };
    return ret->arrears_satang > 0;
}

/* When all instalments were billed and something is still owed, the month's interest on it goes on to be charged and
 * falls due like an instalment: the loan goes on to age. */
bool loan_bill_rows(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of,
                    struct loan_bill *ret, bool *ret_added)
{
    const struct loan_billing *b = of->bill;
    *ret_added = false;
    loan->billed_until = b->period;
    if (in_pause(loan, b->period) && loan->pause_kind == pause_kind_nothing)
        return ask_arrears(t, contract_no, loan, ret);
    int64_t carried = interest_unbilled(t, contract_no, loan);
    *ret = (struct loan_bill){.arrears_satang = loan_arrears(loan), .calc_from = loan->counted_to};
    ret->interest_satang = loan_charge_interest(t, loan, b->interest_to_date, of->policy);
    ret->calc_to = loan->counted_to;
    ret->principal_satang = principal_next(loan, b->period, ret->interest_satang, &ret->instalment_no);
    loan->billed_principal_satang = money_add(loan->billed_principal_satang, ret->principal_satang);
    int64_t interest = money_add(carried, ret->interest_satang);
    if (interest > 0 || ret->principal_satang > 0) {
        *ret_added = true;
        loan_instalment_add(t, contract_no, b, interest, ret->principal_satang);
        if (loan->first_due == 0)
            loan->first_due = b->due_date;
    }
    return loan_arrears(loan) > 0;
}

bool loan_bill_month(struct txn *t, const char *contract_no, const struct loan_billing *b,
                     const struct policy_in_force *p, struct loan_bill *ret)
{
    struct loan loan;
    struct loan_billing own = *b;
    struct loan_paying of = {.bill = &own, .policy = p};
    bool added;
    loan_catch_up(t, contract_no);
    if (!loan_find(t, contract_no, &loan) || loan.state != loan_state_active || loan.opened_on > b->interest_to_date ||
        loan.billed_until >= b->period)
        return false;
    own.accrued = loan_accrues(&loan, p);
    bool asked = loan_bill_rows(t, contract_no, &loan, &of, ret, &added);
    if (added) {
        loan_accrual_book(t, contract_no, &loan, b->billed_on, p);
        readmission_billed(t, &loan, b->due_date, loan_late_from(t, b));
    }
    loan_fact_billed(t, contract_no, &loan, &of);
    loan_store(t, contract_no, &loan);
    return asked;
}
