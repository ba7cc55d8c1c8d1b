#include "desk.h"

#include "answer.h"
#include "../handlers/state/records.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static enum desk_kind refuse(struct desk *d, uint64_t id, const struct refusal *why, struct buffer *out)
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
        return refuse(d, 0, &why, out);
    }
    if (!codec_decode(schema_record_named("request"), body, ret, "", &why))
        return refuse(d, ret->id, &why, out);
    if (strcmp(ret->op, "submit") == 0)
        return DESK_SUBMIT;
    if (strcmp(ret->op, "fetch") == 0 || strcmp(ret->op, "query") == 0 || strcmp(ret->op, "event") == 0 ||
        strcmp(ret->op, "status") == 0)
        return DESK_READ;
    refusal_set(&why, REFUSAL_unknown_op, "op", ret->op, 0, 0);
    return refuse(d, ret->id, &why, out);
}

/* ---- submit */

static const char WORK_FIRST[] = "earlier events are still being worked off; send it again in a moment";

/* Events of one request while they are worked on. */
struct submission {
    struct reader reader;
    uint32_t count;
    bool has_totals;
    struct totals declared, found;
    struct refusal refusal; /* of the whole */
    uint64_t statuses[STATUS_BUSY + 1];
    bool waits;          /* an event must wait for queued work: it and all behind it are answered with busy */
    uint32_t spoiled_by; /* 1-based event that spoiled an envelope, 0: none */
    struct answer spoiled_answer;
};

static bool submission_read(const struct request *r, struct submission *s, struct refusal *why)
{
    struct token t;
    memset(s, 0, sizeof *s);
    if (!r->producer[0] || r->events.len == 0) {
        refusal_set(why, REFUSAL_missing_field, r->producer[0] ? "events" : "producer", NULL, 0, 0);
        return false;
    }
    if (strcmp(r->producer, ENGINE_PRODUCER) == 0) {
        refusal_set(why, REFUSAL_producer_reserved, "producer", r->producer, 0, 0);
        return false;
    }
    s->reader = (struct reader){r->events.at, r->events.at, r->events.at + r->events.len};
    if (!reader_token(&s->reader, &t, why))
        return false;
    if (t.type != TOKEN_ARRAY) {
        refusal_set(why, REFUSAL_wrong_type, "events", reader_type_text(TOKEN_ARRAY), 0, 0);
        return false;
    }
    if (t.count > DESK_EVENTS_MAX) {
        refusal_set(why, REFUSAL_too_many, "events", NULL, t.count, DESK_EVENTS_MAX);
        return false;
    }
    s->count = t.count;
    s->has_totals = r->envelope.len > 0;
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

/* One event. What must wait for queued work waits, or finds it done; behind an event that has to come again nothing
 * else is taken, so that the order stays. Work done inside an envelope is taken back with it. */
static void event_submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms,
                         struct answer *ret)
{
    struct bytes event;
    bool whole = reader_skip(&s->reader, &event, &s->refusal);
    assert(whole); /* the request was checked as one value */
    ret->status = STATUS_BUSY;
    if (s->waits)
        return;
    engine_submit(d->engine, r->producer, event, now_ms, ret);
    if (ret->status == STATUS_BUSY && work_off(d, now_ms))
        engine_submit(d->engine, r->producer, event, now_ms, ret);
    s->waits = ret->status == STATUS_BUSY;
}

static void events_submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms,
                          struct buffer *out)
{
    static struct answer a; /* one thread */
    for (uint32_t i = 0; i < s->count; i++) {
        event_submit(d, r, s, now_ms, &a);
        if (a.status == STATUS_BUSY)
            answer_event_busy(out, WORK_FIRST, DESK_RETRY_MS);
        else
            answer_event(out, &a);
        s->statuses[a.status]++;
        control_add(s, &a);
        if ((a.status == STATUS_REFUSED || a.status == STATUS_CONFLICT) && s->spoiled_by == 0) {
            s->spoiled_by = i + 1;
            s->spoiled_answer = a;
        }
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

/* Applies the events and writes the answer. */
static void submit(struct desk *d, const struct request *r, struct submission *s, int64_t now_ms, struct buffer *out)
{
    size_t start = out->len;
    uint64_t before = engine_last_position(d->engine);
    answer_begin(out, r->id, 1u + r->dry_run);
    codec_put_text(out, "answers");
    codec_put_array(out, s->count);
    if (s->has_totals)
        engine_group_begin(d->engine);
    events_submit(d, r, s, now_ms, out);
    if (!s->has_totals || engine_group_end(d->engine, !s->waits && (s->spoiled_by > 0 || totals_agree(s)))) {
        if (r->dry_run) {
            work_off(d, now_ms); /* what the events would set going is part of what they would do */
            followups_append(d, before, out);
        } else {
            statuses_count(&d->metrics, s);
        }
        return;
    }
    out->len = start;
    if (s->waits)
        busy_answer(d, r, s, WORK_FIRST, out);
    else
        envelope_refuse(d, r, s, out);
}

void desk_submit(struct desk *d, const struct request *r, int64_t now_ms, struct buffer *out)
{
    struct submission s;
    struct refusal why = {0};
    if (!submission_read(r, &s, &why)) {
        refuse(d, r->id, &why, out);
        return;
    }
    if (d->busy) {
        busy_answer(d, r, &s, d->busy, out);
        return;
    }
    if (r->dry_run)
        engine_rehearse_begin(d->engine);
    submit(d, r, &s, now_ms, out);
    if (r->dry_run)
        engine_rehearse_end(d->engine);
}

/* ---- fetch */

struct fetch {
    uint64_t at, last; /* the last position looked at, and the last there is */
    const char *types;
    char cursor_types[40];
};

static bool type_matches(const char *types, const char *name)
{
    size_t len = strlen(types);
    if (len == 0)
        return true;
    return types[len - 1] == '.' ? strncmp(types, name, len) == 0 : strcmp(types, name) == 0;
}

static bool subject_matches(const char *subject, const struct store_followup *f)
{
    const struct record_desc *d = schema_event((uint16_t)f->id);
    if (!subject[0])
        return true;
    for (int i = 0; i < d->fields_count; i++)
        if (schema_is_code(&d->fields[i]) && strcmp((const char *)&f->body + d->fields[i].offset, subject) == 0)
            return true;
    return false;
}

/* A consumer goes on behind what it acknowledged, with the types that it takes; one that never did begins at the
 * beginning. */
static bool fetch_begin(struct desk *d, const struct request *r, struct fetch *ret, struct refusal *why)
{
    struct cursor_key key = {0};
    struct cursor cursor = {0};
    *ret = (struct fetch){.at = r->after, .last = engine_last_position(d->engine), .types = r->types};
    if (r->consumer[0]) {
        snprintf(key.consumer, sizeof key.consumer, "%s", r->consumer);
        bool known = cursor_get(store_txn(engine_store(d->engine)), &key, &cursor);
        ret->at = cursor.position;
        if (known && r->types[0] && strcmp(r->types, cursor.types) != 0) {
            refusal_set(why, REFUSAL_types_fixed, "types", cursor.types, 0, 0);
            return false;
        }
        if (known)
            snprintf(ret->cursor_types, sizeof ret->cursor_types, "%s", cursor.types);
        ret->types = known ? ret->cursor_types : r->types;
    }
    if (ret->at > ret->last)
        refusal_set(why, REFUSAL_position_unknown, "after", NULL, (int64_t)ret->at, (int64_t)ret->last);
    return ret->at <= ret->last;
}

static uint32_t page_limit(const struct request *r)
{
    if (r->limit == 0)
        return 100;
    return r->limit < DESK_PAGE_MAX ? r->limit : DESK_PAGE_MAX;
}

static bool fetch_read(struct desk *d, const struct request *r, bool now, struct buffer *out)
{
    static struct store_followup f;
    struct buffer page = {0};
    struct fetch fetch;
    struct refusal why = {0};
    uint32_t found = 0, scanned = 0;
    if (!fetch_begin(d, r, &fetch, &why)) {
        refuse(d, r->id, &why, out);
        return true;
    }
    while (fetch.at < fetch.last && found < page_limit(r) && scanned < DESK_SCAN_MAX && page.len < DESK_PAGE_BYTES &&
           store_followup(engine_store(d->engine), fetch.at + 1, &f)) {
        fetch.at++;
        scanned++;
        if (type_matches(fetch.types, schema_event((uint16_t)f.id)->name) && subject_matches(r->subject, &f)) {
            answer_followup(&page, &f);
            found++;
        }
    }
    bool wait = found == 0 && fetch.at == fetch.last && r->wait_ms > 0 && !now;
    if (!wait) {
        answer_begin(out, r->id, 3);
        codec_put_text(out, "next");
        codec_put_integer(out, (int64_t)fetch.at);
        codec_put_text(out, "last");
        codec_put_integer(out, (int64_t)fetch.last);
        codec_put_text(out, "followups");
        codec_put_array(out, found);
        buffer_add(out, page.at, page.len);
    }
    buffer_free(&page);
    return !wait;
}

/* ---- query */

/* The leading key fields given, as bytes of the table's key; false: refused. */
static bool key_read(struct bytes given_map, const char *where, const struct table_desc *table,
                     uint8_t key[TABLE_KEY_MAX], size_t *ret_len, struct refusal *why)
{
    struct field_desc fields[8];
    struct record_desc given = table->key;
    _Alignas(8) uint8_t body[TABLE_KEY_MAX * 2] = {0};
    *ret_len = 0;
    memset(key, 0, TABLE_KEY_MAX);
    if (given_map.len == 0)
        return true;
    assert(given.fields_count <= 8 && given.size <= sizeof body);
    memcpy(fields, given.fields, given.fields_count * sizeof *fields);
    for (int i = 0; i < given.fields_count; i++)
        fields[i].rule = OPTIONAL;
    given.fields = fields;
    if (!codec_decode(&given, given_map, body, where, why))
        return false;
    table->encode_key(body, key);
    bool gap = false;
    for (int i = 0; i < given.fields_count; i++) {
        bool absent = schema_is_absent(&fields[i], body);
        if (gap && !absent) {
            refusal_set(why, REFUSAL_missing_field, fields[i - 1].name, NULL, 0, 0);
            return false;
        }
        gap = gap || absent;
        if (!gap)
            *ret_len += fields[i].size;
    }
    return true;
}

static void row_append(const struct table_desc *table, const uint8_t *key, const void *value, struct buffer *page)
{
    _Alignas(8) uint8_t key_struct[TABLE_KEY_MAX * 2];
    table->decode_key(key, key_struct);
    codec_put_map(page, 2);
    codec_put_text(page, "key");
    codec_encode(&table->key, key_struct, page);
    codec_put_text(page, "value");
    codec_encode(&table->value, value, page);
}

static void query_read(struct desk *d, const struct request *r, struct buffer *out)
{
    enum table number = table_named(r->table);
    struct refusal why = {0};
    uint8_t key[TABLE_KEY_MAX], prefix[TABLE_KEY_MAX];
    _Alignas(8) uint8_t value[TABLE_VALUE_MAX];
    size_t prefix_len, behind_len;
    uint32_t rows = 0;
    struct buffer page = {0};
    if (number == TABLE_count) {
        refusal_set(&why, REFUSAL_bad_choice, "table", r->table, 0, 0);
        refuse(d, r->id, &why, out);
        return;
    }
    const struct table_desc *table = table_desc(number);
    if (!key_read(r->key, "key", table, prefix, &prefix_len, &why) ||
        !key_read(r->behind, "behind", table, key, &behind_len, &why)) {
        refuse(d, r->id, &why, out);
        return;
    }
    if (behind_len == 0)
        memcpy(key, prefix, sizeof key);
    struct txn *t = store_txn(engine_store(d->engine));
    bool more = txn_seek(t, number, key, behind_len > 0, value) && memcmp(key, prefix, prefix_len) == 0;
    while (more && rows < page_limit(r) && page.len < DESK_PAGE_BYTES) {
        row_append(table, key, value, &page);
        rows++;
        more = txn_seek(t, number, key, true, value) && memcmp(key, prefix, prefix_len) == 0;
    }
    answer_begin(out, r->id, 2);
    codec_put_text(out, "more");
    codec_put_flag(out, more);
    codec_put_text(out, "rows");
    codec_put_array(out, rows);
    buffer_add(out, page.at, page.len);
    buffer_free(&page);
}

/* ---- event and status */

static void event_read(struct desk *d, const struct request *r, struct buffer *out)
{
    struct journal_record record;
    struct refusal why = {0};
    static const char *const statuses[] = {"", "applied", "parked"};
    char producer[STORE_PRODUCER_MAX + 1] = "";
    if (r->seq == 0 || r->seq > engine_seq(d->engine) || !engine_record(d->engine, r->seq, &record)) {
        refusal_set(&why, REFUSAL_seq_unknown, "seq", NULL, (int64_t)r->seq, (int64_t)engine_seq(d->engine));
        refuse(d, r->id, &why, out);
        return;
    }
    memcpy(producer, record.producer.at, record.producer.len < STORE_PRODUCER_MAX ? record.producer.len : 0);
    answer_begin(out, r->id, 7);
    codec_put_text(out, "seq");
    codec_put_integer(out, (int64_t)record.seq);
    codec_put_text(out, "recorded_ms");
    codec_put_integer(out, record.recorded_ms);
    codec_put_text(out, "producer");
    codec_put_text(out, producer);
    codec_put_text(out, "status");
    codec_put_text(out, statuses[record.outcome <= PARKED ? record.outcome : 0]);
    codec_put_text(out, "first");
    codec_put_integer(out, (int64_t)record.first_position);
    codec_put_text(out, "count");
    codec_put_integer(out, record.positions);
    codec_put_text(out, "event");
    buffer_add(out, record.body.at, record.body.len);
}

static void counters_append(const struct metrics *m, struct buffer *out)
{
    uint32_t count = 0;
    while (metrics_desc(count))
        count++;
    codec_put_text(out, "counters");
    codec_put_map(out, count);
    for (uint32_t i = 0; i < count; i++) {
        codec_put_text(out, metrics_desc(i)->name);
        codec_put_integer(out, (int64_t)metrics_value(m, metrics_desc(i)));
    }
}

static void status_read(struct desk *d, const struct request *r, struct buffer *out)
{
    char day[VALUE_TEXT_MAX];
    unsigned used;
    store_has_room(engine_store(d->engine), &used);
    value_day_print(engine_day_closed(d->engine), day);
    answer_begin(out, r->id, 8);
    codec_put_text(out, "coop");
    codec_put_text(out, d->coop);
    codec_put_text(out, "seq");
    codec_put_integer(out, (int64_t)engine_seq(d->engine));
    codec_put_text(out, "last");
    codec_put_integer(out, (int64_t)engine_last_position(d->engine));
    codec_put_text(out, "day_closed");
    codec_put_text(out, day);
    codec_put_text(out, "work_waits");
    codec_put_flag(out, handler_has_work(store_txn(engine_store(d->engine))));
    codec_put_text(out, "map_used_percent");
    codec_put_integer(out, used);
    codec_put_text(out, "busy");
    codec_put_text(out, d->busy ? d->busy : "");
    counters_append(&d->metrics, out);
}

bool desk_read(struct desk *d, const struct request *r, bool now, struct buffer *out)
{
    if (strcmp(r->op, "fetch") == 0)
        return fetch_read(d, r, now, out);
    if (strcmp(r->op, "query") == 0)
        query_read(d, r, out);
    else if (strcmp(r->op, "event") == 0)
        event_read(d, r, out);
    else
        status_read(d, r, out);
    return true;
}
