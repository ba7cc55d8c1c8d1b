#include "engine.h"

#include "clock.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORK_SLICE = 64, DISK_LOOK_EVERY = 64, AHEAD_DAYS = 366 };

/* A record that waits for its group flag: whether it is the last of its envelope is known only with the next one. */
struct held {
    bool full;
    struct journal_record record;
    struct buffer bytes; /* producer and body */
};

struct group {
    bool open, spoiled;
    size_t mark;
    uint64_t seq;
};

struct engine {
    struct engine_config config;
    struct datadir dir;
    struct journal *journal;
    struct store *store;
    uint64_t seq;         /* last given */
    uint64_t durable_seq; /* last synced */
    uint64_t checkpoint_seq;
    uint64_t folded;
    struct group group;
    struct held held;
    struct event event, earlier; /* scratch: too large for the stack of a hot path */
    unsigned turns;
    bool rehearsing;
    uint64_t rehearsal_seq;
    size_t rehearsal_mark;
    struct buffer rehearsed; /* journal_records; their bodies are the request's */
    bool disk_low;
    char failure[ENGINE_ERROR_MAX];
};

/* ---- one event's effects, the same for live events and for folding */

static enum verdict event_apply(struct store *s, const char *producer, uint64_t seq, const struct event *e,
                                struct refusal *why, struct store_effects *ret)
{
    store_event_begin(s, seq);
    enum verdict v = handler_apply(store_txn(s), seq, e, why);
    if (v != REFUSED)
        store_key_put(s, producer, e->envelope.key, seq);
    *ret = store_event_end(s);
    return v;
}

/* The low half of the effects is bound to the state's format; records of another format are compared by their
 * follow-ups. */
static bool effects_agree(const struct journal_record *r, enum verdict v, const struct store_effects *effects)
{
    uint64_t mask = r->flags >> 4 == STATE_FORMAT ? UINT64_MAX : UINT64_C(0xFFFFFFFF00000000);
    return v == (enum verdict)r->outcome && (effects->digest & mask) == (r->effects & mask) &&
           effects->first_position == r->first_position && effects->positions == r->positions;
}

static bool fold_fails(struct fold *f, const struct journal_record *r, const char *what, const char *detail)
{
    snprintf(f->error, sizeof f->error,
             "journal record %llu %s%s%s; this release may not serve this journal: install the "
             "release that wrote it, and report this",
             (unsigned long long)r->seq, what, detail[0] ? ": " : "", detail);
    return false;
}

bool fold_record(void *fold, const struct journal_record *r, const uint8_t hash[JOURNAL_HASH])
{
    struct fold *f = fold;
    static struct event e; /* one thread; too large for the stack of a hot path */
    struct refusal why = {0};
    struct store_effects effects;
    char producer[STORE_PRODUCER_MAX + 1] = "";
    if (f->stop_after && r->seq > f->stop_after)
        return false;
    if (r->producer.len >= sizeof producer || !codec_decode_event(r->body, &e, &why))
        return fold_fails(f, r, "cannot be read", refusal_name(why.code));
    memcpy(producer, r->producer.at, r->producer.len);
    enum verdict v = event_apply(f->store, producer, r->seq, &e, &why, &effects);
    if (store_failure(f->store)) {
        snprintf(f->error, sizeof f->error, "%s", store_failure(f->store));
        return false;
    }
    if (!effects_agree(r, v, &effects))
        return fold_fails(f, r, "has other effects than it had when it was answered", e.desc->name);
    store_settle(f->store);
    f->seq = r->seq;
    memcpy(f->hash, hash, sizeof f->hash);
    struct store_position reached = {.seq = r->seq};
    memcpy(reached.hash, hash, sizeof reached.hash);
    bool due = f->checkpoint_events && r->seq - store_position(f->store).seq >= f->checkpoint_events;
    if ((due || store_is_heavy(f->store)) && !(r->flags & JOURNAL_GROUP_CONTINUES) &&
        !store_checkpoint(f->store, &reached)) {
        snprintf(f->error, sizeof f->error, "%s", store_failure(f->store));
        return false;
    }
    return true;
}

/* ---- opening */

static bool tail_fold(struct engine *e, char error[ENGINE_ERROR_MAX])
{
    struct store_position at = store_position(e->store);
    struct journal_head head = journal_head(e->journal);
    struct fold f = {.store = e->store, .seq = at.seq, .checkpoint_events = e->config.checkpoint_events};
    memcpy(f.hash, at.hash, sizeof f.hash);
    char journal_error[JOURNAL_ERROR_MAX] = "";
    if (!journal_read_after(e->journal, at.seq, at.hash, fold_record, &f, journal_error)) {
        snprintf(error, ENGINE_ERROR_MAX, "%s", f.error[0] ? f.error : journal_error);
        return false;
    }
    if (f.error[0]) {
        snprintf(error, ENGINE_ERROR_MAX, "%s", f.error);
        return false;
    }
    e->folded = head.seq - at.seq;
    e->seq = e->durable_seq = head.seq;
    e->checkpoint_seq = store_position(e->store).seq;
    return true;
}

struct engine *engine_open(const struct datadir *d, const struct engine_config *c, char error[ENGINE_ERROR_MAX])
{
    struct journal_config journal = {.dir = d->journal, .segment_bytes = c->segment_bytes};
    struct store_config store = {.dir = d->state, .map_bytes = c->map_bytes};
    struct engine *e = calloc(1, sizeof *e);
    if (!e)
        abort();
    memcpy(journal.store_id, d->id, sizeof journal.store_id);
    memcpy(store.id, d->id, sizeof store.id);
    e->config = *c;
    e->dir = *d;
    e->store = store_open(&store, error);
    if (e->store)
        journal.known_seq = store_position(e->store).seq; /* what the state has folded was synced before */
    e->journal = e->store ? journal_open(&journal, error) : NULL;
    if (!e->journal || !tail_fold(e, error)) {
        engine_close(e);
        return NULL;
    }
    return e;
}

void engine_close(struct engine *e)
{
    if (!e)
        return;
    journal_close(e->journal);
    store_close(e->store);
    buffer_free(&e->held.bytes);
    buffer_free(&e->rehearsed);
    free(e);
}

uint64_t engine_folded(const struct engine *e)
{
    return e->folded;
}

uint64_t engine_cut_bytes(const struct engine *e)
{
    return journal_cut_bytes(e->journal);
}

/* ---- taking events */

static void held_release(struct engine *e, bool more_follow)
{
    if (!e->held.full)
        return;
    e->held.record.flags = (uint8_t)(STATE_FORMAT << 4 | (more_follow ? JOURNAL_GROUP_CONTINUES : 0));
    journal_append(e->journal, &e->held.record);
    e->held.full = false;
}

/* Hands a record to the journal; inside a group one record is held back until it is known whether it is the last. */
static void record_add(struct engine *e, const char *producer, struct bytes body, struct journal_record *r)
{
    size_t producer_len = strlen(producer);
    if (e->rehearsing) {
        r->body = body;
        e->rehearsed.len = (r->seq - e->rehearsal_seq - 1) * sizeof *r;
        buffer_add(&e->rehearsed, r, sizeof *r);
        return;
    }
    if (!e->group.open) {
        r->flags = STATE_FORMAT << 4;
        r->producer = (struct bytes){(const uint8_t *)producer, producer_len};
        r->body = body;
        journal_append(e->journal, r);
        return;
    }
    held_release(e, true);
    e->held.bytes.len = 0;
    buffer_add(&e->held.bytes, producer, producer_len);
    buffer_add(&e->held.bytes, body.at, body.len);
    e->held.record = *r;
    e->held.record.producer = (struct bytes){e->held.bytes.at, producer_len};
    e->held.record.body = (struct bytes){e->held.bytes.at + producer_len, body.len};
    e->held.full = true;
}

bool engine_record(struct engine *e, uint64_t seq, struct journal_record *ret)
{
    char error[JOURNAL_ERROR_MAX] = "";
    if (e->held.full && e->held.record.seq == seq) {
        *ret = e->held.record;
        return true;
    }
    if (e->rehearsing && seq > e->rehearsal_seq) {
        memcpy(ret, e->rehearsed.at + (seq - e->rehearsal_seq - 1) * sizeof *ret, sizeof *ret);
        return true;
    }
    if (journal_read(e->journal, seq, ret, error))
        return true;
    if (error[0])
        snprintf(e->failure, sizeof e->failure, "%s", error);
    return false;
}

/* The key is known: the same content gets the first answer, other content the names of what differs. What counts is
 * type, effective date and data; who sent it from which file does not. */
static void compare_with_first(struct engine *e, uint64_t seq, struct answer *ret)
{
    struct journal_record r;
    struct refusal why;
    ret->status = STATUS_CONFLICT;
    ret->seq = seq;
    if (!engine_record(e, seq, &r)) {
        snprintf(ret->differences, sizeof ret->differences, "key"); /* it has failed: nobody will see this */
        return;
    }
    bool readable = codec_decode_event(r.body, &e->earlier, &why);
    assert(readable);
    if (e->earlier.desc != e->event.desc) {
        snprintf(ret->differences, sizeof ret->differences, "type");
        return;
    }
    codec_differences(e->event.desc, &e->earlier.body, &e->event.body, ret->differences, sizeof ret->differences);
    if (e->earlier.envelope.effective_date != e->event.envelope.effective_date) {
        char data[sizeof ret->differences];
        memcpy(data, ret->differences, sizeof data);
        snprintf(ret->differences, sizeof ret->differences, "effective_date%s%.*s", data[0] ? ", " : "", 140, data);
    }
    if (ret->differences[0])
        return;
    ret->status = STATUS_REPEATED;
    ret->first_status = (enum status)r.outcome;
    ret->first_position = r.first_position;
    ret->positions = r.positions;
}

static void control_note(const struct event *e, struct answer *ret)
{
    ret->type = e->desc;
    for (int i = 0; i < e->desc->fields_count; i++) {
        const struct field_desc *f = &e->desc->fields[i];
        if (f->rule & CONTROL) {
            ret->has_control = true;
            ret->control_satang = schema_integer(f, &e->body);
        }
    }
}

static void event_take(struct engine *e, const char *producer, struct bytes bytes, int64_t now_ms, struct answer *ret)
{
    size_t mark = store_mark(e->store);
    struct store_effects effects;
    enum verdict v = event_apply(e->store, producer, e->seq + 1, &e->event, &ret->refusal, &effects);
    ret->status = (enum status)v;
    if (v == REFUSED) {
        store_rollback(e->store, mark);
        return;
    }
    e->seq++;
    ret->seq = e->seq;
    ret->first_position = effects.first_position;
    ret->positions = effects.positions;
    struct journal_record r = {.seq = e->seq,
                               .recorded_ms = now_ms,
                               .effects = effects.digest,
                               .first_position = effects.first_position,
                               .positions = effects.positions,
                               .outcome = (uint8_t)v};
    record_add(e, producer, bytes, &r);
    if (!e->group.open && !e->rehearsing)
        store_settle(e->store);
}

/* From the first day closed on, the rules bound how far ahead an event may be dated. Before it only the clock on the
 * wall can find a mistyped year, which would stand for good. This is no rule: what it refuses leaves no trace, what is
 * taken is folded without it. */
static bool is_beyond_today(struct engine *e, int64_t now_ms, struct refusal *ret)
{
    int32_t date = e->event.envelope.effective_date;
    int32_t most = clock_thai_day(now_ms) + (e->event.desc->id == EVENT_clock_day_closed ? 0 : AHEAD_DAYS);
    if (e->event.desc->direction == INTERNAL || date <= most || handler_day_closed(store_txn(e->store)) > 0)
        return false;
    refusal_set(ret, REFUSAL_date_beyond_today, "effective_date", NULL, date, most);
    return true;
}

void engine_submit(struct engine *e, const char *producer, struct bytes event, int64_t now_ms, struct answer *ret)
{
    memset(ret, 0, offsetof(struct answer, refusal));
    ret->refusal.code = REFUSAL_none;
    ret->differences[0] = '\0';
    ret->has_control = false;
    ret->type = NULL;
    ret->status = STATUS_REFUSED;
    if (!codec_decode_event(event, &e->event, &ret->refusal)) {
        e->group.spoiled = true;
        return;
    }
    control_note(&e->event, ret);
    if (e->event.desc->direction == INTERNAL && strcmp(producer, ENGINE_PRODUCER) != 0) {
        refusal_set(&ret->refusal, REFUSAL_internal_only, "type", e->event.desc->name, 0, 0);
        e->group.spoiled = true;
        return;
    }
    uint64_t first = store_key_seq(e->store, producer, e->event.envelope.key);
    if (first > 0)
        compare_with_first(e, first, ret);
    else if (handler_must_wait(store_txn(e->store), &e->event))
        ret->status = STATUS_BUSY;
    else if (!is_beyond_today(e, now_ms, &ret->refusal))
        event_take(e, producer, event, now_ms, ret);
    if (ret->status == STATUS_REFUSED || ret->status == STATUS_CONFLICT)
        e->group.spoiled = true;
}

bool engine_must_wait(struct engine *e, struct bytes event)
{
    struct refusal why;
    return codec_decode_event(event, &e->event, &why) && handler_must_wait(store_txn(e->store), &e->event);
}

void engine_group_begin(struct engine *e)
{
    assert(!e->group.open);
    e->group = (struct group){.open = true, .mark = store_mark(e->store), .seq = e->seq};
}

bool engine_group_end(struct engine *e, bool keep)
{
    bool kept = keep && !e->group.spoiled;
    e->group.open = false;
    if (kept) {
        held_release(e, false);
        if (!e->rehearsing)
            store_settle(e->store);
        return true;
    }
    e->held.full = false;
    store_rollback(e->store, e->group.mark);
    if (!e->rehearsing)
        journal_forget_after(e->journal, e->group.seq);
    e->seq = e->group.seq;
    return false;
}

void engine_rehearse_begin(struct engine *e)
{
    e->rehearsing = true;
    e->rehearsal_seq = e->seq;
    e->rehearsal_mark = store_mark(e->store);
}

void engine_rehearse_end(struct engine *e)
{
    store_rollback(e->store, e->rehearsal_mark);
    e->seq = e->rehearsal_seq;
    e->rehearsing = false;
}

/* ---- the daemon's own events */

bool engine_has_work(struct engine *e)
{
    return handler_has_work(store_txn(e->store));
}

bool engine_work(struct engine *e, int64_t now_ms)
{
    if (!engine_has_work(e))
        return false;
    struct event work = {.desc = schema_event(EVENT_clock_work_continued)};
    struct answer answer;
    struct buffer bytes = {0};
    int32_t day = handler_day_closed(store_txn(e->store));
    snprintf(work.envelope.type, sizeof work.envelope.type, "%s", work.desc->name);
    snprintf(work.envelope.key, sizeof work.envelope.key, "work/%llu", (unsigned long long)(e->seq + 1));
    work.envelope.effective_date = day ? day : value_day(2000, 1, 1);
    work.body.clock_work_continued.slice = WORK_SLICE;
    codec_encode_event(&work, &bytes);
    engine_submit(e, ENGINE_PRODUCER, buffer_bytes(&bytes), now_ms, &answer);
    assert(answer.status == STATUS_APPLIED || store_failure(e->store));
    buffer_free(&bytes);
    return true;
}

int32_t engine_day_closed(struct engine *e)
{
    return handler_day_closed(store_txn(e->store));
}

int64_t engine_verified_ms(struct engine *e)
{
    return handler_verified_ms(store_txn(e->store));
}

/* ---- disk */

bool engine_has_room(struct engine *e, char reason[ENGINE_ERROR_MAX])
{
    unsigned percent;
    bool ready;
    do /* the next segment is prepared in small steps, long before it is needed; only a burst makes this wait */
        ready = journal_ready(e->journal, ENGINE_BATCH_BYTES_MAX, reason);
    while (!ready && !reason[0]);
    if (!ready)
        return false;
    if (!store_has_room(e->store, &percent)) {
        snprintf(reason, ENGINE_ERROR_MAX, "the state store is %u %% full; raise map_size and start again", percent);
        return false;
    }
    if (e->turns++ % DISK_LOOK_EVERY == 0)
        e->disk_low = datadir_free_bytes(&e->dir) < e->config.disk_reserve_bytes;
    if (e->disk_low)
        snprintf(reason, ENGINE_ERROR_MAX, "less than disk_reserve (%llu bytes) is free in %s; make room",
                 (unsigned long long)e->config.disk_reserve_bytes, e->dir.path);
    return !e->disk_low;
}

bool engine_make_durable(struct engine *e)
{
    char error[JOURNAL_ERROR_MAX];
    if (engine_failure(e))
        return false;
    if (e->durable_seq == e->seq)
        return true;
    if (!journal_sync(e->journal, error)) {
        snprintf(e->failure, sizeof e->failure, "%s", error);
        return false;
    }
    e->durable_seq = e->seq;
    return true;
}

bool engine_checkpoint_due(const struct engine *e)
{
    return e->seq - e->checkpoint_seq >= e->config.checkpoint_events || store_is_heavy(e->store);
}

bool engine_checkpoint_pending(const struct engine *e)
{
    return e->seq > e->checkpoint_seq;
}

bool engine_checkpoint(struct engine *e)
{
    struct journal_head head = journal_head(e->journal);
    struct store_position reached = {.seq = head.seq};
    assert(e->durable_seq == e->seq && head.seq == e->seq);
    memcpy(reached.hash, head.hash, sizeof reached.hash);
    if (!store_checkpoint(e->store, &reached))
        return false;
    e->checkpoint_seq = e->seq;
    return true;
}

const char *engine_failure(const struct engine *e)
{
    return e->failure[0] ? e->failure : store_failure(e->store);
}

uint64_t engine_seq(const struct engine *e)
{
    return e->durable_seq;
}

uint64_t engine_last_position(struct engine *e)
{
    return txn_last_position(store_txn(e->store));
}

struct store *engine_store(struct engine *e)
{
    return e->store;
}
