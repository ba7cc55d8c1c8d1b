#include "../relief/budget.h"
#include "application.h"
#include "screening.h"

/* The budget is reserved when the loan is granted; until then it is only looked at. */
static void look_at_budget(struct txn *t, const struct application_step *step, struct screening *ret)
{
    int64_t left, amount = step->a.amount_satang;
    if (!budget_left(t, &step->p, &step->a, &left))
        return;
    ret->checks[ret->checks_count++] =
        (struct screening_check){.check = check_budget, .passed = amount <= left, .actual = amount, .limit = left};
    ret->passed = ret->passed && amount <= left;
}

enum verdict handle_loan_application_rescreened(struct txn *t, const struct happening *h,
                                                const struct loan_application_rescreened *e, struct refusal *why)
{
    struct application_step step;
    struct policy_product product;
    struct screening s;
    if (application_take(t, h, e->application_no, &step, why) == REFUSED)
        return REFUSED;
    if (!application_is_open(&step.a) || step.a.state == application_state_scheduled)
        return application_refuse(&step, application_state_queued, why);
    if (!screening_product(t, step.a.product, &step.p, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.application_no", step.a.product);
    const struct screening_of of = {.application_no = e->application_no,
                                    .application = &step.a,
                                    .product = &product,
                                    .policy = &step.p,
                                    .date = h->effective_date};
    screening_run(t, &of, &s);
    look_at_budget(t, &step, &s);
    screening_tell(t, &of, &s, &step.a);
    application_save(t, &step);
    return APPLIED;
}
