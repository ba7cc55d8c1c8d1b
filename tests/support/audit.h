/* audit.h - what must be true of any store after any events, as an auditor would ask: every posting balances, numbers
 * have no gaps, control accounts agree with their registers (outstanding-cooperative form 2551, part 1, 1.1). */
#ifndef TESTS_SUPPORT_AUDIT_H
#define TESTS_SUPPORT_AUDIT_H

#include "../../handlers/state/records.h"
#include "store_mem.h"

enum { AUDIT_ERROR_MAX = 240 };

/* false: error is one sentence about the first thing that is wrong. */
bool audit_store(struct store_mem *s, char error[AUDIT_ERROR_MAX]);
/* The part of it that is about applications: queues, dates of contracts, burdens and budgets. */
bool audit_road(struct store_mem *s, char error[AUDIT_ERROR_MAX]);
/* The part of it that is about the guarantors' clocks. */
bool audit_guarantors(struct store_mem *s, char error[AUDIT_ERROR_MAX]);
/* That no open case of a clinic is forgotten. */
bool audit_clinics(struct store_mem *s, char error[AUDIT_ERROR_MAX]);
/* And about collection: every step that was due ended once, but for the one that is open. */
bool audit_cases(struct store_mem *s, char error[AUDIT_ERROR_MAX]);

/* What stands of a loan is what comes out when it is derived anew from what was done to it. */
bool audit_redo(struct store_mem *s, char error[AUDIT_ERROR_MAX]);
/* Its rows as text. */
void audit_loan_rows(struct txn *t, const char *contract_no, struct buffer *out);

/* What ended is owed no more; what replaced it is there; a loan that runs is listed with its member. Says what is
 * wrong; NULL: nothing. */
const char *audit_loan_state(struct txn *t, const struct loan_key *key, const struct loan *loan);

#endif
