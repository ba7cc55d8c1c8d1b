#include "../guarantor/notice_clock.h"
#include "../handler.h"
#include "../journal/notify.h"
#include "loan.h"
#include "screening.h"
#include "security.h"

#include <string.h>

/* The new one takes the old one's place: so he answers for one borrower more, unless he does so for this one already.
 */
static enum verdict check_load(struct txn *t, const struct loan *loan, const struct loan_guarantor_substituted *e,
                               uint32_t most, struct refusal *why)
{
    struct guarantor_of_key key = {0};
    struct guarantor_of row;
    uint32_t borrowers = security_borrowers(t, e->ref) + 1;
    memcpy(key.ref, e->ref, sizeof key.ref);
    while (guarantor_of_seek(t, &key, true, &row) && strcmp(key.ref, e->ref) == 0) {
        if (strcmp(row.member_no, loan->member_no) != 0)
            continue;
        borrowers--;
        break;
    }
    if (most > 0 && borrowers > most)
        return refuse_all(why, REFUSAL_guarantor_overloaded, "data.ref", e->ref, borrowers, most);
    return APPLIED;
}

static enum verdict check(struct txn *t, const struct happening *h, const struct loan_guarantor_substituted *e,
                          const struct loan *loan, const struct policy_in_force *p, struct refusal *why)
{
    struct application_guarantor old;
    struct policy_product product;
    struct guarantor g = {.kind = e->kind};
    memcpy(g.ref, e->ref, sizeof g.ref);
    if (loan->state != loan_state_active)
        return refuse_text(why, REFUSAL_loan_closed, "data.contract_no", e->contract_no);
    if (h->effective_date < loan->opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, loan->opened_on);
    if (!security_guarantor(t, loan->application_no, e->old_ref, &old))
        return refuse_text(why, REFUSAL_guarantor_unknown, "data.old_ref", e->old_ref);
    if (!screening_product(t, loan->product, p, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.contract_no", loan->product);
    if (!security_accepts(&product, e->kind))
        return refuse_text(why, REFUSAL_guarantor_kind, "data.kind",
                           schema_word_text(schema_enum_named("guarantor_kind"), e->kind));
    if (security_may_answer(t, loan->application_no, loan->member_no, &g, why) == REFUSED)
        return refuse_all(why, why->code, "data.ref", e->ref, why->value, why->limit);
    return check_load(t, loan, e, p->terms.guarantor_max_borrowers, why);
}

enum verdict handle_loan_guarantor_substituted(struct txn *t, const struct happening *h,
                                               const struct loan_guarantor_substituted *e, struct refusal *why)
{
    struct loan loan;
    struct policy_in_force p;
    struct guarantor g = {.kind = e->kind};
    memcpy(g.ref, e->ref, sizeof g.ref);
    loan_catch_up(t, e->contract_no);
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (check(t, h, e, &loan, &p, why) == REFUSED)
        return REFUSED;
    struct clock_at at = {h->effective_date, &p};
    notice_clock_released(t, e->contract_no, e->old_ref, &at);
    security_substitute(t, loan.application_no, e->old_ref, &g, h->effective_date);
    notice_clock_joined(t, e->contract_no, e->ref, &loan, &at);
    struct cause told = cause_of("guarantor_substituted", p.version);
    notify(t, h->effective_date,
           &(struct notice){.template = template_terms_changed,
                            .audience = audience_member,
                            .recipient_ref = loan.member_no,
                            .subject_ref = e->contract_no},
           &told);
    return APPLIED;
}
