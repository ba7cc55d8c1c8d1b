#include "loan_correct.h"

#include "../clock/work.h"
#include "../collection/case.h"
#include "../guarantor/notice_clock.h"
#include "../journal/notify.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"
#include "security.h"

#include <string.h>

/* People acted on what was owed by then: there is a suit, or an agreement or a promise to pay was made in a case that
 * was open on that day or is. What they judged by is not derived anew. */
static bool rests_on_debt(struct txn *t, const struct loan_fact_key *key, const struct loan *loan)
{
    struct case_at at = {0};
    while (case_next(t, key->contract_no, loan, &at)) {
        const struct collection_case *c = &at.row;
        bool acted = c->payments > 0 || c->promises > 0;
        if (c->stage == case_stage_legal || (acted && (c->stage != case_stage_closed || key->closed <= c->stage_on)))
            return true;
    }
    return false;
}

enum verdict loan_correct_admitted(struct txn *t, const struct loan_fact_key *key, const char *field,
                                   struct refusal *why)
{
    struct loan_fact_key later = *key;
    struct loan_fact fact;
    struct loan loan;
    if (!loan_find(t, key->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, field, key->contract_no);
    if (!loan_redo_admitted(t, key->contract_no))
        return refuse_text(why, REFUSAL_loan_ended, field, key->contract_no);
    if (rests_on_debt(t, key, &loan))
        return refuse_text(why, REFUSAL_correction_in_case, field, key->contract_no);
    while (loan_fact_next(t, key->contract_no, &later, &fact))
        if (fact.kind == loan_fact_kind_taken_back)
            return refuse_text(why, REFUSAL_correction_taken_back, field, key->contract_no);
    return APPLIED;
}

/* ---- letters */

static bool is_missed(struct txn *t, const char *contract_no, int32_t due_date)
{
    struct missed_instalment_key key = {.due_date = due_date};
    struct missed_instalment row;
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return missed_instalment_get(t, &key, &row);
}

static bool of_due_date_paid(struct txn *t, const char *contract_no, const struct notice_sent *n)
{
    bool arrears = n->template == template_arrears_notice || n->template == template_arrears_of_unit ||
                   n->template == template_arrears_to_clear_up;
    return arrears && !is_missed(t, contract_no, n->due_date);
}

static bool to_guarantor(struct txn *t, const char *contract_no, const struct notice_sent *n)
{
    (void)t;
    (void)contract_no;
    return n->template == template_guarantor_notice || n->template == template_guarantor_to_notify ||
           n->template == template_guarantor_overdue || n->template == template_rung_guarantor;
}

static bool any(struct txn *t, const char *case_id, const struct notice_sent *n)
{
    (void)t;
    (void)case_id;
    (void)n;
    return true;
}

static void letters(struct txn *t, const struct loan_correcting *c, const char *subject, notice_test *groundless)
{
    struct cause why = *c->why;
    cause_add_position(&why, c->told);
    notify_withdraw(t, subject, groundless,
                    &(struct withdrawal){.date = c->date, .target_seq = c->target_seq, .because = &why});
}

/* ---- what was missed before, so that what is newly missed is known */

enum { MISSED_KEPT = 64 };

struct missed_before {
    uint32_t count;
    int32_t due_dates[MISSED_KEPT]; /* the newest */
};

static struct missed_instalment_key missed_of(const char *contract_no)
{
    struct missed_instalment_key key = {0};
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return key;
}

static void missed_keep(struct txn *t, const char *contract_no, struct missed_before *ret)
{
    struct missed_instalment_key key = missed_of(contract_no);
    struct missed_instalment row;
    *ret = (struct missed_before){0};
    while (missed_instalment_seek(t, &key, true, &row) && strcmp(key.contract_no, contract_no) == 0)
        ret->due_dates[ret->count++ % MISSED_KEPT] = key.due_date;
}

/* The newest due date that is missed, unpaid, and was not known as missed; 0: none. */
static int32_t newly_missed(struct txn *t, const char *contract_no, const struct missed_before *before)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    int32_t newest = 0;
    while (loan_instalment_next(t, contract_no, &key, &row)) {
        bool known = !row.missed;
        for (uint32_t i = 0; i < before->count && i < MISSED_KEPT; i++)
            known = known || before->due_dates[i] == key.due_date;
        newest = known ? newest : key.due_date;
    }
    return newest;
}

/* ---- what followed */

static void tell(struct txn *t, const char *contract_no, const struct loan *before, const struct loan *now,
                 struct loan_correcting *c)
{
    struct loan_corrected body = {
        .target_seq = c->target_seq,
        .principal_satang = money_sub(now->principal_satang, before->principal_satang),
        .interest_satang = money_sub(now->billed_interest_satang, before->billed_interest_satang),
        .balance_satang = now->principal_satang,
        .arrears_satang = loan_arrears(now),
        .reopened = before->state == loan_state_closed && now->state == loan_state_active,
    };
    value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
    memcpy(body.member_no, now->member_no, sizeof body.member_no);
    c->told = emit_loan_corrected(t, c->date, &body, c->why);
    if (!body.reopened)
        return;
    security_restore(t, now->application_no);
    loan_list(t, contract_no, now, true);
}

static void follow_case(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_correcting *c)
{
    struct cause why = *c->why;
    char case_id[24];
    cause_add_position(&why, c->told);
    memcpy(case_id, loan->case_id, sizeof case_id);
    if (case_id[0] != '\0' && !c->redo.climbed) {
        case_withdraw(t, loan, c->date, &why);
        letters(t, c, case_id, any);
    } else if (case_id[0] == '\0' && c->redo.climbed) {
        case_restore(t, contract_no, loan, c->date, &why);
    }
}

/* A default that was none, or began later, ends as if it had never been; returns as from when it is known. */
static int32_t follow_default(struct txn *t, const char *contract_no, const struct loan *loan, int32_t before,
                              const struct loan_correcting *c)
{
    struct policy_in_force p;
    if (before == 0 || (loan->default_on > 0 && loan->default_on <= before))
        return before;
    loan_policy_at(t, loan, c->date, &p);
    notice_clocks_corrected(t, contract_no, &(struct clock_at){c->date, &p});
    letters(t, c, contract_no, to_guarantor);
    return 0;
}

void loan_correct(struct txn *t, const char *contract_no, struct loan_correcting *c)
{
    struct loan before, loan;
    struct missed_before missed;
    if (!loan_find(t, contract_no, &loan))
        return;
    before = loan;
    missed_keep(t, contract_no, &missed);
    bool reversed = loan_fact_forget_corrected(t, contract_no);
    loan_redo(t, contract_no, &loan, &c->redo);
    tell(t, contract_no, &before, &loan, c);
    bool repaid = loan.state == loan_state_closed && before.state == loan_state_active;
    loan.state = repaid ? (uint8_t)loan_state_active : loan.state;
    letters(t, c, contract_no, of_due_date_paid);
    int64_t missed_before = loan.missed_satang;
    loan.missed_satang = loan_missed_satang(t, contract_no); /* what the letters of a case say */
    follow_case(t, contract_no, &loan, c);
    loan.missed_satang = missed_before; /* loan_refresh tells the difference */
    struct loan_change change = {
        .date = c->date,
        .as_of = clock_day_closed(t),
        .told_by = c->told,
        .newly_missed = newly_missed(t, contract_no, &missed),
        .corrected = true,
        .default_was = follow_default(t, contract_no, &loan, before.default_on, c),
    };
    if (loan.state == loan_state_active)
        loan_refresh(t, contract_no, &loan, &change);
    if (repaid)
        loan_close_if_repaid(t, contract_no, &loan, &change, c->why);
    if (loan.class > loan_class_normal)
        loan_classify_again(t, contract_no, &loan, &change);
    struct policy_in_force p;
    loan_policy_at(t, &loan, c->date, &p);
    loan_accrual_correct(t, contract_no, &loan, &(struct accrual_look){&p, c->date, c->why, reversed});
    loan_store(t, contract_no, &loan);
}
