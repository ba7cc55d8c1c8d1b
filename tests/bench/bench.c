/* bench - coopd through its socket, and beside it the least a program can do for the same requests; see README.md.
 *
 *   bench COOPD [--events N] [--members N] [--rounds N] [--keep]      the other programs stand beside this one */
#include "parts/figures.h"
#include "parts/place.h"
#include "parts/producer.h"
#include "parts/workload.h"

#include "../../daemon/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PHASE_WINDOW_1, PHASE_WINDOW_64, PHASE_SINGLE, PHASE_WINDOW_4096, PHASES };
enum { START_TIMEOUT_MS = 20000, QUIET_MS = 5000, TABLES_MAX = 64 };

static struct phase {
    uint64_t events;
    uint32_t window, per_request;
    struct requests requests;
} phases[PHASES] = {
    [PHASE_WINDOW_1] = {.events = 4000, .window = 1, .per_request = 1},
    [PHASE_WINDOW_64] = {.events = 10000, .window = 64, .per_request = 1},
    [PHASE_SINGLE] = {.events = 20000, .window = 4096, .per_request = 1},
    [PHASE_WINDOW_4096] = {.events = 100000, .window = 4096, .per_request = 64},
};

static struct {
    const char *coopd, *limit, *trace; /* programs */
    uint32_t members;
    unsigned rounds;
    bool keep;
    char place[PLACE_PATH], template[PLACE_PATH], run[PLACE_PATH], fold[PLACE_PATH], recorded[PLACE_PATH],
        endpoint[PLACE_PATH];
    struct workload workload;
    struct requests closings;
    struct store_table_digest tables[TABLES_MAX]; /* what coopd's first run left */
    size_t tables_count;
} bench = {.members = 100000, .rounds = 3};

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

static void expect(const char *what, uint64_t is, uint64_t should)
{
    if (is == should)
        return;
    fprintf(stderr, "bench: %s: %llu instead of %llu\n", what, (unsigned long long)is, (unsigned long long)should);
    exit(1);
}

/* ---- preparing */

static void clean_up(void)
{
    if (!bench.keep)
        place_remove(bench.place);
}

static void prepare(void)
{
    place_make("build", bench.place);
    atexit(clean_up);
    snprintf(bench.template, PLACE_PATH, "%.80s/template", bench.place);
    snprintf(bench.run, PLACE_PATH, "%.80s/run", bench.place);
    snprintf(bench.fold, PLACE_PATH, "%.80s/fold", bench.place);
    snprintf(bench.recorded, PLACE_PATH, "%.80s/recorded", bench.place);
    snprintf(bench.endpoint, PLACE_PATH, "ipc://%.80s/run/coopd.sock", bench.place);
    fprintf(stderr, "bench: %u members in %d units are set up in %s\n", bench.members, WORKLOAD_UNITS, bench.place);
    workload_set_up(&bench.workload, bench.template, bench.members);
    for (int i = 0; i < PHASES; i++)
        workload_results(&bench.workload, phases[i].events, phases[i].per_request, i == PHASE_WINDOW_4096,
                         &phases[i].requests);
    workload_closings(&bench.workload, &bench.closings);
}

/* ---- one run of one side */

static pid_t serve(enum side side)
{
    char dir[PLACE_PATH + 8], results[24];
    struct served_status status;
    place_copy(bench.template, bench.run);
    snprintf(dir, sizeof dir, "--dir=%s", bench.run);
    snprintf(results, sizeof results, "%llu", (unsigned long long)bench.workload.sent);
    pid_t pid = side == SIDE_COOPD
                    ? place_start((const char *const[]){bench.coopd, dir, NULL})
                    : place_start((const char *const[]){bench.limit, bench.run, bench.recorded, results, NULL});
    if (!producer_ask_status(bench.endpoint, START_TIMEOUT_MS, &status))
        stop("start", "no answer from the socket");
    return pid;
}

/* Both commit what is left after a moment of quiet, if anything is; so every phase begins with nothing put off. */
static void wait_for_checkpoint(const struct served_status *since)
{
    struct served_status now = *since;
    for (int waited_ms = 0; now.checkpoints == since->checkpoints && waited_ms < QUIET_MS; waited_ms += 20) {
        usleep(20000);
        if (!producer_ask_status(bench.endpoint, START_TIMEOUT_MS, &now))
            stop("quiet", "no answer");
    }
}

static void phase_check(enum side side, const struct phase *p, const struct job_result *r)
{
    uint64_t different = p->events - p->requests.resent;
    expect("journal records", r->status_after.seq - r->status_before.seq, different);
    expect("events known already", r->status_after.repeated - r->status_before.repeated, p->requests.resent);
    if (side == SIDE_LIMIT)
        return;
    expect("events answered as applied", r->applied, different);
    expect("events answered as repeated", r->repeated, p->requests.resent);
    expect("events answered otherwise", r->others, 0);
}

static void tables_read(struct store_table_digest *ret, size_t *ret_count)
{
    char error[ENGINE_ERROR_MAX] = "";
    struct datadir d;
    if (!datadir_open(bench.run, false, &d, error))
        stop(bench.run, error);
    struct store_config config = {.dir = d.state, .map_bytes = UINT64_C(64) << 30, .read_only = true};
    memcpy(config.id, d.id, sizeof config.id);
    struct store *s = store_open(&config, error);
    if (!s)
        stop(bench.run, error);
    for (*ret_count = 0; *ret_count < TABLES_MAX && store_table_digest(s, *ret_count, &ret[*ret_count]);)
        ++*ret_count;
    store_close(s);
    datadir_close(&d);
}

/* coopd's books must agree with what was sent; the bare program must have made the rows that coopd made. */
static void end_check(enum side side, bool first)
{
    struct store_table_digest tables[TABLES_MAX];
    size_t count;
    struct workload_totals totals;
    if (side == SIDE_COOPD) {
        workload_totals_read(bench.run, &totals);
        expect("result lines", totals.lines, bench.workload.results);
        expect("satang collected", (uint64_t)totals.collected_satang, (uint64_t)bench.workload.collected_satang);
        expect("satang settled", (uint64_t)totals.settled_satang, (uint64_t)bench.workload.collected_satang);
        expect("units settled", totals.units_settled, WORKLOAD_UNITS);
        if (first)
            tables_read(bench.tables, &bench.tables_count);
        return;
    }
    tables_read(tables, &count);
    expect("tables", count, bench.tables_count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tables[i].name, "_meta") == 0)
            continue; /* the journal position */
        expect(tables[i].name, tables[i].rows, bench.tables[i].rows);
        expect(tables[i].name, tables[i].digest, bench.tables[i].digest);
    }
}

static double batch_of(const struct job_result *r)
{
    uint64_t syncs = r->status_after.syncs - r->status_before.syncs;
    return syncs ? (double)(r->status_after.seq - r->status_before.seq) / (double)syncs : 0;
}

static double rate(const struct phase *p, const struct job_result *r)
{
    return (double)p->events * 1e9 / (double)(r->answered_ns - r->began_ns);
}

static double cpu_us(const struct phase *p, const struct job_result *r)
{
    return (double)(r->after.cpu_ns - r->before.cpu_ns) / 1e3 / (double)p->events;
}

static double written(const struct phase *p, const struct job_result *r)
{
    return (double)(r->after.write_bytes - r->before.write_bytes) / (double)p->events;
}

static double device(const struct phase *p, const struct job_result *r)
{
    return (double)(r->after.device_bytes - r->before.device_bytes) / (double)p->events;
}

static void run_note(enum side side, const struct job_result r[PHASES + 1], const struct served_status *end)
{
    const struct job_result *one = &r[PHASE_WINDOW_1], *main = &r[PHASE_WINDOW_4096], *closings = &r[PHASES];
    const struct phase *phase_one = &phases[PHASE_WINDOW_1], *phase_main = &phases[PHASE_WINDOW_4096];
    double batch_one = batch_of(one), batch = batch_of(main);
    int64_t settled_ns = main->answered_ns - main->began_ns + closings->done_ns - closings->began_ns;
    figure_add(FIGURE_throughput_window_4096, side, rate(phase_main, main), batch);
    figure_add(FIGURE_answer_p50_window_4096, side, main->p50_us, batch);
    figure_add(FIGURE_answer_p99_window_4096, side, main->p99_us, batch);
    figure_add(FIGURE_throughput_settled, side, (double)phase_main->events * 1e9 / (double)settled_ns, batch);
    figure_add(FIGURE_throughput_window_4096_single, side, rate(&phases[PHASE_SINGLE], &r[PHASE_SINGLE]),
               batch_of(&r[PHASE_SINGLE]));
    figure_add(FIGURE_throughput_window_64_single, side, rate(&phases[PHASE_WINDOW_64], &r[PHASE_WINDOW_64]),
               batch_of(&r[PHASE_WINDOW_64]));
    figure_add(FIGURE_throughput_window_1, side, rate(phase_one, one), batch_one);
    figure_add(FIGURE_answer_p50_window_1, side, one->p50_us, batch_one);
    figure_add(FIGURE_answer_p99_window_1, side, one->p99_us, batch_one);
    figure_add(FIGURE_checkpoint_longest, side, (double)end->checkpoint_longest_us, batch);
    figure_add(FIGURE_checkpoint_longest_window_4096, side, (double)main->status_after.checkpoint_longest_us, batch);
    figure_add(FIGURE_memory_anon, side, (double)main->after.anon_bytes, batch);
    figure_add(FIGURE_cpu_window_4096, side, cpu_us(phase_main, main), batch);
    figure_add(FIGURE_cpu_window_1, side, cpu_us(phase_one, one), batch_one);
    figure_add(FIGURE_written_window_4096, side, written(phase_main, main), batch);
    figure_add(FIGURE_device_window_4096, side, device(phase_main, main), batch);
    figure_add(FIGURE_device_window_1, side, device(phase_one, one), batch_one);
    fprintf(
        stderr,
        "bench: %-5s  window 4096: %7.0f/s  p50 %6.0f us  p99 %6.0f us  batch %5.0f  cpu %5.2f us  settled %6.0f/s  "
        "window 1: p50 %5.0f us  checkpoint %4.0f ms\n",
        side == SIDE_COOPD ? "coopd" : "limit", rate(phase_main, main), main->p50_us, main->p99_us, batch,
        cpu_us(phase_main, main), (double)phase_main->events * 1e9 / (double)settled_ns, one->p50_us,
        (double)end->checkpoint_longest_us / 1000);
}

static void run(enum side side, bool first)
{
    static struct job_result results[PHASES + 1];
    struct served_status end;
    struct server server = {.endpoint = bench.endpoint, .dir = bench.run, .pid = serve(side)};
    for (int i = 0; i < PHASES; i++) {
        const struct job jobs[] = {{.requests = &phases[i].requests, .window = phases[i].window},
                                   {.requests = &bench.closings, .window = WORKLOAD_UNITS, .until_done = true}};
        bool last = i == PHASES - 1;
        producer_run(&server, jobs, last ? 2 : 1, &results[i]);
        phase_check(side, &phases[i], &results[i]);
        wait_for_checkpoint(&results[last ? PHASES : i].status_after);
    }
    if (side == SIDE_COOPD)
        expect("files closed", results[PHASES].applied, WORKLOAD_UNITS);
    if (!producer_ask_status(bench.endpoint, START_TIMEOUT_MS, &end))
        stop("status", "no answer");
    place_stop(server.pid, side == SIDE_COOPD ? "coopd" : "limit");
    end_check(side, first);
    run_note(side, results, &end);
}

/* The first run's journal, folded onto the state it began with, tells the bare program what to write. */
static void record(void)
{
    place_copy(bench.template, bench.fold);
    place_run((const char *const[]){bench.trace, bench.fold, bench.run, bench.recorded, NULL});
    place_remove(bench.fold);
}

/* ---- the disk alone */

static void measure_disk(void)
{
    struct place_syncs lone, batch;
    double events = figure_batch(FIGURE_throughput_window_4096, SIDE_COOPD);
    double bytes = (double)phases[PHASE_WINDOW_1].requests.bytes.len / (double)phases[PHASE_WINDOW_1].events;
    size_t record = (size_t)(bytes + JOURNAL_RECORD_EXTRA) / 8 * 8;
    place_measure_syncs(bench.place, record, &lone);
    place_measure_syncs(bench.place, (size_t)(events * (double)record), &batch);
    figure_alone("disk_p50_record", "us", lone.p50_us, 1);
    figure_alone("disk_syncs_record", "syncs/s", lone.per_second, 1);
    figure_alone("disk_p50_batch", "us", batch.p50_us, events);
    figure_alone("disk_syncs_batch", "syncs/s", batch.per_second, events);
    figure_alone("disk_events_batch", "events/s", batch.per_second * events, events);
}

/* ---- the command line */

static uint64_t number_of(const char *option, const char *text, uint64_t most)
{
    char *end = NULL;
    unsigned long long n = text ? strtoull(text, &end, 10) : 0;
    if (!text || end == text || *end || n == 0 || n > most)
        stop(option, "needs a number that is not too large");
    return n;
}

static char *beside(const char *self, const char *name)
{
    const char *slash = strrchr(self, '/');
    size_t len = slash ? (size_t)(slash - self) + 1 : 0;
    char *path = calloc(1, len + strlen(name) + 1);
    if (!path)
        abort();
    memcpy(path, self, len);
    memcpy(path + len, name, strlen(name));
    return path;
}

static void options_read(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--events") == 0)
            phases[PHASE_WINDOW_4096].events = number_of(argv[i], argv[i + 1], 10000000), i++;
        else if (strcmp(argv[i], "--members") == 0)
            bench.members = (uint32_t)number_of(argv[i], argv[i + 1], 900000), i++;
        else if (strcmp(argv[i], "--rounds") == 0)
            bench.rounds = (unsigned)number_of(argv[i], argv[i + 1], FIGURES_ROUNDS_MAX), i++;
        else if (strcmp(argv[i], "--keep") == 0)
            bench.keep = true;
        else
            stop(argv[i], "is no option; give --events N, --members N, --rounds N or --keep");
    }
}

int main(int argc, char **argv)
{
    if (argc < 2)
        stop("usage", "bench COOPD [--events N] [--members N] [--rounds N] [--keep]");
    bench.coopd = argv[1];
    bench.limit = beside(argv[0], "limit");
    bench.trace = beside(argv[0], "trace");
    options_read(argc, argv);
    prepare();
    for (unsigned round = 0; round < bench.rounds; round++) {
        run(SIDE_COOPD, round == 0);
        if (round == 0)
            record();
        run(SIDE_LIMIT, false);
    }
    measure_disk();
    figures_print();
    return 0;
}
