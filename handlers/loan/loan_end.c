#include "../clock/work.h"
#include "../collection/case.h"
#include "../guarantor/notice_clock.h"
#include "../member/year.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"
#include "loan_rate.h"
#include "security.h"

#include <string.h>

int64_t loan_payoff(struct txn *t, const char *contract_no, int32_t date, const struct policy_in_force *p)
{
    struct loan loan;
    struct interest_terms terms = policy_interest(p);
    if (!loan_find(t, contract_no, &loan) || loan.state != loan_state_active)
        return 0;
    int64_t sum = money_add(loan.principal_satang, money_add(loan.billed_interest_satang, loan.costs_satang));
    if (date <= loan.counted_to)
        return sum;
    struct loan_span span = {loan.principal_satang, loan.counted_to, date};
    return money_add(sum, loan_interest(t, &loan, span, &terms));
}

enum verdict loan_end_admitted(const struct loan *loan, const char *contract_no, int32_t date, struct refusal *why)
{
    if (date < loan->opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", date, loan->opened_on);
    if (date < loan->paid_on)
        return refuse_all(why, REFUSAL_before_payment, "effective_date", contract_no, date, loan->paid_on);
    return APPLIED;
}

/* Nothing is asked for any more. */
static void drop_instalments(struct txn *t, const char *contract_no)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    while (loan_instalment_next(t, contract_no, &key, &row)) {
        instalment_delete(t, &key);
        if (!row.missed)
            due_remove(t, row.late_on, due_kind_instalment, contract_no, (uint32_t)key.due_date);
    }
}

static void drop_payer(struct txn *t, const char *contract_no, struct loan *loan)
{
    struct payer_loan_key key;
    if (loan->payer_no[0] == '\0')
        return;
    value_code_set(key.member_no, sizeof key.member_no, loan->payer_no);
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    payer_loan_delete(t, &key);
    memset(loan->payer_no, 0, sizeof loan->payer_no);
}

void loan_end(struct txn *t, const char *contract_no, enum loan_state state, const struct loan_ending *ending,
              struct loan_owed *ret)
{
    struct loan loan;
    struct loan_change change = {.date = ending->date, .as_of = clock_day_closed(t), .ended_by = ending->why->rule};
    loan_catch_up(t, contract_no);
    if (!loan_find(t, contract_no, &loan))
        return;
    loan_charge_interest(t, &loan, ending->date, ending->policy);
    int64_t ahead = loan_interest_back(t, &loan, loan.principal_satang, ending->date, ending->policy);
    int64_t cut = money_min(ahead, loan.billed_interest_satang);
    *ret = (struct loan_owed){
        .principal_satang = loan.principal_satang,
        .interest_satang = money_sub(loan.billed_interest_satang, cut),
        .costs_satang = loan.costs_satang,
        .interest_return_satang = money_sub(ahead, cut),
    };
    year_interest(t, loan.member_no, ending->date, -ret->interest_return_satang);
    drop_instalments(t, contract_no);
    drop_payer(t, contract_no, &loan);
    loan.counted_to = ending->date;
    loan.principal_satang = loan.billed_principal_satang = loan.billed_interest_satang = loan.costs_satang = 0;
    loan.state = (uint8_t)state;
    if (state == loan_state_written_off)
        loan.written_off_satang = money_add(ret->principal_satang, ret->costs_satang);
    value_code_set(loan.replaced_by, sizeof loan.replaced_by, ending->replaced_by);
    loan_fact_ended(t, contract_no, &loan);
    loan_list(t, contract_no, &loan, false);
    loan_accrual_book(t, contract_no, &loan, ending->date, ending->policy);
    if (loan.missed_instalments > 0)
        loan_refresh(t, contract_no, &loan, &change);
    else if (loan.class > loan_class_normal)
        loan_classify_again(t, contract_no, &loan, &change);
    if (loan.case_id[0] != '\0')
        case_cure(t, &loan, ending->date, ending->why);
    case_end_suits(t, contract_no, &loan, ending->date, ending->why);
    loan_store(t, contract_no, &loan);
}

bool loan_undo(struct txn *t, const char *contract_no)
{
    struct member_loan_key listed;
    struct loan loan;
    if (!loan_find(t, contract_no, &loan) || loan.state != loan_state_active || loan.billed_until > 0 ||
        loan.paid_satang > 0 || loan.interest_charged_satang > 0 || loan.costs_satang > 0)
        return false;
    loan.principal_satang = 0;
    loan.state = loan_state_undone;
    loan_fact_ended(t, contract_no, &loan);
    drop_payer(t, contract_no, &loan);
    loan_store(t, contract_no, &loan);
    value_code_set(listed.member_no, sizeof listed.member_no, loan.member_no);
    value_code_set(listed.contract_no, sizeof listed.contract_no, contract_no);
    member_loan_delete(t, &listed);
    return true;
}

/* The debt is paid: nobody answers for it any more. */
static void recovered_all(struct txn *t, const char *contract_no, struct loan *loan, const struct clock_at *at)
{
    int32_t before = loan->default_on;
    loan->default_on = 0;
    notice_clocks_follow(t, contract_no, loan, before, at);
    security_release(t, loan->application_no);
}

int64_t loan_recover(struct txn *t, const char *contract_no, int64_t amount_satang, const struct clock_at *at,
                     struct loan *ret)
{
    if (!loan_find(t, contract_no, ret) || ret->state != loan_state_written_off)
        return 0;
    int64_t taken = money_min(amount_satang, money_sub(ret->written_off_satang, ret->recovered_satang));
    ret->recovered_satang = money_add(ret->recovered_satang, taken);
    ret->paid_satang = money_add(ret->paid_satang, taken);
    if (taken > 0 && ret->recovered_satang == ret->written_off_satang)
        recovered_all(t, contract_no, ret, at);
    loan_store(t, contract_no, ret);
    return taken;
}

bool loan_pause(struct txn *t, const char *contract_no, enum pause_kind kind, uint32_t from_period,
                uint32_t until_period)
{
    struct loan loan;
    if (!loan_find(t, contract_no, &loan) || loan.state != loan_state_active)
        return false;
    loan.pause_kind = (uint8_t)kind;
    loan.pause_from = from_period;
    loan.pause_until = until_period;
    loan_fact_paused(t, contract_no, &loan);
    loan_store(t, contract_no, &loan);
    return true;
}
