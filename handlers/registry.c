#include "handler.h"

#include "clock/work.h"

enum { FUTURE_DAYS = 180, POLICY_FUTURE_DAYS = 366 };

/* A mistyped year must not charge a year of interest: but for policies, which are made for the year to come, no event
 * is dated more than half a year after the last day closed. */
static bool is_too_late(struct txn *t, const struct event *e)
{
    int32_t closed = clock_day_closed(t);
    int32_t most = e->desc->id == EVENT_policy_published ? POLICY_FUTURE_DAYS : FUTURE_DAYS;
    return e->desc->direction == IN && closed > 0 && e->envelope.effective_date > closed + most;
}

enum verdict handler_apply(struct txn *t, uint64_t seq, const struct event *e, struct refusal *why)
{
    struct happening h = {seq, e->envelope.effective_date, e->envelope.actor};
    if (is_too_late(t, e))
        return refuse_value(why, REFUSAL_date_far, "effective_date", h.effective_date, clock_day_closed(t));
    switch (e->desc->id) {
#define EVENT_IN(subject, verb)                                                                                        \
    case EVENT_##subject##_##verb:                                                                                     \
        return handle_##subject##_##verb(t, &h, &e->body.subject##_##verb, why);
#define EVENT_INTERNAL(subject, verb) EVENT_IN(subject, verb)
#define EVENT_OUT(subject, verb)
#define EVENT(subject, verb, direction, doc) EVENT_##direction(subject, verb)
#include "../proto/schema/all.def"
    default:
        return refuse_text(why, REFUSAL_unknown_type, "type", e->desc->name);
    }
}

/* Lines and money are only gathered, and a file's settlement is queued behind what waits: they mean the same whether
 * bills are being made, files settled or contracts aged meanwhile. But the close of a day looks at all of them first.
 */
static bool is_indifferent_to_payroll(uint16_t id)
{
    return id == EVENT_payroll_deduction_result || id == EVENT_payroll_result_file_closed ||
           id == EVENT_payroll_remittance_received;
}

bool handler_must_wait(struct txn *t, const struct event *e)
{
    if (e->desc->direction != IN || e->desc->id == EVENT_consumer_acknowledged)
        return false; /* a consumer's position has nothing to do with work */
    return is_indifferent_to_payroll(e->desc->id) ? work_closes_units(t) : work_waits(t);
}

bool handler_has_work(struct txn *t)
{
    return work_waits(t);
}

int32_t handler_day_closed(struct txn *t)
{
    return clock_day_closed(t);
}

int64_t handler_verified_ms(struct txn *t)
{
    struct verification_key key = {.what = "state"};
    struct verification last = {0};
    verification_get(t, &key, &last);
    return (int64_t)last.ended_ms;
}

enum verdict refuse_all(struct refusal *why, enum refusal_code code, const char *field, const char *text, int64_t value,
                        int64_t limit)
{
    refusal_set(why, code, field, text, value, limit);
    return REFUSED;
}

enum verdict refuse_text(struct refusal *why, enum refusal_code code, const char *field, const char *text)
{
    return refuse_all(why, code, field, text, 0, 0);
}

enum verdict refuse_value(struct refusal *why, enum refusal_code code, const char *field, int64_t value, int64_t limit)
{
    return refuse_all(why, code, field, NULL, value, limit);
}
