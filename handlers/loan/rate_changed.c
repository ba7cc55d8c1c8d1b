#include "../policy/policy.h"
#include "loan_rate.h"

#include <string.h>

enum verdict handle_loan_rate_changed(struct txn *t, const struct happening *h, const struct loan_rate_changed *e,
                                      struct refusal *why)
{
    struct product_step_key key = {.from_day = h->effective_date};
    struct policy_in_force p;
    struct policy_product_key product_key;
    struct policy_product product;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    product_key.version = p.version;
    memcpy(product_key.product, e->product, sizeof product_key.product);
    if (!policy_product_get(t, &product_key, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.product", e->product);
    if (loan_rate_admitted(t, e->product, h->effective_date, e->rate_bp, why) == REFUSED)
        return REFUSED;
    memcpy(key.product, e->product, sizeof key.product);
    product_step_put(t, &key, &(struct product_step){e->rate_bp});
    return APPLIED;
}
