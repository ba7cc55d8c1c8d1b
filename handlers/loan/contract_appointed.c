#include "../policy/calendar.h"
#include "application.h"

enum verdict handle_loan_contract_appointed(struct txn *t, const struct happening *h,
                                            const struct loan_contract_appointed *e, struct refusal *why)
{
    struct application_step s;
    if (application_take(t, h, e->application_no, &s, why) == REFUSED)
        return REFUSED;
    bool missed = s.a.state == application_state_missed_return;
    if (missed && s.a.missed == missed_date_hand_in)
        return refuse_text(why, REFUSAL_already_issued, "data.application_no", e->application_no);
    if (s.a.state != application_state_screened && !missed)
        return application_refuse(&s, application_state_screened, why);
    if (e->pickup_date < h->effective_date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "data.pickup_date", e->pickup_date, h->effective_date);
    if (!calendar_picks_up(e->pickup_date))
        return refuse_value(why, REFUSAL_no_pick_up, "data.pickup_date", e->pickup_date, 0);
    s.a.state = application_state_appointed;
    s.a.contract_on = h->effective_date;
    application_await(t, &s, e->pickup_date);
    application_save(t, &s);
    return APPLIED;
}
