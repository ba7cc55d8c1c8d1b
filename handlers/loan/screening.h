/* screening.h - an application against the conditions of a policy: take-home floor, instalment cap and whatever else
 * its product asks (Amnat Charoen 2567, cl. 1.1-3.2; loan rules). The rules say; the committee decides. */
#ifndef HANDLERS_LOAN_SCREENING_H
#define HANDLERS_LOAN_SCREENING_H

#include "../policy/policy.h"

struct screening {
    int64_t first_instalment_satang; /* the burden that the loan would begin with */
    bool passed;
    uint32_t
        checks_count; /* take-home and instalments always stand first, then the others in the order of enum check */
    struct screening_check checks[check_budget];
};

/* What is screened: the amount and instalments that the application asks for, for a member that exists. Its guarantors,
 * collateral and the contracts that it closes are those of the tables. */
struct screening_of {
    const char *application_no;
    const struct application *application; /* instalments <= INSTALMENTS_MAX */
    const char *contract_no; /* its loan, once it is paid out, so that it is not counted twice; NULL before */
    const struct policy_product *product;
    const struct policy_in_force *policy;
    int32_t date;
};

/* The product of a policy; false: it has none of this code. */
bool screening_product(struct txn *t, const char *product, const struct policy_in_force *p, struct policy_product *ret);

void screening_run(struct txn *t, const struct screening_of *of, struct screening *ret);

/* Tells what was screened, and has the application keep it: what comes of it names this as its cause. */
void screening_tell(struct txn *t, const struct screening_of *of, const struct screening *s, struct application *a);

/* A loan granted counts as a burden before it is paid out: adds it to the member's, or takes it away (negative) once
 * the loan itself counts. false: the burden is larger than any amount may be; refuse with amount_overflow. */
bool screening_reserve(struct txn *t, const char *member_no, int64_t burden_satang);

/* The values and limits of take-home and instalments, of both or of the failed ones only. */
void screening_facts(const struct screening *s, bool failed_only, struct cause *c);
/* The first condition that fails; NULL if all hold. */
const struct screening_check *screening_failed(const struct screening *s);
/* Those that fail, as bits by enum check; and into an alert. */
uint32_t screening_failed_bits(const struct screening *s);
void screening_alert(const struct screening *s, struct alert_raised *ret);

/* A loan's first instalment was billed: what it was granted on is looked at again, by the policy in force, and an alert
 * tells what does not hold any more. Conditions that a resolution passed over are not told again. */
void screening_first_bill(struct txn *t, const char *contract_no, const struct policy_in_force *p, int32_t date);

#endif
