#include "band.h"

#include "../policy/policy.h"

int64_t share_band_least(struct txn *t, int64_t income_satang, int32_t day)
{
    struct policy_in_force p;
    struct policy_share_band row;
    int64_t least = 0;
    if (!policy_on(t, day, &p))
        return 0;
    struct policy_share_band_key key = {.version = p.version};
    for (bool more = policy_share_band_seek(t, &key, false, &row);
         more && key.version == p.version && key.from_satang <= income_satang;
         more = policy_share_band_seek(t, &key, true, &row))
        least = row.monthly_satang;
    return least;
}
