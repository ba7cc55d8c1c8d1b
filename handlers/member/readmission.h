/* readmission.h - former members who owe and pay like members (Local government 2566, cl. 1.6, 4.1): a run of due dates
 * on which everything of theirs was paid wholly and in time. The only place that writes former_due. */
#ifndef HANDLERS_MEMBER_READMISSION_H
#define HANDLERS_MEMBER_READMISSION_H

#include "../policy/policy.h"
#include "../state/records.h"

/* The run that lasts on a day, of somebody who left. */
struct payment_run {
    uint32_t payments;
    int32_t since; /* its first due date; 0: there is none */
};

/* An instalment was billed that counts as missed at the close of `late_on`; of a former member it is noted. What
 * somebody else pays for him says nothing of him. */
void readmission_billed(struct txn *t, const struct loan *loan, int32_t due_date, int32_t late_on);
/* A due row of kind readmission at the close of `day`: tells it, once a run, when the run is long enough. */
void readmission_due(struct txn *t, const char *member_no, int32_t day);
/* The run, of due dates since he left: a miss of his own ends it, one of his unit or our own counts neither way. */
struct payment_run readmission_run(struct txn *t, const struct member_key *who, const struct member *member);

#endif
