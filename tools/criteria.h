/* criteria.h - whether a year qualifies for the award: a function of what was measured, reported and told of it. */
#ifndef TOOLS_CRITERIA_H
#define TOOLS_CRITERIA_H

#include "form_data.h"

enum criterion {
#define CRITERION(name, unit, english, thai) CRITERION_##name,
#include "criteria.def"
    CRITERIA
};

enum judgement { JUDGEMENT_open, JUDGEMENT_passes, JUDGEMENT_fails }; /* open: not measurable */

struct judged {
    enum judgement judgement;
    int64_t value, limit;     /* in the unit of the criterion; percent: hundredths, rounded for the reader alone */
    enum figure_kind missing; /* why it is open: this figure was not reported; absent: nothing to measure by, or */
    uint32_t missing_year;
    bool not_presented; /* nobody told when the statements were presented */
};

struct judged criteria_judge(const struct form_data *d, enum criterion criterion);

#endif
