/* programme.h - relief programmes of the policy (Amnat Charoen 2567) and who takes part in them. */
#ifndef HANDLERS_RELIEF_PROGRAMME_H
#define HANDLERS_RELIEF_PROGRAMME_H

#include "../policy/policy.h"

/* The programme as the policy in force has it. false: it has none of this code. */
bool programme_open(struct txn *t, const struct policy_in_force *p, const char *code, struct policy_programme *ret);
/* The same, but as the latest policy had it that lists it: what was filed in time is decided and paid after the end. */
bool programme_ever(struct txn *t, const struct policy_in_force *p, const char *code, struct policy_programme *ret);

/* What a member keeps a month of an income once his loans, and this much besides, are deducted. */
int64_t programme_take_home(struct txn *t, const char *member_no, int64_t income_satang, int64_t besides_satang,
                            const struct policy_in_force *p);

/* He takes part, with this intent, which is not paid out yet; false: he does not. */
bool programme_intent_of(struct txn *t, const char *programme, const char *member_no, struct live_intent *ret);
void programme_join(struct txn *t, const char *programme, const char *member_no, const char *intent_no);
/* An application ended without a payout: the member may file a new intent. */
void programme_leave(struct txn *t, const char *application_no, const struct application *a);

#endif
