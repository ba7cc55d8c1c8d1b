/* loan.h - a loan's life: billed, paid, late, classified. The only place that writes the loan and instalment tables. */
#ifndef HANDLERS_LOAN_LOAN_H
#define HANDLERS_LOAN_LOAN_H

#include "../emit.h"
#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"

bool loan_find(struct txn *t, const char *contract_no, struct loan *ret);
/* A contract was paid out: stored, and listed with its member. */
void loan_open(struct txn *t, const char *contract_no, const struct loan *loan);
/* Billed and unpaid, whether it is late or not. */
int64_t loan_arrears(const struct loan *loan);
/* The collection case is over although arrears may remain: a mediated agreement was kept to its end. */
void loan_leave_case(struct txn *t, const char *contract_no);

/* Exactly what closes a contract on `date`: principal, all interest up to then or billed beyond it, costs. What was
 * billed in advance goes back beside the payment, as for any. 0: it is not open. */
int64_t loan_payoff(struct txn *t, const char *contract_no, int32_t date, const struct policy_in_force *p);

/* Costs that were paid for the debtor are owed on a loan that runs; *ret is it after that. */
void loan_charge_costs(struct txn *t, const char *contract_no, int64_t costs_satang, int32_t date, struct loan *ret);

/* What was owed when a loan ended without being repaid, its interest charged to the day exactly; and what had been paid
 * beyond it, which the caller owes back. */
struct loan_owed {
    int64_t principal_satang, interest_satang, costs_satang;
    int64_t interest_return_satang;
};
struct loan_ending {
    int32_t date;
    const char *replaced_by; /* contract; NULL: none */
    const struct policy_in_force *policy;
    const struct cause *why;
};
/* Whether an open loan may end on `date`: what was charged behind it goes back on the principal of today, so that must
 * be the principal of all those days. */
enum verdict loan_end_admitted(const struct loan *loan, const char *contract_no, int32_t date, struct refusal *why);
/* Ends an open loan as restructured or written off: nothing is owed or asked for under it any more, and its case is
 * closed. The caller posts the books. */
void loan_end(struct txn *t, const char *contract_no, enum loan_state state, const struct loan_ending *ending,
              struct loan_owed *ret);
/* The payout came back: as if the loan had never been. false: something was billed or paid already; nothing is done. */
bool loan_undo(struct txn *t, const char *contract_no);
/* Money for a loan that was written off: returns how much of it is a recovery, and the loan after it. Its guarantors
 * answer for it until all of it is recovered. */
struct clock_at;
int64_t loan_recover(struct txn *t, const char *contract_no, int64_t amount_satang, const struct clock_at *at,
                     struct loan *ret);
/* The loan rests in these months; false: it is not open. */
bool loan_pause(struct txn *t, const char *contract_no, enum pause_kind kind, uint32_t from_period,
                uint32_t until_period);

/* What a month's bill asks for one loan. */
struct loan_bill {
    int64_t arrears_satang;   /* interest and principal left from earlier instalments */
    int64_t interest_satang;  /* of this month */
    int64_t principal_satang; /* of this month; the last instalment takes the rest */
    uint32_t instalment_no;   /* 0 when all were billed: arrears are asked for, and a month's interest on them */
    int32_t calc_from, calc_to;
};

struct loan_billing {
    int32_t interest_to_date; /* interest from counted_to to the end of this day */
    int32_t due_date;         /* of the instalment */
    int32_t late_on;          /* at its close, or of the next day to be closed, it is missed if any part is unpaid */
    int32_t looked_to;        /* what fell due up to this day is looked at first; 0: up to the last day closed */
    enum fault fault;         /* of an instalment that is missed before its bill is settled, or settled again */
    uint32_t period;          /* the month that is billed: once, on whosever slip */
    int32_t billed_on;        /* the day on which it is */
    bool accrued;             /* its interest is income at once: set by the loan module */
    int32_t not_before;       /* nothing is missed before the close of this day; 0: the next one to be closed */
};

/* The day at whose close what is unpaid counts as missed: a due date counts from the close of the day after it, at the
 * earliest. */
int32_t loan_late_on(const struct loan_billing *b);

/* Bills one instalment: charges the interest, records the instalment as open, adds its due row, returns what to ask
 * for. A loan opened after interest_to_date, or closed, or billed for this month already, or of which nothing is to be
 * asked, is not billed: false. */
bool loan_bill_month(struct txn *t, const char *contract_no, const struct loan_billing *b,
                     const struct policy_in_force *p, struct loan_bill *ret);

/* How a payment was used. interest + principal + costs + excess = the amount paid. */
struct loan_payment {
    int64_t costs_satang, interest_satang, principal_satang;
    int64_t excess_satang;          /* more than was owed (or, from the payroll, more than was billed) */
    int64_t interest_return_satang; /* billed in advance on principal repaid now; owed back beside the payment */
    uint64_t posted_position;       /* follow-up that told it; 0: nothing was applied */
    uint32_t fact_no;               /* what was kept of it (loan_fact.h); 0: nothing, the loan had ended */
    enum loan_kind kind;
    char member_no[12];
};

/* Applies money that came with value on `date`: to costs, then interest, then principal (Civil Code s. 329), oldest
 * first, and emits loan.instalment_posted; then refreshes arrears, class and case. bill_due: from the payroll, the due
 * date of the bill that is settled: only instalments due up to it are paid, the rest is excess. 0: from elsewhere;
 * interest up to `date` is charged first, and principal beyond the bills may be repaid. The caller posts the books.
 * why_paid: the cause of the follow-ups. */
void loan_pay(struct txn *t, const char *contract_no, int64_t amount_satang, int32_t date,
              const struct loan_billing *bill, const struct policy_in_force *p, const struct cause *why_paid,
              struct loan_payment *ret);

/* Takes back, of what a bill's settlement paid (`held`, as loan_pay told it), the part `back`: principal, interest and
 * costs are owed again, instalments open again, and interest is charged on the principal for the days since that were
 * charged without it. Of interest that had been owed back because of the payment (held->interest_return_satang) as much
 * pays for that: it is told in back->interest_return_satang, and the caller takes that refund back. A loan that the
 * payment had closed is open again. Emits loan.instalment_reversed; returns its position. */
uint64_t loan_take_back(struct txn *t, const char *contract_no, const struct loan_payment *held,
                        struct loan_payment *back, int32_t date, const struct loan_billing *bill,
                        const struct policy_in_force *p, const struct cause *why);

/* Less was collected than was billed: the follow-up that told it is remembered as a cause of arrears, and whose fault
 * it is. If the instalment counts as missed already, and the fault was thought another's, it is told anew, on `date`;
 * if it is paid meanwhile, that it was missed and by whose fault is kept. */
void loan_mark_short(struct txn *t, const char *contract_no, int32_t due_date, uint64_t position, enum fault fault,
                     int32_t date);

/* The unit had deducted all of an instalment, whatever it said before: the borrower did not default on it. */
void loan_absolve(struct txn *t, const char *contract_no, int32_t due_date);

/* Whether a fault is the member's own to answer for: not his unit's, nor ours. */
bool loan_own_fault(enum fault fault);

/* Whose fault an instalment is that is unpaid, or was missed, as far as is known; false: it is neither. */
bool loan_fault(struct txn *t, const char *contract_no, int32_t due_date, enum fault *ret);

/* Whether an instalment counts as missed, or did before it was paid. */
bool loan_missed(struct txn *t, const char *contract_no, int32_t due_date);
/* Whether the unit, or its mistake, is why an instalment due behind `from` and up to `to` is unpaid: what it deducted
 * is known when its file is there. */
bool loan_awaits_unit(struct txn *t, const char *contract_no, int32_t from, int32_t to);

/* Everything of this loan, and of its case, that fell due up to the last closed day is looked at now, before anything
 * else changes: so the order in which slices of a day close reach the loans decides nothing. Billing and payments begin
 * with it. */
void loan_catch_up(struct txn *t, const char *contract_no);
/* A due row of kind instalment: at the close of `day`. Where months overdue are counted by calendar, a row also says
 * that another month begins. */
void loan_instalment_due(struct txn *t, const char *contract_no, int32_t due_date, int32_t day);

/* Something happened on `date` that may put the loan in another class: a suit, a broken agreement, a new contract. */
void loan_class_look(struct txn *t, const char *contract_no, int32_t date);
/* The same for all open loans of a member: he left, or is sued. */
void loan_class_look_member(struct txn *t, const char *member_no, int32_t date);
/* Day `day` is closed, `last` was closed before it (0: none): under another policy every open loan is looked at, behind
 * the day's rows. */
void loan_class_policy(struct txn *t, const struct happening *h, int32_t last, int32_t day);
/* Some of that work: true, it is done. */
bool loan_class_some(struct txn *t, struct work *w, uint32_t *budget);

/* Day `day` is closed: on the last of a month, where the policy says so, the allowances are brought up to date behind
 * the day's rows. */
void loan_provision_month(struct txn *t, const struct happening *h, int32_t day);
/* Some of that work: true, it is done. */
bool loan_provision_some(struct txn *t, struct work *w, uint32_t *budget);

/* The monthly burden of all open loans of a member: the fixed part, for equal principal with the interest of a month of
 * 31 days; no more than what is left of a loan. */
int64_t loan_burden(struct txn *t, const struct loan *loan, const struct policy_in_force *p); /* of one that is open */
int64_t loan_monthly_burden(struct txn *t, const char *member_no, const struct policy_in_force *p);

#endif
