#include "schedule.h"

static int32_t due_in(uint32_t due_day, uint32_t period)
{
    int32_t due = value_period_first_day(period) + (int32_t)due_day - 1, last = value_period_last_day(period);
    return due < last ? due : last;
}

uint32_t schedule_first_period(uint32_t due_day, int32_t behind)
{
    uint32_t period = value_period_of(behind);
    return due_in(due_day, period) > behind ? period : period + 1;
}

static bool in_pause(const struct schedule *s)
{
    return s->pause_until > 0 && s->pause_from <= s->next_period && s->next_period <= s->pause_until;
}

bool schedule_next(struct schedule *s, struct schedule_line *ret)
{
    if (s->unbilled_satang == 0)
        return false;
    while (s->pause_kind == pause_kind_nothing && in_pause(s))
        s->next_period++;
    bool interest_only = in_pause(s);
    *ret = (struct schedule_line){.due_date = due_in(s->due_day, s->next_period++)};
    if (ret->due_date > s->counted_to) {
        ret->days = ret->due_date - s->counted_to;
        ret->interest_satang =
            interest_charge(s->unbilled_satang, s->rates, s->rates_count, s->counted_to, ret->due_date, &s->terms);
        s->counted_to = ret->due_date;
    }
    if (!interest_only) {
        if (s->billed < s->instalments)
            s->billed++;
        ret->no = s->billed;
        ret->principal_satang = instalment_principal(s->method, s->fixed_satang, s->unbilled_satang,
                                                     ret->interest_satang, ret->no, s->instalments);
    }
    s->unbilled_satang -= ret->principal_satang;
    ret->balance_satang = s->unbilled_satang;
    return true;
}
