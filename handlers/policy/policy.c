#include "policy.h"

/* The rows say up to which day a policy is in force, so the first row at or behind a day is the one. */
bool policy_on(struct txn *t, int32_t day, struct policy_in_force *ret)
{
    struct policy_key key = {.until = day};
    struct policy row;
    if (!policy_seek(t, &key, false, &row) || row.from > day)
        return false;
    ret->version = row.version;
    return policy_terms_get(t, &(struct policy_terms_key){row.version}, &ret->terms);
}

bool policy_version(struct txn *t, uint32_t version, struct policy_in_force *ret)
{
    ret->version = version;
    return policy_terms_get(t, &(struct policy_terms_key){version}, &ret->terms);
}

struct interest_terms policy_interest(const struct policy_in_force *p)
{
    return (struct interest_terms){
        .year_divisor = p->terms.year_divisor,
        .rounding = (enum rounding)p->terms.rounding,
        .step_satang = p->terms.rounding_step_satang,
        .return_rounding = (enum rounding)p->terms.return_rounding,
    };
}

uint32_t policy_classes(struct txn *t, uint32_t version, struct class_bound ret[QUALITY_CLASSES_MAX])
{
    uint32_t n = 0;
    struct policy_class row;
    for (; n < QUALITY_CLASSES_MAX && policy_class_get(t, &(struct policy_class_key){version, n}, &row); n++) {
        ret[n] = (struct class_bound){
            .class = row.class,
            .over_months = row.over_months,
            .provision_bp = row.provision_bp,
            .npl = row.npl,
        };
    }
    return n;
}

/* Who was granted more time and misses the agreed date is sub-standard at once (Registrar's rule 2544, cl. 8 (2)), if
 * the policy has that class and says nothing else. */
static enum loan_class relapse_class(const struct quality_terms *q)
{
    for (uint32_t i = 0; i < q->bounds_count; i++)
        if (q->bounds[i].class == loan_class_substandard)
            return loan_class_substandard;
    return loan_class_absent;
}

void policy_quality(struct txn *t, const struct policy_in_force *p, struct quality_terms *ret)
{
    struct policy_class_trigger row;
    *ret = (struct quality_terms){.watch_payments = p->terms.watch_payments};
    ret->bounds_count = policy_classes(t, p->version, ret->bounds);
    ret->triggers[class_rule_relapse] = (uint8_t)relapse_class(ret);
    for (uint8_t rule = class_rule_relapse; rule <= class_rule_bankrupt; rule++)
        if (policy_class_trigger_get(t, &(struct policy_class_trigger_key){p->version, rule}, &row))
            ret->triggers[rule] = row.class;
}

int32_t policy_provision_share(struct txn *t, uint32_t version, uint32_t year)
{
    struct policy_provision_phase_key key = {.version = version};
    struct policy_provision_phase row;
    bool any = false;
    int32_t share_bp = 0;
    while (policy_provision_phase_seek(t, &key, true, &row) && key.version == version) {
        any = true;
        if (key.year <= year)
            share_bp = row.share_bp;
    }
    return any ? share_bp : QUALITY_WHOLE_BP;
}

uint32_t policy_npl_months(struct txn *t, uint32_t version)
{
    struct class_bound bounds[QUALITY_CLASSES_MAX];
    uint32_t n = policy_classes(t, version, bounds);
    for (uint32_t i = 0; i < n; i++)
        if (bounds[i].npl)
            return bounds[i].over_months;
    return 0;
}

bool policy_item_of(struct txn *t, uint32_t version, enum bill_item item, struct policy_item *ret)
{
    return policy_item_get(t, &(struct policy_item_key){version, (uint8_t)item}, ret);
}
