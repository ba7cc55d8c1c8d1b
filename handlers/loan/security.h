/* security.h - who and what secures a loan: guarantors, collateral, and the contracts that a payout closes. The only
 * place that writes their tables. */
#ifndef HANDLERS_LOAN_SECURITY_H
#define HANDLERS_LOAN_SECURITY_H

#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* Whether somebody may answer for the loan of an application: a member is registered and not the borrower, anybody else
 * has a reference that is no member's, and nobody is named twice. field: as the sender wrote it. */
enum verdict security_may_answer(struct txn *t, const char *application_no, const char *borrower_no,
                                 const struct guarantor *g, struct refusal *why);
/* Whether a product accepts this kind of guarantor. */
bool security_accepts(const struct policy_product *product, uint8_t kind);
void security_name(struct txn *t, const char *application_no, const char *borrower_no, const struct guarantor *g,
                   int32_t date);
/* Borrowers that somebody answers for, each counted once. */
uint32_t security_borrowers(struct txn *t, const char *ref);

/* The application died, or its loan ended: nobody answers for it any more. Empty or unknown: nothing. */
void security_release(struct txn *t, const char *application_no);
/* The loan is open again: those who answered for it do so again. */
void security_restore(struct txn *t, const char *application_no);
/* Another guarantor takes the place of one that there is. */
void security_substitute(struct txn *t, const char *application_no, const char *old_ref, const struct guarantor *g,
                         int32_t date);

/* A guarantor of this reference; false: he does not answer for it. */
bool security_guarantor(struct txn *t, const char *application_no, const char *ref, struct application_guarantor *ret);
/* A guarantor paid principal for the borrower; `loan` is as it stood before the payment. Of somebody who does not
 * answer for the loan nothing is kept. A payment that is taken back is negative; when all are, he has not
 * begun to pay. */
void guarantor_paid(struct txn *t, const struct loan *loan, const char *ref, int64_t principal_satang, int32_t date);
/* What he paid and was granted, although somebody else may have taken his place meanwhile. */
struct guarantor_history guarantor_so_far(struct txn *t, const char *application_no, const char *ref);
/* Principal that he paid after `from`, up to `to`. */
int64_t guarantor_paid_between(struct txn *t, const char *application_no, const char *ref, int32_t from, int32_t to);
/* He was granted relief. */
void guarantor_relieve(struct txn *t, const char *application_no, const char *ref);

#endif
