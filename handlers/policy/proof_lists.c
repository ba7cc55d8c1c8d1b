#include "proof.h"

#include <string.h>

enum { DUE_DAY_MOST = 31, CUT_OFF_DAY_MOST = 28, RELIEF_MONTHS_MOST = 600, RELIEF_MULTIPLE_MOST = 100 };

#define NUMBERS(a, b) ((const int64_t[2]){a, b})

/* ---- bands */

struct band {
    int64_t from, to; /* to 0: open */
    uint32_t at;      /* its place in the list */
};

/* Few bands: each takes its place among those before it. */
static void band_insert(struct band *bands, uint32_t count, struct band b)
{
    uint32_t i = count;
    for (; i > 0 && bands[i - 1].from > b.from; i--)
        bands[i] = bands[i - 1];
    bands[i] = b;
}

/* Every amount must find exactly one band: the published table with "up to 14,999" and "from 15,001" has no band for an
 * income of exactly 15,000. */
static void prove_line(struct proof *p, const char *list, const char *of, const struct band *bands, uint32_t count)
{
    int64_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct band *b = &bands[i];
        struct spot at = {list, b->at, "from_satang"};
        const struct band *before = i > 0 ? b - 1 : NULL;
        if (b->to != 0 && b->to < b->from) {
            proof_flaw_numbers(p, REFUSAL_policy_band_backwards, (struct spot){list, b->at, "to_satang"}, of,
                               NUMBERS(b->from, b->to));
            return;
        }
        if (before && before->to == 0)
            proof_flaw_numbers(p, REFUSAL_policy_open_band, (struct spot){list, before->at, "to_satang"}, of,
                               NUMBERS(b->from, 0));
        else if (b->from > next)
            proof_flaw_numbers(p, REFUSAL_policy_gap, at, of, NUMBERS(next, b->from - 1));
        else if (b->from < next)
            proof_flaw_numbers(p, REFUSAL_policy_overlap, at, of,
                               NUMBERS(b->from, b->to == 0 || b->to >= next ? next - 1 : b->to));
        next = b->to == 0 || b->to + 1 < next ? next : b->to + 1;
    }
    if (count > 0 && bands[count - 1].to != 0)
        proof_flaw_numbers(p, REFUSAL_policy_last_band, (struct spot){list, bands[count - 1].at, "to_satang"}, of,
                           NUMBERS(bands[count - 1].to, 0));
}

static void prove_guarantor_bands(struct proof *p)
{
    const struct policy_published *e = p->e;
    enum { GUARANTORS_MOST = sizeof((struct loan_application_filed *)0)->guarantors / sizeof(struct guarantor) };
    struct band bands[sizeof e->guarantor_bands / sizeof *e->guarantor_bands];
    for (uint32_t i = 0; i < e->products_count; i++) {
        uint32_t count = 0;
        for (uint32_t k = 0; k < e->guarantor_bands_count; k++) {
            const struct guarantor_band *b = &e->guarantor_bands[k];
            if (strcmp(b->product, e->products[i].product) == 0) {
                band_insert(bands, count, (struct band){b->from_satang, b->to_satang, k});
                count++;
            }
        }
        prove_line(p, "guarantor_bands", e->products[i].product, bands, count);
    }
    for (uint32_t k = 0; k < e->guarantor_bands_count; k++) {
        const struct guarantor_band *b = &e->guarantor_bands[k];
        if (!proof_product_is_listed(e, b->product))
            proof_flaw(p, REFUSAL_policy_no_product, (struct spot){"guarantor_bands", k, "product"}, b->product);
        if (b->guarantors > GUARANTORS_MOST)
            proof_flaw_numbers(p, REFUSAL_policy_guarantors, (struct spot){"guarantor_bands", k, "guarantors"},
                               b->product, NUMBERS(b->guarantors, GUARANTORS_MOST));
    }
}

void proof_bands(struct proof *p)
{
    const struct policy_published *e = p->e;
    struct band bands[sizeof e->share_bands / sizeof *e->share_bands];
    prove_guarantor_bands(p);
    for (uint32_t i = 0; i < e->share_bands_count; i++)
        band_insert(bands, i, (struct band){e->share_bands[i].from_satang, e->share_bands[i].to_satang, i});
    prove_line(p, "share_bands", "shares", bands, e->share_bands_count);
}

/* ---- what names a product */

/* The product's own rate holds on the effective day; a row of that day may only repeat it. That a rate of a product
 * whose contracts follow the table does not change for days already charged is checked where the days are known. */
static void prove_rates(struct proof *p)
{
    const struct policy_published *e = p->e;
    for (uint32_t i = 0; i < e->rates_count; i++) {
        const struct product_rate *r = &e->rates[i];
        struct spot at = {"rates", i, "product"};
        if (!proof_product_is_listed(e, r->product))
            proof_flaw(p, REFUSAL_policy_no_product, at, r->product);
        at.field = "rate_bp";
        proof_bound(p, at, r->rate_bp, 0, 10000);
        at.field = "from_day";
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(e->rates[k].product, r->product) == 0 && e->rates[k].from_day == r->from_day)
                proof_flaw(p, REFUSAL_policy_twice, at, r->product);
        bool contradicts = r->from_day < p->effective;
        for (uint32_t k = 0; k < e->products_count && r->from_day == p->effective; k++)
            contradicts |= strcmp(e->products[k].product, r->product) == 0 && e->products[k].rate_bp != r->rate_bp;
        if (contradicts)
            proof_flaw_numbers(p, REFUSAL_policy_rate_early, at, r->product, NUMBERS(r->from_day, p->effective));
    }
}

static void prove_collaterals(struct proof *p)
{
    const struct policy_published *e = p->e;
    for (uint32_t i = 0; i < e->collaterals_count; i++) {
        const struct collateral_rule *c = &e->collaterals[i];
        struct spot at = {"collaterals", i, "product"};
        if (!proof_product_is_listed(e, c->product))
            proof_flaw(p, REFUSAL_policy_no_product, at, c->product);
        at.field = "cover_bp";
        proof_bound(p, at, c->cover_bp, 1, 10000);
        at.field = "kind";
        proof_bound(p, at, c->kind, collateral_kind_share, collateral_kind_bond);
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(e->collaterals[k].product, c->product) == 0 && e->collaterals[k].kind == c->kind)
                proof_flaw(p, REFUSAL_policy_twice, at,
                           schema_word_text(schema_enum_named("collateral_kind"), c->kind));
    }
}

/* ---- calendars, programmes, relief */

static void prove_holidays(struct proof *p)
{
    const struct policy_published *e = p->e;
    char day[VALUE_TEXT_MAX];
    for (uint32_t i = 0; i < e->holidays_count; i++) {
        struct spot at = {"holidays", i, "day"};
        for (uint32_t k = 0; k < i; k++) {
            if (e->holidays[k].day == e->holidays[i].day) {
                value_day_print(e->holidays[i].day, day);
                proof_flaw(p, REFUSAL_policy_twice, at, day);
            }
        }
        if (e->calendar_until != 0 && e->holidays[i].day > e->calendar_until)
            proof_flaw_numbers(p, REFUSAL_policy_calendar, at, NULL, NUMBERS(e->holidays[i].day, e->calendar_until));
    }
}

static void prove_cycles(struct proof *p)
{
    const struct policy_published *e = p->e;
    for (uint32_t i = 0; i < e->cycles_count; i++) {
        const struct cycle_rule *c = &e->cycles[i];
        proof_bound(p, (struct spot){"cycles", i, "due_day"}, c->due_day, 0, DUE_DAY_MOST);
        proof_bound(p, (struct spot){"cycles", i, "cut_off_day"}, c->cut_off_day, 1, CUT_OFF_DAY_MOST);
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(e->cycles[k].unit_group, c->unit_group) == 0)
                proof_flaw(p, REFUSAL_policy_twice, (struct spot){"cycles", i, "unit_group"}, c->unit_group);
    }
}

static void prove_programmes(struct proof *p)
{
    const struct policy_published *e = p->e;
    for (uint32_t i = 0; i < e->programmes_count; i++) {
        const struct programme *g = &e->programmes[i];
        struct spot at = {"programmes", i, "programme"};
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(e->programmes[k].programme, g->programme) == 0)
                proof_flaw(p, REFUSAL_policy_twice, at, g->programme);
        if (g->ends_on < g->starts_on)
            proof_flaw_numbers(p, REFUSAL_dates_out_of_order, (struct spot){at.list, i, "ends_on"}, NULL,
                               NUMBERS(g->ends_on, g->starts_on));
        proof_bound(p, (struct spot){at.list, i, "take_home_min_bp"}, g->take_home_min_bp, 0, 10000);
        proof_bound(p, (struct spot){at.list, i, "emergency_instalments"}, g->emergency_instalments, 1,
                    INSTALMENTS_MAX);
        proof_bound(p, (struct spot){at.list, i, "ordinary_instalments"}, g->ordinary_instalments, 1, INSTALMENTS_MAX);
        proof_bound(p, (struct spot){at.list, i, "special_instalments"}, g->special_instalments, 1, INSTALMENTS_MAX);
    }
}

static void prove_relief(struct proof *p)
{
    const struct policy_published *e = p->e;
    char months[VALUE_TEXT_MAX];
    for (uint32_t i = 0; i < e->relief_tiers_count; i++) {
        const struct relief_tier *r = &e->relief_tiers[i];
        struct spot at = {"relief_tiers", i, "paid_months"};
        proof_bound(p, at, r->paid_months, 1, RELIEF_MONTHS_MOST);
        proof_bound(p, (struct spot){at.list, i, "multiple"}, r->multiple, 1, RELIEF_MULTIPLE_MOST);
        proof_bound(p, (struct spot){at.list, i, "debt_max_bp"}, r->debt_max_bp, 1, 10000);
        value_integer_print(r->paid_months, months);
        for (uint32_t k = 0; k < i; k++)
            if (e->relief_tiers[k].paid_months == r->paid_months)
                proof_flaw(p, REFUSAL_policy_twice, at, months);
    }
}

/* A role that is not listed has its own name for a code: no other may take that either. */
static bool is_code_of(const struct policy_published *e, const char *code, uint8_t account)
{
    const struct enum_desc *roles = schema_enum_named("account");
    for (uint32_t i = 0; i < e->chart_count; i++)
        if (e->chart[i].account == account)
            return strcmp(e->chart[i].code, code) == 0;
    return strcmp(schema_word_text(roles, account), code) == 0;
}

static void prove_chart(struct proof *p)
{
    const struct policy_published *e = p->e;
    const struct enum_desc *roles = schema_enum_named("account");
    for (uint32_t i = 0; i < e->chart_count; i++) {
        const struct chart_account *c = &e->chart[i];
        bool taken = false;
        for (uint32_t k = 0; k < i; k++) {
            if (e->chart[k].account == c->account)
                proof_flaw(p, REFUSAL_policy_twice, (struct spot){"chart", i, "account"},
                           schema_word_text(roles, c->account));
            else
                taken |= strcmp(e->chart[k].code, c->code) == 0;
        }
        for (uint8_t role = 1; roles->words[role]; role++)
            taken |= role != c->account && strcmp(roles->words[role], c->code) == 0 && is_code_of(e, c->code, role);
        if (taken)
            proof_flaw(p, REFUSAL_policy_code_taken, (struct spot){"chart", i, "code"}, c->code);
    }
}

void proof_lists(struct proof *p)
{
    prove_rates(p);
    prove_collaterals(p);
    prove_holidays(p);
    prove_cycles(p);
    prove_programmes(p);
    prove_relief(p);
    prove_chart(p);
}
