/* allocation.h - the allocation of a year's net profit: what it must keep to, and what is used of it. */
#ifndef HANDLERS_PROFIT_ALLOCATION_H
#define HANDLERS_PROFIT_ALLOCATION_H

#include "../handler.h"
#include "../policy/policy.h"

struct allocation_asked {
    int64_t net_profit_satang;
    const struct allocation_line *lines;
    uint32_t count;
};

/* Refuses lines that do not add up to the net profit, or are against the law's or the policy's minima and caps. */
enum verdict allocation_check(struct txn *t, const struct policy_in_force *p, const struct allocation_asked *a,
                              struct refusal *why);
/* The line of an item, NULL if there is none. */
const struct allocation_line *allocation_line_of(const struct allocation_asked *a, enum allocation_item item);
/* The least that must go to the reserve. */
int64_t allocation_reserve_least(const struct policy_in_force *p, int64_t net_profit_satang);
/* Where the amount of a line went. */
enum allocation_group allocation_group_of(const struct allocation_line *line);
/* Rates below a floor of the policy raise an alert: the general meeting decides. */
void allocation_warn(struct txn *t, const struct happening *h, const struct policy_in_force *p, uint32_t year,
                     const int32_t dividend_and_patronage_bp[2]);

/* Whether a year's net profit is allocated. */
bool allocation_known(struct txn *t, uint32_t year);
/* Refuses a rate at which nothing was allocated to the item. */
enum verdict allocation_rate_check(struct txn *t, uint32_t year, enum allocation_item item, int32_t rate_bp,
                                   struct refusal *why);

struct allocation_use {
    int64_t owed_satang;
    uint32_t members;
    uint64_t seq; /* the event that asked for it */
};

/* Dividend or patronage refund is computed: tells what is left of what was allocated to it, if anything was. */
void allocation_used_tell(struct txn *t, int32_t date, uint32_t year, enum allocation_item item,
                          const struct allocation_use *use);

#endif
