/* trace - folds the journal of a finished run onto the state that it began with, by the daemon's own store, and records
 * what each event wrote. LMDB's writing calls are replaced by the linker (see the Makefile).
 *
 *   trace START_DIR RUN_DIR OUT      START_DIR is changed: give it a copy */
#include "parts/trace.h"

#include "../../daemon/digest.h"
#include "../../daemon/engine.h"
#include "../../daemon/segment.h"

#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAP_BYTES (UINT64_C(64) << 30)

static struct {
    FILE *out;
    struct trace_head head;
    char names[TRACE_TABLES_MAX][TRACE_NAME];
    unsigned table_of[TRACE_TABLES_MAX]; /* by LMDB's number */
    struct buffer last_keys[TRACE_TABLES_MAX];
    bool last_known[TRACE_TABLES_MAX];
    struct buffer rows; /* of the event in hand */
    uint32_t rows_count;
    bool recording;
} trace;

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "trace: %s: %s\n", what, why);
    exit(1);
}

/* ---- the calls that write */

int __real_mdb_dbi_open(MDB_txn *txn, const char *name, unsigned flags, MDB_dbi *dbi);
int __real_mdb_cursor_put(MDB_cursor *cursor, MDB_val *key, MDB_val *value, unsigned flags);
int __real_mdb_cursor_del(MDB_cursor *cursor, unsigned flags);
int __wrap_mdb_dbi_open(MDB_txn *txn, const char *name, unsigned flags, MDB_dbi *dbi);
int __wrap_mdb_cursor_put(MDB_cursor *cursor, MDB_val *key, MDB_val *value, unsigned flags);
int __wrap_mdb_cursor_del(MDB_cursor *cursor, unsigned flags);
int __wrap_mdb_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value, unsigned flags);
int __wrap_mdb_del(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value);

int __wrap_mdb_dbi_open(MDB_txn *txn, const char *name, unsigned flags, MDB_dbi *dbi)
{
    int code = __real_mdb_dbi_open(txn, name, flags, dbi);
    if (code != 0 || trace.head.tables == TRACE_TABLES_MAX || *dbi >= TRACE_TABLES_MAX)
        stop(name, "cannot be opened");
    trace.table_of[*dbi] = trace.head.tables;
    snprintf(trace.names[trace.head.tables++], TRACE_NAME, "%s", name);
    return code;
}

static int compare_keys(const struct buffer *a, const MDB_val *b)
{
    int order = memcmp(a->at, b->mv_data, a->len < b->mv_size ? a->len : b->mv_size);
    return order ? order : (a->len > b->mv_size) - (a->len < b->mv_size);
}

static void last_key_load(MDB_cursor *cursor, unsigned table)
{
    MDB_cursor *at;
    MDB_val key, value;
    trace.last_known[table] = true;
    if (mdb_cursor_open(mdb_cursor_txn(cursor), mdb_cursor_dbi(cursor), &at) != 0)
        stop("cursor", "cannot be opened");
    if (mdb_cursor_get(at, &key, &value, MDB_LAST) == 0)
        buffer_add(&trace.last_keys[table], key.mv_data, key.mv_size);
    mdb_cursor_close(at);
}

/* Whether the key goes behind all others of its table, and is from now on the last. */
static bool key_appends(MDB_cursor *cursor, unsigned table, const MDB_val *key)
{
    struct buffer *last = &trace.last_keys[table];
    if (!trace.last_known[table])
        last_key_load(cursor, table);
    if (last->len > 0 && compare_keys(last, key) >= 0)
        return false;
    last->len = 0;
    buffer_add(last, key->mv_data, key->mv_size);
    return true;
}

static void row_record(unsigned table, enum trace_change change, const MDB_val *key, const MDB_val *value)
{
    struct trace_row row = {(uint8_t)table, (uint8_t)change, (uint16_t)key->mv_size,
                            value ? (uint32_t)value->mv_size : 0};
    buffer_add(&trace.rows, &row, sizeof row);
    buffer_add(&trace.rows, key->mv_data, key->mv_size);
    if (value)
        buffer_add(&trace.rows, value->mv_data, value->mv_size);
    trace.rows_count++;
}

int __wrap_mdb_cursor_put(MDB_cursor *cursor, MDB_val *key, MDB_val *value, unsigned flags)
{
    unsigned table = trace.table_of[mdb_cursor_dbi(cursor)];
    if (trace.recording) {
        bool appends = flags & MDB_APPEND || key_appends(cursor, table, key);
        row_record(table, appends ? TRACE_APPEND : TRACE_PUT, key, value);
    }
    return __real_mdb_cursor_put(cursor, key, value, flags);
}

int __wrap_mdb_cursor_del(MDB_cursor *cursor, unsigned flags)
{
    unsigned table = trace.table_of[mdb_cursor_dbi(cursor)];
    MDB_val key, value;
    if (trace.recording && mdb_cursor_get(cursor, &key, &value, MDB_GET_CURRENT) != 0)
        stop("delete", "no row");
    if (trace.recording)
        row_record(table, TRACE_DELETE, &key, NULL);
    trace.last_known[table] = false;
    trace.last_keys[table].len = 0;
    return __real_mdb_cursor_del(cursor, flags);
}

/* Only taking back uses these, and a fold takes nothing back. */
int __wrap_mdb_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value, unsigned flags)
{
    (void)txn, (void)dbi, (void)key, (void)value, (void)flags;
    stop("mdb_put", "not expected in a fold");
}

int __wrap_mdb_del(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
    (void)txn, (void)dbi, (void)key, (void)value;
    stop("mdb_del", "not expected in a fold");
}

/* ---- the fold */

struct visit {
    struct fold fold;
    struct buffer record;
    uint8_t previous[JOURNAL_HASH];
};

static void out(const void *data, size_t len)
{
    if (len > 0 && fwrite(data, len, 1, trace.out) != 1)
        stop("trace file", "cannot be written");
}

static bool record_visit(void *context, const struct journal_record *r, const uint8_t hash[JOURNAL_HASH])
{
    struct visit *v = context;
    bool own = r->producer.len == 5 && memcmp(r->producer.at, "coopd", 5) == 0;
    trace.rows.len = 0;
    trace.rows_count = 0;
    trace.recording = true;
    bool folded = fold_record(&v->fold, r, hash);
    trace.recording = false;
    if (!folded)
        return false;
    size_t len = segment_record_len(r);
    struct trace_record head = {
        .head_len = (uint32_t)(SEGMENT_RECORD + r->producer.len),
        .body_len = (uint32_t)r->body.len,
        .record_len = (uint32_t)len,
        .rows = trace.rows_count,
        .own = own,
    };
    v->record.len = 0;
    segment_record_write(buffer_room(&v->record, len), r, 0, v->previous);
    memcpy(v->previous, hash, sizeof v->previous);
    out(&head, sizeof head);
    out(v->record.at, head.head_len);
    if (own)
        out(r->body.at, r->body.len);
    out(trace.rows.at, trace.rows.len);
    trace.head.records++;
    return true;
}

static void head_write(void)
{
    rewind(trace.out);
    out(&trace.head, sizeof trace.head);
    out(trace.names, sizeof trace.names[0] * trace.head.tables);
}

int main(int argc, char **argv)
{
    char error[ENGINE_ERROR_MAX] = "";
    struct datadir start, run;
    struct visit v = {0};
    if (argc != 4)
        stop("usage", "trace START_DIR RUN_DIR OUT");
    digest_init();
    if (!datadir_open(argv[1], true, &start, error) || !datadir_open(argv[2], false, &run, error))
        stop("store", error);
    struct journal_config journal_config = {.dir = run.journal, .read_only = true};
    struct store_config store_config = {.dir = start.state, .map_bytes = MAP_BYTES};
    memcpy(journal_config.store_id, run.id, sizeof run.id);
    memcpy(store_config.id, start.id, sizeof start.id);
    struct journal *journal = journal_open(&journal_config, error);
    v.fold.store = journal ? store_open(&store_config, error) : NULL;
    trace.out = fopen(argv[3], "w+e");
    if (!v.fold.store || !trace.out)
        stop("store", error);
    struct store_position at = store_position(v.fold.store);
    memcpy(v.previous, at.hash, sizeof v.previous);
    head_write();
    if (!journal_read_after(journal, at.seq, at.hash, record_visit, &v, error) || v.fold.error[0])
        stop("fold", v.fold.error[0] ? v.fold.error : error);
    head_write();
    if (fclose(trace.out) != 0)
        stop("trace file", "cannot be written");
    for (int i = 0; i < TRACE_TABLES_MAX; i++)
        buffer_free(&trace.last_keys[i]);
    buffer_free(&trace.rows);
    buffer_free(&v.record);
    store_close(v.fold.store);
    journal_close(journal);
    datadir_close(&run);
    datadir_close(&start);
    return 0;
}
