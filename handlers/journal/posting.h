/* posting.h - balanced double-entry postings by account role. Build one with sides of any order; zero sides are
 * dropped; the ledger table is brought up to date and the follow-up carries each account's balance after it. */
#ifndef HANDLERS_JOURNAL_POSTING_H
#define HANDLERS_JOURNAL_POSTING_H

#include "../emit.h"
#include "../handler.h"
#include "../state/records.h"

/* Money enters the books with an event only. Its handler asks first, once for its amount: what is let in altogether is
 * bounded, so that no sum of debits or credits overflows, however often the money moves on. false: refuse with
 * amount_overflow. */
bool posting_admit(struct txn *t, int64_t amount_satang);

struct posting {
    struct journal_posting_requested body;
    int64_t debits_satang, credits_satang;
};

/* document_no may be NULL. */
void posting_begin(struct posting *p, const char *document_no);
/* sub_ref: contract, member or unit; may be NULL. At most 12 sides; amount_satang >= 0. */
void posting_debit(struct posting *p, enum account account, int64_t amount_satang, const char *sub_ref);
void posting_credit(struct posting *p, enum account account, int64_t amount_satang, const char *sub_ref);
/* A debit of a negative amount, a credit of a positive one. */
void posting_move(struct posting *p, enum account account, int64_t credit_satang, const char *sub_ref);
/* Asserts that it balances. Of a day whose month is closed it is booked on the first day of the first open month, and
 * names the day. A posting without sides is not emitted (returns 0). */
uint64_t posting_emit(struct txn *t, int32_t effective_date, struct posting *p, const struct cause *because);

/* Notes that this document of a unit, member or contract is booked by event seq; false: it was before, by event
 * *ret_seq. */
bool posting_document_new(struct txn *t, const char *whose, const char *document_no, uint64_t seq, uint64_t *ret_seq);

/* Money that enters the books with a document of its own: both of the above, refused under data.amount_satang and
 * data.document_no. */
struct posting_entry {
    const char *whose, *document_no; /* of a unit, member or contract */
    int64_t amount_satang;
};
enum verdict posting_enter(struct txn *t, uint64_t seq, const struct posting_entry *e, struct refusal *why);

enum account posting_loan_account(enum loan_kind kind);

#endif
