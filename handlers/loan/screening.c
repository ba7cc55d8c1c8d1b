#include "screening.h"

#include "../emit.h"
#include "../rules/interest.h"
#include "../rules/money.h"
#include "../rules/take_home.h"
#include "loan.h"

bool screening_product(struct txn *t, const char *product, const struct policy_in_force *p, struct policy_product *ret)
{
    struct policy_product_key key = {.version = p->version};
    value_code_set(key.product, sizeof key.product, product);
    return policy_product_get(t, &key, ret);
}

static struct screening_check take_home_of(struct txn *t, const struct application *a, const struct policy_in_force *p,
                                           int64_t first_instalment_satang)
{
    struct member_key key;
    struct member member = {0};
    int32_t min_bp = p->terms.take_home_min_bp;
    int64_t min_satang = p->terms.take_home_min_satang;
    value_code_set(key.member_no, sizeof key.member_no, a->member_no);
    member_get(t, &key, &member);
    int64_t deductions = money_add(member.other_deductions_satang, member.share_monthly_satang);
    deductions = money_add(deductions, loan_monthly_burden(t, a->member_no, p));
    deductions = money_add(deductions, member.granted_burden_satang);
    deductions = money_add(deductions, first_instalment_satang);
    return (struct screening_check){
        .check = check_take_home,
        .passed = take_home_passes(member.income_satang, deductions, min_bp, min_satang),
        .actual = money_sub(member.income_satang, deductions),
        .limit = take_home_floor(member.income_satang, min_bp, min_satang),
    };
}

void screening_run(struct txn *t, const struct application *a, const struct policy_product *product,
                   const struct policy_in_force *p, struct screening *ret)
{
    struct interest_terms terms = policy_interest(p);
    *ret = (struct screening){.passed = true};
    ret->first_instalment_satang = instalment_first((enum loan_method)a->method, a->amount_satang, a->instalments,
                                                    product->rate_bp, p->terms.instalment_step_satang, &terms);
    ret->checks[0] = take_home_of(t, a, p, ret->first_instalment_satang);
    ret->checks[1] = (struct screening_check){
        .check = check_instalments,
        .passed = a->instalments <= product->max_instalments,
        .actual = a->instalments,
        .limit = product->max_instalments,
    };
    for (int i = 0; i < SCREENING_CHECKS; i++)
        ret->passed = ret->passed && ret->checks[i].passed;
}

void screening_facts(const struct screening *s, bool failed_only, struct cause *c)
{
    for (int i = 0; i < SCREENING_CHECKS; i++) {
        const struct screening_check *check = &s->checks[i];
        enum fact fact = check->check == check_instalments ? fact_instalments : fact_take_home_satang;
        if (!failed_only || !check->passed)
            cause_add_fact(c, fact, check->actual, check->limit);
    }
}

bool screening_reserve(struct txn *t, const char *member_no, int64_t burden_satang)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    if (!member_get(t, &key, &member))
        return true;
    member.granted_burden_satang = money_add(member.granted_burden_satang, burden_satang);
    member_put(t, &key, &member);
    return member.granted_burden_satang <= VALUE_MONEY_MAX;
}
