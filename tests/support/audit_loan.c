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

/* What was told of its classes is one chain, and ends where the loan stands; its class is none better than its own
 * facts give, and that of its months. In the order told, which is that of the positions. */
static const char *audit_class(struct txn *t, const struct loan_key *of, const struct loan *loan)
{
    uint8_t class = loan_class_normal;
    uint64_t told = 0;
    struct class_history next;
    do {
        struct class_history_key key = {0};
        struct class_history row;
        next = (struct class_history){0};
        memcpy(key.contract_no, of->contract_no, sizeof key.contract_no);
        while (class_history_seek(t, &key, true, &row) && strcmp(key.contract_no, of->contract_no) == 0)
            if (row.position > told && (next.position == 0 || row.position < next.position))
                next = row;
        if (next.position > 0 && (next.from_class != class || next.to_class == class))
            return "the history of its classes has a gap";
        class = next.position > 0 ? next.to_class : class;
        told = next.position;
    } while (next.position > 0);
    if (class != loan->class || told > loan->class_position)
        return "it does not stand in the class told last";
    if (loan->class < loan->own_class)
        return "its class is better than its own facts give";
    return loan->state != loan_state_active && loan->class != loan_class_normal ? "it has ended and is classed" : NULL;
}

/* What the books hold as receivable of it is what its open instalments say is accrued, which is no more than they ask.
 */
static const char *audit_accrual(struct txn *t, const struct loan_key *of, const struct loan *loan)
{
    struct instalment_key key = {0};
    struct instalment row;
    int64_t accrued = 0;
    memcpy(key.contract_no, of->contract_no, sizeof key.contract_no);
    while (instalment_seek(t, &key, true, &row) && strcmp(key.contract_no, of->contract_no) == 0) {
        if (row.accrued_satang > row.interest_satang)
            return "more is accrued in an instalment than is unpaid";
        accrued += row.accrued_satang;
    }
    if (accrued != loan->accrued_satang)
        return "its receivable is not what its instalments have accrued";
    if (loan->accrual_stopped && loan->state == loan_state_active && loan->class == loan_class_normal)
        return "it is normal and its accrual is stopped";
    return NULL;
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
    const char *broken = audit_accrual(t, key, loan);
    return broken ? broken : audit_class(t, key, loan);
}
