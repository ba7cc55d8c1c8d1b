/* onward.h - events applied to a store that is thrown away, as the daemon would, with the work that each of them leaves
 * done at once. */
#ifndef TOOLS_ONWARD_H
#define TOOLS_ONWARD_H

#include "../daemon/store.h"

/* One event. REFUSED: nothing changed, *why says why; ask store_failure() too. */
enum verdict onward_apply(struct store *s, uint64_t seq, const struct event *e, struct refusal *why);
/* The work that an event left is done at once, as if nothing had come in between. false: the store failed. */
bool onward_finish(struct store *s, uint64_t seq);

#endif
