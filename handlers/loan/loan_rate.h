/* loan_rate.h - which rate a loan bears on which day: its own, or its product's table. */
#ifndef HANDLERS_LOAN_LOAN_RATE_H
#define HANDLERS_LOAN_LOAN_RATE_H

#include "../handler.h"
#include "../rules/interest.h"
#include "../state/records.h"

/* The rate of a product's table on a day; 0 before its first. What is paid out on that day bears it. */
int32_t loan_product_rate(struct txn *t, const char *product, int32_t day);
/* The rate that a loan bears on the business day. */
int32_t loan_rate(struct txn *t, const struct loan *loan);

/* The days of (after, to], and on what. */
struct loan_span {
    int64_t principal_satang;
    int32_t after, to;
};

/* Interest of a span at the loan's rates: the only place where a loan's rate becomes money. */
int64_t loan_interest(struct txn *t, const struct loan *loan, struct loan_span span,
                      const struct interest_terms *terms);
/* Interest was charged to the end of this day: of a loan that follows a table, its rates up to then are settled. */
void loan_rate_used(struct txn *t, const struct loan *loan, int32_t to);

/* Whether a rate may hold from `day` on: no day may be charged already at another. Refuses with rate_charged. */
enum verdict loan_rate_admitted(struct txn *t, const char *product, int32_t day, int32_t rate_bp, struct refusal *why);
/* No rate of the product holds from this day on, until others are told. */
void loan_rates_void(struct txn *t, const char *product, int32_t from_day);
/* loan_rate_admitted for every rate of a new policy, and for those that it makes void. */
enum verdict loan_rates_admitted(struct txn *t, const struct happening *h, const struct policy_published *e,
                                 struct refusal *why);

#endif
