/* screening.h - an application against the conditions of a policy: take-home floor and instalment cap (Amnat Charoen
 * 2567, cl. 1.1-3.2). The rules say; the committee decides. */
#ifndef HANDLERS_LOAN_SCREENING_H
#define HANDLERS_LOAN_SCREENING_H

#include "../policy/policy.h"

enum { SCREENING_CHECKS = 2 };

struct screening {
    int64_t first_instalment_satang; /* the burden that the loan would begin with */
    bool passed;
    struct screening_check checks[SCREENING_CHECKS]; /* take-home, instalments */
};

/* The product of a policy; false: it has none of this code. */
bool screening_product(struct txn *t, const char *product, const struct policy_in_force *p, struct policy_product *ret);

/* Screens the amount and instalments that `a` asks for, for a member that exists. instalments <= INSTALMENTS_MAX. */
void screening_run(struct txn *t, const struct application *a, const struct policy_product *product,
                   const struct policy_in_force *p, struct screening *ret);

/* A loan granted counts as a burden before it is paid out: adds it to the member's, or takes it away (negative) once
 * the loan itself counts. false: the burden is larger than any amount may be; refuse with amount_overflow. */
bool screening_reserve(struct txn *t, const char *member_no, int64_t burden_satang);

/* The values and limits of the checks, of all or of the failed ones only. */
void screening_facts(const struct screening *s, bool failed_only, struct cause *c);

#endif
