#include "proof.h"

#include "../handler.h"

#include <string.h>

/* Bounds that a product's numbers must keep beside those of their kind. */
enum { PERCENT_100_BP = 10000, AGE_LEAST = 18, AGE_MOST = 120, PURPOSES = 6 };

/* ---- flaws */

static void add(char *out, size_t size, const char *text)
{
    size_t have = strlen(out), len = strlen(text);
    if (have + len < size)
        memcpy(out + have, text, len + 1);
}

/* "data.products[2].rate_bp" */
static void spot_print(struct spot at, char out[sizeof((struct refusal *)0)->field])
{
    enum { SIZE = sizeof((struct refusal *)0)->field };
    char number[VALUE_TEXT_MAX];
    memcpy(out, "data", sizeof "data");
    if (at.list) {
        value_integer_print(at.i, number);
        add(out, SIZE, ".");
        add(out, SIZE, at.list);
        add(out, SIZE, "[");
        add(out, SIZE, number);
        add(out, SIZE, "]");
    }
    if (at.field) {
        add(out, SIZE, ".");
        add(out, SIZE, at.field);
    }
}

void proof_flaw_numbers(struct proof *p, enum refusal_code code, struct spot at, const char *text,
                        const int64_t numbers[2])
{
    char field[sizeof p->ret->field];
    if (p->count == p->max)
        return;
    spot_print(at, field);
    refusal_set(&p->ret[p->count++], code, field, text, numbers[0], numbers[1]);
}

void proof_flaw(struct proof *p, enum refusal_code code, struct spot at, const char *text)
{
    proof_flaw_numbers(p, code, at, text, (const int64_t[2]){0, 0});
}

/* A number of an element that may be absent; what is said must keep its bounds. */
void proof_bound(struct proof *p, struct spot at, int64_t said, int64_t least, int64_t most)
{
    if (said < least || said > most)
        proof_flaw_numbers(p, REFUSAL_policy_bound, at, at.field,
                           (const int64_t[2]){said, said < least ? least : most});
}

static void incomplete(struct proof *p, const char *list, const char *what, const char *which)
{
    char text[sizeof p->ret->text] = "";
    add(text, sizeof text, what);
    add(text, sizeof text, " ");
    add(text, sizeof text, which);
    proof_flaw(p, REFUSAL_policy_incomplete, (struct spot){.field = list}, text);
}

static const char *word(const char *set, uint8_t value)
{
    return schema_word_text(schema_enum_named(set), value);
}

/* ---- single settings */

/* What is said must lie in its bounds; what may be left out holds otherwise. A word is any of its set. */
struct setting {
    const char *field;
    int64_t said, least, most;
    bool needed, word;
};

static void prove_settings(struct proof *p)
{
    const struct policy_published *e = p->e;
    uint32_t step = e->rounding_step_satang;
    const struct setting settings[] = {
#define TERM(kind, name, rule, sample, least, most, otherwise, doc)                                                    \
    {#name, e->name, least, most, ((rule)&POSITIVE) != 0, false},
#define TERM_WORD(set, name, rule, sample, otherwise, doc) {#name, e->name, 1, UINT8_MAX, ((rule)&REQUIRED) != 0, true},
#include "../../proto/schema/terms.def"
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const struct setting *s = &settings[i];
        struct spot at = {.field = s->field};
        if (s->word && s->needed && s->said == 0)
            proof_flaw(p, REFUSAL_policy_incomplete, at, s->field);
        else if (!s->word && (s->said != 0 || s->needed))
            proof_bound(p, at, s->said, s->least, s->most);
    }
    if (e->year_divisor != 0 && e->year_divisor != 365)
        proof_flaw_numbers(p, REFUSAL_policy_bound, (struct spot){.field = "year_divisor"}, "year_divisor",
                           (const int64_t[2]){e->year_divisor, 365});
    if (step > 1 && step != 5 && step != 10 && step <= 24)
        proof_flaw(p, REFUSAL_policy_incomplete, (struct spot){.field = "rounding_step_satang"},
                   "rounding_step_satang");
}

/* ---- products */

bool proof_product_is_listed(const struct policy_published *e, const char *product)
{
    for (uint32_t i = 0; i < e->products_count; i++)
        if (strcmp(e->products[i].product, product) == 0)
            return true;
    return false;
}

static void prove_purposes(struct proof *p, struct spot at, const char *purposes)
{
    unsigned seen = 0;
    for (const char *c = purposes; *c; c++) {
        unsigned bit = *c >= '1' && *c <= '0' + PURPOSES ? 1u << (*c - '0') : seen;
        if (seen & bit || bit == 0) {
            proof_flaw(p, REFUSAL_policy_purposes, at, purposes);
            return;
        }
        seen |= bit;
    }
}

/* What must be repaid of a running loan has three measures; each has its own sense. */
static void prove_reborrow(struct proof *p, struct spot at, const struct product *product)
{
    if ((product->reborrow_rule == 0) != (product->reborrow_min == 0)) {
        proof_flaw(p, REFUSAL_policy_together, at, "reborrow_rule, reborrow_min");
        return;
    }
    if (product->reborrow_rule == reborrow_rule_instalments)
        proof_bound(p, at, product->reborrow_min, 1, product->max_instalments);
    else if (product->reborrow_rule == reborrow_rule_percent)
        proof_bound(p, at, product->reborrow_min, 1, PERCENT_100_BP);
    else if (product->reborrow_rule == reborrow_rule_amount)
        proof_bound(p, at, product->reborrow_min, 1, VALUE_MONEY_MAX);
}

static void prove_product(struct proof *p, uint32_t i)
{
    const struct product *product = &p->e->products[i];
    const struct spot at = {.list = "products", .i = i};
#define AT(name)                                                                                                       \
    (struct spot)                                                                                                      \
    {                                                                                                                  \
        at.list, at.i, name                                                                                            \
    }
    for (uint32_t k = 0; k < i; k++)
        if (strcmp(p->e->products[k].product, product->product) == 0)
            proof_flaw(p, REFUSAL_policy_twice, AT("product"), product->product);
    proof_bound(p, AT("max_instalments"), product->max_instalments, 1, INSTALMENTS_MAX);
    proof_bound(p, AT("rate_bp"), product->rate_bp, 0, PERCENT_100_BP);
    proof_bound(p, AT("appraisal_max_bp"), product->appraisal_max_bp, 0, PERCENT_100_BP);
    proof_bound(p, AT("share_min_bp"), product->share_min_bp, 0, PERCENT_100_BP);
    proof_bound(p, AT("clean_instalments"), product->clean_instalments, 0, INSTALMENTS_MAX);
    if (product->age_end_max != 0)
        proof_bound(p, AT("age_end_max"), product->age_end_max, AGE_LEAST, AGE_MOST);
    if (product->share_min_above_satang != 0 && product->share_min_bp == 0)
        proof_flaw(p, REFUSAL_policy_together, AT("share_min_above_satang"), "share_min_above_satang, share_min_bp");
    if (product->no_salary && product->no_wage && product->no_pension)
        proof_flaw(p, REFUSAL_policy_nobody, AT("no_pension"), product->product);
    prove_purposes(p, AT("purposes"), product->purposes);
    prove_reborrow(p, AT("reborrow_min"), product);
#undef AT
}

/* ---- classes and items */

/* Every class worse than normal is listed, and begins later than the one before; so none can be listed twice. */
static void prove_classes(struct proof *p)
{
    for (uint8_t class = loan_class_substandard; class <= loan_class_doubtful_of_loss; class ++) {
        bool listed = false;
        for (uint32_t i = 0; i < p->e->classes_count; i++)
            listed |= p->e->classes[i].class == class;
        if (!listed)
            incomplete(p, "classes", "class", word("loan_class", class));
    }
    for (uint32_t i = 0; i < p->e->classes_count; i++) {
        const struct class_bound *c = &p->e->classes[i];
        if (i > 0 && (c->class <= c[-1].class || c->over_months <= c[-1].over_months))
            incomplete(p, "classes", "class", word("loan_class", c->class));
        proof_bound(p, (struct spot){"classes", i, "provision_bp"}, c->provision_bp, 0, PERCENT_100_BP);
    }
}

/* An order has one item in each place. */
static void prove_places(struct proof *p)
{
    for (uint32_t i = 0; i < p->e->items_count; i++) {
        const struct deduction_order *o = &p->e->items[i];
        for (uint32_t k = 0; k < i; k++) {
            if (p->e->items[k].priority == o->priority && p->e->items[k].item != o->item) {
                proof_flaw_numbers(p, REFUSAL_policy_place, (struct spot){"items", i, "priority"},
                                   word("bill_item", o->item), (const int64_t[2]){o->priority, 0});
                break;
            }
        }
    }
}

static bool class_is_listed(const struct policy_published *e, uint8_t class)
{
    for (uint32_t i = 0; i < e->classes_count; i++)
        if (e->classes[i].class == class)
            return true;
    return class == loan_class_normal;
}

/* Each names its class once, and one that has months and an allowance: so the facts of a loan give one answer. */
static void prove_triggers(struct proof *p)
{
    for (uint32_t i = 0; i < p->e->class_triggers_count; i++) {
        const struct class_trigger *c = &p->e->class_triggers[i];
        const char *rule = word("class_rule", c->rule);
        const struct spot at = {"class_triggers", i, "rule"};
        if (!quality_is_trigger((enum class_rule)c->rule))
            proof_flaw(p, REFUSAL_policy_trigger, at, rule);
        for (uint32_t k = 0; k < i; k++)
            if (p->e->class_triggers[k].rule == c->rule)
                proof_flaw(p, REFUSAL_policy_twice, at, rule);
        if (!class_is_listed(p->e, c->class))
            incomplete(p, "class_triggers", "class", word("loan_class", c->class));
    }
}

/* Each year has one share. */
static void prove_phases(struct proof *p)
{
    for (uint32_t i = 0; i < p->e->provision_phases_count; i++) {
        const struct provision_phase *phase = &p->e->provision_phases[i];
        char year[VALUE_TEXT_MAX];
        value_integer_print(phase->year, year);
        for (uint32_t k = 0; k < i; k++)
            if (p->e->provision_phases[k].year == phase->year)
                proof_flaw(p, REFUSAL_policy_twice, (struct spot){"provision_phases", i, "year"}, year);
        proof_bound(p, (struct spot){"provision_phases", i, "year"}, phase->year, VALUE_YEAR_MIN, VALUE_YEAR_MAX);
        proof_bound(p, (struct spot){"provision_phases", i, "share_bp"}, phase->share_bp, 0, PERCENT_100_BP);
    }
}

/* Shares and loans must be billed, and are owed by the member; what is owed back to him is the other way round. The
 * rest may be billed, and may have either sign, but for deposits: nobody's savings are drawn by a bill. */
static void prove_items(struct proof *p)
{
    for (uint8_t item = bill_item_share; item <= bill_item_refund; item++) {
        bool needed = item <= bill_item_special, free_sign = item > bill_item_deposit && item < bill_item_refund;
        uint32_t listed = 0, wrong_sign = 0;
        for (uint32_t i = 0; i < p->e->items_count; i++) {
            const struct deduction_order *o = &p->e->items[i];
            listed += o->item == item;
            wrong_sign += o->item == item && !free_sign && o->credit != (item == bill_item_refund);
        }
        if (listed > 1 || (needed && listed == 0) || wrong_sign > 0)
            incomplete(p, "items", "item", word("bill_item", item));
    }
    prove_places(p);
}

/* ---- the whole */

uint32_t policy_flaws(const struct policy_published *e, int32_t effective, struct refusal *ret, uint32_t max)
{
    struct proof p = {.e = e, .effective = effective, .ret = ret, .max = max};
    prove_settings(&p);
    for (uint32_t i = 0; i < e->products_count; i++)
        prove_product(&p, i);
    prove_classes(&p);
    prove_triggers(&p);
    prove_phases(&p);
    prove_items(&p);
    proof_bands(&p);
    proof_lists(&p);
    proof_ladder(&p);
    return p.count;
}

bool policy_prove(const struct policy_published *e, int32_t effective, struct refusal *why)
{
    return policy_flaws(e, effective, why, 1) == 0;
}
