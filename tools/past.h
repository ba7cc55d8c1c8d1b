/* past.h - the state as it stood at the close of an earlier business day: the journal is folded up to there, into a
 * store that is thrown away. Beside the running daemon, which it does not disturb. */
#ifndef TOOLS_PAST_H
#define TOOLS_PAST_H

#include "ask.h"

struct past;

/* Folds the journal of the data directory `dir`; says on stderr what it is that was folded. Returns 0, or the exit
 * status after it was said what is wrong; close it all the same. */
int past_open(const char *dir, int32_t day, struct past **ret);
void past_close(struct past *p); /* NULL does nothing */

/* ask_rows() on that state. */
int past_rows(struct past *p, enum table table, struct bytes key, ask_visit *visit, void *context);

#endif
