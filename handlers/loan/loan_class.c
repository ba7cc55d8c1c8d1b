#include "../clock/work.h"
#include "../collection/case.h"
#include "../member/member.h"
#include "../rules/ageing.h"
#include "../rules/quality.h"
#include "loan_parts.h"

#include <string.h>

/* One look at a loan: what the policy says, what happened, and the contract that it is about. */
struct look {
    const char *contract_no;
    const struct policy_in_force *policy;
    const struct loan_change *change;
    struct quality_terms terms;
};

/* ---- facts */

/* An agreement was reached, and mediation is over because it was not kept. */
static bool broke_agreement(const struct collection_case *c)
{
    return c->outcome == outcome_agreed && c->mediation_closed;
}

/* Unpaid instalments with principal: those of a pause have none, and are not counted as instalments. */
static uint32_t unpaid_behind(struct txn *t, const char *contract_no, int32_t due_date)
{
    struct instalment_key key = loan_instalment_key(contract_no, due_date);
    struct instalment row;
    uint32_t n = 0;
    while (loan_instalment_next(t, contract_no, &key, &row))
        n += row.principal_satang > 0;
    return n;
}

/* Counted from what is billed and what is open, so that a payment that is taken back ends the row of itself. */
static uint32_t payments_in_a_row(struct txn *t, const char *contract_no, const struct loan *loan)
{
    uint32_t not_paid = unpaid_behind(t, contract_no, 0) + loan->watch_from;
    return loan->billed_instalments > not_paid ? loan->billed_instalments - not_paid : 0;
}

/* Once the watch is over a missed instalment does not begin it anew. */
uint32_t loan_watch_place(struct txn *t, const char *contract_no, const struct loan *loan, int32_t due_date)
{
    struct policy_in_force p;
    if (loan->watched_class == loan_class_absent)
        return 0;
    loan_policy_at(t, loan, due_date, &p);
    uint32_t later = unpaid_behind(t, contract_no, due_date);
    if (payments_in_a_row(t, contract_no, loan) >= p.terms.watch_payments)
        return 0;
    return loan->billed_instalments > later ? loan->billed_instalments - later : 0;
}

/* A loan that has ended has no facts, and so is normal. What the unit, or we ourselves, failed to send is no relapse:
 * the agreed date was not missed by the debtor. */
static struct quality_facts facts_of(struct txn *t, const char *contract_no, const struct loan *loan)
{
    struct quality_facts f = {.months_overdue = loan->months_overdue};
    struct collection_case_key case_key;
    struct collection_case c = {0};
    struct member_key key;
    struct member member = {0};
    if (loan->state != loan_state_active)
        return (struct quality_facts){0};
    memcpy(case_key.case_id, loan->case_id, sizeof case_key.case_id);
    collection_case_get(t, &case_key, &c);
    member_find(t, loan->member_no, &key, &member);
    f.holds[class_rule_relapse] = loan->personal_months > 0 && (loan->restructured || broke_agreement(&c));
    f.holds[class_rule_sued] = case_in_court(t, contract_no, loan);
    f.holds[class_rule_sued_elsewhere] = member.sued_elsewhere;
    f.holds[class_rule_died] = member.left_on > 0 && member.left_why == leaving_cause_died;
    f.holds[class_rule_bankrupt] = member.left_on > 0 && member.left_why == leaving_cause_bankrupt;
    f.watched = (enum loan_class)loan->watched_class;
    f.payments_in_a_row = payments_in_a_row(t, contract_no, loan);
    return f;
}

/* ---- telling */

/* A member is flagged by the first of his loans and cleared by the last. */
static void flag_member(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change,
                        const struct cause *why)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, loan->member_no);
    if (!member_get(t, &key, &member))
        return;
    if (loan->npl && member.npl_loans++ == 0) {
        struct member_npl_flagged body = {.principal_satang = loan->principal_satang};
        value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
        value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
        emit_member_npl_flagged(t, change->date, &body, why);
    }
    if (!loan->npl && --member.npl_loans == 0) {
        struct member_npl_cleared body = {0};
        value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
        value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
        emit_member_npl_cleared(t, change->date, &body, why);
    }
    member_put(t, &key, &member);
}

/* What is told of an earlier day, when later ones are closed, is judged by the months of the last of these. */
static int32_t judged_on(const struct loan_change *change)
{
    return change->date > change->as_of ? change->date : change->as_of;
}

static void history_add(struct txn *t, const struct loan_classified *told, const struct loan_change *change,
                        uint64_t position)
{
    struct class_history_key key = {.as_of = told->as_of, .no = 1};
    int32_t closed = clock_day_closed(t);
    struct class_history row;
    memcpy(key.contract_no, told->contract_no, sizeof key.contract_no);
    while (class_history_get(t, &key, &row))
        key.no++;
    row = (struct class_history){
        .position = position,
        .months_overdue = told->months_overdue,
        .told_on = change->date > closed ? change->date : closed,
        .from_class = told->from_class,
        .to_class = told->to_class,
        .rule_hit = told->rule_hit,
        .happened_on = change->date,
    };
    class_history_put(t, &key, &row);
}

/* The months are always told with their limit; what else was counted by the rule stands beside them. */
static struct cause cause_of_class(struct txn *t, const struct look *look, const struct loan *loan,
                                   const struct quality *to)
{
    static const char *const rules[QUALITY_RULES] = {
        [class_rule_months] = "npl_class",   [class_rule_relapse] = "class_relapse",
        [class_rule_sued] = "class_trigger", [class_rule_sued_elsewhere] = "class_trigger",
        [class_rule_died] = "class_trigger", [class_rule_bankrupt] = "class_trigger",
        [class_rule_watch] = "class_watch",  [class_rule_member] = "class_of_member",
    };
    const struct quality_terms *q = &look->terms;
    struct cause why = cause_of(rules[to->rule], look->policy->version);
    int hit = ageing_class(q->bounds, q->bounds_count, loan->months_overdue);
    if (q->bounds_count > 0)
        cause_add_fact(&why, fact_months_overdue, loan->months_overdue, q->bounds[hit < 0 ? 0 : hit].over_months);
    if (to->rule == class_rule_relapse)
        cause_add_fact(&why, fact_missed_instalments, loan->missed_instalments, 0);
    if (to->rule == class_rule_watch || (loan->watched_class > loan_class_normal && to->class < loan->class))
        cause_add_fact(&why, fact_watch_payments, payments_in_a_row(t, look->contract_no, loan), q->watch_payments);
    return why;
}

/* led_to: the follow-up that told the class of another loan, where that is the reason; 0: the loan's own arrears. */
static void class_set(struct txn *t, const struct look *look, struct loan *loan, const struct quality *to,
                      uint64_t led_to)
{
    int at = quality_bound(&look->terms, to->class);
    bool was_npl = loan->npl;
    struct loan_classified body = {
        .from_class = loan->class,
        .to_class = (uint8_t)to->class,
        .months_overdue = loan->months_overdue,
        .npl = at >= 0 && look->terms.bounds[at].npl,
        .rule_hit = (uint8_t)to->rule,
        .as_of = judged_on(look->change),
    };
    struct cause why = cause_of_class(t, look, loan, to), flagged = why;
    loan->class = body.to_class;
    loan->npl = body.npl;
    cause_add_position(&why, led_to > 0 ? led_to : loan->delinquency_position);
    if (body.to_class != body.from_class) {
        value_code_set(body.contract_no, sizeof body.contract_no, look->contract_no);
        value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
        loan->class_position = emit_loan_classified(t, look->change->date, &body, &why);
        history_add(t, &body, look->change, loan->class_position);
    }
    cause_add_position(&flagged, loan->class_position);
    if (loan->npl != was_npl)
        flag_member(t, look->contract_no, loan, look->change, &flagged);
    loan_accrual_follow(t, look->contract_no, loan, 
                        &(struct accrual_look){look->policy, look->change->date, &flagged, look->change->corrected});
}

/* ---- all loans of a member */

static uint8_t worse_than_normal(enum loan_class class)
{
    return class > loan_class_normal ? (uint8_t) class : (uint8_t)loan_class_absent;
}

static bool next_open(struct txn *t, struct member_loan_key *key, const char *member_no, struct loan *ret)
{
    struct member_loan listed;
    while (member_loan_seek(t, key, true, &listed) && strcmp(key->member_no, member_no) == 0)
        if (listed.active && loan_find(t, key->contract_no, ret))
            return true;
    return false;
}

static struct member_loan_key loans_of(const char *member_no)
{
    struct member_loan_key key = {0};
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return key;
}

/* Its own class, or that of the worst of the member's other open loans. */
static void class_by_member(struct txn *t, const struct look *look, struct loan *loan, const struct quality *own)
{
    struct member_loan_key key = loans_of(loan->member_no);
    struct loan other;
    struct quality worst = *own;
    uint64_t led_to = 0;
    while (loan->state == loan_state_active && next_open(t, &key, loan->member_no, &other)) {
        if (strcmp(key.contract_no, look->contract_no) == 0 || other.own_class <= worst.class)
            continue;
        worst = (struct quality){(enum loan_class)other.own_class, class_rule_member};
        led_to = other.class_position;
    }
    class_set(t, look, loan, &worst, led_to);
}

static void look_at_others(struct txn *t, const struct look *look, const char *member_no)
{
    struct member_loan_key key = loans_of(member_no);
    struct loan other;
    while (next_open(t, &key, member_no, &other)) {
        struct look its = *look;
        struct quality_facts facts = facts_of(t, key.contract_no, &other);
        its.contract_no = key.contract_no;
        if (strcmp(key.contract_no, look->contract_no) == 0)
            continue;
        struct quality own = quality_class(&look->terms, &facts);
        other.own_class = worse_than_normal(own.class);
        class_by_member(t, &its, &other, &own);
        loan_store(t, key.contract_no, &other);
    }
}

void loan_classify(struct txn *t, const char *contract_no, struct loan *loan, const struct policy_in_force *p,
                   const struct loan_change *change)
{
    struct look look = {.contract_no = contract_no, .policy = p, .change = change};
    struct quality_facts facts = facts_of(t, contract_no, loan);
    policy_quality(t, p, &look.terms);
    struct quality own = quality_class(&look.terms, &facts);
    loan->own_class = worse_than_normal(own.class);
    if (p->terms.class_scope != class_scope_member) {
        class_set(t, &look, loan, &own, 0);
        return;
    }
    class_by_member(t, &look, loan, &own);
    loan_store(t, contract_no, loan);
    look_at_others(t, &look, loan->member_no);
}

/* ---- when it is looked at */

/* Before the first day is closed, the policy of what happened judges. */
void loan_classify_again(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change)
{
    struct policy_in_force p;
    loan_policy_at(t, loan, change->as_of > 0 ? change->as_of : change->date, &p);
    loan_classify(t, contract_no, loan, &p, change);
}

void loan_class_look(struct txn *t, const char *contract_no, int32_t date)
{
    struct loan_change change = {.date = date, .as_of = clock_day_closed(t)};
    struct loan loan;
    if (!loan_find(t, contract_no, &loan))
        return;
    loan_classify_again(t, contract_no, &loan, &change);
    loan_store(t, contract_no, &loan);
}

void loan_class_look_member(struct txn *t, const char *member_no, int32_t date)
{
    struct member_loan_key key = loans_of(member_no);
    struct loan loan;
    while (next_open(t, &key, member_no, &loan)) {
        loan_catch_up(t, key.contract_no);
        loan_class_look(t, key.contract_no, date);
    }
}

void loan_class_policy(struct txn *t, const struct happening *h, int32_t last, int32_t day)
{
    struct policy_in_force before = {0}, now = {0};
    policy_on(t, last, &before);
    policy_on(t, day, &now);
    if (last > 0 && before.version != now.version)
        work_add(t, &(struct work){.seq = h->seq, .date = day, .kind = work_kind_classify});
}

/* The months are counted anew as well, for the policy may count them in another way. */
static void look_anew(struct txn *t, const char *contract_no, int32_t day)
{
    struct loan_change change = {.date = day, .as_of = day};
    struct loan loan;
    loan_catch_up(t, contract_no);
    if (!loan_find(t, contract_no, &loan) || loan.state != loan_state_active)
        return;
    loan_refresh(t, contract_no, &loan, &change);
    loan_store(t, contract_no, &loan);
}

bool loan_class_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct loan_key key = {0};
    struct loan loan;
    memcpy(key.contract_no, w->contract_done, sizeof key.contract_no);
    while (*budget > 0) {
        --*budget;
        if (!loan_seek(t, &key, true, &loan))
            return true;
        if (loan.state == loan_state_active)
            look_anew(t, key.contract_no, w->date);
        memcpy(w->contract_done, key.contract_no, sizeof w->contract_done);
    }
    return false;
}
