/* group.h - which group of a programme a member belongs to (Amnat Charoen 2567, cl. 4.2). */
#ifndef HANDLERS_RELIEF_GROUP_H
#define HANDLERS_RELIEF_GROUP_H

#include "programme.h"

/* Fills e's reasons and group: 1 where there is none. Nothing counts but the member's state and what the intent
 * declares.
 */
void group_find(struct txn *t, const struct relief_intent_filed *intent, const struct policy_programme *programme,
                const struct policy_in_force *p, struct relief_grouped *e);

#endif
