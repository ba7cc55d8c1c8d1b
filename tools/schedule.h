/* schedule.h - the instalments that a loan will be billed, if each bill is paid when it is due: the functions that bill
 * it, called month by month. */
#ifndef TOOLS_SCHEDULE_H
#define TOOLS_SCHEDULE_H

#include "../handlers/rules/interest.h"

enum { SCHEDULE_RATES_MAX = 64, SCHEDULE_DAY_MAX = 31 };

struct schedule {
    enum loan_method method;
    int64_t unbilled_satang; /* principal that no bill has asked for yet */
    int64_t fixed_satang;    /* of an instalment: principal or total, by method */
    uint32_t billed, instalments;
    int32_t counted_to;               /* interest is charged to the end of this day */
    uint32_t next_period;             /* the month that is billed next */
    uint32_t due_day;                 /* of the month; its last day where it has no such day */
    uint32_t pause_from, pause_until; /* months of a pause, 0 if there is none */
    enum pause_kind pause_kind;
    struct rate_step rates[SCHEDULE_RATES_MAX];
    size_t rates_count;
    struct interest_terms terms;
};

struct schedule_line {
    uint32_t no;            /* 0: a month of a pause that is billed its interest only */
    int32_t due_date, days; /* days of interest */
    int64_t interest_satang, principal_satang, balance_satang;
};

/* The month whose due day is the first behind this day. */
uint32_t schedule_first_period(uint32_t due_day, int32_t behind);
/* The next instalment. false: there is none. */
bool schedule_next(struct schedule *s, struct schedule_line *ret);

#endif
