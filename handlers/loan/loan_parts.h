/* loan_parts.h - what the files of the loan module share: loan.c, loan_accrual.c, loan_bill.c, loan_class.c,
 * loan_correct.c, loan_end.c, loan_fact.c, loan_late.c, loan_missed.c, loan_rate.c, loan_redo.c, loan_reverse.c. Nobody
 * else includes it. */
#ifndef HANDLERS_LOAN_LOAN_PARTS_H
#define HANDLERS_LOAN_LOAN_PARTS_H

#include "loan.h"

struct interest_principal {
    int64_t interest_satang, principal_satang;
    bool accrued; /* the interest is income already */
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

/* Whether what is billed now is income at once. */
bool loan_accrues(const struct loan *loan, const struct policy_in_force *p);
/* The books are brought to what is accrued and unpaid in the instalments, on `date`. The caller stores the loan. */
void loan_accrual_book(struct txn *t, const char *contract_no, struct loan *loan, int32_t date,
                       const struct policy_in_force *p);
struct accrual_look {
    const struct policy_in_force *policy;
    int32_t date;
    const struct cause *because;
    bool corrected; /* the class follows from a correction; behind one, what an earlier one took out was put back */
};
/* What is accrued in the instalments and unpaid is income when it is paid. */
void loan_accrual_drop(struct txn *t, const char *contract_no);
/* Behind a correction, which derived the instalments anew. The caller stores the loan. */
void loan_accrual_correct(struct txn *t, const char *contract_no, struct loan *loan, const struct accrual_look *look);
/* Accrual follows the class: it stops while the loan is non-performing, and goes on when it is normal again. The caller
 * stores the loan. */
void loan_accrual_follow(struct txn *t, const char *contract_no, struct loan *loan, const struct accrual_look *look);
/* The rows that a payment changes, and nothing told; also when it is done again (loan_redo.h). ret->excess_satang: the
 * amount. */
struct loan_paying {
    int32_t date;
    const struct loan_billing *bill; /* NULL: from outside the payroll */
    const struct policy_in_force *policy;
};
void loan_pay_rows(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of,
                   struct loan_payment *ret);
bool loan_is_repaid(const struct loan *loan);
/* Those of a month's bill; false: it is not billed. *ret_added: an instalment falls due. */
bool loan_bill_rows(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_paying *of,
                    struct loan_bill *ret, bool *ret_added);
/* Those of a payment that is taken back, `held` of it so far. */
struct loan_taking_back {
    const struct loan_payment *held;
    const struct loan_billing *bill;
    const struct policy_in_force *policy;
    int64_t charged_satang; /* told back: interest charged anew */
    bool missed;            /* told back: an instalment counts as missed again */
};
void loan_back_rows(struct txn *t, const char *contract_no, struct loan *loan, struct loan_payment *back,
                    struct loan_taking_back *of);
/* Those of an instalment whose day was closed, the key's. */
void loan_missed_rows(struct txn *t, const struct loan *loan, const struct instalment_key *key,
                      struct instalment *row);
/* An instalment is short by whose fault, as `position` told; returns whether it was thought another's before. */
struct loan_blame {
    int32_t due_date;
    uint64_t position;
    enum fault fault;
};
bool loan_blame_rows(struct txn *t, const char *contract_no, const struct loan *loan, const struct loan_blame *of);

/* What is missed now. */
int64_t loan_missed_satang(struct txn *t, const char *contract_no);
/* Whether, with what is missed now, the ladder is climbed at the close of `day`. */
bool loan_would_climb(struct txn *t, const char *contract_no, const struct loan *loan, int32_t day);
/* What is kept of the instalments that were missed (loan_missed.c): noted; and when the last of one is paid, out of the
 * bill due on bill_due, 0: outside the payroll, on `date`. It is forgotten if that was in time. */
void loan_missed_note(struct txn *t, const struct instalment_key *of, const struct loan *loan, uint8_t fault);
bool loan_missed_before(struct txn *t, const struct instalment_key *of, struct missed_instalment *ret);
void loan_missed_paid(struct txn *t, const struct instalment_key *of, const struct instalment *was, int32_t bill_due,
                      int32_t date);
/* Instalments up to the last one that was missed in the watch, and not by the fault of the unit or our own; 0: none. */
uint32_t loan_missed_in_watch(struct txn *t, const char *contract_no);
/* The first day of the default that lasts; 0: there is none. It follows from what was missed and when that was paid, so
 * that what becomes known late moves it to earlier, or to later. */
int32_t loan_default_day(struct txn *t, const char *contract_no);
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
    bool corrected;       /* the loan was derived anew, and with it the first day of its default: */
    int32_t default_was;  /* that as it was known until now */
};
/* Brings arrears, class and case up to date and tells what changed. The caller stores the loan. */
void loan_refresh(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change);

/* Nothing is owed any more: the loan is closed, with its case and suits. The caller stores it. */
void loan_close_if_repaid(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change,
                          const struct cause *why_paid);

/* The policy that judges a loan at the close of a day. */
void loan_policy_at(struct txn *t, const struct loan *loan, int32_t day, struct policy_in_force *ret);
/* Instalments billed up to this one, which is missed, in the watch after a restructuring; 0: there is none, or it is
 * over. */
uint32_t loan_watch_place(struct txn *t, const char *contract_no, const struct loan *loan, int32_t due_date);
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
