#include "audit.h"

#include "../../handlers/state/records.h"

#include <string.h>

/* Walks members and days side by side: both are in order of members. */
bool audit_shares(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct member_key key = {0};
    struct member member;
    struct share_day_key day = {0};
    struct share_day row;
    bool more = share_day_seek(t, &day, false, &row);
    for (bool found = member_seek(t, &key, false, &member); found; found = member_seek(t, &key, true, &member)) {
        int64_t held = 0;
        for (; more && strcmp(day.member_no, key.member_no) == 0; more = share_day_seek(t, &day, true, &row)) {
            held += row.moved_satang;
            if (row.moved_satang == 0 || held < 0)
                return audit_wrong(error,
                                   "member %s: a day on which nothing was paid for shares, or less was held than "
                                   "nothing",
                                   key.member_no);
        }
        if (held != member.share_balance_satang)
            return audit_wrong(error, "member %s: what was paid for shares by day is %lld, his shares are %lld",
                               key.member_no, (long long)held, (long long)member.share_balance_satang);
    }
    return !more || audit_wrong(error, "member %s has days of shares and is none", day.member_no);
}

int64_t audit_allocated(struct txn *t, enum allocation_item item)
{
    struct allocation_part_key key = {0};
    struct allocation_part part;
    int64_t sum = 0;
    while (allocation_part_seek(t, &key, true, &part))
        if (key.allocation_item == item)
            sum += part.amount_satang;
    return sum;
}

int64_t audit_dividends(struct txn *t)
{
    struct dividend_year_key key = {0};
    struct dividend_year year;
    int64_t sum = 0;
    while (dividend_year_seek(t, &key, true, &year))
        sum += year.amount_satang;
    return sum;
}

static bool audit_incomes(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct income_part_key key = {0};
    struct income_part part;
    uint32_t year = 0;
    int32_t share_bp = 10000;
    for (bool more = true; more;) {
        more = income_part_seek(t, &key, true, &part);
        if ((!more || key.year != year) && share_bp != 10000)
            return audit_wrong(error, "income of %u: its shares add up to %d basis points", year, (int)share_bp);
        if (more && key.year != year)
            share_bp = 0;
        year = key.year;
        share_bp += more ? part.share_bp : 0;
    }
    return true;
}

bool audit_year_end(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct allocation_key key = {0};
    struct allocation row;
    while (allocation_seek(t, &key, true, &row)) {
        struct allocation_part_key at = {.year = key.year};
        struct allocation_part part;
        int64_t sum = 0;
        int32_t share_bp = 0;
        while (allocation_part_seek(t, &at, true, &part) && at.year == key.year) {
            sum += part.amount_satang;
            share_bp += part.share_bp;
        }
        if (sum != row.net_profit_satang || share_bp != 10000)
            return audit_wrong(error, "the parts of the net profit of %u are not the whole", key.year);
    }
    return audit_incomes(t, error);
}
