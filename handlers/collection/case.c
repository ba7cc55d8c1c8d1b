#include "case.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../mediation/agreement.h"
#include "../mediation/enforcement.h"
#include "../mediation/promise.h"
#include "../member/member.h"
#include "ladder.h"

#include <assert.h>
#include <string.h>

/* Days to decide about a suit where the policy lists no rungs: an unverified default, for no rule names any. */
enum { SUIT_DAYS = 30 };

static struct collection_case_key case_key(const char *case_id)
{
    struct collection_case_key key;
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

bool case_find(struct txn *t, const char *case_id, const struct happening *h, struct collection_case *ret,
               struct refusal *why)
{
    struct collection_case_key key = case_key(case_id);
    if (!collection_case_get(t, &key, ret)) {
        refuse_text(why, REFUSAL_case_unknown, "data.case_id", case_id);
        return false;
    }
    if (h->effective_date < ret->opened_on) {
        refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, ret->opened_on);
        return false;
    }
    loan_catch_up(t, ret->contract_no);
    if (!collection_case_get(t, &key, ret))
        return false;
    if (h->effective_date < ret->stage_on) {
        refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, ret->stage_on);
        return false;
    }
    return true;
}

/* The ladder: from each stage, the stages that may follow (Local government 2566, cl. 1.7, 1.8). A suit out of turn is
 * allowed by a resolution only, which legal.case_filed demands. */
static bool may_follow(enum case_stage from, enum case_stage to)
{
    bool open = from == case_stage_employer_contact || from == case_stage_mediation || from == case_stage_performing ||
                from == case_stage_legal_ready || from == case_stage_reminded;
    switch (to) {
    case case_stage_employer_contact:
        return from == case_stage_absent || from == case_stage_reminded;
    case case_stage_reminded:
        return from == case_stage_absent;
    case case_stage_mediation:
        return from == case_stage_employer_contact;
    case case_stage_performing:
        return from == case_stage_mediation || from == case_stage_legal_ready; /* the agreement was kept after all */
    case case_stage_legal_ready:
        return from == case_stage_mediation || from == case_stage_performing;
    case case_stage_legal:
        return open;
    case case_stage_closed:
        return open || from == case_stage_legal; /* a suit ends when nothing is owed any more */
    case case_stage_absent:
        break;
    }
    return false;
}

/* The last step of all: a suit, new terms, or whatever else people decide. Who broke an agreement was told of with the
 * breach. */
static void suit_due(struct txn *t, const char *case_id, struct collection_case *c, int32_t date)
{
    enum { STEPS = 2 };
    struct policy_in_force p = {0};
    policy_on(t, date, &p);
    struct rung_begun begun = case_rung(case_stage_legal_ready, date, &p);
    struct cause why = cause_of("legal_last", p.version);
    cause_add_position(&why, c->stage_position);
    cause_add_fact(&why, fact_steps_before_suit, c->employer_met + c->mediation_closed, STEPS);
    case_step(t, case_id, c, &begun, &why);
    if (c->outcome != outcome_agreed)
        notify(t, date,
               &(struct notice){.template = template_suit_due,
                                .audience = audience_officer,
                                .recipient_ref = "collection",
                                .subject_ref = case_id,
                                .due_date = c->due_date},
               &why);
}

/* Behind mediation a listed ladder goes on; without one the suit comes next. */
static void climb_on(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                     const struct cause *because)
{
    struct loan loan;
    if (c->ladder_policy == 0)
        suit_due(t, case_id, c, date);
    else if (loan_find(t, c->contract_no, &loan))
        ladder_on(t, case_id, c, &(struct climb){&loan, date, because});
}

/* A case that a correction withdrew goes on where it stood when another correction shows that it had its ground. */
static bool is_put_back(const struct collection_case *c, enum case_stage to)
{
    return c->stage == case_stage_closed && c->withdrawn_stage == to;
}

void case_move(struct txn *t, const char *case_id, struct collection_case *c, enum case_stage to, int32_t due_date,
               int32_t date, const struct cause *because)
{
    struct collection_case_key key = case_key(case_id);
    struct collection_stage_changed body = {.from_stage = c->stage, .to_stage = (uint8_t)to, .due_date = due_date};
    struct cause why = *because;
    bool put_back = is_put_back(c, to);
    assert(may_follow((enum case_stage)c->stage, to) || put_back);
    step_end(t, case_id, c, step_outcome_done, date, because);
    promise_supersede(t, case_id, c, date, because);
    if (c->stage == case_stage_performing)
        agreement_end(t, case_id, c);
    if (to == case_stage_legal)
        enforcement_end(t, case_id, c, enforcement_outcome_suit, date, because);
    value_code_set(body.case_id, sizeof body.case_id, case_id);
    value_code_set(body.contract_no, sizeof body.contract_no, c->contract_no);
    value_code_set(body.member_no, sizeof body.member_no, c->member_no);
    cause_add_position(&why, c->stage_position);
    c->stage = (uint8_t)to;
    c->stage_on = date;
    c->due_date = due_date;
    c->stage_position = emit_collection_stage_changed(t, date, &body, &why);
    collection_case_put(t, &key, c);
    if (to == case_stage_legal_ready && !put_back)
        climb_on(t, case_id, c, date, because);
}

bool case_waits(const struct collection_case *c)
{
    return c->stage == case_stage_employer_contact || c->stage == case_stage_mediation ||
           c->stage == case_stage_reminded || c->stage == case_stage_legal_ready;
}

void case_step(struct txn *t, const char *case_id, struct collection_case *c, const struct rung_begun *begun,
               const struct cause *because)
{
    struct collection_case_key key = case_key(case_id);
    struct rung_begun own = *begun;
    if (c->ladder_policy > 0) {
        struct policy_rung row = ladder_rung(t, c);
        own.audience = (enum step_audience)row.audience;
        own.days = (int32_t)row.days;
        memcpy(own.rung, row.rung, sizeof own.rung);
    }
    step_end(t, case_id, c, step_outcome_done, begun->date, because);
    step_start(t, case_id, c, &own, because);
    collection_case_put(t, &key, c);
}

void case_rest(struct txn *t, const char *case_id, struct collection_case *c, int32_t date, const struct cause *because)
{
    struct collection_case_key key = case_key(case_id);
    step_postpone(t, case_id, c, date, because);
    collection_case_put(t, &key, c);
}

struct rung_begun case_rung(enum case_stage stage, int32_t date, const struct policy_in_force *p)
{
    if (stage == case_stage_employer_contact)
        return (struct rung_begun){"employer", step_audience_employer, date, (int32_t)p->terms.employer_contact_days};
    if (stage == case_stage_legal_ready)
        return (struct rung_begun){"legal", step_audience_lawyer, date, SUIT_DAYS};
    return (struct rung_begun){"mediation", step_audience_member, date, (int32_t)p->terms.mediation_days};
}

/* The cases of a member are his own: "C-004411-1", "C-004411-2" ... So his part of the journal alone names them the
 * same. */
void case_id_of(const char member_no[12], uint32_t no, char case_id[24])
{
    size_t len = strlen(member_no);
    char number[VALUE_TEXT_MAX];
    value_integer_print(no, number);
    value_code_set(case_id, 24, "C-");
    memcpy(case_id + 2, member_no, len);
    case_id[2 + len] = '-';
    value_code_set(case_id + 3 + len, 24 - 3 - len, number);
}

static void case_name(struct txn *t, const char member_no[12], char case_id[24])
{
    struct member_key key;
    struct member member = {0};
    memcpy(key.member_no, member_no, sizeof key.member_no);
    bool found = member_get(t, &key, &member);
    assert(found);
    member.cases++;
    member_put(t, &key, &member);
    case_id_of(member_no, member.cases, case_id);
}

void case_open(struct txn *t, const char *contract_no, struct loan *loan, int32_t date, const struct policy_in_force *p,
               const struct cause *because)
{
    struct collection_case c = {.opened_on = date};
    case_name(t, loan->member_no, loan->case_id);
    value_code_set(c.contract_no, sizeof c.contract_no, contract_no);
    value_code_set(c.member_no, sizeof c.member_no, loan->member_no);
    if (ladder_from(t, p->version) > 0) {
        ladder_begin(t, loan->case_id, &c, p->version, &(struct climb){loan, date, because});
        return;
    }
    struct rung_begun begun = case_rung(case_stage_employer_contact, date, p);
    int32_t due_date = date + begun.days;
    struct cause why = cause_of("ladder_opened", p->version);
    case_move(t, loan->case_id, &c, case_stage_employer_contact, due_date, date, because);
    cause_add_position(&why, c.stage_position);
    cause_add_fact(&why, fact_months_overdue, loan->personal_months, policy_npl_months(t, p->version));
    case_step(t, loan->case_id, &c, &begun, &why);
    notify(t, date,
           &(struct notice){.template = template_employer_meeting_due,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = loan->case_id,
                            .amount_satang = loan->missed_satang,
                            .due_date = due_date},
           &why);
}

/* How a case ends, for what is open in it. */
struct case_ending {
    enum step_outcome step;
    enum promise_outcome promise;
    enum enforcement_outcome enforcement;
};

static void case_end(struct txn *t, struct loan *loan, const struct case_ending *how, int32_t date,
                     const struct cause *why)
{
    struct collection_case_key key = case_key(loan->case_id);
    struct collection_case c;
    if (!collection_case_get(t, &key, &c))
        return;
    step_end(t, loan->case_id, &c, how->step, date, why);
    promise_end(t, loan->case_id, &c, &(struct promise_ending){how->promise, date, loan, why});
    enforcement_end(t, loan->case_id, &c, how->enforcement, date, why);
    case_move(t, loan->case_id, &c, case_stage_closed, 0, date, why);
    memset(loan->case_id, 0, sizeof loan->case_id);
}

static const struct case_ending withdrawn = {step_outcome_withdrawn, promise_outcome_superseded,
                                             enforcement_outcome_withdrawn};

static bool is_sued(struct txn *t, const char *case_id)
{
    struct collection_case_key key = case_key(case_id);
    struct collection_case c;
    return collection_case_get(t, &key, &c) && c.stage == case_stage_legal;
}

void case_cure(struct txn *t, struct loan *loan, int32_t date, const struct cause *because)
{
    static const struct case_ending cured = {step_outcome_cured, promise_outcome_kept, enforcement_outcome_kept};
    if (is_sued(t, loan->case_id)) {
        memset(loan->case_id, 0, sizeof loan->case_id);
        return;
    }
    struct cause why = *because;
    if (why.facts_count == 0) /* the loan ended: nothing is in arrears any more */
        cause_add_fact(&why, fact_arrears_satang, loan->missed_satang, 0);
    bool paid = loan->state == loan_state_active || loan->state == loan_state_closed;
    case_end(t, loan, paid ? &cured : &withdrawn, date, &why);
}

void case_disown(struct txn *t, struct loan *loan, int32_t date, const struct cause *because)
{
    if (!is_sued(t, loan->case_id))
        case_end(t, loan, &withdrawn, date, because);
}

bool case_next(struct txn *t, const char *contract_no, const struct loan *loan, struct case_at *at)
{
    struct member_key key;
    struct member member = {0};
    memcpy(key.member_no, loan->member_no, sizeof key.member_no);
    member_get(t, &key, &member);
    while (at->no < member.cases) {
        case_id_of(loan->member_no, ++at->no, at->key.case_id);
        if (collection_case_get(t, &at->key, &at->row) && strcmp(at->row.contract_no, contract_no) == 0)
            return true;
    }
    return false;
}

bool case_in_court(struct txn *t, const char *contract_no, const struct loan *loan)
{
    struct case_at at = {0};
    while (case_next(t, contract_no, loan, &at))
        if (at.row.stage == case_stage_legal)
            return true;
    return false;
}

void case_end_suits(struct txn *t, const char *contract_no, const struct loan *loan, int32_t date,
                    const struct cause *because)
{
    struct case_at at = {0};
    struct cause why = *because;
    if (why.facts_count == 0) /* the loan ended: nothing is in arrears any more */
        cause_add_fact(&why, fact_arrears_satang, loan->missed_satang, 0);
    while (case_next(t, contract_no, loan, &at))
        if (at.row.stage == case_stage_legal)
            case_move(t, at.key.case_id, &at.row, case_stage_closed, 0, date, &why);
}

static void invite_again(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                         const struct policy_in_force *p)
{
    struct rung_begun begun = case_rung(case_stage_mediation, date, p);
    struct cause why = cause_of("mediate_first", p->version);
    cause_add_position(&why, c->stage_position);
    cause_add_fact(&why, fact_no_shows, c->no_shows, p->terms.no_show_limit);
    case_step(t, case_id, c, &begun, &why);
    notify(t, date,
           &(struct notice){.template = template_mediation_invitation,
                            .audience = audience_member,
                            .recipient_ref = c->member_no,
                            .subject_ref = case_id,
                            .due_date = c->due_date},
           &why);
}

void case_no_show(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                  const struct policy_in_force *p)
{
    struct cause why = cause_of("mediation_outcome", p->version);
    struct collection_case_key key = case_key(case_id);
    if (c->no_show_on == date || member_died(t, c->member_no)) {
        collection_case_put(t, &key, c);
        return; /* the session and its outcome tell of the same absence; the dead are not absent */
    }
    c->no_show_on = date;
    if (++c->no_shows < p->terms.no_show_limit) {
        invite_again(t, case_id, c, date, p);
        return;
    }
    c->outcome = outcome_no_show;
    c->mediation_closed = true;
    cause_add_fact(&why, fact_no_shows, c->no_shows, p->terms.no_show_limit);
    case_move(t, case_id, c, case_stage_legal_ready, 0, date, &why);
}

/* Nobody took the step in time: the officer is told, and the same rung is to be climbed anew. */
static void miss(struct txn *t, const char *case_id, struct collection_case *c, const struct ladder_step *missed,
                 int32_t day)
{
    struct policy_in_force p;
    if (c->ladder_policy > 0) {
        ladder_missed(t, case_id, c, missed, day);
        return;
    }
    if (!policy_on(t, day, &p))
        return;
    struct rung_begun again = case_rung((enum case_stage)c->stage, day, &p);
    struct cause why = cause_of("step_missed", p.version);
    cause_add_fact(&why, fact_step_days, day - missed->began_on, missed->due_on - missed->began_on);
    step_end(t, case_id, c, step_outcome_missed, day, &why);
    cause_add_position(&why, missed->position);
    notify(t, day,
           &(struct notice){.template = template_step_missed,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = case_id,
                            .due_date = missed->due_on},
           &why);
    case_step(t, case_id, c, &again, &why);
}

void case_step_due(struct txn *t, const char *case_id, uint32_t no, int32_t day)
{
    struct collection_case_key key = case_key(case_id);
    struct collection_case c;
    struct ladder_step open;
    if (collection_case_get(t, &key, &c) && c.steps == no && step_open(t, case_id, &c, &open))
        miss(t, case_id, &c, &open, day);
}

static void catch_up_steps(struct txn *t, const char *case_id, int32_t day)
{
    struct collection_case_key key = case_key(case_id);
    struct collection_case c;
    struct ladder_step open;
    while (collection_case_get(t, &key, &c) && step_open(t, case_id, &c, &open) && open.look_on <= day) {
        due_remove(t, open.look_on, due_kind_step, case_id, c.steps);
        miss(t, case_id, &c, &open, open.look_on);
    }
}

void case_catch_up(struct txn *t, const char *case_id, int32_t day)
{
    promise_catch_up(t, case_id, day);
    catch_up_steps(t, case_id, day);
    enforcement_catch_up(t, case_id, day);
    agreement_catch_up(t, case_id, day);
}
