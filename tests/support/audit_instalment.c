#include "audit.h"

#include "../../handlers/state/records.h"

#include <string.h>

/* Unpaid instalments against what the loan says is billed. */
bool audit_instalments(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct loan_key key = {0};
    struct loan loan;
    for (bool more = loan_seek(t, &key, false, &loan); more; more = loan_seek(t, &key, true, &loan)) {
        struct instalment_key open = {0};
        struct instalment row;
        int64_t interest = 0, principal = 0;
        memcpy(open.contract_no, key.contract_no, sizeof open.contract_no);
        for (bool found = instalment_seek(t, &open, false, &row);
             found && strcmp(open.contract_no, key.contract_no) == 0; found = instalment_seek(t, &open, true, &row)) {
            interest += row.interest_satang;
            principal += row.principal_satang;
        }
        if (interest > loan.billed_interest_satang || principal != loan.billed_principal_satang)
            return audit_wrong(error, "loan %s: its open instalments do not add up to what is billed", key.contract_no);
    }
    return true;
}
