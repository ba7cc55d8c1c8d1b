#include "../handler.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../loan/loan.h"
#include "../loan/loan_rate.h"
#include "../loan/screening.h"
#include "../loan/security.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"

#include <string.h>

static enum verdict check_contract(struct txn *t, const struct happening *h, const struct restructure_agreed *e,
                                   uint32_t i, struct refusal *why)
{
    const char *contract_no = e->contracts[i].contract_no;
    struct loan first, loan;
    for (uint32_t k = 0; k < i; k++)
        if (strcmp(e->contracts[k].contract_no, contract_no) == 0)
            return refuse_text(why, REFUSAL_contract_twice, "data.contracts", contract_no);
    if (!loan_find(t, contract_no, &loan) || !loan_find(t, e->contracts[0].contract_no, &first))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contracts", contract_no);
    if (strcmp(loan.member_no, first.member_no) != 0)
        return refuse_text(why, REFUSAL_contract_of_other, "data.contracts", contract_no);
    if (loan.state != loan_state_active)
        return refuse_text(why, REFUSAL_loan_ended, "data.contracts", contract_no);
    return loan_end_admitted(&loan, contract_no, h->effective_date, why);
}

static enum verdict check(struct txn *t, const struct happening *h, const struct restructure_agreed *e,
                          struct refusal *why)
{
    struct loan known;
    if (e->contracts_count == 0)
        return refuse_text(why, REFUSAL_contracts_missing, "data.contracts", NULL);
    if (loan_find(t, e->contract_no, &known))
        return refuse_text(why, REFUSAL_contract_exists, "data.contract_no", e->contract_no);
    if (e->instalments > INSTALMENTS_MAX)
        return refuse_value(why, REFUSAL_out_of_range, "data.instalments", e->instalments, INSTALMENTS_MAX);
    for (uint32_t i = 0; i < e->contracts_count; i++)
        if (check_contract(t, h, e, i, why) == REFUSED)
            return REFUSED;
    return APPLIED;
}

/* What the new contract begins with. */
struct beginning {
    enum account account;
    int64_t principal_satang, interest_satang, costs_satang;
    uint32_t billed_until;
    uint8_t class; /* the worst of the old ones */
};

/* Principal moves only where the old contract stood in another account. Interest that was paid in advance goes back. */
struct entry {
    const char *contract_no;
    const struct loan *loan; /* as it was */
    const struct loan_owed *owed;
    enum account account; /* of the new contract */
};

static void book(struct txn *t, const struct happening *h, const struct restructure_agreed *e, const struct entry *of)
{
    const struct loan_owed *owed = of->owed;
    const struct loan *loan = of->loan;
    const char *contract_no = of->contract_no;
    enum account account = of->account;
    struct posting posting;
    struct cause booked = cause_of("double_entry", 0);
    enum account old = posting_loan_account((enum loan_kind)loan->kind);
    posting_begin(&posting, e->resolution_no);
    posting_debit(&posting, account, old != account ? owed->principal_satang : 0, e->contract_no);
    posting_debit(&posting, account_interest_income, owed->interest_return_satang, contract_no);
    posting_credit(&posting, old, old != account ? owed->principal_satang : 0, contract_no);
    posting_credit(&posting, account_refund_payable, owed->interest_return_satang, loan->member_no);
    posting_emit(t, h->effective_date, &posting, &booked);
}

/* Who answered for the first of the old contracts answers for the new one; the others are free. */
static void release(struct txn *t, const struct restructure_agreed *e, const struct loan *loan)
{
    struct loan first;
    if (loan_find(t, e->contracts[0].contract_no, &first) && strcmp(first.application_no, loan->application_no) != 0)
        security_release(t, loan->application_no);
}

/* One old contract ends; its debt goes over. */
static void take_over(struct txn *t, const struct happening *h, const struct restructure_agreed *e,
                      const char *contract_no, struct beginning *sum)
{
    struct loan loan;
    struct loan_owed owed = {0};
    struct policy_in_force p;
    policy_on(t, h->effective_date, &p);
    struct cause because = cause_of("restructured", p.version);
    loan_catch_up(t, contract_no);
    loan_find(t, contract_no, &loan);
    sum->class = loan.class > sum->class ? loan.class : sum->class;
    loan_end(t, contract_no, loan_state_restructured,
             &(struct loan_ending){h->effective_date, e->contract_no, &p, &because}, &owed);
    bool carried = e->arrears_interest == arrears_treatment_carried;
    struct loan_restructured body = {
        .principal_satang = owed.principal_satang,
        .interest_carried_satang = carried ? owed.interest_satang : 0,
        .interest_waived_satang = carried ? 0 : owed.interest_satang,
    };
    value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
    memcpy(body.new_contract_no, e->contract_no, sizeof body.new_contract_no);
    memcpy(body.member_no, loan.member_no, sizeof body.member_no);
    emit_loan_restructured(t, h->effective_date, &body, &because);
    payroll_refund(t, loan.member_no, owed.interest_return_satang, refund_cause_interest_return, h->effective_date,
                   &because);
    release(t, e, &loan);
    book(t, h, e, &(struct entry){contract_no, &loan, &owed, sum->account});
    sum->principal_satang = money_add(sum->principal_satang, owed.principal_satang);
    sum->interest_satang = money_add(sum->interest_satang, body.interest_carried_satang);
    sum->costs_satang = money_add(sum->costs_satang, owed.costs_satang);
    sum->billed_until = loan.billed_until > sum->billed_until ? loan.billed_until : sum->billed_until;
}

/* A rate of its own stays with the contract; otherwise it is as if the product were paid out today. Who answered for
 * the first of the old contracts answers for it. */
static struct loan loan_of(struct txn *t, const struct happening *h, const struct restructure_agreed *e,
                           const struct policy_product *product, const struct beginning *sum)
{
    struct loan first = {0};
    struct policy_in_force p;
    policy_on(t, h->effective_date, &p);
    loan_find(t, e->contracts[0].contract_no, &first);
    int32_t rate_bp = e->rate_bp > 0 ? e->rate_bp : loan_product_rate(t, e->product, h->effective_date);
    struct loan loan = {
        .disbursed_satang = sum->principal_satang,
        .principal_satang = sum->principal_satang,
        .billed_interest_satang = sum->interest_satang,
        .costs_satang = sum->costs_satang,
        .fixed_satang = instalment_fixed((enum loan_method)e->method, sum->principal_satang, e->instalments, rate_bp,
                                         p.terms.instalment_step_satang),
        .instalments = e->instalments,
        .rate_bp = rate_bp,
        .opened_on = h->effective_date,
        .counted_to = h->effective_date,
        .billed_until = sum->billed_until,
        .kind = product->kind,
        .method = e->method,
        .class = loan_class_normal,
        .state = loan_state_active,
        .rate_kind = e->rate_bp > 0 ? (uint8_t)rate_kind_fixed : product->rate_kind,
        .restructured = true,
        .watched_class = sum->class > loan_class_normal ? sum->class : (uint8_t)loan_class_absent,
    };
    memcpy(loan.application_no, first.application_no, sizeof loan.application_no);
    memcpy(loan.member_no, first.member_no, sizeof loan.member_no);
    memcpy(loan.product, e->product, sizeof loan.product);
    return loan;
}

static void notify_member(struct txn *t, const struct happening *h, const struct restructure_agreed *e,
                          const struct loan *loan)
{
    struct policy_in_force p = {0};
    policy_on(t, h->effective_date, &p);
    struct cause because = cause_of("restructured", p.version);
    notify(t, h->effective_date,
           &(struct notice){.template = template_terms_changed,
                            .audience = audience_member,
                            .recipient_ref = loan->member_no,
                            .subject_ref = e->contract_no,
                            .amount_satang = loan->principal_satang},
           &because);
}

/* What the new contract will owe must be worth one, and no more than a payout could be. */
static enum verdict check_sum(struct txn *t, const struct restructure_agreed *e, struct refusal *why)
{
    struct loan loan = {0};
    int64_t sum = 0;
    for (uint32_t i = 0; i < e->contracts_count; i++) {
        loan_find(t, e->contracts[i].contract_no, &loan);
        sum = money_add(sum, loan.principal_satang);
    }
    if (sum == 0)
        return refuse_text(why, REFUSAL_no_principal, "data.contracts", NULL);
    if (!posting_admit(t, sum))
        return refuse_text(why, REFUSAL_amount_overflow, "data.contracts", NULL);
    return APPLIED;
}

enum verdict handle_restructure_agreed(struct txn *t, const struct happening *h, const struct restructure_agreed *e,
                                       struct refusal *why)
{
    struct policy_in_force p;
    struct policy_product product;
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!screening_product(t, e->product, &p, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.product", e->product);
    if (check_sum(t, e, why) == REFUSED)
        return REFUSED;
    struct beginning sum = {.account = posting_loan_account((enum loan_kind)product.kind)};
    for (uint32_t i = 0; i < e->contracts_count; i++)
        take_over(t, h, e, e->contracts[i].contract_no, &sum);
    struct loan loan = loan_of(t, h, e, &product, &sum);
    loan_open(t, e->contract_no, &loan);
    loan_class_look(t, e->contract_no, h->effective_date);
    notify_member(t, h, e, &loan);
    return APPLIED;
}
