#include "../handler.h"
#include "../loan/loan.h"
#include "../member/member.h"
#include "work.h"

enum verdict handle_clock_day_closed(struct txn *t, const struct happening *h, const struct clock_day_closed *e,
                                     struct refusal *why)
{
    int32_t last = clock_day_closed(t);
    if (last > 0 && e->date != last + 1)
        return refuse_value(why, REFUSAL_day_out_of_order, "data.date", e->date, last + 1);
    if (h->effective_date != e->date)
        return refuse_value(why, REFUSAL_day_out_of_order, "effective_date", h->effective_date, e->date);
    clock_set_day_closed(t, e->date);
    clock_set_units_closing(t, e->date);
    member_retirement_policy(t, h, last, e->date);
    work_add(t, &(struct work){.seq = h->seq, .date = e->date, .kind = work_kind_close_day});
    loan_class_policy(t, h, last, e->date);
    loan_provision_month(t, h, e->date);
    return APPLIED;
}
