#include "../clock/work.h"
#include "../handler.h"
#include "policy.h"

#include <string.h>

/* Bounds that no document gives; they keep what is computed from a policy inside its types. unverified default */
enum { DAYS_MAX = 366, INSTALMENT_STEP_MAX = 100000000 };

/* What holds where a policy says nothing. unverified default, but for completeness: the whole of what was billed (Local
 * government 2566, cl. 5.4) */
enum { CHASE_DAYS = 7, SUSPENSE_DAYS = 30, LOOK_ALIKE_BP = 9000, COMPLETENESS_MIN_BP = 10000, WHOLE_BP = 10000 };

static enum verdict incomplete(struct refusal *why, const char *field, const char *what, const char *which)
{
    char text[sizeof why->text] = "";
    size_t len = strlen(what);
    memcpy(text, what, len);
    text[len] = ' ';
    memcpy(text + len + 1, which, strlen(which));
    return refuse_text(why, REFUSAL_policy_incomplete, field, text);
}

static const char *word(const char *set, uint8_t value)
{
    return schema_word_text(schema_enum_named(set), value);
}

static enum verdict check_settings(const struct policy_published *e, struct refusal *why)
{
    uint32_t step = e->rounding_step_satang;
    const struct {
        const char *field;
        bool good;
    } settings[] = {
        {"data.year_divisor", e->year_divisor == 0 || e->year_divisor == 365},
        {"data.rounding_step_satang", step == 0 || step == 1 || step == 5 || step == 10 || step == 25},
        {"data.instalment_step_satang", e->instalment_step_satang <= INSTALMENT_STEP_MAX},
        {"data.employer_contact_days", e->employer_contact_days <= DAYS_MAX},
        {"data.mediation_days", e->mediation_days <= DAYS_MAX},
        {"data.mediation_venue", e->mediation_venue != venue_absent},
        {"data.breach_grace_days", e->breach_grace_days <= DAYS_MAX},
        {"data.committee_weekday", e->committee_weekday >= 1 && e->committee_weekday <= 7},
        {"data.chase_days", e->chase_days <= DAYS_MAX},
        {"data.suspense_days", e->suspense_days <= DAYS_MAX},
        {"data.look_alike_bp", e->look_alike_bp <= WHOLE_BP},
        {"data.completeness_min_bp", e->completeness_min_bp <= WHOLE_BP},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const char *name = settings[i].field + strlen("data.");
        if (!settings[i].good)
            return refuse_text(why, REFUSAL_policy_incomplete, settings[i].field, name);
    }
    return APPLIED;
}

static enum verdict check_products(const struct policy_published *e, struct refusal *why)
{
    for (uint32_t i = 0; i < e->products_count; i++) {
        const struct product *p = &e->products[i];
        bool good = p->max_instalments > 0 && p->max_instalments <= INSTALMENTS_MAX;
        for (uint32_t k = 0; k < i; k++)
            good = good && strcmp(e->products[k].product, p->product) != 0;
        if (!good)
            return incomplete(why, "data.products", "product", p->product);
    }
    return APPLIED;
}

/* Worse classes begin later; so none can be listed twice. */
static enum verdict check_classes(const struct policy_published *e, struct refusal *why)
{
    for (uint32_t i = 1; i < e->classes_count; i++) {
        const struct class_bound *c = &e->classes[i];
        if (c->class <= c[-1].class || c->over_months <= c[-1].over_months)
            return incomplete(why, "data.classes", "class", word("loan_class", c->class));
    }
    return APPLIED;
}

/* Shares and loans must be billed, and are owed by the member; what is owed back to him is the other way round. The
 * rest may be billed, and may have either sign, but for deposits: nobody's savings are drawn by a bill. */
static enum verdict check_items(const struct policy_published *e, struct refusal *why)
{
    for (uint8_t item = bill_item_share; item <= bill_item_refund; item++) {
        bool needed = item <= bill_item_special, free_sign = item > bill_item_deposit && item < bill_item_refund;
        uint32_t listed = 0, wrong_sign = 0;
        for (uint32_t i = 0; i < e->items_count; i++) {
            const struct deduction_order *o = &e->items[i];
            listed += o->item == item;
            wrong_sign += o->item == item && !free_sign && o->credit != (item == bill_item_refund);
        }
        if (listed > 1 || (needed && listed == 0) || wrong_sign > 0)
            return incomplete(why, "data.items", "item", word("bill_item", item));
    }
    return APPLIED;
}

/* The row of the latest policy: the one that no other ends. */
static struct policy_key open_end(void)
{
    return (struct policy_key){.until = value_day(VALUE_YEAR_MAX, 12, 31)};
}

static enum verdict check(struct txn *t, const struct happening *h, const struct policy_published *e,
                          struct refusal *why)
{
    enum verdict (*const checks[])(const struct policy_published *, struct refusal *) = {check_settings, check_products,
                                                                                         check_classes, check_items};
    struct policy_key key = open_end();
    struct policy last = {0};
    int32_t taken_until = clock_day_closed(t);
    policy_get(t, &key, &last);
    if (e->version != last.version + 1)
        return refuse_value(why, REFUSAL_policy_version, "data.version", e->version, last.version);
    if (last.from > taken_until)
        taken_until = last.from;
    if (h->effective_date <= taken_until)
        return refuse_value(why, REFUSAL_policy_backdated, "effective_date", h->effective_date, taken_until);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (checks[i](e, why) == REFUSED)
            return REFUSED;
    return APPLIED;
}

static void store_terms(struct txn *t, const struct policy_published *e)
{
    struct policy_terms terms = {
        .take_home_min_satang = e->take_home_min_satang,
        .instalment_step_satang = e->instalment_step_satang,
        .take_home_min_bp = e->take_home_min_bp,
        .year_divisor = e->year_divisor,
        .rounding_step_satang = e->rounding_step_satang,
        .employer_contact_days = e->employer_contact_days,
        .mediation_days = e->mediation_days,
        .no_show_limit = e->no_show_limit,
        .breach_grace_days = e->breach_grace_days,
        .committee_weekday = e->committee_weekday,
        .imbalance_max_satang = e->imbalance_max_satang,
        .chase_days = e->chase_days > 0 ? e->chase_days : CHASE_DAYS,
        .suspense_days = e->suspense_days > 0 ? e->suspense_days : SUSPENSE_DAYS,
        .look_alike_bp = e->look_alike_bp > 0 ? e->look_alike_bp : LOOK_ALIKE_BP,
        .completeness_min_bp = e->completeness_min_bp > 0 ? e->completeness_min_bp : COMPLETENESS_MIN_BP,
        .rounding = e->rounding,
        .months_method = e->months_method,
        .mediation_venue = e->mediation_venue,
    };
    policy_terms_put(t, &(struct policy_terms_key){e->version}, &terms);
}

static void store_lists(struct txn *t, const struct policy_published *e)
{
    for (uint32_t i = 0; i < e->products_count; i++) {
        const struct product *p = &e->products[i];
        struct policy_product_key key = {.version = e->version};
        memcpy(key.product, p->product, sizeof key.product);
        policy_product_put(t, &key, &(struct policy_product){p->max_instalments, p->rate_bp, p->kind});
    }
    for (uint32_t i = 0; i < e->classes_count; i++) {
        const struct class_bound *c = &e->classes[i];
        policy_class_put(t, &(struct policy_class_key){e->version, i},
                         &(struct policy_class){c->over_months, c->provision_bp, c->class, c->npl});
    }
    for (uint32_t i = 0; i < e->items_count; i++) {
        const struct deduction_order *o = &e->items[i];
        policy_item_put(t, &(struct policy_item_key){e->version, o->item},
                        &(struct policy_item){o->priority, o->credit});
    }
}

enum verdict handle_policy_published(struct txn *t, const struct happening *h, const struct policy_published *e,
                                     struct refusal *why)
{
    struct policy_key key = open_end();
    struct policy previous;
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    if (policy_get(t, &key, &previous))
        policy_put(t, &(struct policy_key){h->effective_date - 1}, &previous);
    policy_put(t, &key, &(struct policy){.from = h->effective_date, .version = e->version});
    store_terms(t, e);
    store_lists(t, e);
    return APPLIED;
}
