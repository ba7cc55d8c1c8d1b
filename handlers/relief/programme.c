#include "programme.h"

#include "../loan/loan.h"
#include "../rules/money.h"

#include <string.h>

static struct live_intent_key live_key(const char *programme, const char *member_no)
{
    struct live_intent_key key;
    value_code_set(key.programme, sizeof key.programme, programme);
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return key;
}

static bool programme_of(struct txn *t, uint32_t version, const char *code, struct policy_programme *ret)
{
    struct policy_programme_key key = {.version = version};
    value_code_set(key.programme, sizeof key.programme, code);
    return policy_programme_get(t, &key, ret);
}

bool programme_open(struct txn *t, const struct policy_in_force *p, const char *code, struct policy_programme *ret)
{
    return programme_of(t, p->version, code, ret);
}

bool programme_ever(struct txn *t, const struct policy_in_force *p, const char *code, struct policy_programme *ret)
{
    uint32_t version = p->version;
    while (version > 0 && !programme_of(t, version, code, ret))
        version--;
    return version > 0;
}

int64_t programme_take_home(struct txn *t, const char *member_no, int64_t income_satang, int64_t besides_satang,
                            const struct policy_in_force *p)
{
    struct member_key key;
    struct member member = {0};
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    member_get(t, &key, &member);
    int64_t deductions = money_add(member.other_deductions_satang, member.share_monthly_satang);
    deductions = money_add(deductions, loan_monthly_burden(t, member_no, p));
    deductions = money_add(deductions, member.granted_burden_satang);
    return money_sub(income_satang, money_add(deductions, besides_satang));
}

static bool is_paid_out(struct txn *t, const struct intent *intent)
{
    struct application_key key;
    struct application a;
    memcpy(key.application_no, intent->application_no, sizeof key.application_no);
    return application_get(t, &key, &a) && a.state == application_state_disbursed;
}

bool programme_intent_of(struct txn *t, const char *programme, const char *member_no, struct live_intent *ret)
{
    struct live_intent_key key = live_key(programme, member_no);
    struct intent_key intent_key;
    struct intent intent;
    if (!live_intent_get(t, &key, ret))
        return false;
    memcpy(intent_key.intent_no, ret->intent_no, sizeof intent_key.intent_no);
    return intent_get(t, &intent_key, &intent) && !is_paid_out(t, &intent);
}

void programme_join(struct txn *t, const char *programme, const char *member_no, const char *intent_no)
{
    struct live_intent_key key = live_key(programme, member_no);
    struct live_intent row = {0};
    value_code_set(row.intent_no, sizeof row.intent_no, intent_no);
    live_intent_put(t, &key, &row);
}

/* After a payout that came back there may be a newer intent: that one stays. */
void programme_leave(struct txn *t, const char *application_no, const struct application *a)
{
    struct live_intent_key key = live_key(a->programme, a->member_no);
    struct live_intent row;
    struct intent_key intent_key;
    struct intent intent;
    if (a->programme[0] == '\0' || !live_intent_get(t, &key, &row))
        return;
    memcpy(intent_key.intent_no, row.intent_no, sizeof intent_key.intent_no);
    if (intent_get(t, &intent_key, &intent) && strcmp(intent.application_no, application_no) == 0)
        live_intent_delete(t, &key);
}
