#include "readmission.h"

#include "../clock/work.h"
#include "../emit.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "member.h"

#include <string.h>

enum due_outcome { PAID, NOT_HIS, MISSED, OPEN };

void readmission_billed(struct txn *t, const struct loan *loan, int32_t due_date, int32_t late_on)
{
    struct member_key who;
    struct member member;
    struct former_due_key key = {.due_date = due_date};
    if (loan->payer_no[0] != '\0' || !member_find(t, loan->member_no, &who, &member) || member.left_on == 0 ||
        member.left_why == leaving_cause_died)
        return;
    memcpy(key.member_no, who.member_no, sizeof key.member_no);
    former_due_put(t, &key, &(struct former_due){.listed = true});
    due_add(t, late_on, due_kind_readmission, who.member_no, (uint32_t)due_date);
}

/* What became of one contract on a due date. */
static enum due_outcome contract_outcome(struct txn *t, const char *contract_no, int32_t due_date)
{
    struct missed_instalment_key missed_key = {.due_date = due_date};
    struct instalment_key open_key = {.due_date = due_date};
    struct missed_instalment missed;
    struct instalment open;
    value_code_set(missed_key.contract_no, sizeof missed_key.contract_no, contract_no);
    value_code_set(open_key.contract_no, sizeof open_key.contract_no, contract_no);
    if (missed_instalment_get(t, &missed_key, &missed))
        return loan_own_fault((enum fault)missed.fault) ? MISSED : NOT_HIS;
    return instalment_get(t, &open_key, &open) ? OPEN : PAID;
}

/* The worst of all his contracts, but for those that somebody else pays. */
static enum due_outcome outcome_of(struct txn *t, const char *member_no, int32_t due_date)
{
    struct member_loan_key listed = {0};
    struct member_loan row;
    enum due_outcome worst = PAID;
    struct loan loan;
    value_code_set(listed.member_no, sizeof listed.member_no, member_no);
    while (member_loan_seek(t, &listed, true, &row) && strcmp(listed.member_no, member_no) == 0) {
        if (loan_find(t, listed.contract_no, &loan) && loan.payer_no[0] != '\0')
            continue;
        enum due_outcome outcome = contract_outcome(t, listed.contract_no, due_date);
        worst = outcome > worst ? outcome : worst;
    }
    return worst;
}

struct payment_run readmission_run(struct txn *t, const struct member_key *who, const struct member *member)
{
    struct former_due_key key = {.due_date = member->left_on};
    struct former_due row;
    struct payment_run run = {0};
    memcpy(key.member_no, who->member_no, sizeof key.member_no);
    while (former_due_seek(t, &key, true, &row) && strcmp(key.member_no, who->member_no) == 0) {
        enum due_outcome outcome = outcome_of(t, who->member_no, key.due_date);
        if (outcome == MISSED)
            run = (struct payment_run){0};
        if (outcome == PAID && run.payments++ == 0)
            run.since = key.due_date;
    }
    return run;
}

static void tell(struct txn *t, const struct member_key *who, const struct payment_run *run, int32_t day,
                 const struct policy_in_force *p)
{
    struct member_readmission_eligible body = {.payments = run->payments, .since = run->since};
    struct cause why = cause_of("readmission", p->version), told;
    memcpy(body.member_no, who->member_no, sizeof body.member_no);
    cause_add_fact(&why, fact_payments_in_time, run->payments, p->terms.readmission_payments);
    told = why;
    cause_add_position(&told, emit_member_readmission_eligible(t, day, &body, &why));
    notify(t, day,
           &(struct notice){.template = template_readmission_eligible,
                            .audience = audience_officer,
                            .recipient_ref = "loans",
                            .subject_ref = who->member_no,
                            .due_date = run->since},
           &told);
}

void readmission_due(struct txn *t, const char *member_no, int32_t day)
{
    struct member_key who;
    struct member member;
    struct policy_in_force p;
    if (!member_find(t, member_no, &who, &member) || member.left_on == 0 || !policy_on(t, day, &p) ||
        p.terms.readmission_payments == 0)
        return;
    struct payment_run run = readmission_run(t, &who, &member);
    if (run.payments < p.terms.readmission_payments || run.since == member.readmission_since)
        return;
    member.readmission_since = run.since;
    member_put(t, &who, &member);
    tell(t, &who, &run, day, &p);
}
