/* consumer.h - who has taken what. */
#ifndef HANDLERS_CONSUMER_CONSUMER_H
#define HANDLERS_CONSUMER_CONSUMER_H

#include "../state/records.h"

/* Whether a consumer that takes follow-ups of this type has acknowledged this position. */
bool consumer_took(struct txn *t, uint64_t position, const char *type);

/* Whether one that keeps the books, so names journal. follow-ups as what it takes, has not acknowledged a position yet:
 * who, and what it has. One that takes everything is no ledger. */
bool consumer_behind(struct txn *t, uint64_t position, struct cursor_key *ret_who, uint64_t *ret_has);

#endif
