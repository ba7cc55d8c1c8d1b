/* The only file of the tools that includes LMDB. */
#include "shelf.h"

#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIRECTORY_MODE = 0700, FILE_MODE = 0600 };
static const size_t map_size = (size_t)16 << 30; /* a bound, not a size: the file grows as it is used */

struct shelf {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi tables[SHELF_TABLES_MAX];
    int failed; /* sticky until the transaction ends */
};

static MDB_val val_of(struct bytes b)
{
    return (MDB_val){b.len, (void *)(uintptr_t)b.at};
}

static void failure_keep(struct shelf *s, int rc)
{
    if (rc != 0 && s->failed == 0)
        s->failed = rc;
}

/* A name in a directory is on the disk only when the directory is. */
static bool directory_sync(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

static int tables_open(struct shelf *s, const char *const *names)
{
    int rc = mdb_txn_begin(s->env, NULL, 0, &s->txn);
    for (int i = 0; names[i] && rc == 0; i++)
        rc = mdb_dbi_open(s->txn, names[i], MDB_CREATE, &s->tables[i]);
    if (rc == 0)
        rc = mdb_txn_commit(s->txn);
    else if (s->txn)
        mdb_txn_abort(s->txn);
    s->txn = NULL;
    return rc;
}

struct shelf *shelf_open(const char *dir, const char *const *names, char error[SHELF_ERROR_MAX])
{
    int dead, rc = 0;
    struct shelf *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    if (mkdir(dir, DIRECTORY_MODE) != 0 && errno != EEXIST)
        rc = errno;
    if (rc == 0)
        rc = mdb_env_create(&s->env);
    if (rc == 0)
        rc = mdb_env_set_maxdbs(s->env, SHELF_TABLES_MAX);
    if (rc == 0)
        rc = mdb_env_set_mapsize(s->env, map_size);
    if (rc == 0)
        rc = mdb_env_open(s->env, dir, MDB_NOTLS, FILE_MODE);
    if (rc == 0)
        rc = mdb_reader_check(s->env, &dead);
    if (rc == 0)
        rc = tables_open(s, names);
    if (rc == 0 && !directory_sync(dir))
        rc = errno;
    if (rc == 0)
        return s;
    snprintf(error, SHELF_ERROR_MAX, "%s: %s", dir, mdb_strerror(rc));
    shelf_close(s);
    return NULL;
}

void shelf_close(struct shelf *s)
{
    if (!s)
        return;
    shelf_forget(s);
    if (s->env)
        mdb_env_close(s->env);
    free(s);
}

void shelf_begin(struct shelf *s, bool write)
{
    s->failed = mdb_txn_begin(s->env, NULL, write ? 0 : MDB_RDONLY, &s->txn);
    if (s->failed)
        s->txn = NULL;
}

bool shelf_commit(struct shelf *s, char error[SHELF_ERROR_MAX])
{
    int rc = s->failed;
    if (rc == 0)
        rc = mdb_txn_commit(s->txn);
    else if (s->txn)
        mdb_txn_abort(s->txn);
    s->txn = NULL;
    s->failed = 0;
    if (rc != 0)
        snprintf(error, SHELF_ERROR_MAX, words_pick("what was to be kept is not on the disk: %s", "บันทึกลงดิสก์ไม่ได้: %s"),
                 mdb_strerror(rc));
    return rc == 0;
}

void shelf_forget(struct shelf *s)
{
    if (s->txn)
        mdb_txn_abort(s->txn);
    s->txn = NULL;
    s->failed = 0;
}

bool shelf_get(struct shelf *s, int table, struct bytes key, struct bytes *ret_value)
{
    MDB_val k = val_of(key), v;
    int rc = s->failed ? s->failed : mdb_get(s->txn, s->tables[table], &k, &v);
    if (rc == 0)
        *ret_value = (struct bytes){v.mv_data, v.mv_size};
    else if (rc != MDB_NOTFOUND)
        failure_keep(s, rc);
    return rc == 0;
}

bool shelf_seek(struct shelf *s, int table, struct bytes key, struct bytes *ret_key, struct bytes *ret_value)
{
    MDB_cursor *cursor;
    MDB_val k = val_of(key), v;
    int rc = s->failed ? s->failed : mdb_cursor_open(s->txn, s->tables[table], &cursor);
    if (rc == 0) {
        rc = mdb_cursor_get(cursor, &k, &v, key.len > 0 ? MDB_SET_RANGE : MDB_FIRST);
        mdb_cursor_close(cursor);
    }
    if (rc == 0) {
        *ret_key = (struct bytes){k.mv_data, k.mv_size};
        *ret_value = (struct bytes){v.mv_data, v.mv_size};
    } else if (rc != MDB_NOTFOUND) {
        failure_keep(s, rc);
    }
    return rc == 0;
}

void shelf_put(struct shelf *s, int table, struct bytes key, struct bytes value)
{
    MDB_val k = val_of(key), v = val_of(value);
    if (s->failed == 0)
        failure_keep(s, mdb_put(s->txn, s->tables[table], &k, &v, 0));
}

void shelf_remove(struct shelf *s, int table, struct bytes key)
{
    MDB_val k = val_of(key);
    int rc = s->failed ? 0 : mdb_del(s->txn, s->tables[table], &k, NULL);
    if (rc != MDB_NOTFOUND)
        failure_keep(s, rc);
}

void shelf_number(uint64_t number, uint8_t ret[8])
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        ret[i] = (uint8_t)number;
}

uint64_t shelf_number_of(const uint8_t at[8])
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | at[i];
    return number;
}
