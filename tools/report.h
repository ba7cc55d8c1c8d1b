/* report.h - what became of events, counted and said: one line for each answer, one line for all. */
#ifndef TOOLS_REPORT_H
#define TOOLS_REPORT_H

#include "reply.h"

#include "../proto/buffer.h"

#include <stdio.h>

struct report {
    uint64_t events, applied, repeated, conflict, parked, refused;
};

void report_count(struct report *r, struct bytes answer);
/* Whether something was not accepted. */
bool report_rejected(const struct report *r);
/* "applied seq 812, follow-ups 1033-1036", "refused data.member_no: member 9 is not registered; ..." */
void report_sentence(struct bytes answer, struct buffer *out);
/* "42 events: 40 applied, 2 parked" */
void report_summary(const struct report *r, struct buffer *out);
/* "applied":40,"repeated":0, ... for the inside of a JSON object */
void report_json(const struct report *r, struct buffer *out);

/* {"line":3,"key":"a/3" and the members of the answer}: puts a number and a key in front. */
void report_answer_json(const char *number_name, uint64_t number, const char *key, struct bytes answer,
                        struct buffer *out);

/* Follow-ups of a dry run, by type: how many. */
struct report_types {
    struct buffer names; /* NUL-terminated */
    uint64_t counts[64];
    uint32_t types_count;
    uint64_t all;
};
void report_types_add(struct report_types *t, struct bytes answer);
void report_types_print(struct report_types *t, FILE *out); /* and empties it */

#endif
