#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../support/test.h"
#include "../../../proto/account.h"

#include <string.h>

void test_every_account_role_has_a_kind_and_a_name_in_both_languages_once(void)
{
    const struct enum_desc *roles = schema_enum_named("account");
    int count = 0;
    for (uint8_t i = 1; roles->words[i]; i++, count++) {
        const struct account_desc *a = account_desc((enum account)i);
        if (CHECK(a != NULL) && CHECK(a->english[0] && a->thai[0]))
            CHECK(value_title_valid((const uint8_t *)a->thai, strlen(a->thai)));
    }
    CHECK_INT(count, ACCOUNT_ROLES);
    for (size_t i = 0; account_at(i); i++)
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(account_at(i)->thai, account_at(k)->thai) != 0);
}

void test_an_allowance_is_a_credit_among_the_assets(void)
{
    CHECK(!account_is_debit(account_desc(account_allowance)));
    CHECK(account_is_debit(account_desc(account_bank)));
    CHECK(!account_is_debit(account_desc(account_share_capital)));
    CHECK(account_is_debit(account_desc(account_bad_debt_expense)));
    CHECK(account_desc(account_absent) == NULL);
    CHECK_TEXT(account_kind_name(account_desc(account_allowance)->kind), "asset");
}
