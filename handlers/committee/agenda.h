/* agenda.h - when the loan committee meets, and what it will look at then. */
#ifndef HANDLERS_COMMITTEE_AGENDA_H
#define HANDLERS_COMMITTEE_AGENDA_H

#include "../policy/policy.h"

/* Puts an application on the agenda of the first meeting of its queue after `date` and notes that day in a->meeting_on.
 * Special loans wait for the weekly meeting (Amnat Charoen 2567, cl. 4.6), ordinary and emergency loans are decided
 * every working day (cl. 5), unless the product says otherwise. A contract that was returned on `date` may make a
 * meeting of that day (agenda_same_day), unless that was where it was put off. */
int32_t agenda_add(struct txn *t, const char *application_no, struct application *a, int32_t date,
                   const struct policy_in_force *p);

#endif
