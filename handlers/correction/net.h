/* net.h - what a correction changes in the books: the difference between the postings that were made and those that the
 * right facts give, summed per month, account and sub-ledger reference. */
#ifndef HANDLERS_CORRECTION_NET_H
#define HANDLERS_CORRECTION_NET_H

#include "../loan/loan_redo.h"

enum { NET_LINES_MAX = 160, NET_OWNERS_MAX = 6 };

struct net {
    int32_t date;               /* of the correction */
    struct loan_fact_key fresh; /* the corrected payment where it stands now: nothing of it is booked yet */
    bool full;                  /* there was more than it holds: refuse */
    uint32_t lines_count, owners_count;
    struct net_line {
        uint32_t period;
        enum account account;
        char sub_ref[24];
        int64_t credit_satang;
    } lines[NET_LINES_MAX];
    struct net_owner {
        char member_no[12];
        int64_t over_satang, returned_satang; /* owed back, more or (negative) less */
    } owners[NET_OWNERS_MAX];
};

/* One side more. */
void net_add(struct net *n, uint32_t period, enum account account, const char *sub_ref, int64_t credit_satang);
/* A payment is not there any more: what it did to the books, and to who paid it, is undone. */
void net_undo(struct txn *t, struct net *n, const struct loan_fact_key *key, const struct loan_fact *was);
/* For loan_redo: `to` is the net. */
void net_redone(struct txn *t, void *to, const struct loan_redone *payment);
/* One posting a month, dated on the correction; refunds more or less. false: some month has more sides than a posting
 * holds. */
struct net_link {
    uint64_t target_seq;
    const char *document_no;
    const struct cause *because;
};
bool net_book(struct txn *t, struct net *n, const struct net_link *link);

#endif
