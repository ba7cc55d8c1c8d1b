#include "calendar.h"

#include "../rules/working_week.h"

enum { FRIDAY = 5, LOOK_BACK_DAYS = 15 };

static bool is_holiday(struct txn *t, const struct policy_in_force *p, int32_t day)
{
    struct policy_holiday_key key = {p->version, day};
    struct policy_holiday holiday;
    return policy_holiday_get(t, &key, &holiday);
}

bool calendar_works(struct txn *t, const struct policy_in_force *p, int32_t day)
{
    return value_weekday(day) <= FRIDAY && !is_holiday(t, p, day);
}

int32_t calendar_working_day(struct txn *t, const struct policy_in_force *p, int32_t day)
{
    while (!calendar_works(t, p, day))
        day++;
    return day;
}

/* A committee that meets on Saturdays does so; only a holiday moves it. */
static int32_t unless_holiday(struct txn *t, const struct policy_in_force *p, int32_t day)
{
    return is_holiday(t, p, day) ? calendar_working_day(t, p, day) : day;
}

/* A meeting may have been moved behind its own weekday, so the search begins with one of two weeks before: holidays in
 * a row are never more than that. */
static int32_t weekly_meeting(struct txn *t, const struct policy_in_force *p, int32_t after)
{
    int32_t own_day = week_next(after - LOOK_BACK_DAYS, (int)p->terms.committee_weekday);
    int32_t meeting = unless_holiday(t, p, own_day);
    while (meeting <= after) {
        own_day = week_next(own_day, (int)p->terms.committee_weekday);
        meeting = unless_holiday(t, p, own_day);
    }
    return meeting;
}

int32_t calendar_meeting(struct txn *t, const struct policy_in_force *p, enum loan_queue queue, int32_t after)
{
    return queue == loan_queue_weekly ? weekly_meeting(t, p, after) : calendar_working_day(t, p, after + 1);
}

int32_t calendar_payout(struct txn *t, const struct policy_in_force *p, enum loan_queue queue, int32_t decided_on)
{
    if (queue == loan_queue_weekly)
        return unless_holiday(t, p, week_next(decided_on, (int)p->terms.payout_weekday));
    return calendar_working_day(t, p, decided_on + (int32_t)p->terms.daily_payout_days);
}

bool calendar_picks_up(int32_t day)
{
    return value_weekday(day) <= FRIDAY;
}

int32_t calendar_return(struct txn *t, const struct policy_in_force *p, int32_t picked_up_on)
{
    const uint32_t by_weekday[] = {p->terms.return_monday, p->terms.return_tuesday, p->terms.return_wednesday,
                                   p->terms.return_thursday, p->terms.return_friday};
    int32_t due = week_next(picked_up_on, (int)by_weekday[value_weekday(picked_up_on) - 1]);
    return p->terms.holiday_shift ? unless_holiday(t, p, due) : due;
}
