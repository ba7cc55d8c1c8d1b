#include "../rules/money.h"
#include "screening_parts.h"
#include "security.h"

#include <string.h>

enum { BP_ONE = 10000 };

static bool has_rules(struct screening_work *w)
{
    struct policy_collateral_key key = {.version = w->of->policy->version};
    struct policy_collateral row;
    memcpy(key.product, w->of->application->product, sizeof key.product);
    return policy_collateral_seek(w->t, &key, true, &row) && key.version == w->of->policy->version &&
           strcmp(key.product, w->of->application->product) == 0;
}

/* What the collateral that the product accepts covers of the loan. Shares count as far as the applicant has them. */
static int64_t cover_of(struct screening_work *w)
{
    struct application_collateral_key key = {0};
    struct application_collateral row;
    struct policy_collateral rule;
    money_wide cover = 0;
    int64_t shares = w->member.share_balance_satang;
    value_code_set(key.application_no, sizeof key.application_no, w->of->application_no);
    while (application_collateral_seek(w->t, &key, true, &row) &&
           strcmp(key.application_no, w->of->application_no) == 0) {
        struct policy_collateral_key rule_key = {.version = w->of->policy->version, .kind = row.kind};
        memcpy(rule_key.product, w->of->application->product, sizeof rule_key.product);
        if (!policy_collateral_get(w->t, &rule_key, &rule))
            continue;
        int64_t value = row.kind == collateral_kind_share ? money_min(row.value_satang, shares) : row.value_satang;
        shares -= row.kind == collateral_kind_share ? value : 0;
        cover += (money_wide)value * (money_wide)rule.cover_bp;
    }
    return money_divide(cover, BP_ONE, rounding_truncate);
}

/* Guarantors that the product needs for an amount; false: it has no bands. */
static bool needed_for(struct screening_work *w, int64_t amount_satang, uint32_t *ret)
{
    struct policy_guarantor_band_key key = {.version = w->of->policy->version};
    struct policy_guarantor_band row;
    bool found = false;
    *ret = 0;
    memcpy(key.product, w->of->application->product, sizeof key.product);
    for (bool more = policy_guarantor_band_seek(w->t, &key, false, &row);
         more && key.version == w->of->policy->version && strcmp(key.product, w->of->application->product) == 0;
         more = policy_guarantor_band_seek(w->t, &key, true, &row)) {
        found = true;
        if (amount_satang > 0 && key.from_satang <= amount_satang)
            *ret = row.guarantors;
    }
    return found;
}

/* Those of a kind that the product accepts, and the borrowers of the busiest of all. */
static uint32_t guarantors_of(struct screening_work *w, uint32_t *ret_busiest)
{
    struct application_guarantor_key key = {0};
    struct application_guarantor row;
    uint32_t accepted = 0;
    *ret_busiest = 0;
    value_code_set(key.application_no, sizeof key.application_no, w->of->application_no);
    while (application_guarantor_seek(w->t, &key, true, &row) &&
           strcmp(key.application_no, w->of->application_no) == 0) {
        uint32_t borrowers = security_borrowers(w->t, key.ref);
        accepted += security_accepts(w->of->product, row.kind);
        *ret_busiest = borrowers > *ret_busiest ? borrowers : *ret_busiest;
    }
    return accepted;
}

void screening_security(struct screening_work *w)
{
    int64_t amount = w->of->application->amount_satang, cover = cover_of(w);
    uint32_t needed, busiest, named = guarantors_of(w, &busiest), most = w->of->policy->terms.guarantor_max_borrowers;
    bool bands = needed_for(w, money_max(0, money_sub(amount, cover)), &needed);
    if (bands)
        screening_add(w, (struct screening_check){
                             .check = check_guarantors, .passed = named >= needed, .actual = named, .limit = needed});
    if (most > 0 && busiest > 0)
        screening_add(w,
                      (struct screening_check){
                          .check = check_guarantor_load, .passed = busiest <= most, .actual = busiest, .limit = most});
    if (!bands && has_rules(w))
        screening_add(w, (struct screening_check){
                             .check = check_collateral, .passed = cover >= amount, .actual = cover, .limit = amount});
}
