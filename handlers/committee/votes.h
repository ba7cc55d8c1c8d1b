/* votes.h - what a decision of a body that is seated needs: a quorum, a majority for a grant, and nobody who votes on
 * his own loan. Where nobody is seated, decisions are taken as told. */
#ifndef HANDLERS_COMMITTEE_VOTES_H
#define HANDLERS_COMMITTEE_VOTES_H

#include "../handler.h"
#include "../state/records.h"

/* Refuses votes that do not carry the decision e on the application `a`. */
enum verdict votes_check(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                         const struct application *a, struct refusal *why);

#endif
