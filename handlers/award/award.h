/* award.h - what the form of the outstanding-cooperative award asks of a year, measured. */
#ifndef HANDLERS_AWARD_AWARD_H
#define HANDLERS_AWARD_AWARD_H

#include "../clinic/kpi.h"
#include "../handler.h"
#include "../member/year.h"
#include "../state/records.h"

/* The first and the last month of a fiscal year. */
uint32_t award_first_month(uint32_t year);
uint32_t award_last_month(uint32_t year);

/* A figure that was reported; false: it was not. */
bool award_figure(struct txn *t, uint32_t year, enum figure_kind figure, int64_t *ret_value);

#endif
