/* loan_parts.h - what the files of the loan module share: loan.c, loan_bill.c, loan_class.c, loan_end.c, loan_late.c,
 * loan_rate.c, loan_reverse.c. Nobody else
 * includes it. */
#ifndef HANDLERS_LOAN_LOAN_PARTS_H
#define HANDLERS_LOAN_LOAN_PARTS_H

#include "loan.h"

struct interest_principal {
    int64_t interest_satang, principal_satang;
};

void loan_list(struct txn *t, const char *contract_no, const struct loan *loan, bool active);
void loan_store(struct txn *t, const char *contract_no, const struct loan *loan);

/* Instalments of a contract, oldest first; begin behind due date 0. */
struct instalment_key loan_instalment_key(const char *contract_no, int32_t due_date);
bool loan_instalment_next(struct txn *t, const char *contract_no, struct instalment_key *key, struct instalment *ret);

/* loan_catch_up, but only to the end of this day. */
void loan_catch_up_to(struct txn *t, const char *contract_no, int32_t closed);
/* The day at whose close an instalment counts as missed: never a day that is closed already. */
int32_t loan_late_from(struct txn *t, const struct loan_billing *b);
/* Adds to an instalment, or opens it. The caller keeps the loan's sums. */
void loan_instalment_add(struct txn *t, const char *contract_no, const struct loan_billing *b, int64_t interest_satang,
                         int64_t principal_satang);

/* Charges interest for the days from counted_to to the end of `to`; returns it. Nothing if they are charged already. */
int64_t loan_charge_interest(struct txn *t, struct loan *loan, int32_t to, const struct policy_in_force *p);
/* Interest was charged to a day behind `date`: what falls on the principal repaid on that day goes back (IN-07), never
 * more than was charged, however many payments round up. Returns it; the caller owes it back, or cuts what is unpaid.
 */
int64_t loan_interest_back(struct txn *t, struct loan *loan, int64_t repaid_satang, int32_t date,
                           const struct policy_in_force *p);

/* The day on which money counts as paid; bill: from the payroll, or NULL. */
int32_t loan_paid_on(int32_t date, const struct loan_billing *bill);

/* What happened to a loan, for the follow-ups that it leads to. */
struct loan_change {
    int32_t date;         /* their effective date */
    int32_t as_of;        /* months overdue are counted at the close of this day */
    uint64_t told_by;     /* position of the follow-up that told it; 0: none */
    int32_t newly_missed; /* due date of the instalment that has just been missed; 0: none */
    const char *ended_by; /* the rule by which the loan ended without being repaid; NULL: it did not */
    int32_t blamed;       /* due date of a missed instalment whose fault has just become known; 0: none */
};
/* Brings arrears, class and case up to date and tells what changed. The caller stores the loan. */
void loan_refresh(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change);

/* The policy that judges a loan at the close of a day. */
void loan_policy_at(struct txn *t, const struct loan *loan, int32_t day, struct policy_in_force *ret);
/* In the watch after a restructuring an instalment was missed: the row of payments begins anew. The caller stores. */
void loan_watch_missed(struct txn *t, const char *contract_no, struct loan *loan, int32_t due_date,
                       const struct policy_in_force *p);
/* The class follows from the facts (rules/quality.h); tells and keeps what changed, flags and clears the member, and
 * where all his loans have the class of the worst looks at the others. The caller stores the loan. */
void loan_classify(struct txn *t, const char *contract_no, struct loan *loan, const struct policy_in_force *p,
                   const struct loan_change *change);
/* The same by the policy of the day. */
void loan_classify_again(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change);

/* A payment that is taken back: told on `date`, interest of its bill ended on `interest_to`. */
struct loan_back {
    int32_t date, interest_to;
    const struct policy_in_force *policy;
    const struct cause *why;
};
uint64_t loan_tell_reversed(struct txn *t, const char *contract_no, const struct loan *loan,
                            const struct loan_payment *back, struct loan_instalment_reversed *body,
                            const struct loan_back *at);
/* loan_take_back for a contract that was restructured or written off. */
uint64_t loan_take_back_ended(struct txn *t, const char *contract_no, const struct loan_payment *held,
                              struct loan_payment *back, const struct loan_back *at);

#endif
