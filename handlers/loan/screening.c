#include "screening.h"

#include "../relief/programme.h"
#include "../rules/interest.h"
#include "../rules/money.h"
#include "../rules/months.h"
#include "../rules/take_home.h"
#include "loan.h"
#include "loan_rate.h"
#include "screening_parts.h"

#include <assert.h>
#include <string.h>

bool screening_product(struct txn *t, const char *product, const struct policy_in_force *p, struct policy_product *ret)
{
    struct policy_product_key key = {.version = p->version};
    value_code_set(key.product, sizeof key.product, product);
    return policy_product_get(t, &key, ret);
}

void screening_add(struct screening_work *w, struct screening_check c)
{
    struct screening *s = w->result;
    assert(s->checks_count < sizeof s->checks / sizeof *s->checks);
    if (c.passed)
        c.holds_from = 0;
    s->passed = s->passed && c.passed;
    s->checks[s->checks_count++] = c;
}

static bool member_find(struct txn *t, const char *member_no, struct member *ret)
{
    struct member_key key;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return member_get(t, &key, ret);
}

/* The burden of a contract that is the member's and open; of any other it is not counted in the first place. */
static int64_t burden_of(struct screening_work *w, const char *contract_no)
{
    struct loan loan;
    bool counted = loan_find(w->t, contract_no, &loan) && loan.state == loan_state_active &&
                   strcmp(loan.member_no, w->of->application->member_no) == 0;
    return counted ? loan_burden(w->t, &loan, w->of->policy) : 0;
}

/* Contracts that the payout closes are no burden any more, and the loan itself is counted as the first instalment. */
static int64_t burden_left(struct screening_work *w)
{
    struct application_closes_key key = {0};
    struct application_closes row;
    int64_t burden = loan_monthly_burden(w->t, w->of->application->member_no, w->of->policy);
    value_code_set(key.application_no, sizeof key.application_no, w->of->application_no);
    while (application_closes_seek(w->t, &key, true, &row) && strcmp(key.application_no, w->of->application_no) == 0)
        burden = money_sub(burden, burden_of(w, key.contract_no));
    if (w->of->contract_no)
        burden = money_sub(burden, burden_of(w, w->of->contract_no));
    return burden;
}

static void take_home(struct screening_work *w)
{
    int32_t min_bp = w->of->policy->terms.take_home_min_bp;
    int64_t min_satang = w->of->policy->terms.take_home_min_satang;
    if (w->programme_found) {
        min_bp = w->programme.take_home_min_bp;
        min_satang = w->programme.take_home_min_satang;
    }
    int64_t deductions = money_add(w->member.other_deductions_satang, w->member.share_monthly_satang);
    deductions = money_add(deductions, burden_left(w));
    deductions = money_add(deductions, w->member.granted_burden_satang);
    deductions = money_add(deductions, w->result->first_instalment_satang);
    screening_add(w, (struct screening_check){
                         .check = check_take_home,
                         .passed = take_home_passes(w->member.income_satang, deductions, min_bp, min_satang),
                         .actual = money_sub(w->member.income_satang, deductions),
                         .limit = take_home_floor(w->member.income_satang, min_bp, min_satang),
                     });
}

/* A relief programme has caps of its own (Amnat Charoen 2567, cl. 1.1, 2.1, 3.1). */
static void instalments(struct screening_work *w)
{
    const struct application *a = w->of->application;
    uint32_t most = w->of->product->max_instalments;
    if (w->programme_found && a->kind == loan_kind_emergency)
        most = w->programme.emergency_instalments;
    if (w->programme_found && a->kind == loan_kind_ordinary)
        most = w->programme.ordinary_instalments;
    if (w->programme_found && a->kind == loan_kind_special)
        most = w->programme.special_instalments;
    screening_add(w, (struct screening_check){
                         .check = check_instalments,
                         .passed = a->instalments <= most,
                         .actual = a->instalments,
                         .limit = most,
                     });
}

/* What would be paid out on the day bears the rate of its product's table; what is paid out has a rate. */
static int32_t rate_of(struct txn *t, const struct screening_of *of)
{
    struct loan loan;
    if (of->contract_no && loan_find(t, of->contract_no, &loan))
        return loan_rate(t, &loan);
    return loan_product_rate(t, of->application->product, of->date);
}

void screening_run(struct txn *t, const struct screening_of *of, struct screening *ret)
{
    const struct application *a = of->application;
    struct interest_terms terms = policy_interest(of->policy);
    struct screening_work w = {.t = t, .of = of, .result = ret};
    *ret = (struct screening){.passed = true};
    member_find(t, a->member_no, &w.member);
    w.programme_found = a->programme[0] != '\0' && programme_ever(t, of->policy, a->programme, &w.programme);
    w.last_due = months_later(of->date, (int32_t)a->instalments);
    ret->first_instalment_satang = instalment_first((enum loan_method)a->method, a->amount_satang, a->instalments,
                                                    rate_of(t, of), of->policy->terms.instalment_step_satang, &terms);
    take_home(&w);
    instalments(&w);
    screening_limits(&w);
    screening_member(&w);
    screening_security(&w);
}

void screening_facts(const struct screening *s, bool failed_only, struct cause *c)
{
    if (!failed_only || !s->checks[0].passed)
        cause_add_fact(c, fact_take_home_satang, s->checks[0].actual, s->checks[0].limit);
    if (!failed_only || !s->checks[1].passed)
        cause_add_fact(c, fact_instalments, s->checks[1].actual, s->checks[1].limit);
}

void screening_tell(struct txn *t, const struct screening_of *of, const struct screening *s, struct application *a)
{
    struct loan_application_screened body = {
        .passed = s->passed,
        .first_instalment_satang = s->first_instalment_satang,
        .checks_count = s->checks_count,
    };
    struct cause why = cause_of("screening", of->policy->version);
    value_code_set(body.application_no, sizeof body.application_no, of->application_no);
    value_code_set(body.member_no, sizeof body.member_no, a->member_no);
    memcpy(body.checks, s->checks, s->checks_count * sizeof *s->checks);
    screening_facts(s, false, &why);
    a->screened_position = emit_loan_application_screened(t, of->date, &body, &why);
    a->passed = s->passed;
    a->take_home_satang = s->checks[0].actual;
    a->take_home_floor_satang = s->checks[0].limit;
    a->max_instalments = (uint32_t)s->checks[1].limit;
}

const struct screening_check *screening_failed(const struct screening *s)
{
    for (uint32_t i = 0; i < s->checks_count; i++)
        if (!s->checks[i].passed)
            return &s->checks[i];
    return NULL;
}

uint32_t screening_failed_bits(const struct screening *s)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < s->checks_count; i++)
        bits |= s->checks[i].passed ? 0 : UINT32_C(1) << s->checks[i].check;
    return bits;
}

void screening_alert(const struct screening *s, struct alert_raised *ret)
{
    for (uint32_t i = 0; i < s->checks_count; i++)
        if (!s->checks[i].passed)
            ret->checks[ret->checks_count++] = s->checks[i];
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
