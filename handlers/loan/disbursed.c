#include "../handler.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../relief/budget.h"
#include "application.h"
#include "loan.h"
#include "loan_rate.h"
#include "payout.h"
#include "screening.h"

#include <string.h>

static enum verdict check(struct txn *t, const struct happening *h, const struct loan_disbursed *e,
                          const struct application_step *s, struct refusal *why)
{
    const struct application *a = &s->a;
    struct member_key key;
    struct member member;
    struct loan known;
    if (a->state != application_state_scheduled)
        return application_refuse(s, application_state_scheduled, why);
    if (loan_find(t, e->contract_no, &known))
        return refuse_text(why, REFUSAL_contract_exists, "data.contract_no", e->contract_no);
    if (e->paid_satang != a->granted_satang)
        return refuse_value(why, REFUSAL_not_as_granted, "data.paid_satang", e->paid_satang, a->granted_satang);
    memcpy(key.member_no, a->member_no, sizeof key.member_no);
    if (member_get(t, &key, &member) && member.left_on > 0)
        return refuse_text(why, REFUSAL_not_a_member, "data.application_no", a->member_no);
    if (h->effective_date < a->decided_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, a->decided_on);
    return APPLIED;
}

/* The rate is that of the day of payout; it stays with the contract, unless that follows the product's table. */
static struct loan loan_of(struct txn *t, const struct happening *h, const struct loan_disbursed *e,
                           const struct application *a, const struct policy_in_force *p)
{
    int32_t rate_bp = loan_product_rate(t, a->product, h->effective_date);
    struct loan loan = {
        .disbursed_satang = a->granted_satang,
        .principal_satang = a->granted_satang,
        .fixed_satang = instalment_fixed((enum loan_method)a->method, a->granted_satang, a->granted_instalments,
                                         rate_bp, p->terms.instalment_step_satang),
        .instalments = a->granted_instalments,
        .rate_bp = rate_bp,
        .opened_on = h->effective_date,
        .counted_to = h->effective_date,
        .kind = a->kind,
        .method = a->method,
        .class = loan_class_normal,
        .state = loan_state_active,
    };
    value_code_set(loan.member_no, sizeof loan.member_no, a->member_no);
    value_code_set(loan.product, sizeof loan.product, a->product);
    value_code_set(loan.application_no, sizeof loan.application_no, e->application_no);
    return loan;
}

static void tell(struct txn *t, const struct happening *h, const struct loan_disbursed *e, const struct application *a,
                 uint32_t policy)
{
    struct cause payout = cause_of("payout", policy);
    cause_add_position(&payout, a->granted_position);
    notify(t, h->effective_date,
           &(struct notice){.template = template_loan_paid_out,
                            .audience = audience_member,
                            .recipient_ref = a->member_no,
                            .subject_ref = e->contract_no,
                            .amount_satang = e->paid_satang},
           &payout);
}

enum verdict handle_loan_disbursed(struct txn *t, const struct happening *h, const struct loan_disbursed *e,
                                   struct refusal *why)
{
    struct application_step s = {0};
    struct policy_product product;
    value_code_set(s.key.application_no, sizeof s.key.application_no, e->application_no);
    if (!application_get(t, &s.key, &s.a))
        return refuse_text(why, REFUSAL_application_unknown, "data.application_no", e->application_no);
    if (check(t, h, e, &s, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &s.p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!screening_product(t, s.a.product, &s.p, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.application_no", s.a.product);
    if (payout_check(t, h, e, &s.a, why) == REFUSED)
        return REFUSED;
    if (!posting_admit(t, e->paid_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.paid_satang", NULL);
    struct loan loan = loan_of(t, h, e, &s.a, &s.p);
    loan.rate_kind = product.rate_kind;
    loan_open(t, e->contract_no, &loan);
    loan_class_look(t, e->contract_no, h->effective_date);
    screening_reserve(t, s.a.member_no, -s.a.burden_satang);
    budget_consume(t, &s.a);
    s.a.state = application_state_disbursed;
    application_save(t, &s);
    tell(t, h, e, &s.a, s.p.version);
    payout_book(t, h, e, &s.a, &s.p);
    return APPLIED;
}
