#include "patronage.h"

#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../member/year.h"
#include "../payroll/payroll.h"
#include "../profit/allocation.h"
#include "../rules/money.h"

#include <string.h>

static void owe(struct txn *t, const char *member_no, int64_t amount_satang, const struct patronage_year *year,
                int32_t date, uint64_t told)
{
    struct posting p;
    struct cause owed = cause_of("patronage", 0), booked = cause_of("double_entry", 0);
    cause_add_position(&owed, told);
    cause_add_position(&booked, told);
    payroll_refund(t, member_no, amount_satang, refund_cause_patronage, date, &owed);
    posting_begin(&p, year->document_no);
    posting_debit(&p, account_patronage_payable, amount_satang, member_no);
    posting_credit(&p, account_refund_payable, amount_satang, member_no);
    posting_emit(t, date, &p, &booked);
}

/* Rounded once for the whole year. In a year in which more was given back than paid there is nothing to refund. */
static void compute(struct txn *t, const struct member_year_key *who, const struct member_year *paid,
                    struct patronage_year *year, const struct work *w)
{
    struct member_key key;
    struct member member;
    struct cause because = cause_of("patronage", 0);
    struct patronage_computed body = {
        .year = who->year, .base_satang = paid->interest_paid_satang, .rate_bp = year->rate_bp};
    memcpy(key.member_no, who->member_no, sizeof key.member_no);
    if (paid->interest_paid_satang <= 0 || !member_get(t, &key, &member))
        return;
    memcpy(body.member_no, who->member_no, sizeof body.member_no);
    body.excluded = year_defaulted(t, who->member_no, who->year);
    if (!body.excluded)
        body.amount_satang =
            money_divide((money_wide)paid->interest_paid_satang * (money_wide)year->rate_bp, 10000, rounding_half_up);
    body.attached = member.dividend_attached;
    cause_add_seq(&because, w->seq);
    uint64_t told = emit_patronage_computed(t, w->date, &body, &because);
    if (body.amount_satang > 0)
        owe(t, who->member_no, body.amount_satang, year, w->date, told);
    year->members++;
    year->amount_satang = money_add(year->amount_satang, body.amount_satang);
}

static void tell_finance(struct txn *t, const struct patronage_year_key *key, const struct patronage_year *year,
                         const struct work *w)
{
    struct cause because = cause_of("patronage", 0);
    char digits[VALUE_TEXT_MAX];
    value_integer_print(key->year, digits);
    cause_add_seq(&because, w->seq);
    notify(t, w->date,
           &(struct notice){.template = template_patronage_to_pay,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = digits,
                            .amount_satang = year->amount_satang},
           &because);
}

bool patronage_compute_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct patronage_year_key key = {.year = year_of(value_period_last_day(w->period))};
    struct patronage_year year;
    struct member_year_key who = {.year = key.year};
    struct member_year paid;
    bool more = true;
    if (!patronage_year_get(t, &key, &year))
        return true;
    memcpy(who.member_no, w->member_done, sizeof who.member_no);
    while (*budget > 0) {
        more = member_year_seek(t, &who, true, &paid) && who.year == key.year;
        --*budget;
        if (!more)
            break;
        compute(t, &who, &paid, &year, w);
        memcpy(w->member_done, who.member_no, sizeof w->member_done);
    }
    patronage_year_put(t, &key, &year);
    if (!more && year.amount_satang > 0)
        tell_finance(t, &key, &year, w);
    if (!more)
        allocation_used_tell(t, w->date, key.year, allocation_item_patronage,
                             &(struct allocation_use){year.amount_satang, year.members, w->seq});
    return !more;
}
