/* agenda.h - when the loan committee meets, and what it will look at then. */
#ifndef HANDLERS_COMMITTEE_AGENDA_H
#define HANDLERS_COMMITTEE_AGENDA_H

#include "../policy/policy.h"

/* Puts an application on the agenda of the first meeting after `date`; returns its day. Special loans wait for the
 * weekly meeting (Amnat Charoen 2567, cl. 4.6), ordinary and emergency loans are decided every working day (cl. 5). */
int32_t agenda_add(struct txn *t, const char *application_no, const struct application *a, int32_t date,
                   const struct policy_in_force *p);

#endif
