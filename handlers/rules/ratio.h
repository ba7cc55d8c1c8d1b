/* ratio.h - shares of a whole as a form shows them: exact inside, rounded half up, away from zero, to hundredths of a
 * percent for the reader alone. Nothing of nothing has no share. */
#ifndef HANDLERS_RULES_RATIO_H
#define HANDLERS_RULES_RATIO_H

#include "../../proto/schema.h"

enum { RATIO_WHOLE = 10000 }; /* 100.00 % */

/* Hundredths of a percent; whole above 0. What is out of reach of 64 bits ends there. */
int64_t ratio_shown(int64_t part, int64_t whole);
/* Whether part / whole is at least `least` hundredths of a percent, exactly. whole above 0, part 0 or more. */
bool ratio_reaches(int64_t part, int64_t whole, int64_t least);
/* Whether a part is more than half of the whole. */
bool ratio_is_most(int64_t part, int64_t whole);

#endif
