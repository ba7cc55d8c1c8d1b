/* why_not_loan.h - what why_not_class.c and why_not_collection.c ask of a loan: its rows, and what will be overdue if
 * nothing is paid any more. */
#ifndef TOOLS_WHY_NOT_LOAN_H
#define TOOLS_WHY_NOT_LOAN_H

#include "policy_now.h"
#include "why_not.h"

enum { WHY_NOT_INSTALMENTS = 600 };

/* One condition: what it is, as JSON names it and in words. */
struct why_not_condition {
    const char *name, *english, *thai;
};

/* A row that must be there; otherwise it is said that there is none. */
int why_not_row(struct why_not *w, enum table table, const char *what, const char *id, struct ask_row *ret);
/* Every row whose key begins with this code. */
int why_not_rows(struct why_not *w, enum table table, const char *field, const char *code, ask_visit *visit,
                 void *context);
/* As JSON; c NULL: it holds. from 0: not by anything that is known. */
void why_not_condition(const struct why_not *w, const char *field, const struct why_not_condition *c, int32_t from);

/* Instalments that are unpaid, and those that will be billed if nothing is paid, in order of their due dates. */
struct why_not_unpaid {
    struct {
        int32_t due, late_on;
        bool own;       /* no fault of the unit or our own */
        bool principal; /* billed with principal, so that it counts as an instalment */
    } at[WHY_NOT_INSTALMENTS];
    uint32_t count;
    int32_t cut_off_days; /* between the due date and the cut-off of the latest month billed */
};

/* A loan, its unpaid instalments and the policy; the question is dated not before it was paid out. */
int why_not_loan(struct why_not *w, const char *contract_no, struct loan *loan, struct why_not_unpaid *u,
                 struct policy_now *now);
/* The months that are still to be billed: on the day of the first due date, behind the last month billed and a pause.
 */
void why_not_future(struct why_not_unpaid *u, const struct loan *loan);
/* The first day from `day` on, at whose close so many months are overdue if nothing is paid any more; 0: not by
 * anything that is known. */
int32_t why_not_months_from(const struct why_not_unpaid *u, const struct loan *loan, enum months_method method,
                            uint32_t months, int32_t day);

#endif
