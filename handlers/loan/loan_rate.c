#include "../clock/work.h"
#include "loan_parts.h"
#include "loan_rate.h"

#include <string.h>

static struct product_step_key step_key(const char *product)
{
    struct product_step_key key = {0};
    value_code_set(key.product, sizeof key.product, product);
    return key;
}

static bool step_next(struct txn *t, const char *product, struct product_step_key *key, struct product_step *ret)
{
    return product_step_seek(t, key, true, ret) && strcmp(key->product, product) == 0;
}

int32_t loan_product_rate(struct txn *t, const char *product, int32_t day)
{
    struct product_step_key key = step_key(product);
    struct product_step step;
    int32_t rate_bp = 0;
    while (step_next(t, product, &key, &step) && key.from_day <= day)
        rate_bp = step.rate_bp;
    return rate_bp;
}

int32_t loan_rate(struct txn *t, const struct loan *loan)
{
    if (loan->rate_kind != rate_kind_table)
        return loan->rate_bp;
    return loan_product_rate(t, loan->product, clock_day_closed(t) + 1);
}

/* One exact charge over all the rates of (after, to]: a day is charged at the rate of that day. */
static struct interest_weight table_weight(struct txn *t, const char *product, int32_t after, int32_t to)
{
    struct interest_weight weight = {0};
    struct product_step_key key = step_key(product);
    struct product_step step;
    int32_t rate_bp = 0;
    while (step_next(t, product, &key, &step) && key.from_day <= to) {
        if (key.from_day - 1 > after) {
            interest_weigh(after, key.from_day - 1, rate_bp, &weight);
            after = key.from_day - 1;
        }
        rate_bp = step.rate_bp;
    }
    interest_weigh(after, to, rate_bp, &weight);
    return weight;
}

int64_t loan_interest(struct txn *t, const struct loan *loan, struct loan_span span, const struct interest_terms *terms)
{
    struct rate_step fixed = {.rate_bp = loan->rate_bp};
    if (loan->rate_kind != rate_kind_table)
        return interest_charge(span.principal_satang, &fixed, 1, span.after, span.to, terms);
    return interest_weighed(span.principal_satang, table_weight(t, loan->product, span.after, span.to), terms);
}

static struct product_charged_key charged_key(const char *product)
{
    struct product_charged_key key;
    value_code_set(key.product, sizeof key.product, product);
    return key;
}

void loan_rate_used(struct txn *t, const struct loan *loan, int32_t to)
{
    struct product_charged_key key = charged_key(loan->product);
    struct product_charged charged = {0};
    if (loan->rate_kind != rate_kind_table)
        return;
    product_charged_get(t, &key, &charged);
    if (to > charged.to)
        product_charged_put(t, &key, &(struct product_charged){to});
}

/* A change that changes nothing is none. */
static bool admitted(struct txn *t, const char *product, int32_t day, int32_t rate_bp, int32_t *ret_charged)
{
    struct product_charged_key key = charged_key(product);
    struct product_charged charged = {0};
    product_charged_get(t, &key, &charged);
    *ret_charged = charged.to;
    return day > charged.to || loan_product_rate(t, product, day) == rate_bp;
}

enum verdict loan_rate_admitted(struct txn *t, const char *product, int32_t day, int32_t rate_bp, struct refusal *why)
{
    int32_t charged;
    if (admitted(t, product, day, rate_bp, &charged))
        return APPLIED;
    return refuse_all(why, REFUSAL_rate_charged, "effective_date", product, day, charged);
}

void loan_rates_void(struct txn *t, const char *product, int32_t from_day)
{
    struct product_step_key key = step_key(product);
    struct product_step step;
    key.from_day = from_day - 1;
    while (step_next(t, product, &key, &step))
        product_step_delete(t, &key);
}

static int32_t published_rate(const struct policy_published *e, const struct product *p, int32_t day)
{
    int32_t rate_bp = p->rate_bp, since = 0;
    for (uint32_t i = 0; i < e->rates_count; i++) {
        const struct product_rate *r = &e->rates[i];
        if (strcmp(r->product, p->product) != 0 || r->from_day > day || r->from_day < since)
            continue;
        rate_bp = r->rate_bp;
        since = r->from_day;
    }
    return rate_bp;
}

/* A rate of a day that is charged stays, whichever policy told it. */
static enum verdict charged_kept(struct txn *t, const struct policy_published *e, const struct product *p, int32_t from,
                                 struct refusal *why)
{
    struct product_step_key key = step_key(p->product);
    struct product_charged_key charged_of = charged_key(p->product);
    struct product_charged charged = {0};
    struct product_step step;
    product_charged_get(t, &charged_of, &charged);
    key.from_day = from;
    while (step_next(t, p->product, &key, &step) && key.from_day <= charged.to)
        if (published_rate(e, p, key.from_day) != step.rate_bp)
            return refuse_all(why, REFUSAL_rate_charged, "data.rates", p->product, key.from_day, charged.to);
    return APPLIED;
}

enum verdict loan_rates_admitted(struct txn *t, const struct happening *h, const struct policy_published *e,
                                 struct refusal *why)
{
    int32_t charged;
    for (uint32_t i = 0; i < e->products_count; i++) {
        const struct product *p = &e->products[i];
        if (!admitted(t, p->product, h->effective_date, p->rate_bp, &charged))
            return refuse_all(why, REFUSAL_rate_charged, "data.products", p->product, h->effective_date, charged);
        if (charged_kept(t, e, p, h->effective_date, why) == REFUSED)
            return REFUSED;
    }
    for (uint32_t i = 0; i < e->rates_count; i++) {
        const struct product_rate *r = &e->rates[i];
        if (!admitted(t, r->product, r->from_day, r->rate_bp, &charged))
            return refuse_all(why, REFUSAL_rate_charged, "data.rates", r->product, r->from_day, charged);
    }
    return APPLIED;
}
