#include "../clock/work.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "../loan/loan_correct.h"
#include "../loan/payment.h"
#include "../loan/security.h"
#include "../rules/money.h"
#include "net.h"

#include <string.h>

/* The payment as it stands, and as it is right. */
struct correction {
    struct payment_fact was, now;
    struct loan_fact_key from, to;
    struct policy_in_force policy; /* of its day */
};

static enum verdict check_who(struct txn *t, const struct happening *h, const struct correction_requested *e,
                              struct refusal *why)
{
    if (h->actor[0] == '\0')
        return refuse_text(why, REFUSAL_actor_missing, "actor", NULL);
    if (strcmp(h->actor, e->approved_by) == 0)
        return refuse_text(why, REFUSAL_correction_two_persons, "data.approved_by", e->approved_by);
    if (h->effective_date < clock_day_closed(t))
        return refuse_value(why, REFUSAL_correction_closed_day, "effective_date", h->effective_date,
                            clock_day_closed(t));
    return APPLIED;
}

static enum verdict find(struct txn *t, const struct happening *h, const struct correction_requested *e,
                         struct correction *c, struct refusal *why)
{
    int64_t seq = (int64_t)e->target_seq;
    if (e->target_seq >= h->seq)
        return refuse_value(why, REFUSAL_correction_unknown, "data.target_seq", seq, (int64_t)h->seq - 1);
    if (!payment_fact_get(t, &(struct payment_fact_key){e->target_seq}, &c->was))
        return refuse_value(why, REFUSAL_correction_other_fact, "data.target_seq", seq, 0);
    if (e->withdrawn && (e->amount_satang > 0 || e->contract_no[0] != '\0' || e->paid_on > 0))
        return refuse_value(why, REFUSAL_correction_nothing_else, "data.withdrawn", seq, 0);
    c->now = c->was;
    c->now.withdrawn = e->withdrawn;
    if (e->amount_satang > 0)
        c->now.amount_satang = e->amount_satang;
    if (e->contract_no[0] != '\0')
        memcpy(c->now.contract_no, e->contract_no, sizeof c->now.contract_no);
    if (e->paid_on > 0)
        c->now.paid_on = e->paid_on;
    if (c->was.withdrawn && (e->withdrawn || e->amount_satang == 0))
        return refuse_value(why, REFUSAL_correction_withdrawn, "data.target_seq", seq, 0);
    if (memcmp(&c->was, &c->now, sizeof c->was) == 0)
        return refuse_value(why, REFUSAL_correction_same, "data.target_seq", seq, 0);
    return APPLIED;
}

/* Who paid is named by the contract. */
static bool may_pay(struct txn *t, const struct loan *loan, const char *payer_no)
{
    struct application_guarantor row;
    return payer_no[0] == '\0' || security_guarantor(t, loan->application_no, payer_no, &row);
}

static enum verdict check_right(struct txn *t, const struct happening *h, struct correction *c, struct refusal *why)
{
    struct loan loan;
    if (!loan_find(t, c->now.contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", c->now.contract_no);
    bool home = strcmp(c->now.contract_no, c->was.told_contract) == 0; /* he answered for it when it was told */
    if (!home && strcmp(c->now.contract_no, c->was.contract_no) != 0 && !may_pay(t, &loan, c->now.payer_no))
        return refuse_text(why, REFUSAL_not_guarantor, "data.contract_no", c->now.payer_no);
    if (c->now.paid_on > h->effective_date)
        return refuse_value(why, REFUSAL_correction_ahead, "data.paid_on", c->now.paid_on, h->effective_date);
    if (c->now.paid_on < loan.opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "data.paid_on", c->now.paid_on, loan.opened_on);
    if (!policy_on(t, c->now.paid_on, &c->policy))
        return refuse_value(why, REFUSAL_no_policy, "data.paid_on", c->now.paid_on, 0);
    if (!c->now.withdrawn && !posting_admit(t, c->now.amount_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    return APPLIED;
}

/* Told as it was first, it stands in its first place. On another day or contract it stands where it would have been
 * told in time: ahead of what was done once its day was closed. */
static void place(struct txn *t, struct correction *c)
{
    struct payment_fact *now = &c->now;
    struct loan_fact_key first = loan_fact_key(now->contract_no, 0, 0);
    struct loan_fact opened;
    bool moved = strcmp(now->contract_no, c->was.contract_no) != 0;
    bool home = strcmp(now->contract_no, now->told_contract) == 0;
    if (moved) {
        struct loan loan;
        loan_find(t, now->contract_no, &loan);
        now->no = home ? now->told_no : loan.facts + 1;
    }
    if (home && now->paid_on == now->told_on) {
        now->closed = now->told_closed;
    } else if (moved || now->paid_on != c->was.paid_on) {
        loan_fact_next(t, now->contract_no, &first, &opened);
        now->closed = now->paid_on - 1 > first.closed ? now->paid_on - 1 : first.closed;
        if (now->closed > clock_day_closed(t))
            now->closed = clock_day_closed(t);
    }
    c->from = loan_fact_key(c->was.contract_no, c->was.closed, c->was.no);
    c->to = loan_fact_key(now->contract_no, now->closed, now->no);
}

static enum verdict check(struct txn *t, const struct happening *h, const struct correction_requested *e,
                          struct correction *c, struct refusal *why)
{
    if (check_who(t, h, e, why) == REFUSED || find(t, h, e, c, why) == REFUSED || check_right(t, h, c, why) == REFUSED)
        return REFUSED;
    place(t, c);
    if (loan_correct_admitted(t, &c->from, "data.target_seq", why) == REFUSED ||
        loan_correct_admitted(t, &c->to, "data.contract_no", why) == REFUSED)
        return REFUSED;
    return APPLIED;
}

/* The money itself, gone back (-1) or come (1): a transfer goes to or from the deposit that it came out of. */
static void money_follow(struct txn *t, const struct payment_fact *f, int sign, struct net *n)
{
    const char *sub_ref;
    enum account account = payment_take(t,
                                        &(struct payment_road){.channel = f->channel,
                                                               .holder_no = f->holder_no,
                                                               .account_no = f->account_no,
                                                               .contract_no = f->contract_no},
                                        sign * f->amount_satang, n->date, &sub_ref);
    net_add(n, value_period_of(f->paid_on), account, sub_ref, -sign * f->amount_satang);
}

static void take_out(struct txn *t, const struct correction *c, struct net *n)
{
    struct loan_fact was;
    if (c->was.withdrawn || !loan_fact_get(t, &c->from, &was))
        return;
    net_undo(t, n, &c->from, &was);
    money_follow(t, &c->was, -1, n);
    loan_fact_delete(t, &c->from);
}

static void put_in(struct txn *t, const struct correction *c, struct net *n)
{
    struct loan_fact now = {.amount_satang = c->now.amount_satang,
                            .date = c->now.paid_on,
                            .looked_to = c->now.closed,
                            .policy = c->policy.version,
                            .kind = loan_fact_kind_paid};
    struct loan loan;
    if (c->now.withdrawn || !loan_find(t, c->now.contract_no, &loan))
        return;
    memcpy(now.payer_no, c->now.payer_no, sizeof now.payer_no);
    n->fresh = c->to;
    loan_fact_put(t, &c->to, &now);
    if (c->to.no > loan.facts) {
        struct loan_key key;
        memcpy(key.contract_no, c->to.contract_no, sizeof key.contract_no);
        loan.facts = c->to.no;
        loan_put(t, &key, &loan);
    }
    money_follow(t, &c->now, 1, n);
}

enum verdict handle_correction_requested(struct txn *t, const struct happening *h, const struct correction_requested *e,
                                         struct refusal *why)
{
    struct correction c = {0};
    struct net net = {.date = h->effective_date};
    struct policy_in_force today;
    if (check(t, h, e, &c, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &today))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    bool two = strcmp(c.was.contract_no, c.now.contract_no) != 0;
    struct cause because = cause_of("correction", today.version);
    cause_add_seq(&because, e->target_seq);
    cause_add_fact(&because, fact_corrected_satang, c.now.withdrawn ? 0 : c.now.amount_satang,
                   c.was.withdrawn ? 0 : c.was.amount_satang);
    struct loan_correcting of = {.date = h->effective_date,
                                 .target_seq = e->target_seq,
                                 .why = &because,
                                 .redo = {.tell = net_redone, .to = &net}};
    take_out(t, &c, &net);
    put_in(t, &c, &net);
    c.now.changed_seq = h->seq;
    payment_fact_put(t, &(struct payment_fact_key){e->target_seq}, &c.now);
    loan_correct(t, c.was.contract_no, &of);
    struct cause booked = because;
    cause_add_position(&booked, of.told);
    if (two)
        loan_correct(t, c.now.contract_no, &of);
    if (!net_book(t, &net, &(struct net_link){e->target_seq, c.was.document_no, &booked}))
        return refuse_text(why, REFUSAL_correction_far, "data.target_seq", c.was.contract_no);
    return APPLIED;
}
