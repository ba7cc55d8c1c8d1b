#include "quality.h"

#include "ageing.h"
#include "money.h"

bool quality_is_trigger(enum class_rule rule)
{
    return rule >= class_rule_relapse && rule <= class_rule_bankrupt;
}

/* A later policy may not list the class that a loan is watched in: the next worse one that it lists stands in for it,
 * or the worst there is. */
int quality_bound(const struct quality_terms *q, enum loan_class class)
{
    int last = (int)q->bounds_count - 1;
    if (class <= loan_class_normal)
        return last >= 0 && q->bounds[0].class == loan_class_normal ? 0 : -1;
    for (int i = 0; i < last; i++)
        if (q->bounds[i].class >= class)
            return i;
    return last;
}

static void worsen(struct quality *worst, const struct quality_terms *q, enum loan_class class, enum class_rule rule)
{
    int at = quality_bound(q, class);
    if (at >= 0 && q->bounds[at].class > worst->class)
        *worst = (struct quality){q->bounds[at].class, rule};
}

struct quality quality_class(const struct quality_terms *q, const struct quality_facts *f)
{
    struct quality worst = {loan_class_normal, class_rule_months};
    int by_months = ageing_class(q->bounds, q->bounds_count, f->months_overdue);
    if (by_months >= 0)
        worst.class = q->bounds[by_months].class;
    for (enum class_rule rule = class_rule_relapse; rule <= class_rule_bankrupt; rule++)
        if (f->holds[rule])
            worsen(&worst, q, q->triggers[rule], rule);
    if (f->payments_in_a_row < q->watch_payments)
        worsen(&worst, q, f->watched, class_rule_watch);
    return worst;
}

int64_t quality_provision(int64_t principal_satang, int32_t provision_bp, int32_t share_bp)
{
    money_wide product = (money_wide)principal_satang * (money_wide)provision_bp * (money_wide)share_bp;
    return money_divide(product, (money_wide)QUALITY_WHOLE_BP * QUALITY_WHOLE_BP, rounding_half_up);
}
