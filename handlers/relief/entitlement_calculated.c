#include "../emit.h"
#include "../loan/application.h"
#include "../loan/loan.h"
#include "../loan/loan_rate.h"
#include "../loan/screening.h"
#include "../rules/money.h"
#include "../rules/take_home.h"
#include "programme.h"
#include "proposal.h"

#include <string.h>

/* An intent in hand. */
struct entitlement {
    struct intent_key key;
    struct intent intent;
    struct policy_in_force p;
    struct policy_programme programme;
    struct policy_product product;
};

static enum verdict take(struct txn *t, const struct happening *h, const struct relief_entitlement_calculated *e,
                         struct entitlement *ret, struct refusal *why)
{
    memcpy(ret->key.intent_no, e->intent_no, sizeof ret->key.intent_no);
    if (!intent_get(t, &ret->key, &ret->intent))
        return refuse_text(why, REFUSAL_intent_unknown, "data.intent_no", e->intent_no);
    if (ret->intent.application_no[0] != '\0')
        return refuse_text(why, REFUSAL_intent_applied, "data.intent_no", e->intent_no);
    if (h->effective_date < ret->intent.filed_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, ret->intent.filed_on);
    if (!policy_on(t, h->effective_date, &ret->p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!programme_ever(t, &ret->p, ret->intent.programme, &ret->programme))
        return refuse_text(why, REFUSAL_programme_unknown, "data.intent_no", ret->intent.programme);
    if (!screening_product(t, e->product, &ret->p, &ret->product))
        return refuse_text(why, REFUSAL_product_unknown, "data.product", e->product);
    if (e->instalments > INSTALMENTS_MAX)
        return refuse_value(why, REFUSAL_out_of_range, "data.instalments", e->instalments, INSTALMENTS_MAX);
    if (e->amount_satang > MONEY_EVENT_MAX)
        return refuse_value(why, REFUSAL_amount_overflow, "data.amount_satang", e->amount_satang, MONEY_EVENT_MAX);
    return APPLIED;
}

static int64_t income_of(struct txn *t, const char *member_no)
{
    struct member_key key;
    struct member member = {0};
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    member_get(t, &key, &member);
    return member.income_satang;
}

/* An officer who names contracts has chosen himself. */
static void choose_closes(struct txn *t, const struct happening *h, const struct entitlement *in,
                          int64_t missing_satang, struct loan_application_filed *e)
{
    const struct proposal_goal goal = {
        .member_no = in->intent.member_no,
        .amount_satang = e->amount_satang,
        .missing_satang = missing_satang,
        .date = h->effective_date,
    };
    if (e->closes_count == 0)
        e->closes_count = proposal_choose(t, &goal, &in->p, e->closes);
}

static int64_t freed_by(struct txn *t, const struct loan_application_filed *e, const struct policy_in_force *p)
{
    struct loan loan;
    int64_t freed = 0;
    for (uint32_t i = 0; i < e->closes_count; i++)
        if (loan_find(t, e->closes[i].contract_no, &loan))
            freed = money_add(freed, loan_burden(t, &loan, p));
    return freed;
}

static struct loan_application_filed application_of(const struct relief_entitlement_calculated *e,
                                                    const struct intent *intent)
{
    struct loan_application_filed filed = {
        .amount_satang = e->amount_satang,
        .instalments = e->instalments,
        .method = e->method,
        .purpose = intent->purpose,
        .guarantors_count = e->guarantors_count,
        .collaterals_count = e->collaterals_count,
        .closes_count = e->closes_count,
    };
    memcpy(filed.application_no, e->application_no, sizeof filed.application_no);
    memcpy(filed.member_no, intent->member_no, sizeof filed.member_no);
    memcpy(filed.product, e->product, sizeof filed.product);
    memcpy(filed.guarantors, e->guarantors, sizeof filed.guarantors);
    memcpy(filed.collaterals, e->collaterals, sizeof filed.collaterals);
    memcpy(filed.closes, e->closes, sizeof filed.closes);
    return filed;
}

/* The take-home as a programme counts it: with its floor, and without what the payout closes. */
static void weigh(struct txn *t, const struct happening *h, const struct entitlement *in,
                  struct loan_application_filed *filed, struct relief_entitlement_proposed *ret)
{
    struct interest_terms terms = policy_interest(&in->p);
    int64_t income = income_of(t, filed->member_no);
    int64_t first = instalment_first((enum loan_method)filed->method, filed->amount_satang, filed->instalments,
                                     loan_product_rate(t, filed->product, h->effective_date),
                                     in->p.terms.instalment_step_satang, &terms);
    int64_t kept = programme_take_home(t, filed->member_no, income, first, &in->p);
    ret->floor_satang = take_home_floor(income, in->programme.take_home_min_bp, in->programme.take_home_min_satang);
    choose_closes(t, h, in, money_sub(ret->floor_satang, kept), filed);
    ret->take_home_satang = money_add(kept, freed_by(t, filed, &in->p));
    ret->contracts_count = filed->closes_count;
    memcpy(ret->contracts, filed->closes, sizeof ret->contracts);
}

static void tell(struct txn *t, const struct happening *h, const struct entitlement *in, const struct application *a,
                 struct relief_entitlement_proposed *body)
{
    struct cause why = cause_of("relief_entitlement", in->p.version);
    body->passed = a->passed;
    memcpy(body->intent_no, in->key.intent_no, sizeof body->intent_no);
    memcpy(body->application_no, in->intent.application_no, sizeof body->application_no);
    cause_add_position(&why, a->screened_position);
    cause_add_position(&why, in->intent.grouped_position);
    cause_add_fact(&why, fact_take_home_satang, body->take_home_satang, body->floor_satang);
    emit_relief_entitlement_proposed(t, h->effective_date, body, &why);
}

enum verdict handle_relief_entitlement_calculated(struct txn *t, const struct happening *h,
                                                  const struct relief_entitlement_calculated *e, struct refusal *why)
{
    struct entitlement in = {0};
    struct relief_entitlement_proposed body = {0};
    struct application_key key;
    struct application a;
    if (take(t, h, e, &in, why) == REFUSED)
        return REFUSED;
    struct loan_application_filed filed = application_of(e, &in.intent);
    struct application_origin from = {.programme = in.intent.programme, .place = in.intent.place};
    weigh(t, h, &in, &filed, &body);
    if (application_enter(t, h, &filed, &from, why) == REFUSED)
        return REFUSED;
    memcpy(in.intent.application_no, e->application_no, sizeof in.intent.application_no);
    intent_put(t, &in.key, &in.intent);
    memcpy(key.application_no, e->application_no, sizeof key.application_no);
    if (application_get(t, &key, &a))
        tell(t, h, &in, &a, &body);
    return APPLIED;
}
