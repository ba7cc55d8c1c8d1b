/* audit.h - what must be true of any store after any events, as an auditor would ask: every posting balances, numbers
 * have no gaps, control accounts agree with their registers (outstanding-cooperative form 2551, part 1, 1.1). */
#ifndef TESTS_SUPPORT_AUDIT_H
#define TESTS_SUPPORT_AUDIT_H

#include "../../handlers/state/records.h"
#include "store_mem.h"

enum { AUDIT_ERROR_MAX = 240 };

/* What is audited: the state, and the follow-ups that were told. */
struct books {
    struct txn *txn;
    void *of; /* for followup */
    bool (*followup)(void *of, uint64_t position, struct store_mem_followup *ret);
};

/* error: one sentence about the first thing that is wrong in a group of laws; NULL: nothing is. */
typedef void audit_tell(void *context, const char *group, const char *error);
/* false: something is wrong. With tell every group is gone through, and told; otherwise it ends at the first sentence.
 */
bool audit_books(const struct books *b, audit_tell *tell, void *context, char error[AUDIT_ERROR_MAX]);
bool audit_store(struct store_mem *s, char error[AUDIT_ERROR_MAX]);

/* Always false; the sentence for error. */
__attribute__((format(printf, 2, 3))) bool audit_wrong(char *error, const char *format, ...);
/* The part of it that is about dates: each that waits is looked at, and nothing else is. */
bool audit_due(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* About applications: queues, dates of contracts, burdens and budgets. */
bool audit_road(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* About the guarantors' clocks. */
bool audit_guarantors(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* That no open case of a clinic is forgotten. */
bool audit_clinics(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* Of each loan, its open instalments against what it says is billed. */
bool audit_instalments(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* That what members' shares were by day adds up to them, and never was below zero. */
bool audit_shares(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* What all allocations gave an item, and what all dividends took. */
int64_t audit_allocated(struct txn *t, enum allocation_item item);
int64_t audit_dividends(struct txn *t);
/* That the parts of an allocation, and of an income, are the whole. */
bool audit_year_end(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* That the deposit accounts add up to their control accounts, and what was measured of a year to itself. */
bool audit_deposits(struct txn *t, char error[AUDIT_ERROR_MAX]);
/* That a KPI passes only as it may. */
bool audit_kpi(uint64_t position, const struct kpi_computed *k, char error[AUDIT_ERROR_MAX]);
/* And about collection: every step that was due ended once, but for the one that is open. */
bool audit_cases(const struct books *b, char error[AUDIT_ERROR_MAX]);
/* That each day and month of the books is the sum of its postings, and no posting is in a month closed by then. */
bool audit_ledger_days(const struct books *b, char error[AUDIT_ERROR_MAX]);
/* About the letters to who owes or answers for a debt. */
bool audit_letters(const struct books *b, char error[AUDIT_ERROR_MAX]);
/* That whoever reads a follow-up by its schema can: each amount and number is one that its field may hold. */
bool audit_readable(const struct books *b, char error[AUDIT_ERROR_MAX]);

/* What stands of a loan is what comes out when it is derived anew from what was done to it. */
bool audit_redo(struct store_mem *s, char error[AUDIT_ERROR_MAX]);
/* Its rows as text. */
void audit_loan_rows(struct txn *t, const char *contract_no, struct buffer *out);

/* What ended is owed no more; what replaced it is there; a loan that runs is listed with its member. Says what is
 * wrong; NULL: nothing. */
const char *audit_loan_state(struct txn *t, const struct loan_key *key, const struct loan *loan);

#endif
