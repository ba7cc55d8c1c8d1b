#include "desk.h"

#include "answer.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum desk_kind desk_refuse(struct desk *d, uint64_t id, const struct refusal *why, struct buffer *out)
{
    d->metrics.requests_refused++;
    answer_refused(out, id, why);
    return DESK_ANSWERED;
}

enum desk_kind desk_open(struct desk *d, struct bytes body, bool spoiled, struct request *ret, struct buffer *out)
{
    struct refusal why = {0};
    d->metrics.requests++;
    *ret = (struct request){0};
    if (spoiled) {
        refusal_set(&why, REFUSAL_malformed, "", NULL, 0, 0);
        return desk_refuse(d, 0, &why, out);
    }
    if (!codec_decode(schema_record_named("request"), body, ret, "", &why))
        return desk_refuse(d, ret->id, &why, out);
    if (strcmp(ret->op, "submit") == 0)
        return DESK_SUBMIT;
    if (strcmp(ret->op, "fetch") == 0 || strcmp(ret->op, "query") == 0 || strcmp(ret->op, "event") == 0 ||
        strcmp(ret->op, "status") == 0)
        return DESK_READ;
    refusal_set(&why, REFUSAL_unknown_op, "op", ret->op, 0, 0);
    return desk_refuse(d, ret->id, &why, out);
}

void desk_open_again(struct bytes body, struct request *ret)
{
    struct refusal why;
    *ret = (struct request){0};
    bool good = codec_decode(schema_record_named("request"), body, ret, "", &why);
    assert(good);
}

/* ---- submit */

static const char WORK_FIRST[] = "earlier events are still being worked off; send it again in a moment";

static bool submission_read(const struct request *r, struct submission *s, struct refusal *why)
{
    struct reader reader = {r->events.at, r->events.at, r->events.at + r->events.len};
    struct token t;
    if (!r->producer[0] || r->events.len == 0) {
        refusal_set(why, REFUSAL_missing_field, r->producer[0] ? "events" : "producer", NULL, 0, 0);
        return false;
    }
    if (strcmp(r->producer, ENGINE_PRODUCER) == 0) {
        refusal_set(why, REFUSAL_producer_reserved, "producer", r->producer, 0, 0);
        return false;
    }
    if (!reader_token(&reader, &t, why))
        return false;
    if (t.type != TOKEN_ARRAY) {
        refusal_set(why, REFUSAL_wrong_type, "events", reader_type_text(TOKEN_ARRAY), 0, 0);
        return false;
    }
    if (t.count > DESK_EVENTS_MAX) {
        refusal_set(why, REFUSAL_too_many, "events", NULL, t.count, DESK_EVENTS_MAX);
        return false;
    }
    if (t.count > DESK_TINY_MAX &&
        (uint64_t)t.count * DESK_EVENT_LEAST > r->events.len) { /* each would get a sentence */
        refusal_set(why, REFUSAL_missing_field, "events", NULL, 0, 0);
        return false;
    }
    *s = (struct submission){.begun = true,
                             .again = s->stuck_bytes > 0,
                             .count = t.count,
                             .done_bytes = (size_t)(reader.at - r->events.at),
                             .has_totals = r->envelope.len > 0};
    return !s->has_totals || codec_decode(schema_record_named("totals"), r->envelope, &s->declared, "envelope", why);
}

/* Only what stays is counted: nothing of a dry run, and of an envelope only once it is kept. */
static void statuses_count(struct metrics *m, const struct submission *s)
{
    m->applied += s->statuses[STATUS_APPLIED];
    m->parked += s->statuses[STATUS_PARKED];
    m->refused += s->statuses[STATUS_REFUSED];
    m->repeated += s->statuses[STATUS_REPEATED];
    m->conflict += s->statuses[STATUS_CONFLICT];
    m->busy += s->statuses[STATUS_BUSY];
}

/* Does queued work, within what a turn may; returns whether all of it is done. */
static bool work_off(struct desk *d, int64_t now_ms)
{
    while (d->slices < DESK_SLICES_MAX) {
        if (!engine_work(d->engine, now_ms))
            return true;
        d->slices++;
    }
    return false;
}

static void control_add(struct submission *s, const struct answer *a)
{
    if (!a->has_control)
        return;
    s->found.count++;
    if (__builtin_add_overflow(s->found.sum_satang, a->control_satang, &s->found.sum_satang))
        s->found.sum_satang = INT64_MAX;
}

/* Whether all of it is taken or nothing, in one turn. */
static bool is_one(const struct request *r, const struct submission *s)
{
    return s->has_totals || r->dry_run;
}

/* One event. What must wait for work that was queued before waits, with all that is behind it, so that the order stays.
 * Work that an envelope or a dry run queued itself is done inside of it, within what a turn may. */
static void event_submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms,
                         struct answer *ret)
{
    struct reader reader = {r->events.at, r->events.at + s->done_bytes, r->events.at + r->events.len};
    struct bytes event;
    bool whole = reader_skip(&reader, &event, &s->refusal);
    assert(whole); /* the request was checked as one value */
    ret->status = STATUS_BUSY;
    s->waits = false;
    if (!s->busy) {
        engine_submit(d->engine, r->producer, event, now_ms, ret);
        s->waits = ret->status == STATUS_BUSY && !s->alone;
        if (s->waits)
            return;
        if (ret->status == STATUS_BUSY && work_off(d, now_ms))
            engine_submit(d->engine, r->producer, event, now_ms, ret);
        if (ret->status == STATUS_BUSY)
            s->busy = WORK_FIRST;
    }
    s->done_bytes += event.len;
}

static void event_note(struct submission *s, const struct answer *a, struct buffer *out)
{
    if (a->status == STATUS_BUSY)
        answer_event_busy(out, s->busy, DESK_RETRY_MS);
    else
        answer_event(out, a);
    s->done++;
    s->statuses[a->status]++;
    control_add(s, a);
    if ((a->status == STATUS_REFUSED || a->status == STATUS_CONFLICT) && s->spoiled_by == 0) {
        s->spoiled_by = s->done;
        s->spoiled_answer = *a;
    }
}

static void events_submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms,
                          struct buffer *out)
{
    static struct answer a; /* one thread */
    while (s->done < s->count) {
        event_submit(d, r, s, now_ms, &a);
        if (s->waits)
            return;
        event_note(s, &a, out);
    }
}

static bool totals_agree(struct submission *s)
{
    char difference[VALUE_TEXT_MAX];
    if (s->found.count != s->declared.count) {
        refusal_set(&s->refusal, REFUSAL_count_mismatch, "envelope.count", NULL, (int64_t)s->found.count,
                    (int64_t)s->declared.count);
        return false;
    }
    if (s->found.sum_satang == s->declared.sum_satang)
        return true;
    value_baht_print(s->found.sum_satang - s->declared.sum_satang, difference);
    refusal_set(&s->refusal, REFUSAL_sum_mismatch, "envelope.sum_satang", difference, s->found.sum_satang,
                s->declared.sum_satang);
    return false;
}

/* An envelope that is not taken: one full reason on top, one short refusal for every event but the one that spoiled it.
 */
static void envelope_refuse(struct desk *d, const struct request *r, struct submission *s, struct buffer *out)
{
    if (s->spoiled_by > 0)
        refusal_set(&s->refusal, REFUSAL_envelope_refused, "events", NULL, s->spoiled_by, 0);
    answer_begin(out, r->id, 2);
    codec_put_text(out, "refused");
    answer_refusal(out, &s->refusal);
    codec_put_text(out, "answers");
    codec_put_array(out, s->count);
    for (uint32_t i = 1; i <= s->count; i++) {
        if (i == s->spoiled_by)
            answer_event(out, &s->spoiled_answer);
        else
            answer_event_envelope_refused(out);
    }
    d->metrics.refused += r->dry_run ? 0 : s->count;
}

static void followups_append(struct desk *d, uint64_t after, struct buffer *out)
{
    static struct store_followup f;
    uint64_t last = engine_last_position(d->engine);
    uint32_t count = last - after < DESK_PAGE_MAX ? (uint32_t)(last - after) : DESK_PAGE_MAX;
    codec_put_text(out, "followups");
    codec_put_array(out, count);
    for (uint32_t i = 1; i <= count; i++) {
        bool there = store_followup(engine_store(d->engine), after + i, &f);
        assert(there);
        answer_followup(out, &f);
    }
}

static void busy_answer(struct desk *d, const struct request *r, const struct submission *s, const char *reason,
                        struct buffer *out)
{
    answer_begin(out, r->id, 1);
    codec_put_text(out, "answers");
    codec_put_array(out, s->count);
    for (uint32_t i = 0; i < s->count; i++)
        answer_event_busy(out, reason, DESK_RETRY_MS);
    d->metrics.busy += s->count;
}

/* The end of an answer: everything was taken, or each event was answered for itself. */
static void taken(struct desk *d, const struct request *r, const struct submission *s, int64_t now_ms,
                  struct buffer *out)
{
    if (!r->dry_run) {
        statuses_count(&d->metrics, s);
        return;
    }
    d->slices = 0;       /* a rehearsal does not depend on what else came in this turn */
    work_off(d, now_ms); /* what the events would set going is part of what they would do */
    followups_append(d, s->position, out);
}

static bool is_whole(struct submission *s)
{
    return !s->waits && !s->busy && (s->spoiled_by > 0 || totals_agree(s));
}

/* Applies the events and writes the answer. What is one and waits begins anew: when the event that waits need not, and
 * if that was in vain, when nothing is queued any more. */
static void submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms, struct buffer *out)
{
    size_t start = out->len;
    s->position = engine_last_position(d->engine);
    s->alone = is_one(r, s) && !engine_has_work(d->engine);
    if (s->done == 0) {
        answer_begin(out, r->id, 1u + r->dry_run);
        codec_put_text(out, "answers");
        codec_put_array(out, s->count);
    }
    if (s->has_totals)
        engine_group_begin(d->engine);
    events_submit(d, r, s, now_ms, out);
    bool kept = !s->has_totals || engine_group_end(d->engine, is_whole(s));
    if (kept && !s->waits) {
        taken(d, r, s, now_ms, out);
        return;
    }
    if (s->waits && s->done > 0 && !is_one(r, s))
        return;
    out->len = start;
    if (s->waits)
        *s = (struct submission){
            .waits = true, .for_all = is_one(r, s) && s->again, .stuck_bytes = is_one(r, s) ? s->done_bytes : 0};
    else if (s->busy)
        busy_answer(d, r, s, s->busy, out);
    else
        envelope_refuse(d, r, s, out);
}

static bool must_wait_still(struct desk *d, const struct request *r, const struct submission *s)
{
    struct reader reader = {r->events.at, r->events.at + s->stuck_bytes, r->events.at + r->events.len};
    struct refusal why;
    struct bytes event;
    if (s->for_all || (r->dry_run && !s->begun)) /* a rehearsal tells of its own work only */
        return engine_has_work(d->engine);
    return s->stuck_bytes > 0 && reader_skip(&reader, &event, &why) && engine_must_wait(d->engine, event);
}

bool desk_submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms, struct buffer *out)
{
    struct refusal why = {0};
    if (!d->busy && must_wait_still(d, r, s))
        return false;
    if (!s->begun && !submission_read(r, s, &why)) {
        desk_refuse(d, r->id, &why, out);
        return true;
    }
    if (d->busy && s->done == 0) {
        busy_answer(d, r, s, d->busy, out);
        return true;
    }
    s->busy = d->busy;
    unsigned slices = d->slices; /* done for good in this turn; those of a rehearsal are taken back with it */
    if (r->dry_run)
        engine_rehearse_begin(d->engine);
    submit(d, r, s, now_ms, out);
    if (r->dry_run) {
        engine_rehearse_end(d->engine);
        d->slices = slices;
    }
    return !s->waits;
}
