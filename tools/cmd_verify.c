/* coopctl verify: is the state what the journal says? A second store is folded from the journal and compared, table by
 * table and follow-up by follow-up. It may run beside the daemon, which it does not disturb: the state's digests are
 * taken from its last checkpoint first, then the journal is read. */
#include "arguments.h"
#include "ask.h"
#include "refold.h"
#include "stopping.h"
#include "table.h"
#include "verified.h"
#include "words.h"

#include "../daemon/digest.h"
#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>

struct verify {
    const struct verify_options *options;
    struct datadir dir;
    char scratch[REFOLD_SCRATCH_MAX];
    struct store_position checkpoint;
    struct refold_digests live, folded;
    struct refold refold;
    uint64_t live_seq, live_last; /* of the running daemon, if asked */
    unsigned differences;
    char where[24]; /* the first of them */
    bool finished;
};

static int fail(const char *error)
{
    words_complain("%s", "%s", error);
    return EXIT_REJECTED;
}

/* ---- the state as it is */

static int live_read(struct verify *v)
{
    char error[STORE_ERROR_MAX] = "";
    struct store_config c = {.dir = v->dir.state, .map_bytes = REFOLD_MAP_BYTES, .read_only = true};
    memcpy(c.id, v->dir.id, sizeof c.id);
    struct store *s = store_open(&c, error);
    if (!s)
        return fail(error);
    v->checkpoint = store_position(s);
    refold_digest(s, &v->live);
    store_close(s); /* a reader that stays makes the daemon's file grow */
    return 0;
}

/* The daemon that serves the directory, unless another socket is named. */
static int daemon_open(const struct verify *v, struct ask *ret)
{
    struct arguments given = v->options->given;
    if (!given.socket && !given.dir)
        given.dir = v->dir.path;
    return ask_open(&given, ret);
}

static int daemon_ask(struct verify *v)
{
    struct bytes answer;
    struct ask a;
    int status = daemon_open(v, &a);
    if (status != 0)
        return status;
    status = ask(&a, &(struct request){.op = "status"}, &answer);
    if (status == 0) {
        v->live_seq = (uint64_t)reply_integer(answer, "seq");
        v->live_last = (uint64_t)reply_integer(answer, "last");
    }
    ask_close(&a);
    return status;
}

/* ---- comparing */

static void differs(struct verify *v, const char *where)
{
    if (v->differences++ == 0)
        value_code_set(v->where, sizeof v->where, where);
}

static bool same(const struct store_table_digest *a, const struct store_table_digest *b)
{
    return strcmp(a->name, b->name) == 0 && a->rows == b->rows && a->digest == b->digest;
}

static void tables_compare(struct verify *v)
{
    for (size_t i = 0; i < v->live.count; i++)
        if (!same(&v->live.tables[i], &v->folded.tables[i])) {
            differs(v, v->live.tables[i].name);
            words_complain("table %s differs: %llu rows in the state, %llu folded from the journal",
                           "ตาราง %s ต่างกัน: ในสถานะ %llu แถว คำนวณใหม่ได้ %llu แถว", v->live.tables[i].name,
                           (unsigned long long)v->live.tables[i].rows, (unsigned long long)v->folded.tables[i].rows);
        }
}

/* Which follow-up is the first that differs. */
static void followups_compare(struct verify *v)
{
    static struct store_followup a, b;
    char error[STORE_ERROR_MAX] = "";
    struct store_config c = {.dir = v->dir.state, .map_bytes = REFOLD_MAP_BYTES, .read_only = true};
    memcpy(c.id, v->dir.id, sizeof c.id);
    struct store *live = store_open(&c, error);
    for (uint64_t at = 1; live; at++) {
        bool here = store_followup(live, at, &a), there = store_followup(v->refold.store, at, &b);
        if (!here && !there)
            break;
        if (here != there || a.id != b.id || a.seq != b.seq || a.effective_date != b.effective_date ||
            memcmp(&a.cause, &b.cause, sizeof a.cause) != 0 ||
            memcmp(&a.body, &b.body, schema_event((uint16_t)b.id)->size) != 0) {
            words_complain("the first follow-up that differs is %llu", "เหตุการณ์สืบเนื่องแรกที่ต่างคือลำดับ %llu",
                           (unsigned long long)at);
            break;
        }
    }
    store_close(live);
}

/* Debits and credits of all accounts, as folded. */
static void ledger_check(struct verify *v)
{
    struct ledger_key key = {0};
    struct ledger row;
    int64_t debit_satang = 0, credit_satang = 0;
    char debit[VALUE_TEXT_MAX], credit[VALUE_TEXT_MAX];
    struct txn *t = store_txn(v->refold.store);
    for (bool more = ledger_seek(t, &key, false, &row); more; more = ledger_seek(t, &key, true, &row)) {
        debit_satang += row.debit_satang;
        credit_satang += row.credit_satang;
    }
    if (debit_satang == credit_satang)
        return;
    differs(v, "ledger");
    value_baht_print(debit_satang, debit);
    value_baht_print(credit_satang, credit);
    words_complain("the ledger is not balanced: debits %s, credits %s", "บัญชีไม่ดุล: เดบิต %s เครดิต %s", debit, credit);
}

static void daemon_compare(struct verify *v)
{
    uint64_t last = txn_last_position(store_txn(v->refold.store));
    if (v->refold.fold.seq >= v->live_seq && last >= v->live_last)
        return;
    differs(v, "journal");
    words_complain(
        "the daemon has answered for record %llu and follow-up %llu, but the journal gives only %llu and %llu",
        "coopd ตอบรับถึงรายการ %llu และเหตุการณ์สืบเนื่อง %llu แต่สมุดรายวันมีเพียง %llu และ %llu", (unsigned long long)v->live_seq,
        (unsigned long long)v->live_last, (unsigned long long)v->refold.fold.seq, (unsigned long long)last);
}

/* ---- the result */

static void table_print(const struct verify *v)
{
    struct table_page t;
    char digest[20];
    table_begin(&t, 4);
    table_align_right(&t, 1);
    table_cell(&t, "table");
    table_cell(&t, "rows");
    table_cell(&t, "digest");
    table_cell(&t, "verify");
    for (size_t i = 0; i < v->live.count; i++) {
        const struct store_table_digest *d = &v->live.tables[i];
        bool equal = same(d, &v->folded.tables[i]);
        if (d->rows == 0 && equal)
            continue;
        snprintf(digest, sizeof digest, "%016llx", (unsigned long long)d->digest);
        table_cell(&t, d->name);
        table_cell_number(&t, (int64_t)d->rows);
        table_cell(&t, digest);
        table_cell(&t, equal ? "equal" : "differs");
    }
    table_end(&t, stdout);
}

static void json_print(const struct verify *v)
{
    printf("{\"verify\":\"%s\",\"seq\":%llu,\"checkpoint\":%llu,\"followups\":%llu,\"tables\":[",
           v->differences ? "differs" : "equal", (unsigned long long)v->refold.fold.seq,
           (unsigned long long)v->checkpoint.seq, (unsigned long long)txn_last_position(store_txn(v->refold.store)));
    for (size_t i = 0; i < v->live.count; i++) {
        const struct store_table_digest *d = &v->live.tables[i];
        printf("%s{\"table\":\"%s\",\"rows\":%llu,\"digest\":\"%016llx\",\"equal\":%s}", i ? "," : "", d->name,
               (unsigned long long)d->rows, (unsigned long long)d->digest,
               same(d, &v->folded.tables[i]) ? "true" : "false");
    }
    puts("]}");
}

static int daemon_tell(const struct verify *v)
{
    struct verified what = {.seq = v->refold.fold.seq, .differences = v->differences, .where = v->where};
    struct ask a;
    int status = daemon_open(v, &a);
    if (status != 0)
        return status;
    status = verified_tell(&a, &what);
    ask_close(&a);
    return status;
}

static int result(struct verify *v)
{
    if (v->checkpoint.seq < v->refold.fold.seq)
        words_note(
            "Tables are compared at the last checkpoint, record %llu; of what came behind it, every event's effects.",
            "เทียบตาราง ณ จุดบันทึกล่าสุด รายการ %llu หลังจากนั้นเทียบผลของทุกเหตุการณ์", (unsigned long long)v->checkpoint.seq);
    if (v->options->given.json) {
        json_print(v);
    } else {
        table_print(v);
        printf("verify %s seq %llu\n", v->differences ? "differs" : "equal", (unsigned long long)v->refold.fold.seq);
    }
    return v->differences ? EXIT_REJECTED : EXIT_DONE;
}

/* What the journal says of itself does not hold, unless it was the scratch store that failed or somebody who stopped
 * it. */
static int fold_failed(struct verify *v)
{
    if (!stopping() && (!v->refold.store || !store_failure(v->refold.store)))
        differs(v, "journal");
    return fail(v->refold.error);
}

/* Up to the checkpoint everything is compared; beyond it stand only events, whose effects the fold compares one by one.
 */
static int fold_and_compare(struct verify *v)
{
    const char *what = words_pick("folding", "คำนวณใหม่");
    bool begun = refold_begin(&v->refold, &v->dir, v->scratch, stopping_watch());
    if (!begun && v->refold.journal)
        return fail(v->refold.error); /* no room for the scratch store */
    if (!begun || !refold_to(&v->refold, v->checkpoint.seq, what))
        return fold_failed(v);
    refold_digest(v->refold.store, &v->folded);
    tables_compare(v);
    if (v->differences > 0)
        followups_compare(v);
    if (!refold_to(&v->refold, v->refold.head, what))
        return fold_failed(v);
    ledger_check(v);
    daemon_compare(v);
    v->finished = true;
    return result(v);
}

int cmd_verify(const struct verify_options *o)
{
    static struct verify v; /* too large for the stack */
    char error[DATADIR_ERROR_MAX] = "";
    int told = 0;
    const char *dir = o->given.operands_count ? o->given.operands[0] : o->given.dir;
    if (!dir || o->given.operands_count > 1)
        return arguments_wrong("verify", "name one data directory", "ระบุไดเรกทอรีข้อมูลหนึ่งแห่ง");
    v.options = o;
    digest_init();
    if (!datadir_open(dir, false, &v.dir, error)) {
        words_complain("%s", "%s", error);
        return EXIT_CONFIG;
    }
    int status = o->live_socket ? daemon_ask(&v) : 0;
    status = status ? status : live_read(&v);
    status = status ? status : refold_scratch(&v.dir, v.scratch);
    if (status == 0) {
        stopping_watch();
        status = fold_and_compare(&v);
        refold_end(&v.refold);
        refold_remove(v.scratch);
        if (o->tell && (v.finished || v.differences > 0))
            told = daemon_tell(&v);
    }
    datadir_close(&v.dir);
    return status ? status : told;
}
