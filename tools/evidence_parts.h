/* evidence_parts.h - between evidence.c, which gathers, and evidence_write.c. */
#ifndef TOOLS_EVIDENCE_PARTS_H
#define TOOLS_EVIDENCE_PARTS_H

#include "evidence.h"

#include "../daemon/datadir.h"
#include "../daemon/journal.h"
#include "../daemon/store.h"
#include "../handlers/state/records.h"

enum { EVIDENCE_POLICIES_MAX = 32, EVIDENCE_RULES_MAX = 64 };

struct evidence {
    struct datadir dir;
    bool dir_open;
    struct store *state; /* as of its last checkpoint */
    struct journal *journal;
    char case_id[24];
    struct collection_case case_row;
    struct loan loan;
    uint64_t last;                 /* follow-ups of the state */
    uint64_t head;                 /* journal record that the state has folded */
    bool *decision;                /* by position: it is about the case or its contract */
    bool *input;                   /* by seq: an event behind one of them, or about them */
    uint8_t (*hash)[JOURNAL_HASH]; /* by seq */
    const char *rules[EVIDENCE_RULES_MAX];
    uint32_t rules_count;
    uint32_t policies[EVIDENCE_POLICIES_MAX], policies_count;
};

#endif
