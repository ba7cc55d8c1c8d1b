/* consumer.h - who has taken what. */
#ifndef HANDLERS_CONSUMER_CONSUMER_H
#define HANDLERS_CONSUMER_CONSUMER_H

#include "../txn.h"

/* Whether a consumer that takes follow-ups of this type has acknowledged this position. */
bool consumer_took(struct txn *t, uint64_t position, const char *type);

#endif
