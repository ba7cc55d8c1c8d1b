/* month - one payroll month of a whole cooperative, from the bills to the cut-off day and past it; see README.md.
 *
 *   month COOPD [--profile S|M|L] [--keep] */
#include "play/commands.h"
#include "play/books.h"
#include "parts/figures.h"
#include "parts/place.h"
#include "parts/producer.h"

#include "../../tools/generate_society.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SEED = 2567,
    START_TIMEOUT_MS = 60000,
    POLL_US = 2000,
    QUIET_MS = 3000,
    QUIET_STEP_MS = 20,
    PATH = PLACE_PATH + 40
};

/* LMDB keeps the pages of its largest transaction for the next one; 131,071 of 4 KiB are the most that one can hold.
 * That is a constant, whatever the month. */
#define ANON_GROWTH_MAX (UINT64_C(131071) * 4096)

enum phase { PHASE_bill, PHASE_import, PHASE_settle, PHASE_days, PHASES };
static const char *const phase_names[PHASES] = {"bill", "import", "settle", "days"};

static struct {
    const char *coopd, *profile;
    bool keep;
    char place[PLACE_PATH], store[PATH], files[PATH], log[PATH], endpoint[PATH];
    struct commands commands;
    struct server server;
    double took_s[PHASES], setup_s;
    uint64_t anon_most;
    struct imports imports;
} bench = {.profile = "L"};

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

static double now_s(void)
{
    return (double)producer_now_ns() / 1e9;
}

static struct served_status status(void)
{
    struct served_status s;
    if (!producer_ask_status(bench.endpoint, START_TIMEOUT_MS, &s))
        stop("status", "no answer");
    return s;
}

static void wait_for_work(void)
{
    while (status().work_waits)
        usleep(POLL_US);
}

/* The state is committed after a moment of quiet, if anything is left to commit. */
static void wait_for_checkpoint(void)
{
    uint64_t before = status().checkpoints;
    for (int waited_ms = 0; waited_ms < QUIET_MS && status().checkpoints == before; waited_ms += QUIET_STEP_MS)
        usleep(QUIET_STEP_MS * 1000);
}

/* ---- preparing */

static void clean_up(void)
{
    if (!bench.keep)
        place_remove(bench.place);
}

static void prepare(void)
{
    char dir[PATH + 8];
    place_make("build", bench.place);
    atexit(clean_up);
    snprintf(bench.store, PATH, "%.80s/store", bench.place);
    snprintf(bench.files, PATH, "%.80s/files", bench.place);
    snprintf(bench.log, PATH, "%.80s/log", bench.place);
    snprintf(bench.endpoint, PATH, "ipc://%.80s/store/coopd.sock", bench.place);
    snprintf(dir, sizeof dir, "--dir=%s", bench.store);
    bench.commands =
        (struct commands){.socket = bench.endpoint, .log = bench.log, .profile = bench.profile, .period = "2024-01"};
    struct init_options init = {.given = {.operands = {bench.store}, .operands_count = 1}, .given.json = true};
    fflush(stdout);
    int out = dup(STDOUT_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    if (cmd_init(&init) != 0)
        stop(bench.store, "no store");
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    close(out);
    bench.server = (struct server){.endpoint = bench.endpoint, .dir = bench.store};
    bench.server.pid = place_start((const char *const[]){bench.coopd, dir, NULL});
    status();
}

static void set_up(void)
{
    double began = now_s();
    commands_generate_send(&bench.commands, "setup", NULL, NULL);
    commands_generate_send(&bench.commands, "days", "2024-01-02", "2024-01-05");
    wait_for_work();
    bench.setup_s = now_s() - began;
    fprintf(stderr, "bench: profile %s was set up in %.1f s\n", bench.profile, bench.setup_s);
}

/* ---- the month */

static void send_file(const char *name)
{
    char path[PATH + 40];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", bench.files, name);
    if (stat(path, &st) != 0)
        stop(path, "is missing");
    if (st.st_size > 0)
        commands_send(&bench.commands, path);
}

static double phase_end(enum phase p, double began)
{
    double now = now_s();
    uint64_t anon = producer_footprint(&bench.server).anon_bytes;
    bench.took_s[p] = now - began;
    bench.anon_most = anon > bench.anon_most ? anon : bench.anon_most;
    fprintf(stderr, "bench: %-7s %8.1f s  anon %5.0f MB\n", phase_names[p], bench.took_s[p], (double)anon / 1e6);
    return now_s();
}

static void play(void)
{
    double at = now_s();
    commands_generate_send(&bench.commands, "cycle", bench.commands.period, NULL);
    wait_for_work();
    at = phase_end(PHASE_bill, at);
    commands_generate_month(&bench.commands, bench.files);
    fprintf(stderr, "bench: the units wrote their files in %.1f s\n", now_s() - at);
    at = now_s();
    send_file("events.jsonl");
    commands_import(&bench.commands, bench.files, false, &bench.imports);
    send_file("remittances.jsonl");
    at = phase_end(PHASE_import, at);
    wait_for_work();
    at = phase_end(PHASE_settle, at);
    commands_generate_send(&bench.commands, "days", "2024-01-06", "2024-02-05");
    commands_import(&bench.commands, bench.files, true, &bench.imports);
    send_file("late.jsonl");
    commands_generate_send(&bench.commands, "days", "2024-02-06", "2024-02-08");
    wait_for_work();
    phase_end(PHASE_days, at);
}

/* ---- what it comes to */

/* Up to the last byte that is not zero: segments are preallocated. */
static uint64_t used_bytes(const char *path)
{
    static uint8_t piece[1 << 16];
    uint64_t at = 0, used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    for (ssize_t n; fd >= 0 && (n = read(fd, piece, sizeof piece)) > 0; at += (uint64_t)n)
        for (ssize_t i = n; i > 0 && used <= at; i--)
            used = piece[i - 1] ? at + (uint64_t)i : used;
    if (fd >= 0)
        close(fd);
    return used;
}

static uint64_t journal_bytes(void)
{
    char path[PATH + 300];
    uint64_t bytes = 0;
    snprintf(path, sizeof path, "%s/journal", bench.store);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        snprintf(path, sizeof path, "%s/journal/%s", bench.store, e->d_name);
        bytes += used_bytes(path);
    }
    if (dir)
        closedir(dir);
    return bytes;
}

static const char *named(const char *what)
{
    static char names[20][40];
    static int used;
    snprintf(names[used], sizeof names[used], "month_%s%s%s", bench.profile, what[0] ? "_" : "", what);
    return names[used++];
}

/* The limit: what the disk alone needs for the same journal in the same pieces. */
static void month_figures(const struct served_status *before, const struct served_status *after, uint64_t bytes)
{
    struct place_syncs alone;
    uint64_t syncs = after->syncs - before->syncs;
    double batch = syncs ? (double)(after->seq - before->seq) / (double)syncs : 0, whole = 0;
    place_measure_syncs(bench.place, syncs && bytes / syncs > 8 ? (size_t)(bytes / syncs) : 8, &alone);
    for (int p = 0; p < PHASES; p++)
        whole += bench.took_s[p];
    figure_limited(named(""), "s", whole, (double)syncs / alone.per_second, batch);
    for (int p = 0; p < PHASES; p++)
        figure_alone(named(phase_names[p]), "s", bench.took_s[p], batch);
    figure_alone(named("setup"), "s", bench.setup_s, batch);
    figure_alone(named("events"), "events", (double)(after->seq - before->seq), batch);
    figure_alone(named("syncs"), "syncs", (double)syncs, batch);
    figure_alone("disk_syncs_batch", "syncs/s", alone.per_second, batch);
}

static void size_figures(const struct books *o, const struct footprint *before, const struct footprint *after)
{
    figure_alone(named("bill_lines"), "lines", (double)o->bill_lines, 0);
    figure_alone(named("result_lines"), "lines", (double)o->result_lines, 0);
    figure_alone(named("files"), "files", (double)bench.imports.files, 0);
    figure_alone(named("followups"), "followups", (double)o->followups, 0);
    figure_alone(named("anon_begin"), "bytes", (double)before->anon_bytes, 0);
    figure_alone(named("anon_most"), "bytes", (double)bench.anon_most, 0);
    figure_alone(named("anon_end"), "bytes", (double)after->anon_bytes, 0);
    figure_alone(named("rss_begin"), "bytes", (double)before->rss_bytes, 0);
    figure_alone(named("rss_end"), "bytes", (double)after->rss_bytes, 0);
    figure_alone(named("cpu"), "s", (double)(after->cpu_ns - before->cpu_ns) / 1e9, 0);
}

static void options_read(int argc, char **argv)
{
    bench.coopd = argv[1];
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--keep") == 0)
            bench.keep = true;
        else if (strcmp(argv[i], "--profile") == 0 && i + 1 < argc && profile_find(argv[i + 1]))
            bench.profile = argv[++i];
        else
            stop(argv[i], "is no option; give --profile S, M or L, or --keep");
    }
}

int main(int argc, char **argv)
{
    static struct society society; /* too large for the stack */
    struct books books;
    if (argc < 2)
        stop("usage", "month COOPD [--profile S|M|L] [--keep]");
    options_read(argc, argv);
    prepare();
    set_up();
    wait_for_checkpoint();
    struct served_status before = status();
    struct footprint memory_before = producer_footprint(&bench.server);
    uint64_t bytes_before = journal_bytes();
    play();
    struct served_status after = status();
    uint64_t bytes = journal_bytes() - bytes_before;
    wait_for_checkpoint();
    struct footprint memory_after = producer_footprint(&bench.server);
    society_begin(&society, profile_find(bench.profile), SEED, value_period(2024, 1));
    if (memory_after.anon_bytes > memory_before.anon_bytes + ANON_GROWTH_MAX)
        stop("memory", "the daemon's own grew more than a transaction may hold");
    books_check(bench.endpoint, &society, bench.imports.lines, &books);
    place_stop(bench.server.pid, "coopd");
    month_figures(&before, &after, bytes);
    size_figures(&books, &memory_before, &memory_after);
    figures_print();
    return 0;
}
