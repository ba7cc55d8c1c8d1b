/* Each table is a skip list of rows in the order of their key bytes. An event's writes go straight into it, and what
 * they replaced into a log of undos; refusing plays the log backwards. */
#include "store_mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT_MAX = 20, SLICES_MAX = 1000000 };

struct row {
    uint32_t height;
    struct row *next[]; /* height of them; behind them the key and the value */
};

struct rows {
    struct row *first[HEIGHT_MAX];
    uint64_t count, dice;
    size_t key_bytes, value_bytes;
};

struct undo {
    enum table table;
    bool existed;
    uint8_t key[TABLE_KEY_MAX], value[TABLE_VALUE_MAX];
};

struct stored {
    uint64_t seq;
    size_t at, len; /* of the packed body and cause */
    uint32_t ordinal;
    int32_t effective_date;
    enum event_id id;
};

struct txn {
    struct rows tables[TABLE_count];
    struct undo *undos;
    struct stored *stored;
    size_t undos_count, undos_room, stored_count, stored_room;
    struct buffer packed;
    size_t stored_mark, packed_mark; /* where the current event began */
    uint64_t seq;                    /* of the current event; 0 between events */
    uint64_t last_seq;
    uint32_t slice;
};

struct store_mem {
    struct txn txn;
};

static void *memory(void *old, size_t bytes)
{
    void *at = realloc(old, bytes);
    if (!at)
        abort();
    return at;
}

/* Room for one more element of an array that grows. */
static void *array_room(void *array, size_t count, size_t *room, size_t bytes)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : 64;
    return memory(array, *room * bytes);
}

/* ---- rows */

static uint8_t *row_key(struct row *r)
{
    return (uint8_t *)&r->next[r->height];
}

static uint8_t *row_value(const struct rows *rows, struct row *r)
{
    return row_key(r) + rows->key_bytes;
}

/* The same heights in every run: a half of the rows reach level 1, a quarter level 2 ... */
static uint32_t dice_height(struct rows *rows)
{
    uint32_t height = 1;
    rows->dice = rows->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    for (uint64_t bits = rows->dice >> 40; bits & 1 && height < HEIGHT_MAX; bits >>= 1)
        height++;
    return height;
}

/* The first row at or behind key (strictly behind if after). ret_links, if asked for: at each level, the pointer that
 * leads there. */
static struct row *rows_find(struct rows *rows, const uint8_t *key, bool after, struct row **ret_links[HEIGHT_MAX])
{
    struct row **level = rows->first; /* the pointers of the row we stand on */
    for (int h = HEIGHT_MAX; h-- > 0;) {
        for (struct row *r = level[h]; r; r = level[h]) {
            int order = memcmp(row_key(r), key, rows->key_bytes);
            if (order > 0 || (order == 0 && !after))
                break;
            level = r->next;
        }
        if (ret_links)
            ret_links[h] = &level[h];
    }
    return level[0];
}

static struct row *rows_get(struct rows *rows, const uint8_t *key)
{
    struct row *r = rows_find(rows, key, false, NULL);
    return r && memcmp(row_key(r), key, rows->key_bytes) == 0 ? r : NULL;
}

static void rows_put(struct rows *rows, const uint8_t *key, const void *value)
{
    struct row **links[HEIGHT_MAX], *r = rows_find(rows, key, false, links);
    if (!r || memcmp(row_key(r), key, rows->key_bytes) != 0) {
        uint32_t height = dice_height(rows);
        r = memory(NULL, sizeof *r + height * sizeof *r->next + rows->key_bytes + rows->value_bytes);
        r->height = height;
        for (uint32_t h = 0; h < height; h++) {
            r->next[h] = *links[h];
            *links[h] = r;
        }
        memcpy(row_key(r), key, rows->key_bytes);
        rows->count++;
    }
    memcpy(row_value(rows, r), value, rows->value_bytes);
}

static void rows_delete(struct rows *rows, const uint8_t *key)
{
    struct row **links[HEIGHT_MAX], *r = rows_find(rows, key, false, links);
    if (!r || memcmp(row_key(r), key, rows->key_bytes) != 0)
        return;
    for (uint32_t h = 0; h < r->height; h++)
        *links[h] = r->next[h];
    free(r);
    rows->count--;
}

/* ---- txn.h */

/* Remembers what stands under key before it is changed. */
static void undo_add(struct txn *t, enum table table, const uint8_t *key)
{
    struct rows *rows = &t->tables[table];
    struct row *r = rows_get(rows, key);
    assert(t->seq > 0); /* writes belong to an event */
    t->undos = array_room(t->undos, t->undos_count, &t->undos_room, sizeof *t->undos);
    struct undo *u = &t->undos[t->undos_count++];
    u->table = table;
    u->existed = r != NULL;
    memcpy(u->key, key, rows->key_bytes);
    if (r)
        memcpy(u->value, row_value(rows, r), rows->value_bytes);
}

bool txn_get(struct txn *t, enum table table, const uint8_t *key, void *ret_value)
{
    struct row *r = rows_get(&t->tables[table], key);
    if (r)
        memcpy(ret_value, row_value(&t->tables[table], r), t->tables[table].value_bytes);
    return r != NULL;
}

void txn_put(struct txn *t, enum table table, const uint8_t *key, const void *value)
{
    undo_add(t, table, key);
    rows_put(&t->tables[table], key, value);
}

void txn_delete(struct txn *t, enum table table, const uint8_t *key)
{
    undo_add(t, table, key);
    rows_delete(&t->tables[table], key);
}

bool txn_seek(struct txn *t, enum table table, uint8_t *key, bool after, void *ret_value)
{
    struct rows *rows = &t->tables[table];
    struct row *r = rows_find(rows, key, after, NULL);
    if (!r)
        return false;
    memcpy(key, row_key(r), rows->key_bytes);
    memcpy(ret_value, row_value(rows, r), rows->value_bytes);
    return true;
}

uint64_t txn_emit(struct txn *t, enum event_id id, int32_t effective_date, const void *body, const struct cause *cause)
{
    const struct record_desc *d = schema_event((uint16_t)id);
    assert(t->seq > 0 && d && d->direction == OUT && effective_date > 0);
    t->stored = array_room(t->stored, t->stored_count, &t->stored_room, sizeof *t->stored);
    struct stored *f = &t->stored[t->stored_count];
    *f = (struct stored){t->seq, t->packed.len, 0, (uint32_t)(t->stored_count - t->stored_mark), effective_date, id};
    codec_pack(d, body, &t->packed);
    codec_pack(schema_record_named("cause"), cause, &t->packed);
    f->len = t->packed.len - f->at;
    return ++t->stored_count;
}

bool store_mem_followup(const struct store_mem *s, uint64_t position, struct store_mem_followup *ret)
{
    const struct txn *t = &s->txn;
    if (position == 0 || position > t->stored_count)
        return false;
    const struct stored *f = &t->stored[position - 1];
    struct bytes in = {t->packed.at + f->at, f->len};
    *ret = (struct store_mem_followup){
        .seq = f->seq, .ordinal = f->ordinal, .effective_date = f->effective_date, .id = f->id};
    return codec_unpack(schema_event((uint16_t)f->id), &in, &ret->body) &&
           codec_unpack(schema_record_named("cause"), &in, &ret->cause);
}

bool txn_followup(struct txn *t, uint64_t position, enum event_id *ret_id, union event_body *ret_body)
{
    struct store_mem_followup f;
    if (!store_mem_followup((struct store_mem *)t, position, &f)) /* its first member */
        return false;
    *ret_id = f.id;
    *ret_body = f.body;
    return true;
}

uint64_t txn_last_position(struct txn *t)
{
    return t->stored_count;
}

/* ---- the store around it */

struct store_mem *store_mem_new(void)
{
    struct store_mem *s = memory(NULL, sizeof *s);
    memset(s, 0, sizeof *s);
    s->txn.slice = 64;
    for (int i = 0; i < TABLE_count; i++) {
        const struct table_desc *d = table_desc((enum table)i);
        s->txn.tables[i].key_bytes = d->key_bytes;
        s->txn.tables[i].value_bytes = d->value_bytes;
    }
    return s;
}

void store_mem_free(struct store_mem *s)
{
    if (!s)
        return;
    for (int i = 0; i < TABLE_count; i++) {
        for (struct row *next, *r = s->txn.tables[i].first[0]; r; r = next) {
            next = r->next[0];
            free(r);
        }
    }
    buffer_free(&s->txn.packed);
    free(s->txn.undos);
    free(s->txn.stored);
    free(s);
}

struct txn *store_mem_txn(struct store_mem *s)
{
    return &s->txn;
}

void store_mem_begin_event(struct store_mem *s, uint64_t seq)
{
    struct txn *t = &s->txn;
    assert(t->seq == 0 && seq > t->last_seq);
    t->seq = seq;
    t->undos_count = 0;
    t->stored_mark = t->stored_count;
    t->packed_mark = t->packed.len;
}

void store_mem_accept(struct store_mem *s)
{
    assert(s->txn.seq > 0);
    s->txn.last_seq = s->txn.seq;
    s->txn.seq = 0;
}

void store_mem_refuse(struct store_mem *s)
{
    struct txn *t = &s->txn;
    assert(t->seq > 0);
    while (t->undos_count > 0) {
        const struct undo *u = &t->undos[--t->undos_count];
        if (u->existed)
            rows_put(&t->tables[u->table], u->key, u->value);
        else
            rows_delete(&t->tables[u->table], u->key);
    }
    t->stored_count = t->stored_mark;
    t->packed.len = t->packed_mark;
    t->seq = 0;
}

void store_mem_set_slice(struct store_mem *s, uint32_t slice)
{
    s->txn.slice = slice;
}

enum verdict store_mem_apply_one(struct store_mem *s, const struct event *e, struct refusal *why)
{
    *why = (struct refusal){0};
    store_mem_begin_event(s, s->txn.last_seq + 1);
    enum verdict verdict = handler_apply(&s->txn, s->txn.seq, e, why);
    if (verdict == REFUSED)
        store_mem_refuse(s);
    else
        store_mem_accept(s);
    return verdict;
}

enum verdict store_mem_apply(struct store_mem *s, const struct event *e, struct refusal *why)
{
    struct event work = {.desc = schema_event(EVENT_clock_work_continued)};
    struct refusal unused;
    enum verdict verdict = store_mem_apply_one(s, e, why);
    work.body.clock_work_continued.slice = s->txn.slice;
    for (int slices = 0; verdict != REFUSED && handler_has_work(&s->txn); slices++) {
        int32_t day = handler_day_closed(&s->txn);
        work.envelope.effective_date = day ? day : value_day(2000, 1, 1);
        enum verdict worked = store_mem_apply_one(s, &work, &unused);
        assert(worked == APPLIED && slices < SLICES_MAX); /* the queue must come to an end */
    }
    return verdict;
}

uint64_t store_mem_last_seq(const struct store_mem *s)
{
    return s->txn.last_seq;
}

uint64_t store_mem_followups(const struct store_mem *s)
{
    return s->txn.stored_count;
}

uint64_t store_mem_rows(const struct store_mem *s, enum table table)
{
    return s->txn.tables[table].count;
}

/* codec_line separates from what stands before it, so each part is made in a buffer of its own. */
static void line_add(struct buffer *out, const char *before, const struct record_desc *d, const void *body)
{
    struct buffer part = {0};
    codec_line(d, body, &part);
    buffer_add_text(out, before);
    buffer_add(out, part.at, part.len);
    buffer_free(&part);
}

static void dump_table(struct rows *rows, const struct table_desc *d, struct buffer *out)
{
    _Alignas(uint64_t) uint8_t key[2 * TABLE_KEY_MAX];
    for (struct row *r = rows->first[0]; r; r = r->next[0]) {
        d->decode_key(row_key(r), key);
        buffer_add_text(out, d->name);
        line_add(out, " ", &d->key, key);
        line_add(out, " | ", &d->value, row_value(rows, r));
        buffer_add_text(out, "\n");
    }
}

void store_mem_dump(struct store_mem *s, struct buffer *out)
{
    for (int i = 0; i < TABLE_count; i++)
        dump_table(&s->txn.tables[i], table_desc((enum table)i), out);
}

static void integer_add(struct buffer *out, uint64_t n)
{
    char text[VALUE_TEXT_MAX];
    buffer_add(out, text, value_integer_print((int64_t)n, text));
    buffer_add_text(out, " ");
}

void store_mem_dump_followups(struct store_mem *s, struct buffer *out)
{
    struct store_mem_followup f;
    char date[VALUE_TEXT_MAX];
    for (uint64_t position = 1; store_mem_followup(s, position, &f); position++) {
        const struct record_desc *d = schema_event((uint16_t)f.id);
        integer_add(out, position);
        integer_add(out, f.seq);
        integer_add(out, f.ordinal);
        buffer_add(out, date, value_day_print(f.effective_date, date));
        buffer_add_text(out, " ");
        buffer_add_text(out, d->name);
        line_add(out, " ", d, &f.body);
        line_add(out, " | ", schema_record_named("cause"), &f.cause);
        buffer_add_text(out, "\n");
    }
}
