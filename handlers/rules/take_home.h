/* take_home.h - the floor of what a member must keep of the monthly income (Amnat Charoen 2567, cl. 1.2, 2.2, 3.2). */
#ifndef HANDLERS_RULES_TAKE_HOME_H
#define HANDLERS_RULES_TAKE_HOME_H

#include <stdbool.h>
#include <stdint.h>

/* The least take-home, for both floors hold together: the larger of min_bp of the income, rounded up to a satang, and
 * min_satang. */
int64_t take_home_floor(int64_t income_satang, int32_t min_bp, int64_t min_satang);

/* Compared exactly, without rounding the share: income - deductions against both floors; equal passes. */
bool take_home_passes(int64_t income_satang, int64_t deductions_satang, int32_t min_bp, int64_t min_satang);

#endif
