#include "year.h"

#include "../rules/money.h"

#include <string.h>

/* The calendar year. unverified default: the documents name 31 December as an example of a year's end only. */
uint32_t year_of(int32_t day)
{
    return (uint32_t)value_civil(day).year;
}

int32_t year_first_day(uint32_t year)
{
    return value_day((int)year, 1, 1);
}

uint32_t year_month(int32_t day)
{
    return (uint32_t)value_civil(day).month - 1;
}

int32_t year_last_day(uint32_t year)
{
    return value_day((int)year, 12, 31);
}

void year_interest(struct txn *t, const char *member_no, int32_t date, int64_t satang)
{
    struct member_year_key key = {.year = year_of(date)};
    struct member_year row = {0};
    if (satang == 0)
        return;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    member_year_get(t, &key, &row);
    row.interest_paid_satang = money_add(row.interest_paid_satang, satang);
    if (row.interest_paid_satang != 0)
        member_year_put(t, &key, &row);
    else /* all of it was taken back: as if nothing had been paid */
        member_year_delete(t, &key);
}

void year_default(struct txn *t, const char *member_no, const char *contract_no, int32_t due_date, bool own_cause)
{
    struct member_default_key key = {.year = year_of(due_date), .due_date = due_date};
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    if (own_cause)
        member_default_put(t, &key, &(struct member_default){.listed = true});
    else
        member_default_delete(t, &key);
}

bool year_defaulted(struct txn *t, const char *member_no, uint32_t year)
{
    struct member_default_key key = {.year = year};
    struct member_default row;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return member_default_seek(t, &key, false, &row) && strcmp(key.member_no, member_no) == 0 && key.year == year;
}
