/* forecast.h - what becomes of the state if nothing new comes in: a copy of it is taken forward, day by day, by the
 * daemon's own rules. What is assumed: who is short now stays short, nothing is deducted from him any more; everybody
 * else pays as billed; units send file and money on the due day, and what they owe by now on the first; months are
 * billed as the last one was; nobody takes a step, pays an agreement, or reports a notice. */
#ifndef TOOLS_FORECAST_H
#define TOOLS_FORECAST_H

#include "../daemon/store.h"

enum { FORECAST_DAYS_MAX = 366 };

struct forecast;

/* Copies the state of a data directory as of its last checkpoint, beside the running daemon. Returns 0, or the exit
 * status after it was said what is wrong; close it all the same. */
int forecast_open(const char *dir, struct forecast **ret);
void forecast_close(struct forecast *f); /* NULL does nothing */

int32_t forecast_from(const struct forecast *f);   /* the last day that is closed */
uint32_t forecast_short(const struct forecast *f); /* members who are short */
/* To the close of this day, behind forecast_from(). The same as forecast_open() returns. */
int forecast_run(struct forecast *f, int32_t until);

/* The follow-ups of the days to come, from 0; false behind the last. */
bool forecast_followup(struct forecast *f, uint64_t n, struct store_followup *ret);

#endif
