/* Replay equals live, on the real engine: a random stream of events with restarts, some without a checkpoint (as after
 * a crash), some envelopes and dry runs; in the end the journal is folded into an empty store and every table's digest
 * must be equal. Usage: any_order_engine SEED EVENTS [DUMP_FILE] */
#include "../../daemon/digest.h"
#include "../../daemon/engine.h"
#include "../support/stream.h"
#include "../support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char error[ENGINE_ERROR_MAX];
static struct datadir dir;
static const struct engine_config config = {
    .map_bytes = 256 << 20, .segment_bytes = 16 << 20, .checkpoint_events = 300};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    printf("# %s: %s\nnot ok - replay equals live\n", what, error);
    exit(1);
}

static struct engine *restart(struct engine *e)
{
    engine_close(e);
    e = engine_open(&dir, &config, error);
    must(e != NULL, "open");
    return e;
}

/* Some moment after the dates of the stream. */
static const int64_t NOW_MS = INT64_C(1767225600000);

/* A rehearsal and a spoiled envelope of the same event must leave no trace. */
static void shadow(struct engine *e, struct bytes event, uint64_t dice)
{
    static struct answer a;
    uint64_t seq = engine_seq(e), last = engine_last_position(e);
    if (dice % 3 == 0) {
        engine_rehearse_begin(e);
        engine_submit(e, "stream", event, NOW_MS, &a);
        engine_rehearse_end(e);
    } else {
        engine_group_begin(e);
        engine_submit(e, "stream", event, NOW_MS, &a);
        engine_group_end(e, false);
    }
    must(engine_last_position(e) == last && engine_seq(e) == seq, "a rehearsal left a trace");
}

static void event_play(struct engine *e, const struct event *event, uint64_t dice)
{
    static struct answer a;
    struct buffer bytes = {0};
    codec_encode_event(event, &bytes);
    if (dice % 7 == 0)
        shadow(e, buffer_bytes(&bytes), dice);
    engine_submit(e, "stream", buffer_bytes(&bytes), NOW_MS + (int64_t)(dice % 1000), &a);
    while (engine_work(e, NOW_MS))
        ;
    must(engine_make_durable(e), "sync");
    buffer_free(&bytes);
}

static void digests_compare(struct store *live, struct store *again)
{
    struct store_table_digest a, b;
    for (size_t i = 0; store_table_digest(live, i, &a) && store_table_digest(again, i, &b); i++) {
        if (a.rows != b.rows || a.digest != b.digest) {
            snprintf(error, sizeof error, "table %s differs: %llu and %llu rows", a.name, (unsigned long long)a.rows,
                     (unsigned long long)b.rows);
            must(false, "verify");
        }
    }
}

static void replay(struct engine *e)
{
    char path[400];
    struct journal_config jc = {.dir = dir.journal, .segment_bytes = config.segment_bytes, .read_only = true};
    struct store_config sc = {.dir = path, .map_bytes = config.map_bytes};
    uint8_t zero[JOURNAL_HASH] = {0};
    snprintf(path, sizeof path, "%.300s/again", dir.path);
    memcpy(jc.store_id, dir.id, sizeof jc.store_id);
    memcpy(sc.id, dir.id, sizeof sc.id);
    must(mkdir(path, 0700) == 0 && store_create(&sc, error), "scratch store");
    struct store *again = store_open(&sc, error);
    struct journal *j = journal_open(&jc, error);
    must(again && j, "open scratch");
    struct fold f = {.store = again};
    bool ok = journal_read_after(j, 0, zero, fold_record, &f, error);
    if (f.error[0])
        memcpy(error, f.error, sizeof error);
    must(ok && !f.error[0], "fold");
    struct store_position reached = {.seq = f.seq};
    memcpy(reached.hash, f.hash, sizeof reached.hash);
    must(store_checkpoint(again, &reached) && engine_checkpoint(e), "checkpoint");
    digests_compare(engine_store(e), again);
    journal_close(j);
    store_close(again);
}

static void dump_write(struct engine *e, const char *path)
{
    struct buffer text = {0};
    FILE *f = fopen(path, "we");
    stream_dump(store_txn(engine_store(e)), &text);
    must(f && fwrite(text.at, 1, text.len, f) == text.len && fclose(f) == 0, path);
    buffer_free(&text);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 64;
    char path[300];
    uint64_t events = strtoull(argv[2], NULL, 10);
    struct stream s = stream_new(strtoull(argv[1], NULL, 10));
    static struct event e;
    digest_init();
    snprintf(path, sizeof path, "%s/store", test_directory());
    must(datadir_create(path, "property", config.segment_bytes, error) && datadir_open(path, true, &dir, error),
         "init");
    struct engine *engine = restart(NULL);
    uint64_t dice = s.state;
    for (uint64_t i = 0; i < events; i++) {
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        stream_next(&s, store_txn(engine_store(engine)), &e);
        event_play(engine, &e, dice >> 33);
        if (engine_checkpoint_due(engine))
            must(engine_checkpoint(engine), "checkpoint");
        if ((dice >> 33) % 400 == 0)
            engine = restart(engine);
    }
    engine = restart(engine);
    if (argc > 3)
        dump_write(engine, argv[3]);
    replay(engine);
    printf("ok - replay equals live: seed %s, %llu records, %llu follow-ups\n", argv[1],
           (unsigned long long)engine_seq(engine), (unsigned long long)engine_last_position(engine));
    engine_close(engine);
    datadir_close(&dir);
    return 0;
}
