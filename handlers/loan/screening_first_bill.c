#include "../handler.h"
#include "../journal/notify.h"
#include "loan.h"
#include "screening.h"

static bool application_of(struct txn *t, const struct loan *loan, struct application *ret)
{
    struct application_key key;
    value_code_set(key.application_no, sizeof key.application_no, loan->application_no);
    return loan->application_no[0] != '\0' && application_get(t, &key, ret);
}

/* What does not hold, but for what a resolution passed over. */
static void keep_failed(struct screening *s, uint32_t overridden)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->checks_count; i++)
        if (!s->checks[i].passed && !(overridden >> s->checks[i].check & 1))
            s->checks[kept++] = s->checks[i];
    s->checks_count = kept;
}

static void tell(struct txn *t, const char *contract_no, const struct loan *loan, const struct screening *failed,
                 const struct screening_of *of)
{
    struct alert_raised alert = {.alert = "first_bill_check"};
    struct cause why = cause_of("first_bill", of->policy->version);
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, contract_no);
    screening_alert(failed, &alert);
    cause_add_position(&why, of->application->screened_position);
    cause_add_position(&why, emit_alert_raised(t, of->date, &alert, &why));
    notify(t, of->date,
           &(struct notice){.template = template_first_bill_check,
                            .audience = audience_officer,
                            .recipient_ref = "loans",
                            .subject_ref = contract_no,
                            .amount_satang = loan->disbursed_satang},
           &why);
}

void screening_first_bill(struct txn *t, const char *contract_no, const struct policy_in_force *p, int32_t date)
{
    struct loan loan;
    struct application a;
    struct policy_product product;
    struct screening s;
    if (!loan_find(t, contract_no, &loan) || !application_of(t, &loan, &a) ||
        !screening_product(t, a.product, p, &product))
        return;
    struct screening_of of = {.application_no = loan.application_no,
                              .application = &a,
                              .contract_no = contract_no,
                              .product = &product,
                              .policy = p,
                              .date = date};
    a.amount_satang = a.granted_satang;
    a.instalments = a.granted_instalments;
    screening_run(t, &of, &s);
    keep_failed(&s, a.overridden);
    if (s.checks_count > 0)
        tell(t, contract_no, &loan, &s, &of);
}
