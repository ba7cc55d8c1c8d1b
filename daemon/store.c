/* The only file that includes LMDB. */
#include "store.h"

#include "digest.h"

#include <errno.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Tables of the store itself, behind those of records.def. */
enum { DB_META = TABLE_count, DB_PRODUCER, DB_KEY, DB_FOLLOWUP, DB_COUNT };

/* Flags 0 but NOTLS: NOSYNC, NOMETASYNC and WRITEMAP may lose or tear what was committed. */
enum { ENV_FLAGS = MDB_NOTLS, DB_KEY_MAX = 128 };

/* A checkpoint comes soon when so many pages may be dirty, each put taken for a page of its own: LMDB can hold 131,072,
 * but everybody waits while they are written, some 10 ms for these, 300 ms for 25,000 that lie apart. */
enum { HEAVY_PAGES = 3000 };

/* How LMDB shall keep room: pages freed by the last commits cannot be used again yet, so up to three versions of the
 * trees may stand in the map at once. */
enum { TREE_VERSIONS = 3 };

enum standing { NOWHERE, AT_ROW, NO_ROW };

/* Remembers its last search: the cursor stands at this row, or there is none. Only until the next write to the table.
 */
struct cursor {
    MDB_cursor *at;
    uint8_t key[DB_KEY_MAX];
    size_t key_len;
    enum standing standing;
};

struct store {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi[DB_COUNT];
    struct cursor cursors[DB_COUNT];
    struct store_config config;
    struct store_position position;
    struct buffer undo;   /* entries since the last settle, see undo_add */
    struct buffer packed; /* scratch for follow-ups */
    uint64_t last_position;
    uint64_t puts; /* since the checkpoint */
    uint64_t seq;  /* of the current event */
    uint32_t ordinal;
    uint64_t followups_digest, writes_digest;
    char producer[STORE_PRODUCER_MAX + 1]; /* whose number was asked for last; empty: forgotten */
    uint32_t producer_number;
    char failure[STORE_ERROR_MAX];
};

/* The transaction that handlers see is the store itself. */
struct txn {
    struct store store;
};

/* A row of meta, under the key "store". */
struct meta {
    uint8_t id[STORE_ID];
    uint64_t seq;
    uint8_t hash[STORE_HASH];
    uint32_t state_format;
    uint32_t pad;
};

static const char *db_name(int db)
{
    static const char *const own[] = {"_meta", "_producer", "_key", "_followup"};
    return db < TABLE_count ? table_desc((enum table)db)->name : own[db - TABLE_count];
}

static void fail(struct store *s, const char *what, int code)
{
    if (s->failure[0])
        return;
    const char *mend =
        code == MDB_MAP_FULL ? "; raise map_size and start again, nothing that was answered is lost" : "";
    snprintf(s->failure, sizeof s->failure, "state store %s: %s: %s%s", s->config.dir, what, mdb_strerror(code), mend);
}

/* ---- rows */

/* A get before a put, and another get of the same row, is what nearly every handler does: it costs one search in all.
 */
static bool row_get(struct store *s, int db, const void *key, size_t key_len, MDB_val *ret)
{
    struct cursor *c = &s->cursors[db];
    MDB_val k = {key_len, (void *)key};
    if (s->failure[0])
        return false;
    bool known = c->standing != NOWHERE && c->key_len == key_len && memcmp(c->key, key, key_len) == 0;
    if (known && c->standing == NO_ROW)
        return false;
    int code = mdb_cursor_get(c->at, &k, ret, known ? MDB_GET_CURRENT : MDB_SET);
    c->standing = code == 0 ? AT_ROW : code == MDB_NOTFOUND ? NO_ROW : NOWHERE;
    if (c->standing == NOWHERE)
        fail(s, db_name(db), code);
    memcpy(c->key, key, key_len);
    c->key_len = key_len;
    return c->standing == AT_ROW;
}

/* Undo entries stand one behind the other, read backwards: key, old value, then this trailer. */
struct undo_trailer {
    uint32_t value_len; /* UINT32_MAX: there was no row */
    uint16_t key_len;
    uint16_t db;
};

static void undo_add(struct store *s, int db, const void *key, size_t key_len, const MDB_val *old)
{
    struct undo_trailer trailer = {old ? (uint32_t)old->mv_size : UINT32_MAX, (uint16_t)key_len, (uint16_t)db};
    size_t old_len = old ? old->mv_size : 0;
    uint8_t *to = buffer_room(&s->undo, key_len + old_len + sizeof trailer);
    memcpy(to, key, key_len);
    if (old)
        memcpy(to + key_len, old->mv_data, old_len);
    memcpy(to + key_len + old_len, &trailer, sizeof trailer);
    s->undo.len += key_len + old_len + sizeof trailer;
}

static void row_put(struct store *s, int db, const void *key, size_t key_len, const void *value, size_t value_len,
                    unsigned flags)
{
    struct cursor *c = &s->cursors[db];
    MDB_val k = {key_len, (void *)key}, v = {value_len, (void *)value}, old;
    if (s->failure[0])
        return;
    bool exists = !(flags & MDB_APPEND) && row_get(s, db, key, key_len, &old);
    undo_add(s, db, key, key_len, exists ? &old : NULL);
    bool same_size = exists && old.mv_size == value_len;
    int code = mdb_cursor_put(c->at, &k, &v, same_size ? MDB_CURRENT : flags);
    c->standing = same_size && code == 0 ? AT_ROW : NOWHERE;
    s->puts++;
    if (code != 0)
        fail(s, db_name(db), code);
}

static void row_delete(struct store *s, int db, const void *key, size_t key_len)
{
    MDB_val old;
    if (!row_get(s, db, key, key_len, &old))
        return;
    undo_add(s, db, key, key_len, &old);
    int code = mdb_cursor_del(s->cursors[db].at, 0);
    s->cursors[db].standing = NOWHERE;
    s->puts++;
    if (code != 0)
        fail(s, db_name(db), code);
}

size_t store_mark(struct store *s)
{
    return s->undo.len;
}

void store_settle(struct store *s)
{
    s->undo.len = 0;
}

static void undo_apply(struct store *s, const struct undo_trailer *t, const uint8_t *key)
{
    MDB_val k = {t->key_len, (void *)key}, v = {t->value_len, (void *)(key + t->key_len)};
    int code = t->value_len == UINT32_MAX ? mdb_del(s->txn, s->dbi[t->db], &k, NULL)
                                          : mdb_put(s->txn, s->dbi[t->db], &k, &v, 0);
    s->cursors[t->db].standing = NOWHERE;
    if (t->db == DB_FOLLOWUP)
        s->last_position--;
    if (t->db == DB_PRODUCER)
        s->producer[0] = '\0';
    if (code != 0)
        fail(s, "taking back a refused event", code);
}

void store_rollback(struct store *s, size_t mark)
{
    while (s->undo.len > mark && !s->failure[0]) {
        struct undo_trailer t;
        memcpy(&t, s->undo.at + s->undo.len - sizeof t, sizeof t);
        size_t value = t.value_len == UINT32_MAX ? 0 : t.value_len;
        s->undo.len -= sizeof t + value + t.key_len;
        undo_apply(s, &t, s->undo.at + s->undo.len);
    }
}

/* ---- handlers/txn.h */

bool txn_get(struct txn *t, enum table table, const uint8_t *key, void *ret_value)
{
    const struct table_desc *d = table_desc(table);
    MDB_val v;
    if (!row_get(&t->store, (int)table, key, d->key_bytes, &v))
        return false;
    if (v.mv_size != d->value_bytes) {
        fail(&t->store, d->name, MDB_CORRUPTED);
        return false;
    }
    memcpy(ret_value, v.mv_data, d->value_bytes);
    return true;
}

static void writes_note(struct store *s, enum table table, const void *key, size_t key_len, const void *value,
                        size_t value_len)
{
    s->writes_digest = digest_fold(s->writes_digest + (uint64_t)table, key, key_len);
    s->writes_digest = digest_fold(s->writes_digest, value, value_len);
}

void txn_put(struct txn *t, enum table table, const uint8_t *key, const void *value)
{
    const struct table_desc *d = table_desc(table);
    writes_note(&t->store, table, key, d->key_bytes, value, d->value_bytes);
    row_put(&t->store, (int)table, key, d->key_bytes, value, d->value_bytes, 0);
}

void txn_delete(struct txn *t, enum table table, const uint8_t *key)
{
    const struct table_desc *d = table_desc(table);
    writes_note(&t->store, table, key, d->key_bytes, NULL, 0);
    row_delete(&t->store, (int)table, key, d->key_bytes);
}

bool txn_seek(struct txn *t, enum table table, uint8_t *key, bool after, void *ret_value)
{
    const struct table_desc *d = table_desc(table);
    struct cursor *c = &t->store.cursors[table];
    MDB_val k = {d->key_bytes, key}, v;
    if (t->store.failure[0])
        return false;
    c->standing = NOWHERE;
    int code = mdb_cursor_get(c->at, &k, &v, MDB_SET_RANGE);
    if (code == 0 && after && memcmp(k.mv_data, key, d->key_bytes) == 0)
        code = mdb_cursor_get(c->at, &k, &v, MDB_NEXT);
    if (code == 0 && (k.mv_size != d->key_bytes || v.mv_size != d->value_bytes))
        code = MDB_CORRUPTED;
    if (code != 0) {
        if (code != MDB_NOTFOUND)
            fail(&t->store, d->name, code);
        return false;
    }
    memcpy(key, k.mv_data, d->key_bytes);
    memcpy(ret_value, v.mv_data, d->value_bytes);
    return true;
}

/* Follow-ups at rest: this head, the packed cause, the packed body. */
struct followup_head {
    uint64_t seq;
    uint32_t ordinal;
    int32_t effective_date;
    uint32_t id;
    uint32_t pad;
};

uint64_t txn_emit(struct txn *t, enum event_id id, int32_t effective_date, const void *body, const struct cause *cause)
{
    struct store *s = &t->store;
    const struct record_desc *d = schema_event((uint16_t)id);
    struct followup_head head = {s->seq, s->ordinal++, effective_date, id, 0};
    uint64_t position = s->last_position + 1;
    s->packed.len = 0;
    buffer_add(&s->packed, &head, sizeof head);
    codec_pack(schema_record_named("cause"), cause, &s->packed);
    codec_pack(d, body, &s->packed);
    /* Numbers of types may change with a release, names may not; so the digest is over the name. */
    s->followups_digest = digest_fold(s->followups_digest + (uint32_t)effective_date, d->name, strlen(d->name));
    s->followups_digest = digest_fold(s->followups_digest, s->packed.at + sizeof head, s->packed.len - sizeof head);
    row_put(s, DB_FOLLOWUP, &position, sizeof position, s->packed.at, s->packed.len, MDB_APPEND);
    s->last_position = position;
    return position;
}

bool store_followup(struct store *s, uint64_t position, struct store_followup *ret)
{
    struct followup_head head;
    MDB_val v;
    if (position == 0 || position > s->last_position || !row_get(s, DB_FOLLOWUP, &position, sizeof position, &v) ||
        v.mv_size < sizeof head)
        return false;
    memcpy(&head, v.mv_data, sizeof head);
    struct bytes in = {(const uint8_t *)v.mv_data + sizeof head, v.mv_size - sizeof head};
    const struct record_desc *d = schema_event((uint16_t)head.id);
    if (!d || !codec_unpack(schema_record_named("cause"), &in, &ret->cause) || !codec_unpack(d, &in, &ret->body)) {
        fail(s, "a follow-up is damaged", MDB_CORRUPTED);
        return false;
    }
    ret->position = position;
    ret->seq = head.seq;
    ret->ordinal = head.ordinal;
    ret->effective_date = head.effective_date;
    ret->id = (enum event_id)head.id;
    return true;
}

bool txn_followup(struct txn *t, uint64_t position, enum event_id *ret_id, union event_body *ret_body)
{
    struct store_followup f;
    if (!store_followup(&t->store, position, &f))
        return false;
    *ret_id = f.id;
    *ret_body = f.body;
    return true;
}

uint64_t txn_last_position(struct txn *t)
{
    return t->store.last_position;
}

/* ---- events and keys */

void store_event_begin(struct store *s, uint64_t seq)
{
    s->seq = seq;
    s->ordinal = 0;
    s->followups_digest = 0;
    s->writes_digest = 0;
}

struct store_effects store_event_end(struct store *s)
{
    return (struct store_effects){
        .digest = (s->followups_digest & UINT64_C(0xFFFFFFFF00000000)) | (uint32_t)s->writes_digest,
        .first_position = s->ordinal ? s->last_position - s->ordinal + 1 : 0,
        .positions = s->ordinal,
    };
}

/* Producers get short numbers in order of their first event, so that a key costs four bytes more than its text. */
static uint32_t producer_number(struct store *s, const char *producer)
{
    MDB_val v;
    if (s->producer[0] && strcmp(s->producer, producer) == 0)
        return s->producer_number;
    if (!row_get(s, DB_PRODUCER, producer, strlen(producer), &v))
        return 0;
    memcpy(&s->producer_number, v.mv_data, sizeof s->producer_number);
    snprintf(s->producer, sizeof s->producer, "%s", producer);
    return s->producer_number;
}

static size_t key_make(uint32_t producer, const char *key, uint8_t out[DB_KEY_MAX])
{
    size_t len = strlen(key);
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(producer >> (24 - 8 * i));
    memcpy(out + 4, key, len);
    return len + 4;
}

uint64_t store_key_seq(struct store *s, const char *producer, const char *key)
{
    uint8_t bytes[DB_KEY_MAX];
    uint64_t seq = 0;
    MDB_val v;
    uint32_t n = producer_number(s, producer);
    if (n > 0 && row_get(s, DB_KEY, bytes, key_make(n, key, bytes), &v))
        memcpy(&seq, v.mv_data, sizeof seq);
    return seq;
}

void store_key_put(struct store *s, const char *producer, const char *key, uint64_t seq)
{
    uint8_t bytes[DB_KEY_MAX];
    uint32_t n = producer_number(s, producer);
    if (n == 0 && !s->failure[0]) {
        MDB_stat stat;
        mdb_stat(s->txn, s->dbi[DB_PRODUCER], &stat);
        n = (uint32_t)(stat.ms_entries + 1);
        row_put(s, DB_PRODUCER, producer, strlen(producer), &n, sizeof n, 0);
    }
    size_t len = key_make(n, key, bytes);
    row_put(s, DB_KEY, bytes, len, &seq, sizeof seq, 0);
}

/* ---- transactions */

static int txn_start(struct store *s)
{
    int code = mdb_txn_begin(s->env, NULL, s->config.read_only ? MDB_RDONLY : 0, &s->txn);
    for (int db = 0; code == 0 && db < DB_COUNT && s->dbi[db]; db++) {
        code = mdb_cursor_open(s->txn, s->dbi[db], &s->cursors[db].at);
        s->cursors[db].standing = NOWHERE;
    }
    s->puts = 0;
    return code;
}

static void meta_put(struct store *s, const struct store_position *p)
{
    struct meta m = {.seq = p->seq, .state_format = STATE_FORMAT};
    memcpy(m.id, s->config.id, sizeof m.id);
    memcpy(m.hash, p->hash, sizeof m.hash);
    row_put(s, DB_META, "store", 5, &m, sizeof m, 0);
}

/* Those of a transaction that only reads do not end with it. */
static void cursors_close(struct store *s)
{
    for (int db = 0; db < DB_COUNT; db++) {
        if (s->cursors[db].at)
            mdb_cursor_close(s->cursors[db].at);
        s->cursors[db].at = NULL;
    }
}

/* LMDB does not write pages that were taken and given back within one transaction, so its file may end before the last
 * page it has numbered, and touching what lies behind would fault. Makes it as long as it should be; with a hole. */
static bool file_extend(struct store *s, uint64_t *ret_was, uint64_t *ret_needed)
{
    MDB_envinfo info;
    MDB_stat stat_env;
    struct stat st;
    int fd = -1;
    if (mdb_env_get_fd(s->env, &fd) != 0 || fstat(fd, &st) != 0 || mdb_env_info(s->env, &info) != 0 ||
        mdb_env_stat(s->env, &stat_env) != 0)
        return false;
    *ret_was = (uint64_t)st.st_size;
    *ret_needed = (uint64_t)(info.me_last_pgno + 1) * stat_env.ms_psize;
    return *ret_was >= *ret_needed || s->config.read_only || ftruncate(fd, (off_t)*ret_needed) == 0;
}

bool store_checkpoint(struct store *s, const struct store_position *reached)
{
    meta_put(s, reached);
    store_settle(s);
    if (s->failure[0])
        return false;
    cursors_close(s);
    uint64_t was, needed;
    int code = mdb_txn_commit(s->txn);
    s->txn = NULL;
    if (code == 0)
        code = mdb_reader_check(s->env, NULL); /* a tool that was killed must not hold old pages for ever */
    if (code == 0 && !file_extend(s, &was, &needed))
        code = errno;
    if (code == 0)
        code = txn_start(s);
    if (code != 0)
        fail(s, "checkpoint", code);
    else
        s->position = *reached;
    return code == 0;
}

static uint64_t tree_pages(struct store *s)
{
    uint64_t pages = 0;
    for (int db = 0; db < DB_COUNT; db++) {
        MDB_stat stat;
        if (mdb_stat(s->txn, s->dbi[db], &stat) == 0)
            pages += stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages;
    }
    return pages;
}

bool store_is_heavy(const struct store *s)
{
    return s->puts >= HEAVY_PAGES && tree_pages((struct store *)s) >= HEAVY_PAGES;
}

bool store_has_room(struct store *s, unsigned *used_percent)
{
    uint64_t map_pages = s->config.map_bytes / 4096;
    uint64_t needed = TREE_VERSIONS * tree_pages(s) + map_pages / 16;
    *used_percent = (unsigned)(needed * 100 / map_pages);
    return needed < map_pages;
}

/* ---- birth and opening */

struct txn *store_txn(struct store *s)
{
    return (struct txn *)s;
}

struct store_position store_position(const struct store *s)
{
    return s->position;
}

const char *store_failure(const struct store *s)
{
    return s->failure[0] ? s->failure : NULL;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    cursors_close(s);
    if (s->txn)
        mdb_txn_abort(s->txn);
    mdb_env_close(s->env);
    buffer_free(&s->undo);
    buffer_free(&s->packed);
    free(s);
}

static struct store *store_new(const struct store_config *c, char error[STORE_ERROR_MAX])
{
    struct store *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->config = *c;
    int code = mdb_env_create(&s->env);
    if (code == 0)
        code = mdb_env_set_mapsize(s->env, c->map_bytes);
    if (code == 0)
        code = mdb_env_set_maxdbs(s->env, DB_COUNT);
    if (code == 0)
        code = mdb_env_open(s->env, c->dir, ENV_FLAGS | (c->read_only ? MDB_RDONLY : 0u), 0600);
    if (code == 0)
        return s;
    snprintf(error, STORE_ERROR_MAX,
             "state store %s cannot be opened: %s; restore it, or fold it anew with coopctl rebuild", c->dir,
             mdb_strerror(code));
    store_close(s);
    return NULL;
}

static int dbs_open(struct store *s, unsigned create)
{
    int code = mdb_txn_begin(s->env, NULL, s->config.read_only ? MDB_RDONLY : 0, &s->txn);
    for (int db = 0; code == 0 && db < DB_COUNT; db++)
        code = mdb_dbi_open(s->txn, db_name(db), create | (db == DB_FOLLOWUP ? MDB_INTEGERKEY : 0), &s->dbi[db]);
    if (code == 0)
        code = mdb_txn_commit(s->txn);
    else if (s->txn)
        mdb_txn_abort(s->txn);
    s->txn = NULL;
    return code == 0 ? txn_start(s) : code;
}

bool store_create(const struct store_config *c, char error[STORE_ERROR_MAX])
{
    struct store *s = store_new(c, error);
    if (!s)
        return false;
    int code = dbs_open(s, MDB_CREATE);
    if (code != 0)
        fail(s, "creating tables", code);
    bool ok = code == 0 && store_checkpoint(s, &(struct store_position){0}) && mdb_env_sync(s->env, 1) == 0;
    if (!ok)
        snprintf(error, STORE_ERROR_MAX, "%s", s->failure[0] ? s->failure : "the new store cannot be synced");
    store_close(s);
    return ok;
}

/* Whether every page of every tree is there, also those that list free pages. */
static bool trees_are_whole(struct store *s)
{
    MDB_txn *txn = NULL;
    MDB_dbi dbis[DB_COUNT + 2] = {0, 1}; /* LMDB's own: free pages, names of the others */
    int code = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
    for (int db = 0; code == 0 && db < DB_COUNT; db++)
        code = mdb_dbi_open(txn, db_name(db), db == DB_FOLLOWUP ? MDB_INTEGERKEY : 0, &dbis[db + 2]);
    for (int i = 0; code == 0 && i < DB_COUNT + 2; i++) {
        MDB_cursor *c = NULL;
        MDB_val k, v;
        code = mdb_cursor_open(txn, dbis[i], &c);
        for (; code == 0; code = mdb_cursor_get(c, &k, &v, MDB_NEXT))
            ;
        if (c)
            mdb_cursor_close(c);
        code = code == MDB_NOTFOUND ? 0 : code;
    }
    if (txn)
        mdb_txn_abort(txn);
    return code == 0;
}

/* LMDB takes an empty file for a new database and maps a short one until it faults; both must stop the start. */
static bool file_is_whole(struct store *s, char error[STORE_ERROR_MAX])
{
    uint64_t was = 0, needed = 0;
    if (!file_extend(s, &was, &needed)) {
        snprintf(error, STORE_ERROR_MAX, "state store %s cannot be examined: %s", s->config.dir, strerror(errno));
        return false;
    }
    if (was >= needed || (!s->config.read_only && trees_are_whole(s)))
        return true;
    snprintf(error, STORE_ERROR_MAX,
             "state store %s is cut off: %llu of %llu bytes; restore it, or fold it anew with coopctl rebuild",
             s->config.dir, (unsigned long long)was, (unsigned long long)needed);
    return false;
}

static bool meta_check(struct store *s, char error[STORE_ERROR_MAX])
{
    struct meta m;
    MDB_val v;
    if (!row_get(s, DB_META, "store", 5, &v) || v.mv_size != sizeof m) {
        snprintf(error, STORE_ERROR_MAX, "%s is no state store of coopd; fold it anew with coopctl rebuild",
                 s->config.dir);
        return false;
    }
    memcpy(&m, v.mv_data, sizeof m);
    if (memcmp(m.id, s->config.id, sizeof m.id) != 0) {
        snprintf(error, STORE_ERROR_MAX,
                 "state store %s belongs to another cooperative's store; put the right one back, or fold it anew with "
                 "coopctl rebuild",
                 s->config.dir);
        return false;
    }
    if (m.state_format != STATE_FORMAT) {
        snprintf(error, STORE_ERROR_MAX, "state store %s has format %u, this release reads %u; %s", s->config.dir,
                 m.state_format, STATE_FORMAT,
                 m.state_format > STATE_FORMAT ? "install the newer release again"
                                               : "fold it anew with coopctl rebuild");
        return false;
    }
    s->position.seq = m.seq;
    memcpy(s->position.hash, m.hash, sizeof m.hash);
    return true;
}

static bool file_exists(const struct store_config *c, char error[STORE_ERROR_MAX])
{
    char path[4096];
    struct stat st;
    snprintf(path, sizeof path, "%s/data.mdb", c->dir);
    if (stat(path, &st) == 0 && st.st_size > 0 && access(path, R_OK | (c->read_only ? 0 : W_OK)) == 0)
        return true;
    if (errno == EACCES) {
        snprintf(error, STORE_ERROR_MAX,
                 "state store %s may not be used by this user; give it to the daemon's user (chown)", c->dir);
        return false;
    }
    snprintf(error, STORE_ERROR_MAX,
             "state store %s is missing or empty; restore it, or fold it anew with coopctl rebuild", c->dir);
    return false;
}

struct store *store_open(const struct store_config *c, char error[STORE_ERROR_MAX])
{
    struct store *s = file_exists(c, error) ? store_new(c, error) : NULL;
    if (!s)
        return NULL;
    MDB_val k, v;
    bool ok = file_is_whole(s, error);
    if (ok && dbs_open(s, 0) != 0) {
        snprintf(error, STORE_ERROR_MAX, "%s is no state store of this release; fold it anew with coopctl rebuild",
                 c->dir);
        ok = false;
    }
    ok = ok && meta_check(s, error);
    if (ok && !c->read_only && mdb_env_sync(s->env, 1) != 0) {
        snprintf(error, STORE_ERROR_MAX, "state store %s cannot be synced; check the disk", c->dir);
        ok = false;
    }
    if (!ok) {
        store_close(s);
        return NULL;
    }
    if (mdb_cursor_get(s->cursors[DB_FOLLOWUP].at, &k, &v, MDB_LAST) == 0)
        memcpy(&s->last_position, k.mv_data, sizeof s->last_position);
    return s;
}

bool store_copy(struct store *s, const char *dir, char error[STORE_ERROR_MAX])
{
    int code = mdb_env_copy2(s->env, dir, MDB_CP_COMPACT); /* a plain copy would wait for the writer */
    if (code != 0)
        snprintf(error, STORE_ERROR_MAX, "the state cannot be copied to %s: %s", dir, mdb_strerror(code));
    return code == 0;
}

bool store_table_digest(struct store *s, size_t index, struct store_table_digest *ret)
{
    MDB_val k, v;
    if (index >= DB_COUNT || s->failure[0])
        return false;
    *ret = (struct store_table_digest){.name = db_name((int)index)};
    struct cursor *c = &s->cursors[index];
    c->standing = NOWHERE;
    for (int code = mdb_cursor_get(c->at, &k, &v, MDB_FIRST); code == 0;
         code = mdb_cursor_get(c->at, &k, &v, MDB_NEXT)) {
        ret->rows++;
        ret->digest = digest_fold(ret->digest, k.mv_data, k.mv_size);
        ret->digest = digest_fold(ret->digest, v.mv_data, v.mv_size);
    }
    return true;
}
