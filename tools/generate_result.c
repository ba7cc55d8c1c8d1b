/* What a unit deducts from a member: 96.5 % is full, 1.5 % partial, 1.8 % none, 0.2 % over; and who paid nothing last
 * month pays nothing again with six chances in ten. */
#include "generate_month.h"

enum {
    NONE_FIRST = 18000, /* in a million: of the first month, and of each month in the long run */
    NONE_AGAIN = 600000,
    NONE_NEW = 7332, /* so that it stays at NONE_FIRST: 0.018 x 0.4 / 0.982 */
    PARTIAL = 15000,
    OVER = 2000,
    MILLION = 1000000,
};

static uint64_t month_roll(const struct society *c, enum stream stream, uint32_t index, uint32_t month)
{
    return dice(c->seed, stream, (uint64_t)month << 32 | index);
}

/* Whether nothing is deducted, and since when. */
static bool is_none(const struct society *c, uint32_t index, uint32_t month, uint32_t *ret_since)
{
    bool none = false;
    for (uint32_t m = 0; m <= month; m++) {
        uint32_t limit = m == 0 ? NONE_FIRST : none ? NONE_AGAIN : NONE_NEW;
        bool was = none;
        none = dice_below(month_roll(c, STREAM_result, index, m), MILLION) < limit;
        *ret_since = none && was ? *ret_since : m;
    }
    return none;
}

/* The same reason as long as it lasts. */
static enum reason reason_of(uint64_t roll)
{
    static const enum reason reasons[] = {reason_insufficient_pay,
                                          reason_transferred,
                                          reason_resigned,
                                          reason_deceased,
                                          reason_unit_error,
                                          reason_court_attachment,
                                          reason_student_loan_priority,
                                          reason_on_leave_no_pay,
                                          reason_consent_withdrawn,
                                          reason_unknown};
    static const uint16_t weights[] = {45, 20, 13, 2, 12, 2, 3, 1, 1, 1};
    return reasons[dice_choose(roll, weights, sizeof weights / sizeof *weights)];
}

static struct result nothing(enum reason reason)
{
    return (struct result){.reason = reason};
}

/* The members of the story do what their case says, and otherwise pay. */
static struct result result_of_role(enum role role, uint32_t month, int64_t billed_satang)
{
    enum { OVER_SATANG = 50000 };
    struct result full = {.collected_satang = billed_satang};
    switch (role) {
    case ROLE_never_pays:
        return nothing(reason_insufficient_pay);
    case ROLE_cured_on_day_59:
    case ROLE_cured_on_day_61:
        return month <= 2 ? nothing(reason_insufficient_pay) : full;
    case ROLE_resigned:
        return month >= 2 ? nothing(reason_resigned) : full;
    case ROLE_over_deducted:
        full.collected_satang += month == 0 ? OVER_SATANG : 0;
        return full;
    default:
        return full;
    }
}

struct result result_of(const struct society *c, uint32_t index, uint32_t month, int64_t billed_satang)
{
    enum { BAHT = 100, MISSING_PERCENT = 15 };
    uint64_t roll = month_roll(c, STREAM_short, index, month);
    struct result r = {.collected_satang = billed_satang};
    enum role role = society_role(c, index);
    uint32_t since;
    if (role != ROLE_none)
        return result_of_role(role, month, billed_satang);
    if (is_none(c, index, month, &since)) {
        r = nothing(reason_of(month_roll(c, STREAM_short, index, since)));
        r.begins = since == month;
        r.missing = dice_below(roll << 20, 100) < MISSING_PERCENT;
        return r;
    }
    uint32_t left = dice_below(roll, MILLION);
    if (left < PARTIAL) {
        r.collected_satang = billed_satang * dice_between(roll & 0xFFFF, 20, 90) / 100 / BAHT * BAHT;
        r.reason = reason_insufficient_pay;
    } else if (left < PARTIAL + OVER) {
        r.collected_satang = billed_satang + dice_between(roll & 0xFFFF, 1, 20) * 100 * BAHT;
    }
    return r;
}
