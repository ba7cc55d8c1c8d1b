#include "../award/award.h"

static struct measure month_sum(struct txn *t, uint8_t body, uint32_t from_period, uint32_t to_period)
{
    struct measure m = {
        .kpi = kpi_attendance, .body = (enum resolving_body)body, .from_period = from_period, .to_period = to_period};
    struct meeting_key key = {.resolving_body = body, .held_on = value_period_first_day(from_period)};
    struct meeting row;
    for (bool more = meeting_seek(t, &key, false, &row);
         more && key.resolving_body == body && key.held_on <= value_period_last_day(to_period);
         more = meeting_seek(t, &key, true, &row)) {
        m.numerator += row.present;
        m.denominator += row.required;
    }
    return m;
}

/* The month, and the year up to it: all who came of all who were to come. Boards change their size, so months are never
 * averaged. */
enum verdict handle_meeting_held(struct txn *t, const struct happening *h, const struct meeting_held *e,
                                 struct refusal *why)
{
    struct meeting_key key = {.resolving_body = e->body, .held_on = h->effective_date};
    uint32_t month = value_period_of(h->effective_date);
    struct policy_in_force p;
    if (e->present > e->required)
        return refuse_value(why, REFUSAL_present_too_many, "data.present", e->present, e->required);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    meeting_put(t, &key, &(struct meeting){.required = e->required, .present = e->present});
    uint32_t first = award_first_month(year_of(h->effective_date));
    struct measure alone = month_sum(t, e->body, month, month);
    struct measure year = month_sum(t, e->body, first, month);
    kpi_tell(t, h->effective_date, &alone, &p);
    if (first < month)
        kpi_tell(t, h->effective_date, &year, &p);
    return APPLIED;
}
