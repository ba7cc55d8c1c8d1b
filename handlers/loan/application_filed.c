#include "../committee/agenda.h"
#include "../committee/queue.h"
#include "../handler.h"
#include "../rules/money.h"
#include "../journal/notify.h"
#include "application.h"
#include "loan.h"
#include "loan_rate.h"
#include "screening.h"
#include "security.h"

#include <string.h>

/* Purposes 1 to 6 (outstanding-cooperative form 2551, part 2, 3.1). */
enum { PURPOSE_MAX = 6 };

static bool member_known(struct txn *t, const char *member_no)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return member_get(t, &key, &member);
}

/* What no committee could grant is refused; what the rules do not allow is a fact, and screened. */
static enum verdict check(struct txn *t, const struct loan_application_filed *e, struct refusal *why)
{
    if (!member_known(t, e->member_no))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (e->purpose > PURPOSE_MAX)
        return refuse_value(why, REFUSAL_purpose_unknown, "data.purpose", e->purpose, PURPOSE_MAX);
    if (e->instalments > INSTALMENTS_MAX)
        return refuse_value(why, REFUSAL_out_of_range, "data.instalments", e->instalments, INSTALMENTS_MAX);
    if (e->amount_satang > MONEY_EVENT_MAX)
        return refuse_value(why, REFUSAL_amount_overflow, "data.amount_satang", e->amount_satang, MONEY_EVENT_MAX);
    return APPLIED;
}

/* Who answers for it. What the product does not accept, or too much for one person, is screened. */
static enum verdict name_guarantors(struct txn *t, const struct loan_application_filed *e, int32_t date,
                                    struct refusal *why)
{
    for (uint32_t i = 0; i < e->guarantors_count; i++) {
        if (security_may_answer(t, e->application_no, e->member_no, &e->guarantors[i], why) == REFUSED)
            return REFUSED;
        security_name(t, e->application_no, e->member_no, &e->guarantors[i], date);
    }
    return APPLIED;
}

static enum verdict keep_collateral(struct txn *t, const struct loan_application_filed *e, struct refusal *why)
{
    for (uint32_t i = 0; i < e->collaterals_count; i++) {
        const struct collateral *c = &e->collaterals[i];
        struct application_collateral_key key = {.place = i + 1};
        struct application_collateral row = {.value_satang = c->value_satang, .kind = c->kind};
        if (c->value_satang > MONEY_EVENT_MAX)
            return refuse_value(why, REFUSAL_amount_overflow, "data.collaterals", c->value_satang, MONEY_EVENT_MAX);
        memcpy(key.application_no, e->application_no, sizeof key.application_no);
        memcpy(row.ref, c->ref, sizeof row.ref);
        application_collateral_put(t, &key, &row);
    }
    return APPLIED;
}

static enum verdict keep_closes(struct txn *t, const struct loan_application_filed *e, struct refusal *why)
{
    for (uint32_t i = 0; i < e->closes_count; i++) {
        struct application_closes_key key;
        struct application_closes known;
        struct loan loan;
        memcpy(key.application_no, e->application_no, sizeof key.application_no);
        memcpy(key.contract_no, e->closes[i].contract_no, sizeof key.contract_no);
        if (!loan_find(t, key.contract_no, &loan))
            return refuse_text(why, REFUSAL_contract_unknown, "data.closes", key.contract_no);
        if (loan.state != loan_state_active || strcmp(loan.member_no, e->member_no) != 0)
            return refuse_text(why, REFUSAL_closes_unfit, "data.closes", key.contract_no);
        if (application_closes_get(t, &key, &known))
            return refuse_text(why, REFUSAL_closes_twice, "data.closes", key.contract_no);
        application_closes_put(t, &key, &(struct application_closes){.listed = true});
    }
    return APPLIED;
}

static void notify_desk(struct txn *t, const struct happening *h, const char *application_no,
                        const struct application *a, const struct policy_in_force *p)
{
    struct cause why = cause_of("screening", p->version);
    cause_add_position(&why, a->screened_position);
    notify(t, h->effective_date,
           &(struct notice){.template = template_loan_screened,
                            .audience = audience_officer,
                            .recipient_ref = "loans",
                            .subject_ref = application_no,
                            .amount_satang = a->amount_satang,
                            .due_date = a->meeting_on},
           &why);
}

/* The contract of a programme's loan always comes first (Amnat Charoen 2567, cl. 4.5-4.7). */
static void take_place(struct txn *t, const char *application_no, struct application *a, bool contract_first)
{
    struct waiting w = {.queue = queue_of(a), .ref = application_no, .member_no = a->member_no, .place = a->place};
    if (a->place == 0)
        queue_join(t, &w, QUEUE_TAIL);
    else
        queue_stay(t, &w);
    a->place = w.place;
    a->state = contract_first ? application_state_screened : application_state_queued;
}

enum verdict application_enter(struct txn *t, const struct happening *h, const struct loan_application_filed *e,
                               const struct application_origin *from, struct refusal *why)
{
    struct application_key key;
    struct application a = {
        .amount_satang = e->amount_satang,
        .instalments = e->instalments,
        .purpose = e->purpose,
        .filed_on = h->effective_date,
        .income_until = e->income_until,
        .method = e->method,
        .place = from->place,
    };
    struct application known;
    struct policy_in_force p;
    struct policy_product product;
    struct screening s;
    value_code_set(key.application_no, sizeof key.application_no, e->application_no);
    if (application_get(t, &key, &known))
        return refuse_text(why, REFUSAL_application_exists, "data.application_no", e->application_no);
    if (check(t, e, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!screening_product(t, e->product, &p, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.product", e->product);
    value_code_set(a.member_no, sizeof a.member_no, e->member_no);
    value_code_set(a.product, sizeof a.product, e->product);
    value_code_set(a.programme, sizeof a.programme, from->programme);
    a.kind = product.kind;
    a.rate_bp = loan_product_rate(t, e->product, h->effective_date);
    a.queue = queue_kind(&product);
    if (name_guarantors(t, e, h->effective_date, why) == REFUSED || keep_collateral(t, e, why) == REFUSED ||
        keep_closes(t, e, why) == REFUSED)
        return REFUSED;
    const struct screening_of of = {.application_no = e->application_no,
                                    .application = &a,
                                    .product = &product,
                                    .policy = &p,
                                    .date = h->effective_date};
    screening_run(t, &of, &s);
    screening_tell(t, &of, &s, &a);
    take_place(t, e->application_no, &a, product.contract_first || from->programme[0] != '\0');
    if (a.state == application_state_queued)
        agenda_add(t, e->application_no, &a, h->effective_date, &p);
    application_put(t, &key, &a);
    notify_desk(t, h, e->application_no, &a, &p);
    return APPLIED;
}

enum verdict handle_loan_application_filed(struct txn *t, const struct happening *h,
                                           const struct loan_application_filed *e, struct refusal *why)
{
    return application_enter(t, h, e, &(struct application_origin){.programme = ""}, why);
}
