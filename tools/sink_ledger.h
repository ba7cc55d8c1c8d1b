/* sink_ledger.h - the ledger sink: a consumer of postings that keeps them as files. */
#ifndef TOOLS_SINK_LEDGER_H
#define TOOLS_SINK_LEDGER_H

#include "ledger_files.h"
#include "libcoop/coop.h"

#define SINK_LEDGER_TYPES "journal."

struct sink_options;
int sink_ledger(const struct sink_options *o);

/* Reads a follow-up. 0, or the exit status after it was said that it is of a release that is not known here;
 * *ret_is_posting is false if it is something else that the ledger does not keep. */
int sink_ledger_posting(const struct coop_followup *f, struct ledger_posting *ret, bool *ret_is_posting);
/* Compares the files with the stream, up to the position that they are recorded for; says which posting is the first
 * that is missing, too much or different. */
int sink_ledger_check(struct coop *c, const struct ledger_files *l);

#endif
