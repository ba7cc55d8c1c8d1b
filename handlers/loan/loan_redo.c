#include "loan_redo.h"

#include "../clock/work.h"
#include "../member/year.h"
#include "../rules/money.h"
#include "loan_parts.h"

#include <string.h>

bool loan_redo_admitted(struct txn *t, const char *contract_no)
{
    struct loan_fact_key key = loan_fact_key(contract_no, 0, 0);
    struct loan_fact fact;
    bool opened = false;
    while (loan_fact_next(t, contract_no, &key, &fact)) {
        if (fact.kind == loan_fact_kind_ended)
            return false;
        opened = opened || fact.kind == loan_fact_kind_opened;
    }
    return opened;
}

/* ---- as it was when it was paid out */

static void instalments_drop(struct txn *t, const char *contract_no)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    while (loan_instalment_next(t, contract_no, &key, &row)) {
        instalment_delete(t, &key);
        if (!row.missed)
            due_remove(t, row.late_on, due_kind_instalment, contract_no, (uint32_t)key.due_date);
    }
}

static void traces_drop(struct txn *t, const char *contract_no, const char *member_no)
{
    struct missed_instalment_key missed_key = {0};
    struct missed_instalment missed;
    struct arrears_paid_key paid_key = {0};
    struct arrears_paid paid;
    value_code_set(missed_key.contract_no, sizeof missed_key.contract_no, contract_no);
    value_code_set(paid_key.contract_no, sizeof paid_key.contract_no, contract_no);
    while (missed_instalment_seek(t, &missed_key, true, &missed) && strcmp(missed_key.contract_no, contract_no) == 0) {
        missed_instalment_delete(t, &missed_key);
        year_default(t, member_no, contract_no, missed_key.due_date, false);
    }
    while (arrears_paid_seek(t, &paid_key, true, &paid) && strcmp(paid_key.contract_no, contract_no) == 0)
        arrears_paid_delete(t, &paid_key);
}

static void begin(struct loan *loan, const struct loan_fact *opened)
{
    loan->principal_satang = opened->principal_satang;
    loan->billed_interest_satang = opened->interest_satang;
    loan->billed_principal_satang = 0;
    loan->costs_satang = opened->costs_satang;
    loan->paid_satang = loan->interest_charged_satang = 0;
    loan->billed_instalments = loan->watch_from = 0;
    loan->counted_to = loan->opened_on;
    loan->paid_on = loan->first_due = loan->default_on = 0;
    loan->billed_until = opened->period;
    loan->pause_from = loan->pause_until = 0;
    loan->pause_kind = 0;
    loan->state = loan_state_active;
}

/* ---- one after the other */

struct redoing {
    struct txn *t;
    const char *contract_no;
    struct loan *loan;
    struct loan_redo *redo;
};

/* What fell due up to `day` counts as missed if it is unpaid, in the order of the days. */
static void look_to(const struct redoing *r, int32_t day)
{
    struct instalment_key key = loan_instalment_key(r->contract_no, 0);
    struct instalment row;
    while (loan_instalment_next(r->t, r->contract_no, &key, &row)) {
        if (row.missed || row.late_on > day)
            continue;
        due_remove(r->t, row.late_on, due_kind_instalment, r->contract_no, (uint32_t)key.due_date);
        loan_missed_rows(r->t, r->loan, &key, &row);
        r->loan->default_on = loan_default_day(r->t, r->contract_no);
        r->loan->watch_from = loan_missed_in_watch(r->t, r->contract_no);
        r->redo->climbed = r->redo->climbed || loan_would_climb(r->t, r->contract_no, r->loan, row.late_on);
    }
    r->redo->climbed = r->redo->climbed || loan_would_climb(r->t, r->contract_no, r->loan, day);
}

static void billed_again(const struct redoing *r, const struct loan_fact_key *key, const struct loan_fact *fact)
{
    struct policy_in_force p;
    struct loan_billing bill = {.interest_to_date = fact->interest_to,
                                .due_date = fact->due_date,
                                .late_on = fact->late_on,
                                .fault = (enum fault)fact->fault,
                                .accrued = fact->accrued,
                                .period = fact->period,
                                .not_before = key->closed + 1};
    struct loan_bill asked;
    bool added;
    policy_version(r->t, fact->policy, &p);
    if (r->loan->state == loan_state_active)
        loan_bill_rows(r->t, r->contract_no, r->loan, &(struct loan_paying){.bill = &bill, .policy = &p}, &asked,
                       &added);
}

static void paid_again(const struct redoing *r, const struct loan_fact_key *key, const struct loan_fact *was)
{
    struct policy_in_force p;
    struct loan_fact now = *was;
    struct loan before = *r->loan;
    struct loan_billing bill = {.interest_to_date = was->interest_to, .due_date = was->due_date};
    struct loan_paying paying = {.date = was->date, .bill = was->due_date > 0 ? &bill : NULL, .policy = &p};
    struct loan_payment paid = {.excess_satang = was->amount_satang};
    policy_version(r->t, was->policy, &p);
    loan_pay_rows(r->t, r->contract_no, r->loan, &paying, &paid);
    if (paid.excess_satang < was->amount_satang && loan_is_repaid(r->loan))
        r->loan->state = loan_state_closed;
    now.costs_satang = paid.costs_satang;
    now.interest_satang = paid.interest_satang;
    now.principal_satang = paid.principal_satang;
    now.returned_satang = paid.interest_return_satang;
    loan_fact_put(r->t, key, &now);
    if (r->redo->tell)
        r->redo->tell(r->t, r->redo->to, &(struct loan_redone){key, was, &now, &before});
}

static void taken_back_again(const struct redoing *r, const struct loan_fact_key *key, const struct loan_fact *fact)
{
    struct policy_in_force p;
    struct loan_billing bill = {.interest_to_date = fact->interest_to,
                                .due_date = fact->due_date,
                                .late_on = fact->late_on,
                                .fault = (enum fault)fact->fault,
                                .accrued = fact->accrued,
                                .not_before = key->closed + 1};
    struct loan_payment held = {.interest_satang = fact->held_interest_satang,
                                .principal_satang = fact->held_principal_satang,
                                .interest_return_satang = fact->held_returned_satang};
    struct loan_payment back = {.costs_satang = fact->costs_satang,
                                .interest_satang = fact->interest_satang,
                                .principal_satang = fact->principal_satang};
    struct loan_taking_back taking = {.held = &held, .bill = &bill, .policy = &p};
    policy_version(r->t, fact->policy, &p);
    loan_back_rows(r->t, r->contract_no, r->loan, &back, &taking);
}

static void again(const struct redoing *r, const struct loan_fact_key *key, const struct loan_fact *fact)
{
    switch ((enum loan_fact_kind)fact->kind) {
    case loan_fact_kind_opened:
        begin(r->loan, fact);
        break;
    case loan_fact_kind_billed:
        look_to(r, key->closed);
        billed_again(r, key, fact);
        break;
    case loan_fact_kind_paid:
        look_to(r, fact->looked_to);
        paid_again(r, key, fact);
        break;
    case loan_fact_kind_taken_back:
        look_to(r, key->closed);
        taken_back_again(r, key, fact);
        break;
    case loan_fact_kind_blamed:
        loan_blame_rows(r->t, r->contract_no, r->loan,
                        &(struct loan_blame){fact->due_date, fact->position, (enum fault)fact->fault});
        break;
    case loan_fact_kind_absolved:
        year_default(r->t, r->loan->member_no, r->contract_no, fact->due_date, false);
        break;
    case loan_fact_kind_paused:
        r->loan->pause_kind = fact->pause_kind;
        r->loan->pause_from = fact->period;
        r->loan->pause_until = fact->until_period;
        break;
    case loan_fact_kind_reversed:
        loan_accrual_drop(r->t, r->contract_no);
        break;
    case loan_fact_kind_charged:
        r->loan->costs_satang = money_add(r->loan->costs_satang, fact->costs_satang);
        break;
    case loan_fact_kind_ended:
    case loan_fact_kind_absent:
        break;
    }
    r->loan->default_on = loan_default_day(r->t, r->contract_no);
    r->loan->watch_from = loan_missed_in_watch(r->t, r->contract_no);
    r->redo->climbed = r->redo->climbed && r->loan->default_on > 0;
}

void loan_redo(struct txn *t, const char *contract_no, struct loan *loan, struct loan_redo *redo)
{
    struct redoing r = {.t = t, .contract_no = contract_no, .loan = loan, .redo = redo};
    struct loan_fact_key key = loan_fact_key(contract_no, 0, 0);
    struct loan_fact fact;
    instalments_drop(t, contract_no);
    traces_drop(t, contract_no, loan->member_no);
    redo->climbed = false;
    while (loan_fact_next(t, contract_no, &key, &fact))
        again(&r, &key, &fact);
    look_to(&r, clock_day_closed(t));
    loan_store(t, contract_no, loan);
}
