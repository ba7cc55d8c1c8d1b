/* The requests that only look: fetch, query, event, status. */
#include "desk.h"

#include "answer.h"
#include "../handlers/state/records.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

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

static bool body_names(const struct record_desc *d, const uint8_t *body, const char *subject)
{
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (schema_is_code(f) && strcmp((const char *)body + f->offset, subject) == 0)
            return true;
        for (uint32_t n = f->kind == SCALAR_list ? schema_list_count(f, body) : 0; n-- > 0;)
            if (body_names(f->record, body + f->offset + n * f->record->size, subject))
                return true;
    }
    return false;
}

static bool subject_matches(const char *subject, const struct store_followup *f)
{
    return !subject[0] || body_names(schema_event((uint16_t)f->id), (const uint8_t *)&f->body, subject);
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

static bool fetch_read(struct desk *d, struct request *r, bool now, struct buffer *out)
{
    static struct store_followup f;
    struct buffer page = {0};
    struct fetch fetch;
    struct refusal why = {0};
    uint32_t found = 0, scanned = 0;
    if (!fetch_begin(d, r, &fetch, &why)) {
        desk_refuse(d, r->id, &why, out);
        return true;
    }
    while (fetch.at < fetch.last && found < page_limit(r) && page.len < DESK_PAGE_BYTES &&
           (scanned < DESK_SCAN_LEAST || d->scan_left > 0) &&
           store_followup(engine_store(d->engine), fetch.at + 1, &f)) {
        fetch.at++;
        scanned++;
        d->scan_left -= d->scan_left > 0;
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
    if (wait) { /* the next look begins where this one ended */
        r->after = fetch.at;
        r->consumer[0] = '\0';
        memmove(r->types, fetch.types, strlen(fetch.types) + 1);
    }
    return !wait;
}

/* ---- query */

/* The leading key fields given, as bytes of the table's key; false: refused. Codes between the first and the last
 * given may be empty: a unit's main file has no name. */
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
    const struct field_desc *gap = NULL;
    size_t len = 0;
    for (int i = 0; i < given.fields_count; i++) {
        bool absent = schema_is_absent(&fields[i], body);
        if (gap && !absent) {
            refusal_set(why, REFUSAL_missing_field, gap->name, NULL, 0, 0);
            return false;
        }
        if (absent && (i == 0 || !schema_is_code(&fields[i])))
            gap = &fields[i];
        len += fields[i].size;
        if (!absent)
            *ret_len = len;
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
        desk_refuse(d, r->id, &why, out);
        return;
    }
    const struct table_desc *table = table_desc(number);
    if (!key_read(r->key, "key", table, prefix, &prefix_len, &why) ||
        !key_read(r->behind, "behind", table, key, &behind_len, &why)) {
        desk_refuse(d, r->id, &why, out);
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
        desk_refuse(d, r->id, &why, out);
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

bool desk_read(struct desk *d, struct request *r, bool now, struct buffer *out)
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
