/* account.h - what an account role is: its kind, and what it is called unless a chart of accounts says otherwise, from
 * schema/accounts.def. */
#ifndef PROTO_ACCOUNT_H
#define PROTO_ACCOUNT_H

#include "schema.h"

/* In the order of a trial balance. */
enum account_kind {
    ACCOUNT_asset,
    ACCOUNT_liability,
    ACCOUNT_capital,
    ACCOUNT_income,
    ACCOUNT_expense,
    ACCOUNT_KINDS,
};

struct account_desc {
    enum account role;
    enum account_kind kind;
    bool contra; /* deducted from its kind: its balance is on the other side */
    const char *english, *thai;
};

enum {
    ACCOUNT_ROLES = 0
#define ACCOUNT(role, kind, contra, english, thai) +1
#include "schema/accounts.def"
};

/* NULL: there is no such role, or account_absent. */
const struct account_desc *account_desc(enum account role);
/* In order of declaration; NULL at the end. */
const struct account_desc *account_at(size_t i);
/* "bank" */
const char *account_role_name(enum account role);
/* "asset" */
const char *account_kind_name(enum account_kind kind);
/* Whether a balance of it, debit positive, is usually a debit. */
bool account_is_debit(const struct account_desc *a);

#endif
