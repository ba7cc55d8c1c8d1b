#include "../clock/work.h"
#include "../handler.h"
#include "../loan/loan_rate.h"
#include "policy.h"

#include <string.h>

/* The row of the latest policy: the one that no other ends. */
static struct policy_key open_end(void)
{
    return (struct policy_key){.until = value_day(VALUE_YEAR_MAX, 12, 31)};
}

static enum verdict check(struct txn *t, const struct happening *h, const struct policy_published *e,
                          struct refusal *why)
{
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
    return policy_prove(e, h->effective_date, why) ? loan_rates_admitted(t, h, e, why) : REFUSED;
}

static void store_terms(struct txn *t, const struct policy_published *e)
{
    struct policy_terms terms = {
#define TERM(kind, name, rule, sample, least, most, otherwise, doc) .name = e->name != 0 ? e->name : (otherwise),
#define TERM_WORD(set, name, rule, sample, otherwise, doc) .name = e->name != 0 ? e->name : (otherwise),
#include "../../proto/schema/terms.def"
    };
    policy_terms_put(t, &(struct policy_terms_key){e->version}, &terms);
}

/* A list's rows are kept field by field under the same names and types. */
#define KEEP(row, from, name) memcpy(&(row).name, &(from)->name, sizeof(row).name)

static void store_products(struct txn *t, const struct policy_published *e)
{
    for (uint32_t i = 0; i < e->products_count; i++) {
        const struct product *p = &e->products[i];
        struct policy_product_key key = {.version = e->version};
        struct policy_product row = {0};
#define TERM(kind, name, rule, sample, doc) KEEP(row, p, name);
#define TERM_WORD(set, name, rule, sample, doc) KEEP(row, p, name);
#include "../../proto/schema/product_terms.def"
        memcpy(key.product, p->product, sizeof key.product);
        policy_product_put(t, &key, &row);
    }
    for (uint32_t i = 0; i < e->programmes_count; i++) {
        const struct programme *p = &e->programmes[i];
        struct policy_programme_key key = {.version = e->version};
        struct policy_programme row = {0};
#define TERM(kind, name, rule, sample, doc) KEEP(row, p, name);
#include "../../proto/schema/programme_terms.def"
        memcpy(key.programme, p->programme, sizeof key.programme);
        policy_programme_put(t, &key, &row);
    }
}

/* A policy tells every rate of its products from its first day on: what was planned for these days is void. */
static void store_rates(struct txn *t, const struct happening *h, const struct policy_published *e)
{
    for (uint32_t i = 0; i < e->products_count; i++) {
        struct product_step_key key = {.from_day = h->effective_date};
        memcpy(key.product, e->products[i].product, sizeof key.product);
        loan_rates_void(t, key.product, h->effective_date);
        product_step_put(t, &key, &(struct product_step){e->products[i].rate_bp});
    }
    for (uint32_t i = 0; i < e->rates_count; i++) {
        struct product_step_key key = {.from_day = e->rates[i].from_day};
        memcpy(key.product, e->rates[i].product, sizeof key.product);
        product_step_put(t, &key, &(struct product_step){e->rates[i].rate_bp});
    }
}

static void store_security(struct txn *t, const struct policy_published *e)
{
    for (uint32_t i = 0; i < e->guarantor_bands_count; i++) {
        const struct guarantor_band *b = &e->guarantor_bands[i];
        struct policy_guarantor_band_key key = {.version = e->version, .from_satang = b->from_satang};
        memcpy(key.product, b->product, sizeof key.product);
        policy_guarantor_band_put(t, &key, &(struct policy_guarantor_band){b->guarantors});
    }
    for (uint32_t i = 0; i < e->collaterals_count; i++) {
        const struct collateral_rule *c = &e->collaterals[i];
        struct policy_collateral_key key = {.version = e->version, .kind = c->kind};
        memcpy(key.product, c->product, sizeof key.product);
        policy_collateral_put(t, &key, &(struct policy_collateral){c->cover_bp});
    }
    for (uint32_t i = 0; i < e->relief_tiers_count; i++) {
        const struct relief_tier *r = &e->relief_tiers[i];
        policy_relief_put(t, &(struct policy_relief_key){e->version, r->paid_months},
                          &(struct policy_relief){r->max_satang, r->multiple, r->debt_max_bp});
    }
}

static void store_payroll(struct txn *t, const struct policy_published *e)
{
    for (uint32_t i = 0; i < e->items_count; i++) {
        const struct deduction_order *o = &e->items[i];
        policy_item_put(t, &(struct policy_item_key){e->version, o->item},
                        &(struct policy_item){o->priority, o->credit});
    }
    for (uint32_t i = 0; i < e->share_bands_count; i++) {
        const struct share_band *b = &e->share_bands[i];
        policy_share_band_put(t, &(struct policy_share_band_key){e->version, b->from_satang},
                              &(struct policy_share_band){b->monthly_satang});
    }
    for (uint32_t i = 0; i < e->cycles_count; i++) {
        struct policy_cycle_key key = {.version = e->version};
        memcpy(key.unit_group, e->cycles[i].unit_group, sizeof key.unit_group);
        policy_cycle_put(t, &key, &(struct policy_cycle){e->cycles[i].due_day, e->cycles[i].cut_off_day});
    }
}

static void store_ladder(struct txn *t, const struct policy_published *e)
{
    for (uint32_t i = 0; i < e->ladder_count; i++) {
        const struct ladder_rung *r = &e->ladder[i];
        struct policy_rung row = {
            .from_months = r->from_months,
            .days = r->days,
            .cause = r->cause,
            .audience = r->audience,
            .act = r->act,
            .cure = r->cure ? r->cure : rung_cure_all_paid,
            .missed = r->missed ? r->missed : rung_miss_again,
        };
        memcpy(row.rung, r->rung, sizeof row.rung);
        policy_rung_put(t, &(struct policy_rung_key){e->version, i}, &row);
    }
}

static void store_chart(struct txn *t, const struct policy_published *e)
{
    for (uint32_t i = 0; i < e->chart_count; i++) {
        struct policy_account row;
        memcpy(row.code, e->chart[i].code, sizeof row.code);
        memcpy(row.title, e->chart[i].title, sizeof row.title);
        policy_account_put(t, &(struct policy_account_key){e->version, e->chart[i].account}, &row);
    }
}

static void store_lists(struct txn *t, const struct happening *h, const struct policy_published *e)
{
    store_products(t, e);
    store_rates(t, h, e);
    store_security(t, e);
    store_payroll(t, e);
    store_ladder(t, e);
    store_chart(t, e);
    for (uint32_t i = 0; i < e->classes_count; i++) {
        const struct class_bound *c = &e->classes[i];
        policy_class_put(t, &(struct policy_class_key){e->version, i},
                         &(struct policy_class){c->over_months, c->provision_bp, c->class, c->npl});
    }
    for (uint32_t i = 0; i < e->class_triggers_count; i++)
        policy_class_trigger_put(t, &(struct policy_class_trigger_key){e->version, e->class_triggers[i].rule},
                                 &(struct policy_class_trigger){e->class_triggers[i].class});
    for (uint32_t i = 0; i < e->provision_phases_count; i++)
        policy_provision_phase_put(t, &(struct policy_provision_phase_key){e->version, e->provision_phases[i].year},
                                   &(struct policy_provision_phase){e->provision_phases[i].share_bp});
    for (uint32_t i = 0; i < e->holidays_count; i++)
        policy_holiday_put(t, &(struct policy_holiday_key){e->version, e->holidays[i].day},
                           &(struct policy_holiday){.listed = true});
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
    store_lists(t, h, e);
    return APPLIED;
}
