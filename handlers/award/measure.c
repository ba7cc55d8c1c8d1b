#include "measure.h"

#include "../clock/work.h"
#include "../rules/money.h"
#include "../rules/ratio.h"
#include "award.h"

#include <string.h>

static uint32_t year_measured(const struct work *w)
{
    return year_of(value_period_last_day(w->period));
}

static void queue_next(struct txn *t, const struct work *w, enum work_kind kind)
{
    work_add(t, &(struct work){.seq = w->seq, .date = w->date, .period = w->period, .kind = (uint8_t)kind});
}

/* ---- members, their shares and deposits */

struct savings {
    int64_t balance_satang[4]; /* by kind */
    uint32_t accounts[4];
};

static struct savings savings_of(struct txn *t, const char member_no[12])
{
    struct savings s = {0};
    struct deposit_key key = {0};
    struct deposit d;
    memcpy(key.member_no, member_no, sizeof key.member_no);
    for (bool more = deposit_seek(t, &key, false, &d);
         more && memcmp(key.member_no, member_no, sizeof key.member_no) == 0; more = deposit_seek(t, &key, true, &d)) {
        s.balance_satang[d.kind] = money_add(s.balance_satang[d.kind], d.balance_satang);
        s.accounts[d.kind] += d.balance_satang > 0;
    }
    return s;
}

static bool savings_add(struct txn *t, uint32_t year, const struct savings *s)
{
    bool any = false;
    for (uint8_t kind = deposit_kind_savings; kind <= deposit_kind_fixed; kind++) {
        struct deposit_year_key key = {.year = year, .deposit_kind = kind};
        struct deposit_year row = {0};
        if (s->balance_satang[kind] == 0 && s->accounts[kind] == 0)
            continue;
        deposit_year_get(t, &key, &row);
        row.balance_satang = money_add(row.balance_satang, s->balance_satang[kind]);
        row.accounts += s->accounts[kind];
        row.depositors += s->accounts[kind] > 0;
        deposit_year_put(t, &key, &row);
        any = any || s->accounts[kind] > 0;
    }
    return any;
}

/* A loan that is open, or interest that he paid in the year. */
static bool borrowed(struct txn *t, const char member_no[12], uint32_t year)
{
    struct member_year_key paid_key = {.year = year};
    struct member_year paid;
    struct member_loan_key key = {0};
    struct member_loan row;
    memcpy(paid_key.member_no, member_no, sizeof paid_key.member_no);
    memcpy(key.member_no, member_no, sizeof key.member_no);
    if (member_year_get(t, &paid_key, &paid) && paid.interest_paid_satang > 0)
        return true;
    for (bool more = member_loan_seek(t, &key, false, &row);
         more && memcmp(key.member_no, member_no, sizeof key.member_no) == 0;
         more = member_loan_seek(t, &key, true, &row))
        if (row.active)
            return true;
    return false;
}

static void hold(struct txn *t, uint32_t year, const char member_no[12], int64_t satang)
{
    struct share_holder_key key = {.year = year, .rest_satang = (uint64_t)(VALUE_MONEY_MAX - satang)};
    memcpy(key.member_no, member_no, sizeof key.member_no);
    share_holder_put(t, &key, &(struct share_holder){satang});
}

/* At the year's end: that somebody joined or left behind it may be known already. */
static bool is_member(const struct member *m, uint32_t year)
{
    int32_t end = year_last_day(year);
    return m->join_date <= end && (m->left_on == 0 || m->left_on > end);
}

/* Somebody who does business in several ways is one; who has left is no member, though his money still counts. */
static void member_measure(struct txn *t, uint32_t year, const struct member_key *key, const struct member *m,
                           bool associates, struct award_year *row)
{
    struct savings s = savings_of(t, key->member_no);
    bool saves = savings_add(t, year, &s);
    bool ordinary = m->kind == member_kind_ordinary;
    row->depositors += saves;
    row->shares_satang = money_add(row->shares_satang, m->share_balance_satang);
    if (m->share_balance_satang > 0) {
        row->shareholders++;
        hold(t, year, key->member_no, m->share_balance_satang);
    }
    if (!is_member(m, year))
        return;
    row->ordinary += ordinary;
    row->associate += !ordinary;
    if (!ordinary && !associates)
        return;
    row->counted++;
    row->in_business += saves || borrowed(t, key->member_no, year);
}

bool measure_members_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct award_year_key key = {.year = year_measured(w)};
    struct award_year row = {0};
    struct policy_in_force p = {0};
    struct member_key who = {0};
    struct member member;
    bool more = true;
    award_year_get(t, &key, &row);
    policy_on(t, w->date, &p);
    memcpy(who.member_no, w->member_done, sizeof who.member_no);
    for (; *budget > 0 && more; --*budget) {
        more = member_seek(t, &who, true, &member);
        if (!more)
            continue;
        member_measure(t, key.year, &who, &member, p.terms.business_associates, &row);
        memcpy(w->member_done, who.member_no, sizeof w->member_done);
    }
    award_year_put(t, &key, &row);
    if (!more)
        queue_next(t, w, work_kind_measure_loans);
    return !more;
}

/* ---- loans */

static void loan_measure(const struct loan *loan, struct award_year *row)
{
    int64_t principal = loan->principal_satang;
    if (loan->state != loan_state_active)
        return;
    row->loans++;
    row->principal_satang = money_add(row->principal_satang, principal);
    if (loan->months_overdue > 3) {
        row->over_3_loans++;
        row->over_3_satang = money_add(row->over_3_satang, principal);
    }
    if (loan->months_overdue > 6) {
        row->over_6_loans++;
        row->over_6_satang = money_add(row->over_6_satang, principal);
    }
    if (loan->months_overdue > 12) {
        row->over_12_loans++;
        row->over_12_satang = money_add(row->over_12_satang, principal);
    }
}

bool measure_loans_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct award_year_key key = {.year = year_measured(w)};
    struct award_year row = {0};
    struct loan_key at = {0};
    struct loan loan;
    bool more = true;
    award_year_get(t, &key, &row);
    memcpy(at.contract_no, w->contract_done, sizeof at.contract_no);
    for (; *budget > 0 && more; --*budget) {
        more = loan_seek(t, &at, true, &loan);
        if (!more)
            continue;
        loan_measure(&loan, &row);
        memcpy(w->contract_done, at.contract_no, sizeof w->contract_done);
    }
    award_year_put(t, &key, &row);
    if (!more)
        queue_next(t, w, work_kind_measure_shares);
    return !more;
}

/* ---- the largest holders, until they hold more than half; and then all is told */

static void ratio_tell(struct txn *t, const struct work *w, enum kpi kpi, int64_t part, int64_t whole)
{
    struct policy_in_force p = {0};
    uint32_t year = year_measured(w);
    policy_on(t, w->date, &p);
    kpi_tell(t, w->date,
             &(struct measure){.kpi = kpi,
                               .from_period = award_first_month(year),
                               .to_period = award_last_month(year),
                               .numerator = (uint64_t)part,
                               .denominator = (uint64_t)whole,
                               .asked_by = w->seq},
             &p);
}

static int64_t rounded(int64_t numerator, int64_t times, int64_t denominator)
{
    if (denominator <= 0)
        return 0;
    return money_divide((money_wide)numerator * (money_wide)times, (money_wide)denominator, rounding_half_up);
}

static void shares_tell(struct txn *t, const struct work *w, const struct award_year *row)
{
    struct policy_in_force p = {0};
    uint32_t members = row->ordinary + row->associate;
    struct share_concentration_measured body = {
        .year = year_measured(w),
        .holders = row->half_holders,
        .held_satang = row->half_satang,
        .total_satang = row->shares_satang,
        .held_bp = (int32_t)rounded(row->half_satang, 10000, row->shares_satang),
        .members = members,
        .average_satang = rounded(row->shares_satang, 1, members),
    };
    policy_on(t, w->date, &p);
    struct cause why = cause_of("award_shares", p.version);
    cause_add_seq(&why, w->seq);
    cause_add_fact(&why, fact_held_satang, row->half_satang, row->shares_satang);
    emit_share_concentration_measured(t, w->date, &body, &why);
}

static void year_tell(struct txn *t, const struct work *w, const struct award_year *row)
{
    shares_tell(t, w, row);
    ratio_tell(t, w, kpi_members_in_business, row->in_business, row->counted);
    ratio_tell(t, w, kpi_overdue_3_months, row->over_3_satang, row->principal_satang);
    ratio_tell(t, w, kpi_overdue_6_months, row->over_6_satang, row->principal_satang);
    ratio_tell(t, w, kpi_overdue_12_months, row->over_12_satang, row->principal_satang);
}

bool measure_shares_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct award_year_key key = {.year = year_measured(w)};
    struct award_year row = {0};
    struct share_holder_key at = {.year = key.year, .rest_satang = (uint64_t)(VALUE_MONEY_MAX - w->amount_done)};
    struct share_holder holder;
    bool more = true;
    award_year_get(t, &key, &row);
    memcpy(at.member_no, w->member_done, sizeof at.member_no);
    if (row.half_holders == 0)
        at.rest_satang = 0;
    for (; *budget > 0 && more; --*budget) {
        more = !ratio_is_most(row.half_satang, row.shares_satang) && share_holder_seek(t, &at, true, &holder) &&
               at.year == key.year;
        if (!more)
            continue;
        row.half_holders++;
        row.half_satang = money_add(row.half_satang, holder.shares_satang);
        w->amount_done = holder.shares_satang;
        memcpy(w->member_done, at.member_no, sizeof w->member_done);
    }
    row.done = !more;
    award_year_put(t, &key, &row);
    if (!more)
        year_tell(t, w, &row);
    return !more;
}
