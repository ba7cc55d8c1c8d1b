#include "form_data.h"

#include "../handlers/member/year.h"
#include "words.h"

static struct form_year *year_find(struct form_data *d, uint32_t year)
{
    for (int i = 0; i < FORM_YEARS; i++)
        if (d->years[i].year == year)
            return &d->years[i];
    return NULL;
}

/* ---- rows */

static void measured_keep(void *context, const struct ask_row *row)
{
    struct form_year *y = year_find(context, ((const struct award_year_key *)(const void *)row->key)->year);
    if (!y)
        return;
    y->sums = *(const struct award_year *)(const void *)row->value;
    y->measured = y->sums.done;
}

static void deposit_keep(void *context, const struct ask_row *row)
{
    const struct deposit_year_key *key = (const void *)row->key;
    struct form_year *y = year_find(context, key->year);
    if (y && key->deposit_kind <= deposit_kind_fixed)
        y->deposits[key->deposit_kind] = *(const struct deposit_year *)(const void *)row->value;
}

static void statement_keep(void *context, const struct ask_row *row)
{
    struct form_year *y = year_find(context, ((const struct year_statement_key *)(const void *)row->key)->year);
    if (!y)
        return;
    y->presented = true;
    y->presented_on = ((const struct year_statement *)(const void *)row->value)->presented_on;
}

static void figure_keep(void *context, const struct ask_row *row)
{
    const struct year_figure_key *key = (const void *)row->key;
    struct form_year *y = year_find(context, key->year);
    if (!y || key->figure_kind > figure_kind_members_in_business)
        return;
    y->reported[key->figure_kind] = true;
    y->figures[key->figure_kind] = ((const struct year_figure *)(const void *)row->value)->value;
}

/* ---- what the general meeting allocated need not be reported; where it was, the report holds */

struct allocated {
    struct form_data *d;
    struct form_year known[FORM_YEARS]; /* its figures, as far as the allocation tells them */
};

static void allocated_add(struct allocated *a, uint32_t year, enum figure_kind figure, int64_t satang)
{
    for (int i = 0; i < FORM_YEARS; i++)
        if (a->d->years[i].year == year) {
            a->known[i].reported[figure] = true;
            a->known[i].figures[figure] += satang;
        }
}

/* An allocation that does not name an item gave it nothing. */
static void allocation_keep(void *context, const struct ask_row *row)
{
    struct allocated *a = context;
    uint32_t year = ((const struct allocation_key *)(const void *)row->key)->year;
    allocated_add(a, year, figure_kind_net_profit,
                  ((const struct allocation *)(const void *)row->value)->net_profit_satang);
    allocated_add(a, year, figure_kind_welfare_allocated, 0);
    allocated_add(a, year, figure_kind_public_benefit_allocated, 0);
    allocated_add(a, year, figure_kind_league_fee_allocated, 0);
}

static void part_keep(void *context, const struct ask_row *row)
{
    struct allocated *a = context;
    const struct allocation_part_key *key = (const void *)row->key;
    int64_t satang = ((const struct allocation_part *)(const void *)row->value)->amount_satang;
    if (key->allocation_item == allocation_item_welfare || key->allocation_item == allocation_item_public_benefit)
        allocated_add(a, key->year, figure_kind_welfare_allocated, satang);
    if (key->allocation_item == allocation_item_public_benefit)
        allocated_add(a, key->year, figure_kind_public_benefit_allocated, satang);
    if (key->allocation_item == allocation_item_league_fee)
        allocated_add(a, key->year, figure_kind_league_fee_allocated, satang);
}

static int allocated_read(struct form_data *d)
{
    struct allocated a = {.d = d};
    int status = ask_rows(d->ask, TABLE_allocation, (struct bytes){0}, allocation_keep, &a);
    status = status ? status : ask_rows(d->ask, TABLE_allocation_part, (struct bytes){0}, part_keep, &a);
    for (int i = 0; i < FORM_YEARS; i++)
        for (int figure = 0; figure <= figure_kind_members_in_business; figure++)
            if (a.known[i].reported[figure] && !d->years[i].reported[figure]) {
                d->years[i].reported[figure] = true;
                d->years[i].figures[figure] = a.known[i].figures[figure];
            }
    return status;
}

/* ---- the policy of the year's last day, or the first one there is */

struct in_force {
    int32_t day;
    uint32_t version;
    struct form_data *d;
};

static void policy_keep(void *context, const struct ask_row *row)
{
    struct in_force *f = context;
    const struct policy_key *key = (const void *)row->key;
    if (f->version == 0 && key->until >= f->day)
        f->version = ((const struct policy *)(const void *)row->value)->version;
}

static void terms_keep(void *context, const struct ask_row *row)
{
    struct in_force *f = context;
    const struct policy_terms *terms = (const void *)row->value;
    if (((const struct policy_terms_key *)(const void *)row->key)->version != f->version)
        return;
    f->d->statement_days_max = terms->statement_days_max;
    f->d->business_min_bp = terms->business_min_bp;
}

static int policy_read(struct form_data *d)
{
    struct in_force f = {.day = year_last_day(d->years[0].year), .d = d};
    int status = ask_rows(d->ask, TABLE_policy, (struct bytes){0}, policy_keep, &f);
    if (status == 0 && f.version == 0) {
        words_complain("no policy is published, and so nothing is measured: publish one with coopctl policy publish",
                       "ยังไม่มีนโยบาย จึงวัดผลไม่ได้ โปรดประกาศด้วย coopctl policy publish");
        return EXIT_REJECTED;
    }
    return status ? status : ask_rows(d->ask, TABLE_policy_terms, (struct bytes){0}, terms_keep, &f);
}

int form_data_read(struct ask *a, uint32_t year, struct form_data *ret)
{
    const struct bytes all = {0};
    *ret = (struct form_data){.ask = a};
    for (uint32_t i = 0; i < FORM_YEARS; i++)
        ret->years[i].year = year - i;
    int status = policy_read(ret);
    status = status ? status : ask_rows(a, TABLE_award_year, all, measured_keep, ret);
    status = status ? status : ask_rows(a, TABLE_deposit_year, all, deposit_keep, ret);
    status = status ? status : ask_rows(a, TABLE_year_statement, all, statement_keep, ret);
    status = status ? status : ask_rows(a, TABLE_year_figure, all, figure_keep, ret);
    return status ? status : allocated_read(ret);
}

/* ---- figures */

static bool reported(const struct form_year *y, enum figure_kind figure, int64_t *ret, enum figure_kind *ret_missing)
{
    if (!y->reported[figure])
        *ret_missing = figure;
    else
        *ret = y->figures[figure];
    return y->reported[figure];
}

bool form_members_count(const struct form_year *y, int64_t *ret_ordinary, int64_t *ret_associate,
                        enum figure_kind *ret_missing)
{
    *ret_ordinary = y->sums.ordinary;
    *ret_associate = y->sums.associate;
    return y->measured || (reported(y, figure_kind_ordinary_members, ret_ordinary, ret_missing) &&
                           reported(y, figure_kind_associate_members, ret_associate, ret_missing));
}

bool form_in_business(const struct form_year *y, int64_t *ret_part, int64_t *ret_whole, enum figure_kind *ret_missing)
{
    *ret_part = y->sums.in_business;
    *ret_whole = y->sums.counted;
    return y->measured || (reported(y, figure_kind_ordinary_members, ret_whole, ret_missing) &&
                           reported(y, figure_kind_members_in_business, ret_part, ret_missing));
}

bool form_deposits_sum(const struct form_year *y, int64_t *ret_satang)
{
    enum figure_kind missing;
    *ret_satang = 0;
    for (int kind = deposit_kind_savings; kind <= deposit_kind_fixed; kind++)
        *ret_satang += y->deposits[kind].balance_satang;
    return y->measured || reported(y, figure_kind_member_deposits, ret_satang, &missing);
}

const char *form_figure_name(enum figure_kind figure)
{
    static const char *const names[][2] = {
        [figure_kind_absent] = {"", ""},
#define FIGURE(figure, unit, english, thai) [figure_kind_##figure] = {english, thai},
#include "../proto/schema/figures.def"
    };
    return names[figure][words_thai()];
}
