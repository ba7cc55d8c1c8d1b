/* ladder.h - the rungs of a case whose policy lists them. A case begins on the first one and takes one after the other,
 * by the list under which it was opened; while it waits for a rung to be taken, one step is open. The order of what is
 * law is proved when the policy is published. */
#ifndef HANDLERS_COLLECTION_LADDER_H
#define HANDLERS_COLLECTION_LADDER_H

#include "../emit.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* When a rung is looked at. loan: as it is by now, stored or not. told: of a rung that begins again whoever takes it
 * knows already; a letter is written anew all the same. */
struct climb {
    const struct loan *loan;
    int32_t date;
    const struct cause *because;
    bool told;
};

/* A rung of a policy; no: 1 is the first of its ladder. false: there is none. */
bool ladder_rung_at(struct txn *t, uint32_t version, enum ladder_cause cause, uint32_t no, struct policy_rung *ret);
/* The months overdue from which a case is opened by the list of a policy; 0: it has none. */
uint32_t ladder_from(struct txn *t, uint32_t version);
/* A new case takes the first rung of the policy's list, which there is. */
void ladder_begin(struct txn *t, const char *case_id, struct collection_case *c, uint32_t version,
                  const struct climb *at);
/* What its rung asked for is done: the next rung begins, or, while its months are not overdue, the same one again. */
void ladder_on(struct txn *t, const char *case_id, struct collection_case *c, const struct climb *at);
/* More is in arrears: a letter's rung ends when the months of the next one have come. */
void ladder_worse(struct txn *t, const char *case_id, const struct climb *at);
/* The days of the open step are over. */
void ladder_missed(struct txn *t, const char *case_id, struct collection_case *c, const struct ladder_step *missed,
                   int32_t day);
/* The letter of the rung that the case is on is due again, or whoever takes it is told again. */
void ladder_ask_again(struct txn *t, const char *case_id, const struct collection_case *c, const struct climb *at);
/* The rung that the case is on; it has a list. */
struct policy_rung ladder_rung(struct txn *t, const struct collection_case *c);
/* Mediation is not over after all: the case is on that rung again. The caller stores it. */
void ladder_mediates(struct txn *t, struct collection_case *c);
/* Whether so few months are overdue that the case is cured by its rung, although not all is paid; and in *ret_limit the
 * months that would be one too many. */
bool ladder_cures(struct txn *t, const struct loan *loan, uint32_t *ret_limit);
/* Whether the borrower was written to by the rung of this case on a day. */
bool ladder_wrote(struct txn *t, const char *case_id, int32_t day);

#endif
