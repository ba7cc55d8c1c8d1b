#include "payroll.h"

#include "../clock/work.h"

#include <string.h>

static enum verdict refuse_order(struct refusal *why, const char *field, int32_t date, int32_t not_before)
{
    return refuse_value(why, REFUSAL_dates_out_of_order, field, date, not_before);
}

/* A month may be billed from the month before it on, and its interest counted to the end of the month after it: a
 * mistyped year must not charge years of interest, nor close the years between to billing. The day to pay by may be
 * before the day that interest is counted to: agencies pay before the month ends. */
static enum verdict dates_check(const struct happening *h, const struct payroll_cycle_opened *e, const struct cycle *c,
                                struct refusal *why)
{
    int32_t first_day = value_period_first_day(e->period);
    if (value_period_of(h->effective_date) + 1 < e->period)
        return refuse_order(why, "data.period", h->effective_date, value_period_first_day(e->period - 1));
    if (c->interest_to_date < first_day)
        return refuse_order(why, "data.interest_to_date", c->interest_to_date, first_day);
    if (value_period_of(c->interest_to_date) > e->period + 1)
        return refuse_order(why, "data.interest_to_date", value_period_last_day(e->period + 1), c->interest_to_date);
    if (c->remit_due_date < first_day)
        return refuse_order(why, "data.remit_due_date", c->remit_due_date, first_day);
    if (value_period_of(c->remit_due_date) > e->period + 1)
        return refuse_order(why, "data.remit_due_date", value_period_last_day(e->period + 1), c->remit_due_date);
    if (c->cut_off_date < c->remit_due_date)
        return refuse_order(why, "data.cut_off_date", c->cut_off_date, c->remit_due_date);
    if (value_period_of(c->cut_off_date) > e->period + 2)
        return refuse_order(why, "data.cut_off_date", value_period_last_day(e->period + 2), c->cut_off_date);
    return APPLIED;
}

/* The dates as named, and where one is not named, as the policy's calendar of the group has it. Interest runs to the
 * end of the month that is billed; a due day that the month does not have is its last. */
static enum verdict dates_find(struct txn *t, const struct payroll_cycle_opened *e, uint32_t version, struct cycle *ret,
                               struct refusal *why)
{
    struct policy_cycle_key key = {.version = version};
    struct policy_cycle calendar;
    int32_t first_day = value_period_first_day(e->period), last_day = value_period_last_day(e->period);
    *ret = (struct cycle){e->interest_to_date, e->remit_due_date, e->cut_off_date};
    if (ret->interest_to_date == 0)
        ret->interest_to_date = last_day;
    if (ret->remit_due_date != 0 && ret->cut_off_date != 0)
        return APPLIED;
    memcpy(key.unit_group, e->unit_group, sizeof key.unit_group);
    if (!policy_cycle_get(t, &key, &calendar))
        return refuse_text(why, REFUSAL_cycle_calendar,
                           ret->remit_due_date == 0 ? "data.remit_due_date" : "data.cut_off_date", e->unit_group);
    if (ret->remit_due_date == 0) {
        int32_t due = first_day + (int32_t)calendar.due_day - 1;
        ret->remit_due_date = calendar.due_day == 0 || due > last_day ? last_day : due;
    }
    if (ret->cut_off_date == 0)
        ret->cut_off_date = last_day + (int32_t)calendar.cut_off_day;
    return APPLIED;
}

enum verdict handle_payroll_cycle_opened(struct txn *t, const struct happening *h, const struct payroll_cycle_opened *e,
                                         struct refusal *why)
{
    struct unit_group_key group_key = {0};
    struct unit_group group;
    struct cycle_key key = {.period = e->period};
    struct cycle known, cycle;
    struct policy_in_force policy;
    struct work w = {.seq = h->seq, .date = h->effective_date, .period = e->period, .kind = work_kind_bill_group};
    memcpy(group_key.unit_group, e->unit_group, sizeof group_key.unit_group);
    memcpy(key.unit_group, e->unit_group, sizeof key.unit_group);
    memcpy(w.code, e->unit_group, sizeof w.code);
    if (!unit_group_get(t, &group_key, &group))
        return refuse_text(why, REFUSAL_group_unknown, "data.unit_group", e->unit_group);
    if (cycle_get(t, &key, &known))
        return refuse_all(why, REFUSAL_cycle_exists, "data.period", e->unit_group, e->period, 0);
    if (e->period <= group.last_period)
        return refuse_value(why, REFUSAL_cycle_order, "data.period", e->period, group.last_period);
    if (!policy_on(t, h->effective_date, &policy))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (dates_find(t, e, policy.version, &cycle, why) == REFUSED || dates_check(h, e, &cycle, why) == REFUSED)
        return REFUSED;
    struct cycle_key last_key = key;
    last_key.period = group.last_period;
    if (cycle_get(t, &last_key, &known) && cycle.remit_due_date <= known.remit_due_date)
        return refuse_order(why, "data.remit_due_date", cycle.remit_due_date, known.remit_due_date + 1);
    if (!policy_on(t, cycle.cut_off_date, &policy)) /* what that day finds is settled on it */
        return refuse_value(why, REFUSAL_no_policy, "data.cut_off_date", cycle.cut_off_date, 0);
    cycle_put(t, &key, &cycle);
    group.last_period = e->period;
    unit_group_put(t, &group_key, &group);
    work_add(t, &w);
    return APPLIED;
}
