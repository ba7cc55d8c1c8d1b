/* interest.h - interest by the day on outstanding principal, and what an instalment is made of. No state, no clock.
 *
 * The interval is (after, to]: day d is charged at the rate and the year length of d, so a bill "to month end" covers
 * the 1st to the last day. The charge is the exact rational over all segments of the interval, rounded once: first to
 * the satang, then, if a step is set, up to the next multiple of it. Interest is never charged on interest.
 *
 * Examples (100,000.00 at 6.00 %): 31 days /365 = 509.59; 2023-12-15 to 2024-01-31 with real years = 771.21.
 *
 * Amounts go up to VALUE_MONEY_MAX, rates from 0 to 100,000 bp. A result must fit an int64, which is certain for a
 * principal up to 10^15 satang and 100 years; far beyond that it is a programmer's error.
 */
#ifndef HANDLERS_RULES_INTEREST_H
#define HANDLERS_RULES_INTEREST_H

#include "../../proto/schema.h"

enum {
    INSTALMENTS_MAX = 480 /* 40 years, above every term in use; the annuity's arithmetic has room for no more */
};

struct interest_terms {
    uint32_t year_divisor;         /* days of a year, or 0 for the real length of each civil year */
    enum rounding rounding;        /* to the satang */
    uint32_t step_satang;          /* then up to a multiple of this; 0 and 1 mean none */
    enum rounding return_rounding; /* to the satang, of interest that is owed back */
};

/* A rate and the day from which on it applies. */
struct rate_step {
    int32_t from_day;
    int32_t rate_bp;
};

/* Interest on principal_satang for the days after `after` up to and including `to`; 0 if there are none. steps are in
 * order of from_day; the first applies to everything before the second. principal_satang >= 0, n_steps >= 1. */
int64_t interest_charge(int64_t principal_satang, const struct rate_step *steps, size_t n_steps, int32_t after,
                        int32_t to, const struct interest_terms *terms);

/* Where the rates of an interval are not at hand as an array: their weight is summed part by part, each at one rate,
 * and charged once. interest_charge is the same. */
struct interest_weight {
    uint64_t common, leap; /* rate times days, apart for days of common and of leap years */
};
void interest_weigh(int32_t after, int32_t to, int32_t rate_bp, struct interest_weight *weight);
int64_t interest_weighed(int64_t principal_satang, struct interest_weight weight, const struct interest_terms *terms);

/* The terms by which interest goes back that was billed in advance on principal repaid meanwhile (IN-07): charged on
 * the repaid principal itself and rounded once, to the satang, by a setting of its own. The step is for charges:
 * rounding many small returns up to it would give back more than was billed. Several returns may still exceed one bill
 * by satang; the caller has the bill. */
struct interest_terms interest_return_terms(struct interest_terms terms);

/* The fixed part of an instalment: the principal of each (equal_principal), or the total of each (equal_total, by the
 * annuity formula with twelfths of the yearly rate, in exact integer arithmetic), rounded up to a multiple of
 * step_satang (0 and 1 mean a satang). 1 <= instalments <= INSTALMENTS_MAX. */
int64_t instalment_fixed(enum loan_method method, int64_t principal_satang, uint32_t instalments, int32_t rate_bp,
                         int64_t step_satang);

/* The principal of instalment number `no` (1-based) of `instalments`, when interest_satang is charged with it. The last
 * one, and any after it, takes all that is left. Never more than balance_satang, never negative: where interest takes
 * the whole of an equal total, there is no principal. */
int64_t instalment_principal(enum loan_method method, int64_t fixed_satang, int64_t balance_satang,
                             int64_t interest_satang, uint32_t no, uint32_t instalments);

/* The monthly burden a loan begins with: principal and interest of the first instalment, with a full month of 31 days
 * of interest. An equal total is the fixed total, unless the loan is smaller or its interest larger than that. With
 * real year lengths a year of 365 days is taken, the dearer. */
int64_t instalment_first(enum loan_method method, int64_t principal_satang, uint32_t instalments, int32_t rate_bp,
                         int64_t step_satang, const struct interest_terms *terms);

#endif
