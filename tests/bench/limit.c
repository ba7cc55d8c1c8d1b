/* limit - the least that a program with a journal file and LMDB has to do for the same requests: no rules, no checks,
 * no hashing. It finds where the events of a request begin and end, and writes the journal bytes and rows that coopd
 * wrote for them, as recorded by trace.c.
 *
 *   limit DIR TRACE RESULTS      DIR holds coopd.sock and state/ (a copy); RESULTS: so many result events come before
 * others */
#include "parts/trace.h"
#include "parts/workload.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum {
    LETTERS_MAX = 1024,
    BATCH_BYTES = 1 << 20,
    CHECKPOINT_EVENTS = 65536, /* the daemon's own distance */
    CHECKPOINT_PUTS = 400000,  /* LMDB holds 131,071 changed pages in a transaction */
    OWN_BATCH = 64,            /* the daemon's own events that are written together */
    JOURNAL_CHUNK = 1 << 16,   /* written at once, as coopd does: larger pieces make larger pages, and slower syncs */
    JOURNAL_RECORD = 512,      /* bytes of the file for each record: more than any has */
    QUIET_NS = 1000000000,
};

#define MAP_BYTES (UINT64_C(64) << 30)

static struct {
    const uint8_t *trace, *at; /* next record */
    struct trace_head head;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi tables[TRACE_TABLES_MAX];
    MDB_cursor *cursors[TRACE_TABLES_MAX];
    int journal;
    uint64_t journal_at;
    struct buffer batch;
    uint64_t results, events, records; /* how many result events there are; events and records so far */
    uint64_t committed, puts;          /* records at the last commit; puts since */
    uint64_t syncs, commits, commit_longest_us, repeated;
    int64_t last_event_ns;
    void *router;
    struct letter {
        uint8_t peer[64];
        size_t peer_len;
        uint64_t id;
        bool status;
    } letters[LETTERS_MAX];
    size_t letters_count;
    volatile sig_atomic_t stopping;
} limit;

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "limit: %s: %s\n", what, why);
    exit(1);
}

static void check(int code, const char *what)
{
    if (code != 0)
        stop(what, mdb_strerror(code));
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- opening */

static void trace_open(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        stop(path, strerror(errno));
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED)
        stop(path, strerror(errno));
    close(fd);
    limit.trace = map;
    memcpy(&limit.head, limit.trace, sizeof limit.head);
    limit.at = limit.trace + sizeof limit.head + (size_t)limit.head.tables * TRACE_NAME;
}

static void transaction_begin(void)
{
    check(mdb_txn_begin(limit.env, NULL, 0, &limit.txn), "begin");
    for (uint32_t i = 0; i < limit.head.tables; i++)
        check(mdb_cursor_open(limit.txn, limit.tables[i], &limit.cursors[i]), "cursor");
}

static void state_open(const char *dir)
{
    char path[512];
    snprintf(path, sizeof path, "%s/state", dir);
    check(mdb_env_create(&limit.env), "environment");
    check(mdb_env_set_mapsize(limit.env, MAP_BYTES), "map size");
    check(mdb_env_set_maxdbs(limit.env, TRACE_TABLES_MAX), "tables");
    check(mdb_env_open(limit.env, path, MDB_NOTLS, 0600), path);
    check(mdb_txn_begin(limit.env, NULL, 0, &limit.txn), "begin");
    for (uint32_t i = 0; i < limit.head.tables; i++) {
        const char *name = (const char *)limit.trace + sizeof limit.head + (size_t)i * TRACE_NAME;
        check(mdb_dbi_open(limit.txn, name, 0, &limit.tables[i]), name);
    }
    check(mdb_txn_commit(limit.txn), "commit");
    transaction_begin();
}

/* Zeros are written, so that later syncs have nothing to do but the data. */
static void journal_open_at(const char *dir)
{
    static const uint8_t zeros[JOURNAL_CHUNK];
    char path[512];
    uint64_t bytes = limit.head.records * JOURNAL_RECORD + JOURNAL_CHUNK;
    snprintf(path, sizeof path, "%s/limit.journal", dir);
    limit.journal = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (uint64_t at = 0; limit.journal >= 0 && at < bytes; at += sizeof zeros)
        if (pwrite(limit.journal, zeros, sizeof zeros, (off_t)at) != (ssize_t)sizeof zeros)
            stop(path, strerror(errno));
    if (limit.journal < 0 || fsync(limit.journal) != 0)
        stop(path, strerror(errno));
}

static void door_open_at(const char *dir)
{
    char endpoint[512];
    int high = 100000, linger = 0;
    snprintf(endpoint, sizeof endpoint, "ipc://%s/coopd.sock", dir);
    limit.router = zmq_socket(zmq_ctx_new(), ZMQ_ROUTER);
    if (!limit.router || zmq_setsockopt(limit.router, ZMQ_SNDHWM, &high, sizeof high) != 0 ||
        zmq_setsockopt(limit.router, ZMQ_RCVHWM, &high, sizeof high) != 0 ||
        zmq_setsockopt(limit.router, ZMQ_LINGER, &linger, sizeof linger) != 0 || zmq_bind(limit.router, endpoint) != 0)
        stop(endpoint, zmq_strerror(errno));
}

/* ---- one event */

static uint32_t sum32(const uint8_t *at, size_t len)
{
    uint64_t sum = 0, word;
    for (; len >= sizeof word; at += sizeof word, len -= sizeof word) {
        memcpy(&word, at, sizeof word);
        sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    }
    return (uint32_t)(sum >> 32);
}

static void row_write(void)
{
    struct trace_row row;
    memcpy(&row, limit.at, sizeof row);
    MDB_val key = {row.key_len, (void *)(limit.at + sizeof row)};
    MDB_val value = {row.value_len, (void *)(limit.at + sizeof row + row.key_len)};
    MDB_cursor *cursor = limit.cursors[row.table];
    if (row.change == TRACE_DELETE) {
        check(mdb_cursor_get(cursor, &key, &value, MDB_SET), "delete");
        check(mdb_cursor_del(cursor, 0), "delete");
    } else {
        check(mdb_cursor_put(cursor, &key, &value, row.change == TRACE_APPEND ? MDB_APPEND : 0), "put");
    }
    limit.at += sizeof row + row.key_len + row.value_len;
    limit.puts++;
}

/* The next record of the trace, with this body. */
static void record_write(const struct trace_record *r, const uint8_t *body)
{
    uint8_t *to = buffer_room(&limit.batch, r->record_len);
    memcpy(to, limit.at, r->head_len);
    memcpy(to + r->head_len, body, r->body_len);
    memset(to + r->head_len + r->body_len, 0, r->record_len - r->head_len - r->body_len);
    uint32_t sum = sum32(to + 8, r->record_len - 8);
    memcpy(to + 4, &sum, sizeof sum);
    limit.batch.len += r->record_len;
    limit.at += r->head_len + (r->own ? r->body_len : 0);
    for (uint32_t i = 0; i < r->rows; i++)
        row_write();
    limit.records++;
}

static bool record_next(struct trace_record *ret)
{
    if (limit.records == limit.head.records)
        return false;
    memcpy(ret, limit.at, sizeof *ret);
    return true;
}

static bool own_next(void)
{
    struct trace_record r;
    return record_next(&r) && r.own;
}

/* Writes what the daemon did by itself at this place. */
static void own_write(uint32_t most)
{
    struct trace_record r;
    for (uint32_t i = 0; i < most && record_next(&r) && r.own; i++) {
        limit.at += sizeof r;
        record_write(&r, limit.at + r.head_len);
    }
}

static void event_write(const uint8_t *body, size_t len)
{
    struct trace_record r;
    uint64_t i = limit.events++;
    if (i < limit.results && workload_resends(i)) {
        limit.repeated++;
        return;
    }
    own_write(UINT32_MAX);
    if (!record_next(&r) || r.body_len != len)
        stop("request", "is not the recorded one");
    limit.at += sizeof r;
    record_write(&r, body);
}

/* ---- requests */

/* End of the msgpack value at `at`: only the kinds that requests here are made of. */
static const uint8_t *value_end(const uint8_t *at)
{
    for (uint32_t left = 1; left > 0; left--) {
        uint8_t lead = *at++;
        if (lead < 0x80)
            continue;
        if (lead < 0x90)
            left += 2u * (lead & 0x0F);
        else if (lead < 0xA0)
            left += lead & 0x0F;
        else if (lead < 0xC0)
            at += lead & 0x1F;
        else if (lead >= 0xCC && lead <= 0xCF)
            at += 1 << (lead - 0xCC);
        else if (lead == 0xD9)
            at += 1 + *at;
        else
            stop("request", "holds an unexpected byte");
    }
    return at;
}

static uint64_t number_at(const uint8_t *at)
{
    uint64_t n = 0;
    if (*at < 0x80)
        return *at;
    for (int bytes = 1 << (*at - 0xCC); bytes > 0; bytes--)
        n = n << 8 | *++at;
    return n;
}

/* {"op", "producer", "id", "events"} in this order, as the producer writes them; or {"op": "status"}. */
static void request_take(struct letter *l, const uint8_t *at)
{
    l->status = *at == 0x81;
    if (l->status)
        return;
    at++;
    for (int i = 0; i < 5; i++)
        at = value_end(at);
    l->id = number_at(at);
    at = value_end(value_end(at)); /* and "events" */
    uint32_t count = *at & 0x0F;
    if (*at == 0xDC)
        count = (uint32_t)at[1] << 8 | at[2];
    at += *at == 0xDC ? 3 : 1;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *end = value_end(at);
        event_write(at, (size_t)(end - at));
        at = end;
    }
}

static bool frame_receive(zmq_msg_t *frame)
{
    if (zmq_msg_recv(frame, limit.router, ZMQ_DONTWAIT) >= 0)
        return true;
    if (errno != EAGAIN && errno != EINTR)
        stop("receive", zmq_strerror(errno));
    return false;
}

/* A batch is what has arrived. */
static void requests_take(void)
{
    zmq_msg_t frame;
    size_t bytes = 0;
    limit.letters_count = 0;
    zmq_msg_init(&frame);
    while (limit.letters_count < LETTERS_MAX && bytes < BATCH_BYTES && frame_receive(&frame)) {
        struct letter *l = &limit.letters[limit.letters_count++];
        l->peer_len = zmq_msg_size(&frame);
        memcpy(l->peer, zmq_msg_data(&frame), l->peer_len);
        if (!frame_receive(&frame))
            stop("receive", "half a message");
        bytes += zmq_msg_size(&frame);
        request_take(l, zmq_msg_data(&frame));
    }
    zmq_msg_close(&frame);
}

static void pair_put(struct buffer *out, const char *name, uint64_t value)
{
    codec_put_text(out, name);
    codec_put_integer(out, (int64_t)value);
}

static void status_put(struct buffer *out)
{
    codec_put_map(out, 6);
    pair_put(out, "seq", limit.records);
    pair_put(out, "repeated", limit.repeated);
    pair_put(out, "syncs", limit.syncs);
    pair_put(out, "checkpoints", limit.commits);
    pair_put(out, "checkpoint_longest_us", limit.commit_longest_us);
    codec_put_text(out, "work_waits");
    codec_put_flag(out, own_next());
}

/* One answer for each request, as coopd sends, but saying no more than which. */
static void answers_send(void)
{
    static struct buffer answer;
    for (size_t i = 0; i < limit.letters_count; i++) {
        const struct letter *l = &limit.letters[i];
        answer.len = 0;
        if (l->status) {
            status_put(&answer);
        } else {
            codec_put_map(&answer, 1);
            pair_put(&answer, "id", l->id);
        }
        if (zmq_send(limit.router, l->peer, l->peer_len, ZMQ_SNDMORE) < 0 ||
            zmq_send(limit.router, answer.at, answer.len, 0) < 0)
            stop("send", zmq_strerror(errno));
    }
}

/* ---- turns */

static void batch_sync(void)
{
    if (limit.batch.len == 0)
        return;
    if (pwrite(limit.journal, limit.batch.at, limit.batch.len, (off_t)limit.journal_at) != (ssize_t)limit.batch.len ||
        fdatasync(limit.journal) != 0)
        stop("journal", strerror(errno));
    limit.journal_at += limit.batch.len;
    limit.batch.len = 0;
    limit.syncs++;
    limit.last_event_ns = now_ns();
}

static void commit(void)
{
    int64_t begin_ns = now_ns();
    check(mdb_txn_commit(limit.txn), "commit");
    transaction_begin();
    uint64_t took_us = (uint64_t)(now_ns() - begin_ns) / 1000;
    if (took_us > limit.commit_longest_us)
        limit.commit_longest_us = took_us;
    limit.commits++;
    limit.committed = limit.records;
    limit.puts = 0;
}

static void wait_for_requests(void)
{
    int events = 0, fd = -1;
    size_t size = sizeof events, fd_size = sizeof fd;
    zmq_getsockopt(limit.router, ZMQ_EVENTS, &events, &size);
    if (events & ZMQ_POLLIN)
        return;
    zmq_getsockopt(limit.router, ZMQ_FD, &fd, &fd_size);
    struct pollfd wait = {fd, POLLIN, 0};
    poll(&wait, 1, 100);
    if (limit.records > limit.committed && now_ns() - limit.last_event_ns > QUIET_NS)
        commit();
}

static void on_signal(int number)
{
    (void)number;
    limit.stopping = 1;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        stop("usage", "limit DIR TRACE RESULTS");
    limit.results = strtoull(argv[3], NULL, 10);
    trace_open(argv[2]);
    state_open(argv[1]);
    journal_open_at(argv[1]);
    door_open_at(argv[1]);
    signal(SIGTERM, on_signal);
    while (!limit.stopping) {
        requests_take();
        if (limit.letters_count == 0)
            own_write(OWN_BATCH);
        bool idle = limit.letters_count == 0 && limit.batch.len == 0;
        batch_sync();
        answers_send();
        if (limit.records - limit.committed >= CHECKPOINT_EVENTS || limit.puts >= CHECKPOINT_PUTS)
            commit();
        if (idle)
            wait_for_requests();
    }
    commit();
    return limit.records == limit.head.records ? 0 : 1;
}
