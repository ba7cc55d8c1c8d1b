#include "ratio.h"

#include "money.h"

int64_t ratio_shown(int64_t part, int64_t whole)
{
    money_wide size = part < 0 ? (money_wide) - (part + 1) + 1 : (money_wide)part;
    money_wide scaled = size * RATIO_WHOLE, most = (money_wide)INT64_MAX * (money_wide)whole;
    int64_t shown = money_divide(scaled < most ? scaled : most, (money_wide)whole, rounding_half_up);
    return part < 0 ? -shown : shown;
}

bool ratio_reaches(int64_t part, int64_t whole, int64_t least)
{
    return (money_wide)part * RATIO_WHOLE >= (money_wide)least * (money_wide)whole;
}

bool ratio_is_most(int64_t part, int64_t whole)
{
    return part > whole - part;
}
