#include "notice_schedule.h"

static const int64_t hour_ms = INT64_C(3600000), day_ms = 24 * INT64_C(3600000), bangkok_ms = 7 * INT64_C(3600000);

/* 1970-01-01 among the day numbers of value.h. */
static int32_t epoch(void)
{
    return value_day(1970, 1, 1);
}

int32_t schedule_day(int64_t now_ms)
{
    return epoch() + (int32_t)((now_ms + bangkok_ms) / day_ms);
}

int64_t schedule_midnight(int32_t day)
{
    return (int64_t)(day - epoch()) * day_ms - bangkok_ms;
}

static uint32_t until_hour(const struct notice_row *n, const struct schedule_rules *r, int32_t day)
{
    int32_t meant = n->not_before > 0 ? n->not_before : n->effective_date;
    bool earlier = r->holiday_until_hour > 0 && r->holiday_until_hour < n->until_hour;
    return day != meant && earlier ? r->holiday_until_hour : n->until_hour;
}

int64_t schedule_allowed(const struct notice_row *n, const struct schedule_rules *r, int64_t at_ms)
{
    int64_t first_ms = n->not_before > 0 ? schedule_midnight(n->not_before) : 0;
    int64_t from_ms = (int64_t)n->from_hour * hour_ms;
    if (at_ms < first_ms)
        at_ms = first_ms;
    if (n->until_hour == 0)
        return at_ms;
    int64_t midnight = schedule_midnight(schedule_day(at_ms));
    int64_t until_ms = until_hour(n, r, schedule_day(at_ms)) * hour_ms;
    /* Hours that are shorter than an attempt: it begins with them, and may take as long as they do. */
    int64_t last_ms = until_ms - r->attempt_ms > from_ms ? until_ms - r->attempt_ms : from_ms + 1;
    if (at_ms < midnight + from_ms)
        return midnight + from_ms;
    return at_ms < midnight + last_ms ? at_ms : midnight + day_ms + from_ms;
}

struct schedule schedule_send(const struct notice_row *n, const struct schedule_rules *r, uint32_t sent_today,
                              int64_t now_ms)
{
    int32_t today = schedule_day(now_ms);
    int64_t allowed = schedule_allowed(n, r, now_ms);
    if (allowed > now_ms)
        return (struct schedule){.at_ms = allowed};
    if (r->a_day > 0 && sent_today >= r->a_day && n->counted_on != today)
        return (struct schedule){.at_ms = schedule_allowed(n, r, schedule_midnight(today + 1))};
    return (struct schedule){.now = true, .at_ms = now_ms};
}

bool schedule_retry(const struct notice_row *n, const struct schedule_rules *r, int64_t now_ms, int64_t *ret_at_ms)
{
    int64_t wait = r->first_ms;
    if (n->attempts >= r->tries)
        return false;
    for (uint32_t i = 1; i < n->attempts && wait < r->longest_ms; i++)
        wait *= 2;
    *ret_at_ms = schedule_allowed(n, r, now_ms + (wait < r->longest_ms ? wait : r->longest_ms));
    return true;
}
