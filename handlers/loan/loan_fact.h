/* loan_fact.h - what was done to a loan is kept, in order: what it owes is a function of it, and can be derived anew
 * when a fact turns out to have been another (loan_redo.h). The loan module calls these as it does things; each counts
 * in loan->facts, and the caller stores the loan. */
#ifndef HANDLERS_LOAN_LOAN_FACT_H
#define HANDLERS_LOAN_LOAN_FACT_H

#include "loan.h"

struct loan_blame;
struct loan_paying;
struct loan_taking_back;

struct loan_fact_key loan_fact_key(const char *contract_no, int32_t closed, uint32_t no);
/* The facts of a contract in order; begin behind {contract_no}. */
bool loan_fact_next(struct txn *t, const char *contract_no, struct loan_fact_key *key, struct loan_fact *ret);

void loan_fact_opened(struct txn *t, const char *contract_no, struct loan *loan);
void loan_fact_billed(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of);
/* Returns its number: callers add to the row what the loan does not know of the payment. */
uint32_t loan_fact_paid(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of,
                        int32_t looked_to, const struct loan_payment *paid);
void loan_fact_taken_back(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_taking_back *of,
                          const struct loan_payment *back);
void loan_fact_blamed(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_blame *of);
void loan_fact_paused(struct txn *t, const char *contract_no, struct loan *loan);
/* What was accrued was taken out of the income; corrected: because of a correction, with which it falls. */
void loan_fact_reversed(struct txn *t, const char *contract_no, struct loan *loan, bool corrected);
/* false: there is none. */
bool loan_fact_forget_corrected(struct txn *t, const char *contract_no);
void loan_fact_charged(struct txn *t, const char *contract_no, struct loan *loan, int64_t costs_satang, int32_t date);
/* From here on nothing can be derived: the debt went to another contract, or came from one. */
void loan_fact_ended(struct txn *t, const char *contract_no, struct loan *loan);

#endif
