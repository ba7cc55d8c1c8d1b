/* screening_parts.h - what the files of screening share: screening.c, screening_limits.c, screening_member.c,
 * screening_security.c. Nobody else includes it. */
#ifndef HANDLERS_LOAN_SCREENING_PARTS_H
#define HANDLERS_LOAN_SCREENING_PARTS_H

#include "../handler.h"
#include "../state/records.h"
#include "screening.h"

struct screening_work {
    struct txn *t;
    const struct screening_of *of;
    struct member member;
    bool programme_found;
    struct policy_programme programme;
    int32_t last_due; /* the last instalment, a month after the other from the day of screening */
    struct screening *result;
};

/* Adds a condition; holds_from counts only if it fails. */
void screening_add(struct screening_work *w, struct screening_check c);

/* Each adds the conditions that the product asks for, in the order of enum check. */
void screening_limits(struct screening_work *w);   /* method .. income_end */
void screening_member(struct screening_work *w);   /* membership .. clean_record */
void screening_security(struct screening_work *w); /* guarantors .. collateral */

#endif
