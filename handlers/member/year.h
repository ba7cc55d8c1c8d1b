/* year.h - what a member's year comes to, for the patronage refund: the loan interest he paid, and whether he
 * defaulted. The only place that writes member_year and member_default. */
#ifndef HANDLERS_MEMBER_YEAR_H
#define HANDLERS_MEMBER_YEAR_H

#include "../state/records.h"

/* The fiscal year that a day belongs to; the first and the last day of one; and the month of the year that a day of it
 * is in, from 0. */
uint32_t year_of(int32_t day);
int32_t year_first_day(uint32_t year);
int32_t year_last_day(uint32_t year);
uint32_t year_month(int32_t day);

/* Interest on a loan of his was paid with value on `date`; below zero: given back, or taken back. */
void year_interest(struct txn *t, const char *member_no, int32_t date, int64_t satang);
/* Whether an instalment is missed by the member's own cause, as far as is known now: asked anew whenever that changes,
 * except when a missed one is paid late. */
void year_default(struct txn *t, const char *member_no, const char *contract_no, int32_t due_date, bool own_cause);
/* Whether there is such an instalment that fell due in the year. */
bool year_defaulted(struct txn *t, const char *member_no, uint32_t year);

#endif
