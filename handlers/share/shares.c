#include "shares.h"

#include "../emit.h"
#include "../member/year.h"
#include "../rules/money.h"

#include <string.h>

static struct share_day_key day_key(const char *member_no, int32_t day)
{
    struct share_day_key key = {.day = day};
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return key;
}

static void row_move(struct txn *t, const struct share_day_key *key, int64_t satang)
{
    struct share_day row = {0};
    share_day_get(t, key, &row);
    row.moved_satang = money_add(row.moved_satang, satang);
    if (row.moved_satang != 0)
        share_day_put(t, key, &row);
    else
        share_day_delete(t, key);
}

/* The dividend stands: who is to have more or less of it, the cooperative decides. */
static void tell_if_too_late(struct txn *t, const char *member_no, int32_t day)
{
    struct dividend_year_key key = {.year = year_of(day)};
    struct dividend_year year;
    struct alert_raised alert = {.alert = "shares_after_dividend"};
    struct cause because = cause_of("shares_too_late", 0);
    if (!dividend_year_get(t, &key, &year))
        return;
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, member_no);
    emit_alert_raised(t, day, &alert, &because);
}

static bool move(struct txn *t, const char *member_no, int32_t day, int64_t satang)
{
    struct member_key key;
    struct member member;
    struct share_day_key on = day_key(member_no, day);
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    if (satang == 0 || !member_get(t, &key, &member))
        return false;
    member.share_balance_satang = money_add(member.share_balance_satang, satang);
    member_put(t, &key, &member);
    row_move(t, &on, satang);
    tell_if_too_late(t, member_no, day);
    return true;
}

static int64_t balance_of(struct txn *t, const char *member_no)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return member_get(t, &key, &member) ? member.share_balance_satang : 0;
}

void shares_add(struct txn *t, const char *member_no, int32_t day, int64_t satang)
{
    move(t, member_no, day, satang);
}

int64_t shares_before(struct txn *t, const char *member_no, int64_t balance_satang, int32_t day)
{
    struct share_day_key key = day_key(member_no, day);
    struct share_day row;
    int64_t held = balance_satang;
    for (bool more = share_day_seek(t, &key, false, &row); more && strcmp(key.member_no, member_no) == 0;
         more = share_day_seek(t, &key, true, &row))
        held = money_sub(held, row.moved_satang);
    return held;
}

/* Walks the days from that one on: where the sum falls below zero, a refund was too large by so much. */
int64_t shares_take_back(struct txn *t, const char *member_no, int32_t day, int64_t satang)
{
    struct share_day_key key = day_key(member_no, day);
    struct share_day row;
    int64_t owes = 0;
    if (!move(t, member_no, day, -satang))
        return 0;
    int64_t held = shares_before(t, member_no, balance_of(t, member_no), day);
    for (bool more = share_day_seek(t, &key, false, &row); more && strcmp(key.member_no, member_no) == 0;
         more = share_day_seek(t, &key, true, &row)) {
        held = money_add(held, row.moved_satang);
        if (held >= 0)
            continue;
        move(t, member_no, key.day, -held);
        owes = money_sub(owes, held);
        held = 0;
    }
    return owes;
}

int64_t shares_refundable(struct txn *t, const char *member_no, int32_t day)
{
    struct share_day_key key = day_key(member_no, day);
    struct share_day row;
    int64_t held = shares_before(t, member_no, balance_of(t, member_no), day + 1), least = held;
    for (bool more = share_day_seek(t, &key, true, &row); more && strcmp(key.member_no, member_no) == 0;
         more = share_day_seek(t, &key, true, &row)) {
        held = money_add(held, row.moved_satang);
        least = money_min(least, held);
    }
    return least;
}

void shares_refund(struct txn *t, const char *member_no, int32_t day, int64_t satang)
{
    move(t, member_no, day, -satang);
}
