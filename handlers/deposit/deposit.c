#include "deposit.h"

#include "../policy/policy.h"
#include "../rules/money.h"

#include <string.h>

static struct deposit_key key_of(const char *member_no, const char *account_no)
{
    struct deposit_key key;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    value_code_set(key.account_no, sizeof key.account_no, account_no);
    return key;
}

bool deposit_find(struct txn *t, const char *member_no, const char *account_no, struct deposit *ret)
{
    struct deposit_key key = key_of(member_no, account_no);
    return deposit_get(t, &key, ret);
}

enum account deposit_account(enum deposit_kind kind)
{
    switch (kind) {
    case deposit_kind_special:
        return account_deposit_special;
    case deposit_kind_fixed:
        return account_deposit_fixed;
    case deposit_kind_savings:
    case deposit_kind_absent:
        break;
    }
    return account_deposit_savings;
}

const char *deposit_ref(const char *member_no, const char *account_no)
{
    return account_no && account_no[0] != '\0' ? account_no : member_no;
}

static void tell_overdrawn(struct txn *t, const struct deposit_change *c, int64_t balance_satang)
{
    struct policy_in_force p = {0};
    struct alert_raised alert = {.alert = "deposit_overdrawn"};
    policy_on(t, c->date, &p);
    struct cause why = cause_of("deposit_overdrawn", p.version);
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, c->member_no);
    cause_add_fact(&why, fact_overdrawn_satang, balance_satang, 0);
    emit_alert_raised(t, c->date, &alert, &why);
}

enum account deposit_move(struct txn *t, const struct deposit_change *c)
{
    struct deposit_key key = key_of(c->member_no, c->account_no);
    struct deposit d = {.opened_on = c->date, .kind = (uint8_t)c->kind};
    if (deposit_get(t, &key, &d) && c->into_satang > 0)
        d.opened_on = c->date < d.opened_on ? c->date : d.opened_on; /* its first money may be told later */
    d.balance_satang = money_add(d.balance_satang, c->into_satang);
    deposit_put(t, &key, &d);
    if (c->into_satang < 0 && d.balance_satang < 0)
        tell_overdrawn(t, c, d.balance_satang);
    return deposit_account((enum deposit_kind)d.kind);
}

enum verdict deposit_check_drawn(struct txn *t, const char *member_no, const char *account_no, int64_t satang,
                                 struct refusal *why)
{
    struct deposit d;
    if (!deposit_find(t, member_no, account_no, &d))
        return refuse_text(why, REFUSAL_deposit_unknown, "data.account_no", member_no);
    if (satang > d.balance_satang)
        return refuse_value(why, REFUSAL_deposit_too_small, "data.amount_satang", satang, d.balance_satang);
    return APPLIED;
}
