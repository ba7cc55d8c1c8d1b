#include "member.h"

#include <string.h>

bool member_find(struct txn *t, const char *member_no, struct member_key *ret_key, struct member *ret)
{
    value_code_set(ret_key->member_no, sizeof ret_key->member_no, member_no);
    return member_get(t, ret_key, ret);
}

bool member_died(struct txn *t, const char *member_no)
{
    struct member_key key;
    struct member member;
    return member_find(t, member_no, &key, &member) && member.left_on > 0 && member.left_why == leaving_cause_died;
}

/* The last month that his unit was billed for with him in it: another unit must not be billed for it again. */
static uint32_t last_billed(struct txn *t, const struct member_key *who, const struct member *member)
{
    struct unit_key unit_key;
    struct unit unit;
    struct unit_group_key group_key;
    struct unit_group group = {0};
    struct bill_key key;
    struct bill bill;
    memcpy(unit_key.unit_code, member->unit_code, sizeof unit_key.unit_code);
    if (!unit_get(t, &unit_key, &unit))
        return 0;
    memcpy(group_key.unit_group, unit.unit_group, sizeof group_key.unit_group);
    unit_group_get(t, &group_key, &group);
    key.period = group.last_period;
    memcpy(key.unit_code, member->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, who->member_no, sizeof key.member_no);
    return bill_get(t, &key, &bill) && bill.lines > 0 ? group.last_period : 0;
}

void member_move(struct txn *t, const struct member_key *key, struct member *member, const char *to_unit)
{
    struct unit_member_key listed;
    uint32_t billed = last_billed(t, key, member);
    member->billed_until = billed > member->billed_until ? billed : member->billed_until;
    memcpy(listed.member_no, key->member_no, sizeof listed.member_no);
    memcpy(listed.unit_code, member->unit_code, sizeof listed.unit_code);
    unit_member_delete(t, &listed);
    value_code_set(member->unit_code, sizeof member->unit_code, to_unit);
    memcpy(listed.unit_code, member->unit_code, sizeof listed.unit_code);
    unit_member_put(t, &listed, &(struct unit_member){.listed = true});
}

static bool is_owed(const struct loan *loan)
{
    return loan->state == loan_state_active ||
           (loan->state == loan_state_written_off && loan->recovered_satang < loan->written_off_satang);
}

/* The next of a borrower's contracts that is owed, of one application or (NULL) of any. */
static bool owed_next(struct txn *t, const char *member_no, const char *application_no, char ret_contract_no[24])
{
    struct member_loan_key listed = {0};
    struct member_loan row;
    value_code_set(listed.member_no, sizeof listed.member_no, member_no);
    while (member_loan_seek(t, &listed, true, &row) && strcmp(listed.member_no, member_no) == 0) {
        struct loan_key key;
        struct loan loan;
        memcpy(key.contract_no, listed.contract_no, sizeof key.contract_no);
        if (!loan_get(t, &key, &loan) || !is_owed(&loan))
            continue;
        if (application_no && strcmp(loan.application_no, application_no) != 0)
            continue;
        memcpy(ret_contract_no, key.contract_no, sizeof key.contract_no);
        return true;
    }
    return false;
}

bool member_owes(struct txn *t, const char *member_no, char ret_contract_no[24])
{
    return owed_next(t, member_no, NULL, ret_contract_no);
}

bool member_answers(struct txn *t, const char *member_no, char ret_contract_no[24])
{
    struct guarantor_of_key key = {0};
    struct guarantor_of row;
    value_code_set(key.ref, sizeof key.ref, member_no);
    while (guarantor_of_seek(t, &key, true, &row) && strcmp(key.ref, member_no) == 0)
        if (owed_next(t, row.member_no, key.application_no, ret_contract_no))
            return true;
    return false;
}
