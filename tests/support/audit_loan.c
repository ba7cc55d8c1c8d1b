#include "audit.h"

#include <string.h>

static bool is_listed(struct txn *t, const struct loan_key *key, const struct loan *loan)
{
    struct member_loan_key listed;
    struct member_loan row = {0};
    memcpy(listed.member_no, loan->member_no, sizeof listed.member_no);
    memcpy(listed.contract_no, key->contract_no, sizeof listed.contract_no);
    member_loan_get(t, &listed, &row);
    return row.active;
}

static bool has_successor(struct txn *t, const struct loan *loan)
{
    struct loan_key next;
    struct loan successor;
    memcpy(next.contract_no, loan->replaced_by, sizeof next.contract_no);
    return next.contract_no[0] != '\0' && loan_get(t, &next, &successor) && successor.restructured;
}

const char *audit_loan_state(struct txn *t, const struct loan_key *key, const struct loan *loan)
{
    if (is_listed(t, key, loan) != (loan->state == loan_state_active))
        return "its member's list does not say whether it runs";
    if (loan->state != loan_state_active && loan->principal_satang + loan->billed_interest_satang > 0)
        return "it has ended and something is owed";
    if ((loan->state == loan_state_restructured) != has_successor(t, loan))
        return "what replaced it is not there";
    if (loan->recovered_satang > loan->written_off_satang ||
        (loan->written_off_satang > 0 && loan->state != loan_state_written_off))
        return "more is recovered than was written off";
    return NULL;
}
