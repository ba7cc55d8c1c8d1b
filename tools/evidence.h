/* evidence.h - what a collection case rests on, gathered from state and journal beside the running daemon: parties,
 * contract, decisions with their rules and values, the events behind them with their hashes, and how to check all that.
 */
#ifndef TOOLS_EVIDENCE_H
#define TOOLS_EVIDENCE_H

#include <stdio.h>

struct evidence;

/* Gathers it. Returns 0, or the exit status after it was said what is wrong; close it all the same. */
int evidence_open(const char *dir, const char *case_id, struct evidence **ret);
/* Writes it for people, in Thai or English. Returns the exit status. */
int evidence_write(struct evidence *e, FILE *out);
void evidence_close(struct evidence *e); /* NULL does nothing */

#endif
