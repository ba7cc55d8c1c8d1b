#include "../rules/ageing.h"
#include "loan_parts.h"

#include <string.h>

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

/* The worst rule hit decides, month by month: a payment in part may better the class without curing the default. */
void loan_classify(struct txn *t, const char *contract_no, struct loan *loan, const struct policy_in_force *p,
                   const struct loan_change *change)
{
    struct class_bound bounds[4];
    uint32_t n = policy_classes(t, p->version, bounds);
    int hit = ageing_class(bounds, n, loan->months_overdue);
    struct loan_classified body = {
        .from_class = loan->class,
        .to_class = hit < 0 ? (uint8_t)loan_class_normal : bounds[hit].class,
        .months_overdue = loan->months_overdue,
        .npl = hit >= 0 && bounds[hit].npl,
    };
    bool was_npl = loan->npl;
    struct cause why = cause_of("npl_class", p->version);
    loan->class = body.to_class;
    loan->npl = body.npl;
    if (n > 0)
        cause_add_fact(&why, fact_months_overdue, loan->months_overdue, bounds[hit < 0 ? 0 : hit].over_months);
    struct cause flagged = why;
    cause_add_position(&why, loan->delinquency_position);
    if (body.to_class != body.from_class) {
        value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
        value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
        loan->class_position = emit_loan_classified(t, change->date, &body, &why);
    }
    cause_add_position(&flagged, loan->class_position);
    if (loan->npl != was_npl)
        flag_member(t, contract_no, loan, change, &flagged);
}
