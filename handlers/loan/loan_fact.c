#include "loan_fact.h"

#include "../clock/work.h"
#include "../member/year.h"
#include "../rules/money.h"
#include "loan_parts.h"

#include <string.h>

struct loan_fact_key loan_fact_key(const char *contract_no, int32_t closed, uint32_t no)
{
    struct loan_fact_key key = {.closed = closed, .no = no};
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return key;
}

bool loan_fact_next(struct txn *t, const char *contract_no, struct loan_fact_key *key, struct loan_fact *ret)
{
    return loan_fact_seek(t, key, true, ret) && strcmp(key->contract_no, contract_no) == 0;
}

static void add(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_fact *fact)
{
    struct loan_fact_key key = loan_fact_key(contract_no, clock_day_closed(t), ++loan->facts);
    loan_fact_put(t, &key, fact);
}

void loan_fact_opened(struct txn *t, const char *contract_no, struct loan *loan)
{
    add(t, contract_no, loan,
        &(struct loan_fact){.costs_satang = loan->costs_satang,
                            .interest_satang = loan->billed_interest_satang,
                            .principal_satang = loan->principal_satang,
                            .date = loan->opened_on,
                            .period = loan->billed_until,
                            .kind = loan_fact_kind_opened});
}

void loan_fact_billed(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of)
{
    add(t, contract_no, loan,
        &(struct loan_fact){.due_date = of->bill->due_date,
                            .interest_to = of->bill->interest_to_date,
                            .late_on = loan_late_from(t, of->bill),
                            .period = of->bill->period,
                            .policy = of->policy->version,
                            .kind = loan_fact_kind_billed,
                            .fault = (uint8_t)of->bill->fault,
                            .accrued = of->bill->accrued});
}

uint32_t loan_fact_paid(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of,
                        int32_t looked_to, const struct loan_payment *paid)
{
    struct loan_fact fact = {.costs_satang = paid->costs_satang,
                             .interest_satang = paid->interest_satang,
                             .principal_satang = paid->principal_satang,
                             .returned_satang = paid->interest_return_satang,
                             .date = of->date,
                             .looked_to = looked_to,
                             .policy = of->policy->version,
                             .kind = loan_fact_kind_paid};
    fact.amount_satang = money_add(money_add(paid->costs_satang, paid->interest_satang),
                                   money_add(paid->principal_satang, paid->excess_satang));
    if (of->bill) {
        fact.due_date = of->bill->due_date;
        fact.interest_to = of->bill->interest_to_date;
    }
    add(t, contract_no, loan, &fact);
    return loan->facts;
}

void loan_fact_taken_back(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_taking_back *of,
                          const struct loan_payment *back)
{
    add(t, contract_no, loan,
        &(struct loan_fact){.costs_satang = back->costs_satang,
                            .interest_satang = back->interest_satang,
                            .principal_satang = back->principal_satang,
                            .held_interest_satang = of->held->interest_satang,
                            .held_principal_satang = of->held->principal_satang,
                            .held_returned_satang = of->held->interest_return_satang,
                            .due_date = of->bill->due_date,
                            .interest_to = of->bill->interest_to_date,
                            .late_on = loan_late_on(of->bill),
                            .policy = of->policy->version,
                            .kind = loan_fact_kind_taken_back,
                            .fault = (uint8_t)of->bill->fault,
                            .accrued = of->bill->accrued});
}

void loan_fact_blamed(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_blame *of)
{
    add(t, contract_no, loan,
        &(struct loan_fact){.position = of->position,
                            .due_date = of->due_date,
                            .kind = loan_fact_kind_blamed,
                            .fault = (uint8_t)of->fault});
}

void loan_absolve(struct txn *t, const char *contract_no, int32_t due_date)
{
    struct loan loan;
    if (!loan_find(t, contract_no, &loan))
        return;
    year_default(t, loan.member_no, contract_no, due_date, false);
    add(t, contract_no, &loan, &(struct loan_fact){.due_date = due_date, .kind = loan_fact_kind_absolved});
    loan_store(t, contract_no, &loan);
}

void loan_fact_paused(struct txn *t, const char *contract_no, struct loan *loan)
{
    add(t, contract_no, loan,
        &(struct loan_fact){.period = loan->pause_from,
                            .until_period = loan->pause_until,
                            .kind = loan_fact_kind_paused,
                            .pause_kind = loan->pause_kind});
}

void loan_fact_reversed(struct txn *t, const char *contract_no, struct loan *loan, bool corrected)
{
    add(t, contract_no, loan, &(struct loan_fact){.kind = loan_fact_kind_reversed, .corrected = corrected});
}

void loan_fact_charged(struct txn *t, const char *contract_no, struct loan *loan, int64_t costs_satang, int32_t date)
{
    add(t, contract_no, loan,
        &(struct loan_fact){.costs_satang = costs_satang, .date = date, .kind = loan_fact_kind_charged});
}

bool loan_fact_forget_corrected(struct txn *t, const char *contract_no)
{
    struct loan_fact_key key = loan_fact_key(contract_no, 0, 0);
    struct loan_fact fact;
    bool any = false;
    while (loan_fact_next(t, contract_no, &key, &fact)) {
        any = any || fact.corrected;
        if (fact.corrected)
            loan_fact_delete(t, &key);
    }
    return any;
}

void loan_fact_ended(struct txn *t, const char *contract_no, struct loan *loan)
{
    add(t, contract_no, loan, &(struct loan_fact){.kind = loan_fact_kind_ended});
}
