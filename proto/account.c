#include "account.h"

static const struct account_desc accounts[] = {
#define ACCOUNT(role, kind, contra, english, thai) {account_##role, ACCOUNT_##kind, contra, english, thai},
#include "schema/accounts.def"
};

const struct account_desc *account_at(size_t i)
{
    return i < sizeof accounts / sizeof *accounts ? &accounts[i] : NULL;
}

const struct account_desc *account_desc(enum account role)
{
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
        if (accounts[i].role == role)
            return &accounts[i];
    return NULL;
}

const char *account_role_name(enum account role)
{
    return schema_word_text(schema_enum_named("account"), (uint8_t)role);
}

const char *account_kind_name(enum account_kind kind)
{
    static const char *const names[ACCOUNT_KINDS] = {
        [ACCOUNT_asset] = "asset",   [ACCOUNT_liability] = "liability", [ACCOUNT_capital] = "capital",
        [ACCOUNT_income] = "income", [ACCOUNT_expense] = "expense",
    };
    return names[kind];
}

bool account_is_debit(const struct account_desc *a)
{
    return (a->kind == ACCOUNT_asset || a->kind == ACCOUNT_expense) != a->contra;
}
