#include "clinic.h"

enum { SCORE_MAX = 5 };

/* Rated once the case is over: what the client is asked is how he was helped, not how he was received. */
enum verdict handle_clinic_satisfaction_rated(struct txn *t, const struct happening *h,
                                              const struct clinic_satisfaction_rated *e, struct refusal *why)
{
    struct clinic_case_key key = clinic_case_key_of(e->case_no);
    struct clinic_case c;
    if (!clinic_case_get(t, &key, &c))
        return refuse_text(why, REFUSAL_clinic_case_unknown, "data.case_no", e->case_no);
    if (c.state != clinic_state_resolved)
        return refuse_text(why, REFUSAL_clinic_not_resolved, "data.case_no", e->case_no);
    if (c.score > 0)
        return refuse_text(why, REFUSAL_clinic_rated, "data.case_no", e->case_no);
    if (e->score > SCORE_MAX)
        return refuse_value(why, REFUSAL_out_of_range, "data.score", e->score, SCORE_MAX);
    if (h->effective_date < c.moved_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, c.moved_on);
    c.score = e->score;
    clinic_case_put(t, &key, &c);
    clinic_month_add(t, &c, &(struct clinic_month){.ratings = 1, .scores = e->score});
    return APPLIED;
}
