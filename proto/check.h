/* check.h - what to say of a condition of screening, from schema/checks.def. */
#ifndef PROTO_CHECK_H
#define PROTO_CHECK_H

#include "schema.h"

enum check_unit { CHECK_MONEY, CHECK_NUMBER, CHECK_DATE, CHECK_WORDS };
enum check_part { CHECK_HOLDS, CHECK_FAILS, CHECK_MEND };

/* check is none but of enum check, and not absent. */
enum check_unit check_unit(enum check check);
/* What is wrong, "4 instalments are more than the 3 allowed", or what would have to change, or of what holds the two
 * numbers; NUL-terminated, cut at size. Dates are printed by the common era. */
void check_sentence(const struct screening_check *c, bool thai, enum check_part part, char *out, size_t size);

#endif
