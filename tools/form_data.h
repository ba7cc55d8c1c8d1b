/* form_data.h - what the reports of a year read from the daemon: what was measured, reported and told of it and of the
 * two years before. */
#ifndef TOOLS_FORM_DATA_H
#define TOOLS_FORM_DATA_H

#include "../handlers/state/records.h"
#include "ask.h"

enum { FORM_YEARS = 3 };

/* One year of the three. */
struct form_year {
    uint32_t year;
    bool measured, presented;
    struct award_year sums;
    struct deposit_year deposits[deposit_kind_fixed + 1]; /* by kind */
    int32_t presented_on;
    bool reported[figure_kind_members_in_business + 1];
    int64_t figures[figure_kind_members_in_business + 1];
};

struct form_data {
    struct ask *ask;
    bool every_row;              /* also of lists that are long: a file is written */
    uint32_t statement_days_max; /* of the policy of the year's last day */
    int32_t business_min_bp;
    struct form_year years[FORM_YEARS]; /* the year itself first */
};

/* 0, or the exit status after it was said what is wrong. */
int form_data_read(struct ask *a, uint32_t year, struct form_data *ret);

/* Measured, or else reported; false: neither, and *ret_missing is what may be reported. */
bool form_members_count(const struct form_year *y, int64_t *ret_ordinary, int64_t *ret_associate,
                        enum figure_kind *ret_missing);
bool form_in_business(const struct form_year *y, int64_t *ret_part, int64_t *ret_whole, enum figure_kind *ret_missing);
bool form_deposits_sum(const struct form_year *y, int64_t *ret_satang);

const char *form_figure_name(enum figure_kind figure); /* in the reader's language */

#endif
