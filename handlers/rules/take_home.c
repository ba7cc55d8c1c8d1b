#include "take_home.h"

#include "money.h"

#include <assert.h>

enum {
    BP_ONE = 10000, /* basis points of the whole */
};

/* An amount is below 2^63 and a rate below 2^31: their product is below 2^94 of 128 bits. */
static money_wide share_in_bp(int64_t amount_satang, int32_t bp)
{
    assert(amount_satang >= 0 && bp >= 0);
    return (money_wide)amount_satang * (money_wide)bp;
}

int64_t take_home_floor(int64_t income_satang, int32_t min_bp, int64_t min_satang)
{
    return money_max(money_divide_up(share_in_bp(income_satang, min_bp), BP_ONE), min_satang);
}

bool take_home_passes(int64_t income_satang, int64_t deductions_satang, int32_t min_bp, int64_t min_satang)
{
    int64_t left_satang = money_sub(income_satang, deductions_satang);
    assert(min_satang >= 0);
    if (left_satang < min_satang)
        return false;
    return share_in_bp(left_satang, BP_ONE) >= share_in_bp(income_satang, min_bp);
}
