#include "../emit.h"
#include "application.h"

enum verdict handle_loan_application_withdrawn(struct txn *t, const struct happening *h,
                                               const struct loan_application_withdrawn *e, struct refusal *why)
{
    struct application_step s;
    if (application_take(t, h, e->application_no, &s, why) == REFUSED)
        return REFUSED;
    if (!application_is_open(&s.a))
        return application_refuse(&s, application_state_scheduled, why);
    struct cause because = cause_of("withdrawn", s.p.version);
    cause_add_position(&because, s.a.screened_position);
    application_finish(t, &s, application_state_withdrawn, h->effective_date, &because);
    return APPLIED;
}
