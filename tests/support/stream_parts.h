/* stream_parts.h - what the files of the stream share: stream.c draws events, stream_officer.c makes those of officers
 * plausible, stream_road.c those on the road of an application. Nobody else includes it. */
#ifndef TESTS_SUPPORT_STREAM_PARTS_H
#define TESTS_SUPPORT_STREAM_PARTS_H

#include "../../handlers/state/records.h"
#include "stream.h"

/* 0 .. sides - 1 */
uint64_t stream_dice(struct stream *s, uint64_t sides);
/* Lets an event of an officer or of the desk meet something that is there, and names an actor. */
void stream_mend_officer(struct stream *s, struct txn *t, struct event *e);
/* The next application in this state, from a random one on; false: there is none. */
bool application_pick(struct stream *s, struct txn *t, uint8_t state, char application_no[24], struct application *ret);
/* All who sit on a body vote for it: the stream's committees are small. */
void stream_votes(struct txn *t, struct loan_committee_decided *d);
/* Lets an event on the road of an application meet one that is there, mostly. */
void stream_mend_road(struct stream *s, struct txn *t, struct event *e);

#endif
