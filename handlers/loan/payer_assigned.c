#include "loan.h"

#include <string.h>

/* The whole instalment moves to the payer's slip: a loan is billed once. */
enum verdict handle_loan_payer_assigned(struct txn *t, const struct happening *h, const struct loan_payer_assigned *e,
                                        struct refusal *why)
{
    struct loan_key key;
    struct loan loan;
    struct member_key member_key;
    struct member member;
    struct payer_loan_key listed;
    (void)h;
    memcpy(key.contract_no, e->contract_no, sizeof key.contract_no);
    memcpy(member_key.member_no, e->payer_no, sizeof member_key.member_no);
    if (!loan_get(t, &key, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (loan.state != loan_state_active)
        return refuse_text(why, REFUSAL_loan_closed, "data.contract_no", e->contract_no);
    if (e->payer_no[0] && !member_get(t, &member_key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.payer_no", e->payer_no);
    memcpy(listed.contract_no, e->contract_no, sizeof listed.contract_no);
    memcpy(listed.member_no, loan.payer_no, sizeof listed.member_no);
    if (loan.payer_no[0])
        payer_loan_delete(t, &listed);
    memset(loan.payer_no, 0, sizeof loan.payer_no);
    if (strcmp(e->payer_no, loan.member_no) != 0)
        memcpy(loan.payer_no, e->payer_no, sizeof loan.payer_no);
    memcpy(listed.member_no, loan.payer_no, sizeof listed.member_no);
    if (loan.payer_no[0])
        payer_loan_put(t, &listed, &(struct payer_loan){.listed = true});
    loan_put(t, &key, &loan);
    return APPLIED;
}
