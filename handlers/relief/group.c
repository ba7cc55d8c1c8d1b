#include "group.h"

#include "../loan/loan.h"
#include "../rules/take_home.h"

#include <string.h>

static bool has_arrears(struct txn *t, const char *member_no)
{
    struct member_loan_key key = {0};
    struct member_loan listed;
    struct loan loan;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    while (member_loan_seek(t, &key, true, &listed) && strcmp(key.member_no, member_no) == 0)
        if (listed.active && loan_find(t, key.contract_no, &loan) && loan.missed_instalments > 0)
            return true;
    return false;
}

static bool is_short(struct txn *t, const struct relief_intent_filed *intent, const struct policy_programme *programme,
                     const struct policy_in_force *p)
{
    int64_t left = programme_take_home(t, intent->member_no, intent->income_satang, 0, p);
    return left < take_home_floor(intent->income_satang, programme->take_home_min_bp, programme->take_home_min_satang);
}

void group_find(struct txn *t, const struct relief_intent_filed *intent, const struct policy_programme *programme,
                const struct policy_in_force *p, struct relief_grouped *e)
{
    struct member_key key;
    struct member member = {0};
    value_code_set(key.member_no, sizeof key.member_no, intent->member_no);
    member_get(t, &key, &member);
    const struct {
        bool holds;
        enum relief_reason reason;
    } grounds[] = {
        {is_short(t, intent, programme, p), relief_reason_salary_insufficient},
        {has_arrears(t, intent->member_no), relief_reason_arrears},
        {member.sued_elsewhere, relief_reason_sued_elsewhere},
        {member.dividend_attached, relief_reason_dividend_attached},
        {intent->other_condition || member.salary_garnished, relief_reason_other},
    };
    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++)
        if (grounds[i].holds)
            e->reasons[e->reasons_count++].reason = (uint8_t)grounds[i].reason;
    e->group = e->reasons_count > 0 ? 2 : 1;
}
