#include "audit.h"

#include "../../handlers/deposit/deposit.h"

static bool accounts_agree(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct deposit_key key = {0};
    struct deposit row;
    int64_t sums[4] = {0};
    for (bool more = deposit_seek(t, &key, false, &row); more; more = deposit_seek(t, &key, true, &row))
        sums[row.kind] += row.balance_satang;
    for (uint8_t kind = deposit_kind_savings; kind <= deposit_kind_fixed; kind++) {
        struct ledger_key account = {.account = (uint8_t)deposit_account((enum deposit_kind)kind)};
        struct ledger ledger = {0};
        ledger_get(t, &account, &ledger);
        if (ledger.credit_satang - ledger.debit_satang != sums[kind])
            return audit_wrong(error, "account %s stands at %lld satang, its deposits at %lld",
                               schema_word_text(schema_enum_named("account"), account.account),
                               (long long)(ledger.credit_satang - ledger.debit_satang), (long long)sums[kind]);
    }
    return true;
}

/* The holders are listed from the largest down, add up to the shares, and the first of them to more than half. */
static bool year_agrees(struct txn *t, uint32_t year, const struct award_year *of, char error[AUDIT_ERROR_MAX])
{
    struct share_holder_key key = {.year = year};
    struct share_holder row;
    int64_t all = 0, half = 0, last = INT64_MAX;
    uint32_t n = 0;
    for (bool more = share_holder_seek(t, &key, false, &row); more && key.year == year;
         more = share_holder_seek(t, &key, true, &row)) {
        if (row.shares_satang > last)
            return audit_wrong(error, "year %u: holder %s stands behind a smaller one", year, key.member_no);
        last = row.shares_satang;
        all += row.shares_satang;
        half += ++n <= of->half_holders ? row.shares_satang : 0;
    }
    if (of->done && (all != of->shares_satang || half != of->half_satang || n != of->shareholders ||
                     (all > 0 && half * 2 <= all) || of->in_business > of->counted))
        return audit_wrong(error, "year %u: what was measured does not add up", year);
    return true;
}

bool audit_deposits(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct award_year_key key = {0};
    struct award_year row;
    while (award_year_seek(t, &key, true, &row))
        if (!year_agrees(t, key.year, &row, error))
            return false;
    return accounts_agree(t, error);
}
