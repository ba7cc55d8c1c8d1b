/* generate.h - the events and files of a synthetic cooperative. Functions that can fail return 0, or the exit status
 * after it was said what is wrong. */
#ifndef TOOLS_GENERATE_H
#define TOOLS_GENERATE_H

#include "ask.h"
#include "generate_society.h"

#include "../proto/codec.h"

#include <stdio.h>

/* Where events go, as JSON lines or msgpack. */
struct outlet {
    FILE *file;
    bool msgpack;
    struct buffer line;
};
void outlet_open(struct outlet *o, FILE *file, bool msgpack);
/* A new file; 0, or the exit status. */
int outlet_create(struct outlet *o, const char *directory, const char *name, bool msgpack);
/* Closes the file; what could not be written is said. */
int outlet_close(struct outlet *o, const char *name);
void outlet_event(struct outlet *o, const struct event *e);

/* An event with its type, date and key, the rest empty; valid until the next one is begun. */
struct event *event_new(enum event_id id, int32_t date, const char *key, ...) __attribute__((format(printf, 3, 4)));

/* Everything up to the first bill: policy, units, members, standing orders, loans, who pays for whom. */
void generate_setup(const struct society *c, struct outlet *o);
/* The events that open a month for every group; and that close days, first and last included. */
void generate_cycle(const struct society *c, struct outlet *o, uint32_t period);
void generate_days(struct outlet *o, int32_t first, int32_t last);
/* Asks the daemon for the month's bills and makes what the units send: see generate_month.c. */
int generate_month(const struct society *c, struct ask *a, uint32_t period, const char *directory, bool msgpack);
/* The table of cases, and who each of them is here. */
void generate_cases(const struct society *c, bool json);

#endif
