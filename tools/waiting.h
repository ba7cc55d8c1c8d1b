/* waiting.h - the money that waits in suspense: items that an officer has to match, and what units paid ahead of their
 * file. Both together are the ledger's suspense account. */
#ifndef TOOLS_WAITING_H
#define TOOLS_WAITING_H

#include "ask.h"

/* Prints the units' advances, and says the sum of both beside what the ledger has. items_satang: of all items. */
int waiting_print(struct ask *a, int64_t items_satang);
/* The same as JSON, an object a line. day_closed: 0 if no day is closed. */
int waiting_json(struct ask *a, int64_t items_satang, int32_t day_closed);
/* How long something has waited; -1 if no day is closed. */
int64_t waiting_days(int32_t since, int32_t day_closed);

#endif
