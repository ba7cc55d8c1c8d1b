#include "proportion.h"

#include "money.h"

#include <assert.h>

uint32_t proportion_split(int64_t total, struct proportion_part *parts, uint32_t count)
{
    int64_t sum = 0, given = 0, rest[PROPORTION_PARTS_MAX];
    assert(count <= PROPORTION_PARTS_MAX && total >= 0);
    for (uint32_t i = 0; i < count; i++) {
        assert(parts[i].weight >= 0);
        sum = money_add(sum, parts[i].weight);
    }
    for (uint32_t i = 0; i < count; i++) {
        money_wide weight = (money_wide)parts[i].weight;
        parts[i].share = money_divide((money_wide)total * weight, (money_wide)sum, rounding_truncate);
        parts[i].up = false;
        rest[i] = (int64_t)((money_wide)total * weight % (money_wide)sum);
        given = money_add(given, parts[i].share);
    }
    uint32_t left = (uint32_t)money_sub(total, given); /* fewer than there are parts with a remainder */
    for (uint32_t unit = 0; unit < left; unit++) {
        uint32_t best = count;
        for (uint32_t i = 0; i < count; i++)
            if (!parts[i].up && (best == count || rest[i] > rest[best]))
                best = i;
        parts[best].share++;
        parts[best].up = true;
    }
    return left;
}
