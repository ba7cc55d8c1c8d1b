/* notice_schedule.h - when a notice is sent, as a function of what is known and of the time, which is given. Days and
 * hours are those of Bangkok, which has no summer time. */
#ifndef TOOLS_NOTICE_SCHEDULE_H
#define TOOLS_NOTICE_SCHEDULE_H

#include "notice_row.h"

struct schedule_rules {
    uint32_t tries;               /* behind so many that failed it is held */
    int64_t first_ms, longest_ms; /* how long to wait behind the first; at most */
    uint32_t a_day;               /* messages to one recipient on one day; 0: any number */
    uint32_t holiday_until_hour;  /* of the policy: a notice that is sent on another day than it names its hours for is
                                     sent in those of a holiday, for that day may be one; 0: every day has the same */
    int64_t attempt_ms; /* how long an attempt may take: none begins later than that before the end of its hours */
};

struct schedule {
    bool now;
    int64_t at_ms; /* otherwise: when to look again */
};

/* The civil day in Bangkok, and when it begins. */
int32_t schedule_day(int64_t now_ms);
int64_t schedule_midnight(int32_t day);
/* The first moment from at_ms on at which its day and its hours allow it. */
int64_t schedule_allowed(const struct notice_row *n, const struct schedule_rules *r, int64_t at_ms);
/* Whether it is sent now; sent_today: messages that went to its recipient on this day. */
struct schedule schedule_send(const struct notice_row *n, const struct schedule_rules *r, uint32_t sent_today,
                              int64_t now_ms);
/* Behind an attempt that failed (n->attempts counts it): when to try again. false: it was tried often enough. */
bool schedule_retry(const struct notice_row *n, const struct schedule_rules *r, int64_t now_ms, int64_t *ret_at_ms);

#endif
