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

struct interest_terms policy_interest(const struct policy_in_force *p)
{
    return (struct interest_terms){
        .year_divisor = p->terms.year_divisor,
        .rounding = (enum rounding)p->terms.rounding,
        .step_satang = p->terms.rounding_step_satang,
        .return_rounding = (enum rounding)p->terms.return_rounding,
    };
}

uint32_t policy_classes(struct txn *t, uint32_t version, struct class_bound ret[4])
{
    uint32_t n = 0;
    struct policy_class row;
    for (; n < 4 && policy_class_get(t, &(struct policy_class_key){version, n}, &row); n++) {
        ret[n] = (struct class_bound){
            .class = row.class,
            .over_months = row.over_months,
            .provision_bp = row.provision_bp,
            .npl = row.npl,
        };
    }
    return n;
}

uint32_t policy_npl_months(struct txn *t, uint32_t version)
{
    struct class_bound bounds[4];
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
