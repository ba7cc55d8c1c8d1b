#include "dividend.h"

#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../member/year.h"
#include "../payroll/payroll.h"
#include "../policy/policy.h"
#include "../profit/allocation.h"
#include "../rules/dividend.h"
#include "../rules/money.h"
#include "../share/shares.h"

#include <string.h>

/* What a slice works with. */
struct computing {
    struct txn *t;
    const struct work *w;
    struct policy_in_force policy;
    struct dividend_year_key key;
    struct dividend_year year;
    int32_t first_day, last_day;
};

/* What he held before the year counts from its first month. */
static void shares_of(const struct computing *c, const struct member_key *who, const struct member *member,
                      struct dividend_shares *ret)
{
    struct share_day_key key = {.day = c->first_day};
    struct share_day row;
    int64_t later = 0;
    *ret = (struct dividend_shares){0};
    memcpy(key.member_no, who->member_no, sizeof key.member_no);
    for (bool more = share_day_seek(c->t, &key, false, &row); more && strcmp(key.member_no, who->member_no) == 0;
         more = share_day_seek(c->t, &key, true, &row)) {
        later = money_add(later, row.moved_satang);
        if (key.day > c->last_day)
            continue;
        uint32_t from = dividend_counts_from(year_month(key.day), (uint32_t)value_civil(key.day).day,
                                             c->policy.terms.dividend_cut_off_day);
        if (from < DIVIDEND_MONTHS)
            ret->from_satang[from] = money_add(ret->from_satang[from], row.moved_satang);
    }
    ret->from_satang[0] = money_add(ret->from_satang[0], money_sub(member->share_balance_satang, later));
}

static void owe(const struct computing *c, const char *member_no, int64_t amount_satang, uint64_t told)
{
    struct posting p;
    struct cause owed = cause_of("dividend", c->policy.version), booked = cause_of("double_entry", 0);
    cause_add_position(&owed, told);
    cause_add_position(&booked, told);
    posting_begin(&p, c->year.document_no);
    posting_debit(&p, account_dividend_payable, amount_satang, member_no);
    posting_credit(&p, account_refund_payable, amount_satang, member_no);
    posting_emit(c->t, c->w->date, &p, &booked);
    payroll_refund(c->t, member_no, amount_satang, refund_cause_dividend, c->w->date, &owed);
}

static void compute(struct computing *c, const struct member_key *who, const struct member *member)
{
    struct dividend_shares shares;
    struct cause because = cause_of("dividend", c->policy.version);
    const struct policy_terms *terms = &c->policy.terms;
    struct dividend_computed body = {.year = c->key.year, .rate_bp = c->year.rate_bp};
    shares_of(c, who, member, &shares);
    body.base_satang = dividend_average(&shares);
    if (body.base_satang == 0)
        return;
    memcpy(body.member_no, who->member_no, sizeof body.member_no);
    body.excluded = terms->dividend_not_left && member->left_on > 0 && member->left_on <= c->last_day;
    body.attached = member->dividend_attached;
    if (!body.excluded)
        body.amount_satang = dividend_amount(&shares, c->year.rate_bp, terms->dividend_round_monthly);
    cause_add_seq(&because, c->w->seq);
    uint64_t told = emit_dividend_computed(c->t, c->w->date, &body, &because);
    if (body.amount_satang > 0)
        owe(c, who->member_no, body.amount_satang, told);
    c->year.members++;
    c->year.amount_satang = money_add(c->year.amount_satang, body.amount_satang);
}

static void tell_finance(const struct computing *c)
{
    struct cause because = cause_of("dividend", c->policy.version);
    char digits[VALUE_TEXT_MAX];
    value_integer_print(c->key.year, digits);
    cause_add_seq(&because, c->w->seq);
    if (c->year.amount_satang > 0)
        notify(c->t, c->w->date,
               &(struct notice){.template = template_dividend_to_pay,
                                .audience = audience_officer,
                                .recipient_ref = "finance",
                                .subject_ref = digits,
                                .amount_satang = c->year.amount_satang},
               &because);
    allocation_used_tell(c->t, c->w->date, c->key.year, allocation_item_dividend,
                         &(struct allocation_use){c->year.amount_satang, c->year.members, c->w->seq});
}

bool dividend_compute_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct computing c = {.t = t, .w = w, .key = {year_of(value_period_last_day(w->period))}};
    struct member_key who;
    struct member member;
    bool more = true;
    if (!dividend_year_get(t, &c.key, &c.year) || !policy_on(t, w->date, &c.policy))
        return true;
    c.first_day = year_first_day(c.key.year);
    c.last_day = year_last_day(c.key.year);
    memcpy(who.member_no, w->member_done, sizeof who.member_no);
    while (*budget > 0) {
        more = member_seek(t, &who, true, &member);
        --*budget;
        if (!more)
            break;
        compute(&c, &who, &member);
        memcpy(w->member_done, who.member_no, sizeof w->member_done);
    }
    dividend_year_put(t, &c.key, &c.year);
    if (!more)
        tell_finance(&c);
    return !more;
}
