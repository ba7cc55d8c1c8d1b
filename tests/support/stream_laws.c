#include "../../handlers/state/records.h"
#include "stream_parts.h"

#include <string.h>

enum { ACCOUNTS = 64 };

static const char *ledger_law(struct txn *t, int64_t balance[ACCOUNTS])
{
    struct ledger_key key = {0};
    struct ledger l;
    int64_t sum = 0;
    memset(balance, 0, ACCOUNTS * sizeof *balance);
    for (bool more = ledger_seek(t, &key, false, &l); more; more = ledger_seek(t, &key, true, &l)) {
        balance[key.account] = l.debit_satang - l.credit_satang;
        sum += balance[key.account];
    }
    return sum == 0 ? NULL : "the trial balance is not zero";
}

static const char *loans_law(struct txn *t, const int64_t balance[ACCOUNTS])
{
    struct loan_key key = {0};
    struct loan loan;
    int64_t principal = 0;
    for (bool more = loan_seek(t, &key, false, &loan); more; more = loan_seek(t, &key, true, &loan)) {
        struct instalment_key ik = {0};
        struct instalment in;
        int64_t open_interest = 0, open_principal = 0;
        memcpy(ik.contract_no, key.contract_no, sizeof ik.contract_no);
        for (bool open = instalment_seek(t, &ik, false, &in); open && strcmp(ik.contract_no, key.contract_no) == 0;
             open = instalment_seek(t, &ik, true, &in)) {
            open_interest += in.interest_satang;
            open_principal += in.principal_satang;
        }
        if (loan.principal_satang < 0 || loan.principal_satang > loan.disbursed_satang)
            return "a loan's principal is outside 0 .. disbursed";
        if (open_principal != loan.billed_principal_satang || open_interest > loan.billed_interest_satang)
            return "a loan's open instalments are not what it has billed";
        principal += loan.principal_satang;
    }
    return principal == balance[account_loan_emergency] + balance[account_loan_ordinary] + balance[account_loan_special]
               ? NULL
               : "the loan accounts are not the sum of the loans";
}

static const char *members_law(struct txn *t, const int64_t balance[ACCOUNTS])
{
    struct member_key key = {0};
    struct member m;
    int64_t shares = 0, refunds = 0;
    for (bool more = member_seek(t, &key, false, &m); more; more = member_seek(t, &key, true, &m)) {
        shares += m.share_balance_satang;
        refunds += m.refund_payable_satang + m.refund_billed_satang;
    }
    if (shares != -balance[account_share_capital])
        return "share capital is not the sum of the members' shares";
    return refunds == -balance[account_refund_payable] ? NULL : "refunds payable are not the sum of the members'";
}

static const char *units_law(struct txn *t, const int64_t balance[ACCOUNTS])
{
    struct unit_key key = {0};
    struct unit u;
    struct suspense_key sk = {0};
    struct suspense s;
    int64_t receivable = 0, waiting = 0;
    for (bool more = unit_seek(t, &key, false, &u); more; more = unit_seek(t, &key, true, &u)) {
        if (u.receivable_satang < 0 || u.advance_satang < 0 || (u.receivable_satang > 0 && u.advance_satang > 0))
            return "a unit's receivable and advance exclude each other and are not negative";
        receivable += u.receivable_satang;
        waiting += u.advance_satang;
    }
    for (bool more = suspense_seek(t, &sk, false, &s); more; more = suspense_seek(t, &sk, true, &s))
        waiting += s.amount_satang;
    if (receivable != balance[account_unit_receivable])
        return "the unit receivable is not the sum of the units'";
    return waiting == -balance[account_suspense] ? NULL : "suspense is not the sum of what waits";
}

const char *stream_broken_law(struct txn *t)
{
    int64_t balance[ACCOUNTS];
    const char *broken = ledger_law(t, balance);
    if (!broken)
        broken = loans_law(t, balance);
    if (!broken)
        broken = members_law(t, balance);
    return broken ? broken : units_law(t, balance);
}
