/* ledger_record.h - the file `position` of a ledger directory: lines that a person can read. */
#ifndef TOOLS_LEDGER_RECORD_H
#define TOOLS_LEDGER_RECORD_H

#include "ledger_files.h"

void ledger_record_text(const struct ledger_files *l, struct buffer *out);
/* Fills everything but path and directory. false: it is not what ledger_record_text() writes. */
bool ledger_record_read(struct ledger_files *l, struct bytes text);

#endif
