/* day - the close of a business day over 330,000 loans, what it keeps waiting meanwhile, and how long the screening of
 * an application takes; see README.md.
 *
 *   day COOPD [--members N] [--keep] */
#include "parts/figures.h"
#include "parts/place.h"
#include "parts/producer.h"
#include "parts/workload.h"

#include "../../daemon/engine.h"
#include "../../handlers/state/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MEMBERS = 388400, /* of whom 85 % have a loan: 330,000 */
    PER_REQUEST = 64,
    WINDOW = 4096,
    START_TIMEOUT_MS = 60000,
    SCREENED = 5000,
    LONE = 40000, /* requests of the lone client, more than a close takes; those behind its end do not count */
    SYNC_BYTES = 4096,
};

static struct {
    const char *coopd;
    uint32_t members;
    bool keep;
    char place[PLACE_PATH], template[PLACE_PATH], run[PLACE_PATH], endpoint[PLACE_PATH];
    struct workload workload;
    struct requests results, closings;
    struct place_syncs disk;
} bench = {.members = MEMBERS};

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

static void clean_up(void)
{
    if (!bench.keep)
        place_remove(bench.place);
}

/* ---- screening, in this process, over the daemon's store */

static void application_encode(uint32_t i, struct buffer *out)
{
    struct event e = {.desc = schema_event(EVENT_loan_application_filed),
                      .envelope = {.effective_date = value_day(2024, 1, 22)}};
    struct loan_application_filed *f = &e.body.loan_application_filed;
    snprintf(e.envelope.type, sizeof e.envelope.type, "%s", e.desc->name);
    snprintf(e.envelope.key, sizeof e.envelope.key, "screen/%u", i);
    snprintf(f->application_no, sizeof f->application_no, "B-2567-%06u", i);
    snprintf(f->member_no, sizeof f->member_no, "%06llu", (i * 7919ULL) % bench.members + 1);
    snprintf(f->product, sizeof f->product, "ordinary");
    f->amount_satang = 10000000 + i * 1000;
    f->instalments = 60 + i % 60;
    f->method = i % 2 ? loan_method_equal_principal : loan_method_equal_total;
    f->purpose = 3;
    codec_encode_event(&e, out);
}

static void measure_screening(void)
{
    static struct answer answer;
    char error[ENGINE_ERROR_MAX] = "";
    struct engine_config config = {
        .map_bytes = UINT64_C(64) << 30, .segment_bytes = UINT64_C(64) << 20, .checkpoint_events = 65536};
    struct datadir d;
    int64_t took_ns = 0;
    if (!datadir_open(bench.template, true, &d, error))
        stop(bench.template, error);
    struct engine *e = engine_open(&d, &config, error);
    if (!e)
        stop(bench.template, error);
    for (int pass = 0; pass < 2; pass++) { /* the first brings the pages in from the disk */
        engine_rehearse_begin(e);          /* nothing of it stays */
        took_ns = 0;
        for (uint32_t i = 0; i < SCREENED; i++) {
            struct buffer bytes = {0};
            application_encode(i, &bytes);
            int64_t began_ns = producer_now_ns();
            engine_submit(e, "loans", buffer_bytes(&bytes), WORKLOAD_NOW_MS, &answer);
            took_ns += producer_now_ns() - began_ns;
            if (answer.status != STATUS_APPLIED)
                stop("screening", refusal_name(answer.refusal.code));
            buffer_free(&bytes);
        }
        engine_rehearse_end(e);
    }
    engine_close(e);
    datadir_close(&d);
    figure_alone("screen", "us", (double)took_ns / 1000.0 / SCREENED, 1);
}

/* ---- closing days */

static void request_add(struct requests *r, const char *producer, struct event *e, const char *key)
{
    struct request_span *span = &r->spans[r->count];
    *span = (struct request_span){.at = r->bytes.len, .events = 1};
    snprintf(e->envelope.type, sizeof e->envelope.type, "%s", e->desc->name);
    snprintf(e->envelope.key, sizeof e->envelope.key, "%s/%zu", key, r->count);
    codec_put_map(&r->bytes, 4);
    codec_put_text(&r->bytes, "op");
    codec_put_text(&r->bytes, "submit");
    codec_put_text(&r->bytes, "producer");
    codec_put_text(&r->bytes, producer);
    codec_put_text(&r->bytes, "id");
    codec_put_integer(&r->bytes, (int64_t)++r->count);
    codec_put_text(&r->bytes, "events");
    codec_put_array(&r->bytes, 1);
    codec_encode_event(e, &r->bytes);
    span->len = (uint32_t)(r->bytes.len - span->at);
    r->events++;
}

static struct requests closing_of(int32_t day)
{
    struct requests r = {.spans = calloc(2, sizeof *r.spans)};
    struct event e = {.desc = schema_event(EVENT_clock_day_closed), .envelope = {.effective_date = day}};
    char key[32];
    if (!r.spans)
        abort();
    e.body.clock_day_closed.date = day;
    snprintf(key, sizeof key, "day/%d", day);
    request_add(&r, "clock", &e, key);
    return r;
}

/* The lone client: by turns an acknowledgement and a line of a file that comes late; neither must wait for the day. */
static struct requests lone_client(int32_t day)
{
    struct requests r = {.spans = calloc(LONE + 1, sizeof *r.spans)};
    char key[32];
    uint32_t before = day % 2 ? LONE : 0;
    if (!r.spans)
        abort();
    snprintf(key, sizeof key, "lone/%d", day);
    for (uint32_t i = 0; i < LONE; i++) {
        struct event line = {.desc = schema_event(EVENT_payroll_deduction_result),
                             .envelope = {.effective_date = value_day(2024, 2, 6)}};
        struct event seen = {.desc = schema_event(EVENT_consumer_acknowledged),
                             .envelope = {.effective_date = value_day(2024, 2, 6)}};
        struct payroll_deduction_result *l = &line.body.payroll_deduction_result;
        workload_unit_code(0, l->unit_code);
        snprintf(l->file_ref, sizeof l->file_ref, "late");
        snprintf(l->member_no, sizeof l->member_no, "late%u", before + i);
        l->period = value_period(2024, 1);
        l->line_no = before + i + 1;
        l->collected_satang = 100;
        snprintf(seen.body.consumer_acknowledged.consumer, 24, "ledger");
        seen.body.consumer_acknowledged.position = before + i + 1;
        request_add(&r, i % 2 ? "payroll" : "ledger", i % 2 ? &line : &seen, key);
    }
    return r;
}

/* A pay slip, which must wait for the day. */
static struct requests waiting_client(int32_t day)
{
    struct requests r = {.spans = calloc(2, sizeof *r.spans)};
    char key[32];
    struct event slip = {.desc = schema_event(EVENT_member_income_reported),
                         .envelope = {.effective_date = value_day(2024, 2, 6)}};
    if (!r.spans)
        abort();
    snprintf(slip.body.member_income_reported.member_no, 12, "%06u", 1);
    slip.body.member_income_reported.income_satang = 6000000;
    snprintf(key, sizeof key, "slip/%d", day);
    request_add(&r, "registry", &slip, key);
    return r;
}

struct closed {
    double seconds, hold_ms, wait_ms, batch;
    uint64_t answers;
};

static double batch_of(const struct job_result *r)
{
    uint64_t syncs = r->status_after.syncs - r->status_before.syncs;
    return syncs ? (double)(r->status_after.seq - r->status_before.seq) / (double)syncs : 0;
}

/* Closes a day while the lone client sends until no work waits. */
static struct closed close_day(const struct server *server, int32_t day)
{
    static struct job_result r;
    struct requests closing = closing_of(day), lone = lone_client(day), waiting = waiting_client(day);
    const struct job job = {
        .requests = &closing, .window = 1, .until_done = true, .beside = &lone, .waiting = &waiting};
    producer_run(server, &job, 1, &r);
    if (r.applied != 1)
        stop("clock.day_closed", "was not applied");
    struct closed ret = {.seconds = (double)(r.done_ns - r.began_ns) / 1e9,
                         .hold_ms = r.longest_us / 1000,
                         .wait_ms = r.waited_us / 1000,
                         .batch = batch_of(&r),
                         .answers = r.beside};
    requests_free(&closing);
    requests_free(&lone);
    requests_free(&waiting);
    return ret;
}

static void closed_tell(const char *what, const struct closed *c)
{
    fprintf(stderr,
            "bench: %s: closed in %.2f s, longest answer meanwhile %.1f ms, of %llu; who must wait waited %.0f ms\n",
            what, c->seconds, c->hold_ms, (unsigned long long)c->answers, c->wait_ms);
}

static void closed_note(bool paid, const struct closed *c)
{
    figure_alone(paid ? "day_close_330k" : "day_close_330k_all_missed", "s", c->seconds, c->batch);
    figure_limited(paid ? "day_close_hold" : "day_close_hold_all_missed", "ms", c->hold_ms, bench.disk.p50_us / 1000,
                   c->batch);
    figure_alone(paid ? "day_close_wait" : "day_close_wait_all_missed", "ms", c->wait_ms, c->batch);
}

static uint64_t loans_count(void)
{
    struct store_table_digest t = {.name = ""};
    char error[ENGINE_ERROR_MAX] = "";
    struct datadir d;
    if (!datadir_open(bench.run, false, &d, error))
        stop(bench.run, error);
    struct store_config config = {.dir = d.state, .map_bytes = UINT64_C(64) << 30, .read_only = true};
    memcpy(config.id, d.id, sizeof config.id);
    struct store *s = store_open(&config, error);
    if (!s)
        stop(bench.run, error);
    for (size_t i = 0; store_table_digest(s, i, &t) && strcmp(t.name, "loan") != 0;)
        i++;
    store_close(s);
    datadir_close(&d);
    return t.rows;
}

/* `paid`: every unit's file has come, 3 % of the members are short; otherwise no unit has sent anything. */
static void run(bool paid)
{
    static struct job_result results[2];
    struct served_status status;
    char dir[PLACE_PATH + 8];
    place_copy(bench.template, bench.run);
    snprintf(dir, sizeof dir, "--dir=%s", bench.run);
    pid_t pid = place_start((const char *const[]){bench.coopd, dir, NULL});
    struct server server = {.endpoint = bench.endpoint, .dir = bench.run, .pid = pid};
    if (!producer_ask_status(bench.endpoint, START_TIMEOUT_MS, &status))
        stop("start", "no answer from the socket");
    if (paid) {
        const struct job jobs[] = {{.requests = &bench.results, .window = WINDOW},
                                   {.requests = &bench.closings, .window = WORKLOAD_UNITS, .until_done = true}};
        producer_run(&server, jobs, 2, results);
    }
    struct closed few = close_day(&server, value_day(2024, 2, 4)), all = close_day(&server, value_day(2024, 2, 5));
    if (paid) {
        closed_tell("a day on which nothing is due", &few);
        closed_tell("the cut-off day, 3 % missed", &all);
        figure_alone("day_close_ordinary", "s", few.seconds, few.batch);
        closed_note(true, &all);
    } else {
        closed_tell("the cut-off day, nothing came", &all);
        closed_note(false, &all);
    }
    place_stop(pid, "coopd");
    fprintf(stderr, "bench: %llu loans\n", (unsigned long long)loans_count());
}

static void options_read(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--members") == 0 && argv[i + 1])
            bench.members = (uint32_t)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--keep") == 0)
            bench.keep = true;
        else
            stop(argv[i], "is no option; give --members N or --keep");
    }
    if (bench.members < 1 || bench.members > 900000)
        stop("--members", "needs a number from 1 to 900000");
}

int main(int argc, char **argv)
{
    if (argc < 2)
        stop("usage", "day COOPD [--members N] [--keep]");
    bench.coopd = argv[1];
    options_read(argc, argv);
    place_make("build", bench.place);
    atexit(clean_up);
    snprintf(bench.template, PLACE_PATH, "%.80s/template", bench.place);
    snprintf(bench.run, PLACE_PATH, "%.80s/run", bench.place);
    snprintf(bench.endpoint, PLACE_PATH, "ipc://%.80s/run/coopd.sock", bench.place);
    fprintf(stderr, "bench: %u members are set up in %s\n", bench.members, bench.place);
    workload_set_up(&bench.workload, bench.template, bench.members);
    workload_results(&bench.workload, bench.members, PER_REQUEST, true, &bench.results);
    workload_closings(&bench.workload, &bench.closings);
    place_measure_syncs(bench.place, SYNC_BYTES, &bench.disk);
    measure_screening();
    run(true);
    run(false);
    figures_print();
    return 0;
}
