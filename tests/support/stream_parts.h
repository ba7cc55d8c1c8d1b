/* stream_parts.h - what the files of the stream share: stream.c draws events, stream_officer.c makes those of officers
 * plausible, stream_road.c those on the road of an application, stream_ladder.c
 * those on the collection ladder and of guarantors, stream_books.c those of the books. Nobody else includes it. */
#ifndef TESTS_SUPPORT_STREAM_PARTS_H
#define TESTS_SUPPORT_STREAM_PARTS_H

#include "stream.h"

enum { STREAM_MEMBERS = 12, STREAM_APPLICATIONS = 60, STREAM_CONTRACTS = 40 };

/* 0 .. sides - 1 */
uint64_t stream_dice(struct stream *s, uint64_t sides);
/* Lets an event of an officer or of the desk meet something that is there, and names an actor. */
void stream_mend_officer(struct stream *s, struct txn *t, struct event *e);
/* Lets an event on the road of an application meet one that is there, mostly. */
void stream_mend_road(struct stream *s, struct txn *t, struct event *e);
/* Lets an event on the collection ladder meet a case on its rung, and one about guarantors a loan that has some. */
void stream_mend_ladder(struct stream *s, struct txn *t, struct event *e);
void stream_policy_year(struct stream *s, struct policy_published *p);
void stream_mend_year(struct stream *s, struct txn *t, struct event *e);
/* Lets a month be closed in its turn, and cash be counted on a day of late. */
void stream_mend_books(struct stream *s, struct txn *t, struct event *e);
/* A ladder of any rungs that the law allows, or none. */
void stream_policy_ladder(struct stream *s, struct policy_published *p);
/* Lets what comes out of a deposit meet one of the borrower's. */
void stream_mend_transfer(struct stream *s, struct txn *t, struct loan_payment_received *p);
void stream_mend_guarantors(struct stream *s, struct guarantor *g, uint32_t count);

#endif
