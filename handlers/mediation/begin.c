#include "begin.h"

#include "../journal/notify.h"
#include "../loan/loan.h"

void mediation_begin(struct txn *t, const char *case_id, const struct collection_case *c, const struct loan *loan,
                     int32_t date, const struct cause *why)
{
    struct mediation_case_opened opened = {.due_date = c->due_date};
    struct policy_in_force p = {0};
    policy_on(t, date, &p);
    opened.venue = p.terms.mediation_venue;
    value_code_set(opened.case_id, sizeof opened.case_id, case_id);
    value_code_set(opened.contract_no, sizeof opened.contract_no, c->contract_no);
    value_code_set(opened.member_no, sizeof opened.member_no, c->member_no);
    if (loan) {
        opened.principal_satang = loan->principal_satang;
        opened.arrears_satang = loan_arrears(loan);
    }
    emit_mediation_case_opened(t, date, &opened, why);
    notify(t, date,
           &(struct notice){.template = template_mediation_invitation,
                            .audience = audience_member,
                            .recipient_ref = c->member_no,
                            .subject_ref = case_id,
                            .amount_satang = opened.arrears_satang,
                            .due_date = c->due_date},
           why);
}
