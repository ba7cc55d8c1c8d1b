/* prove.h - whether follow-ups come out again: the events that decide them are folded anew in a scratch store, beside
 * the running daemon. First the slice of those whom a follow-up is about (slice.h), compared without the numbers that
 * are counted for all members together (receipts, postings, suspense, balances of accounts, places); what a slice alone
 * does not give is proved by folding the whole journal up to there, exactly. */
#ifndef TOOLS_PROVE_H
#define TOOLS_PROVE_H

#include "../daemon/store.h"

#include <stdio.h>

struct prove;

/* Opens journal and state of a data directory. Returns 0, or the exit status after it was said what is wrong; close it
 * all the same. */
int prove_open(const char *dir, struct prove **ret);
void prove_close(struct prove *p); /* NULL does nothing */

/* Follow-ups that the state has; those behind its last checkpoint are not there yet. */
uint64_t prove_last(const struct prove *p);
/* Chooses what is proved; again is nothing. */
int prove_want(struct prove *p, uint64_t position);
/* Every follow-up that names this code (a member, contract or case); returns how many were new. */
uint64_t prove_want_about(struct prove *p, const char *code);
/* Every follow-up about arrears, classes and the ladder. */
uint64_t prove_want_collections(struct prove *p);
/* n others, drawn by a seed, or all there are. */
uint64_t prove_want_sample(struct prove *p, uint64_t n, uint64_t seed);

/* Proves what was chosen; tells each if each is true, those that fail in any case, and how many passed and failed.
 * Returns the exit status. */
int prove_all(struct prove *p, bool each);

#endif
