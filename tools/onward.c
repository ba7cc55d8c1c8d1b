#include "onward.h"

enum verdict onward_apply(struct store *s, uint64_t seq, const struct event *e, struct refusal *why)
{
    size_t mark_at = store_mark(s);
    *why = (struct refusal){0};
    store_event_begin(s, seq);
    enum verdict v = handler_apply(store_txn(s), seq, e, why);
    store_event_end(s);
    if (v == REFUSED)
        store_rollback(s, mark_at);
    store_settle(s);
    return v;
}

bool onward_finish(struct store *s, uint64_t seq)
{
    enum { SLICE = 1000 };
    static struct event work;
    struct refusal why;
    work.desc = schema_event(EVENT_clock_work_continued);
    work.envelope.effective_date = handler_day_closed(store_txn(s));
    work.body.clock_work_continued.slice = SLICE;
    while (!store_failure(s) && handler_has_work(store_txn(s)))
        if (onward_apply(s, seq, &work, &why) == REFUSED)
            return false;
    return !store_failure(s);
}
