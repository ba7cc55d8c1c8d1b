/* override.h - the register of resolutions that pass over a rule in one case. Each is used once, or expires. */
#ifndef HANDLERS_OVERRIDE_OVERRIDE_H
#define HANDLERS_OVERRIDE_OVERRIDE_H

#include "../state/records.h"

/* Enters one; its number is one more than c->overrides, which the caller stores. */
void override_enter(struct txn *t, const char *case_id, struct collection_case *c, const struct override *row);
/* The row of a resolution; false: it is not in the register of the case. */
bool override_find(struct txn *t, const char *case_id, const struct collection_case *c, const char *resolution_no,
                   struct override *ret);
/* Whether it was told as expired: nothing can use it any more. */
bool override_is_told(const struct override *row);
/* That of a resolution, or, where resolution_no is empty, the oldest, which holds on a day and is not used, is used
 * now; false: there is none. Then *ret is one that held on that day and was told as expired since, or has no number. */
bool override_use(struct txn *t, const char *case_id, const struct collection_case *c, const char *resolution_no,
                  int32_t day, struct override *ret);
/* A due row of kind override: at the close of `day`, the one after its last. */
void override_due(struct txn *t, const char *case_id, uint32_t no, int32_t day);

#endif
