/* group.h - which units share a billing calendar. */
#ifndef HANDLERS_UNIT_GROUP_H
#define HANDLERS_UNIT_GROUP_H

#include "../handler.h"

/* Refuses a group that the calendars of the policy of the day do not know: it would never be billed. A policy without
 * calendars knows every group, for its cycles name their dates. */
enum verdict group_check(struct txn *t, const struct happening *h, const char *unit_group, struct refusal *why);
void group_join(struct txn *t, const char *unit_code, const char *unit_group);
/* A group that nobody is left in and that was never billed is none any more. */
void group_leave(struct txn *t, const char *unit_code, const char *unit_group);

#endif
