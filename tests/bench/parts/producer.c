#include "producer.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { HIGH_WATER = 100000, POLL_WORK_US = 2000, ANSWER_TIMEOUT_MS = 60000 };

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: producer: %s: %s\n", what, why);
    _exit(1);
}

int64_t producer_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- observing */

static uint64_t proc_value(pid_t pid, const char *file, const char *name)
{
    char path[64], line[256];
    unsigned long long value = 0;
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    size_t len = strlen(name);
    while (fgets(line, sizeof line, f))
        if (strncmp(line, name, len) == 0)
            value = strtoull(line + len, NULL, 10);
    fclose(f);
    return value;
}

/* Sectors written to the block device, the seventh number of its stat. */
static uint64_t device_bytes(const char *dir)
{
    char path[96];
    struct stat st;
    unsigned long long sectors = 0;
    if (stat(dir, &st) != 0)
        return 0;
    snprintf(path, sizeof path, "/sys/dev/block/%u:%u/stat", major(st.st_dev), minor(st.st_dev));
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    if (fscanf(f, "%*u %*u %*u %*u %*u %*u %llu", &sectors) != 1)
        sectors = 0;
    fclose(f);
    return sectors * 512;
}

struct footprint producer_footprint(const struct server *server)
{
    clockid_t clock;
    struct timespec t = {0};
    if (clock_getcpuclockid(server->pid, &clock) == 0)
        clock_gettime(clock, &t);
    return (struct footprint){
        .cpu_ns = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec,
        .write_bytes = proc_value(server->pid, "io", "write_bytes:"),
        .device_bytes = device_bytes(server->dir),
        .anon_bytes = proc_value(server->pid, "status", "RssAnon:") * 1024,
        .rss_bytes = proc_value(server->pid, "status", "VmRSS:") * 1024,
    };
}

/* ---- speaking */

static void *connect_to(void *context, const char *endpoint, int timeout_ms)
{
    void *socket = zmq_socket(context, ZMQ_DEALER);
    int high = HIGH_WATER, linger = 0;
    if (!socket || zmq_setsockopt(socket, ZMQ_SNDHWM, &high, sizeof high) != 0 ||
        zmq_setsockopt(socket, ZMQ_RCVHWM, &high, sizeof high) != 0 ||
        zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger) != 0 ||
        zmq_setsockopt(socket, ZMQ_RCVTIMEO, &timeout_ms, sizeof timeout_ms) != 0 || zmq_connect(socket, endpoint) != 0)
        stop(endpoint, zmq_strerror(errno));
    return socket;
}

static void status_note(const char *name, size_t len, const struct token *value, struct served_status *ret)
{
    static const struct {
        const char *name;
        size_t offset;
    } members[] = {
#define MEMBER(name) {#name, offsetof(struct served_status, name)}
        MEMBER(seq),    MEMBER(applied), MEMBER(repeated), MEMBER(refused),     MEMBER(conflict),
        MEMBER(parked), MEMBER(busy),    MEMBER(syncs),    MEMBER(checkpoints), MEMBER(checkpoint_longest_us),
#undef MEMBER
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (value->type == TOKEN_INTEGER && strlen(members[i].name) == len && memcmp(members[i].name, name, len) == 0)
            memcpy((char *)ret + members[i].offset, &value->integer, sizeof value->integer);
    if (value->type == TOKEN_FLAG && len == 10 && memcmp("work_waits", name, 10) == 0)
        ret->work_waits = value->flag;
}

/* Names stand before their values; the map of counters within is just passed into. */
static bool status_parse(const uint8_t *at, size_t len, struct served_status *ret)
{
    struct reader r = {at, at, at + len};
    struct refusal why;
    struct token name, value;
    *ret = (struct served_status){0};
    if (!reader_token(&r, &value, &why) || value.type != TOKEN_MAP)
        return false;
    while (r.at < r.end) {
        if (!reader_token(&r, &name, &why) || name.type != TOKEN_STRING || !reader_token(&r, &value, &why))
            return false;
        status_note((const char *)name.text.at, name.text.len, &value, ret);
    }
    return true;
}

static bool ask_status(void *socket, struct served_status *ret)
{
    static const uint8_t request[] = {0x81, 0xA2, 'o', 'p', 0xA6, 's', 't', 'a', 't', 'u', 's'};
    uint8_t answer[4096];
    if (zmq_send(socket, request, sizeof request, 0) < 0)
        return false;
    int len = zmq_recv(socket, answer, sizeof answer, 0);
    return len >= 0 && (size_t)len <= sizeof answer && status_parse(answer, (size_t)len, ret);
}

bool producer_ask_status(const char *endpoint, int timeout_ms, struct served_status *ret)
{
    void *context = zmq_ctx_new();
    void *socket = connect_to(context, endpoint, timeout_ms);
    bool ok = ask_status(socket, ret);
    zmq_close(socket);
    zmq_ctx_term(context);
    return ok;
}

/* ---- a job: answers are only kept while the clock runs, and read afterwards */

struct sending {
    void *socket;
    const struct requests *requests;
    int64_t *sent_ns, *took_ns; /* of each request */
    struct buffer answers;
    size_t *answer_ends;
    size_t sent, answered;
};

static bool take_answer(struct sending *s, int flags)
{
    zmq_msg_t answer;
    zmq_msg_init(&answer);
    int len = zmq_msg_recv(&answer, s->socket, flags);
    if (len < 0 && errno != EAGAIN)
        stop("receive", zmq_strerror(errno));
    if (len < 0 && !(flags & ZMQ_DONTWAIT))
        stop("receive", "no answer came");
    if (len >= 0) {
        s->took_ns[s->answered] = producer_now_ns() - s->sent_ns[s->answered];
        buffer_add(&s->answers, zmq_msg_data(&answer), zmq_msg_size(&answer));
        s->answer_ends[s->answered++] = s->answers.len;
    }
    zmq_msg_close(&answer);
    return len >= 0;
}

static void send_all(struct sending *s, uint32_t window)
{
    const struct requests *r = s->requests;
    uint32_t open = 0;
    while (s->answered < r->count) {
        while (s->sent < r->count && (open == 0 || open + r->spans[s->sent].events <= window)) {
            const struct request_span *span = &r->spans[s->sent];
            s->sent_ns[s->sent] = producer_now_ns();
            if (zmq_send(s->socket, r->bytes.at + span->at, span->len, 0) < 0)
                stop("send", zmq_strerror(errno));
            open += span->events;
            s->sent++;
        }
        size_t before = s->answered;
        take_answer(s, 0);
        while (s->answered < s->sent && take_answer(s, ZMQ_DONTWAIT))
            ;
        for (size_t i = before; i < s->answered; i++)
            open -= r->spans[i].events;
    }
}

static int compare_ns(const void *a, const void *b)
{
    int64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static double percentile_us(const int64_t *sorted_ns, size_t count, size_t percent)
{
    return count ? (double)sorted_ns[(count - 1) * percent / 100] / 1000.0 : 0;
}

/* The status stands first in the map of each event. */
static void statuses_count(struct bytes answer, struct job_result *ret)
{
    struct reader r = {answer.at, answer.at, answer.at + answer.len};
    struct refusal why;
    struct token t;
    bool status_follows = false;
    while (r.at < r.end && reader_token(&r, &t, &why)) {
        bool text = t.type == TOKEN_STRING;
        if (status_follows && text && t.text.len == 7 && memcmp(t.text.at, "applied", 7) == 0)
            ret->applied++;
        else if (status_follows && text && t.text.len == 8 && memcmp(t.text.at, "repeated", 8) == 0)
            ret->repeated++;
        else if (status_follows)
            ret->others++;
        status_follows = text && t.text.len == 6 && memcmp(t.text.at, "status", 6) == 0;
    }
}

static double since_us(int64_t ns)
{
    return (double)(producer_now_ns() - ns) / 1000.0;
}

static void send_first(void *socket, const struct requests *r)
{
    if (zmq_send(socket, r->bytes.at + r->spans[0].at, r->spans[0].len, 0) < 0)
        stop("waiting", zmq_strerror(errno));
}

/* Whether the one who waits has his answer, and since when. */
static bool has_answer(void *socket, int flags, int64_t sent_ns, struct job_result *ret)
{
    uint8_t answer[4096];
    if (ret->waited_us == 0 && zmq_recv(socket, answer, sizeof answer, flags) > 0)
        ret->waited_us = since_us(sent_ns);
    return ret->waited_us > 0;
}

static void answer_check(const uint8_t *answer, int len)
{
    struct job_result of = {0};
    statuses_count((struct bytes){answer, (size_t)len}, &of);
    if (of.applied + of.repeated + of.others != 1) /* parked, as the line is of nobody */
        stop("beside", "was not answered");
}

/* A lone client while work waits, and another whose event must wait for the work. */
static void send_beside(void *socket, void *other, const struct job *job, struct job_result *ret)
{
    const struct requests *r = job->beside;
    uint8_t answer[4096];
    int64_t began_ns = producer_now_ns();
    send_first(other, job->waiting);
    for (size_t i = 0; i < r->count && ret->status_after.work_waits; i++) {
        int64_t sent_ns = producer_now_ns();
        if (zmq_send(socket, r->bytes.at + r->spans[i].at, r->spans[i].len, 0) < 0)
            stop("beside", zmq_strerror(errno));
        int len = zmq_recv(socket, answer, sizeof answer, 0);
        double took_us = since_us(sent_ns);
        answer_check(answer, len);
        sent_ns = producer_now_ns();
        if (!ask_status(socket, &ret->status_after))
            stop("status", "no answer");
        double looked_us = since_us(sent_ns);
        took_us = took_us > looked_us ? took_us : looked_us;
        ret->longest_us = ret->longest_us > took_us ? ret->longest_us : took_us;
        ret->beside++;
        has_answer(other, ZMQ_DONTWAIT, began_ns, ret);
    }
    if (!has_answer(other, 0, began_ns, ret))
        stop("waiting", "was not answered");
}

static void job_do(void *socket, void *other, const struct server *server, const struct job *job,
                   struct job_result *ret)
{
    size_t count = job->requests->count, from = 0;
    struct sending s = {.socket = socket, .requests = job->requests};
    s.sent_ns = calloc(count, sizeof *s.sent_ns);
    s.took_ns = calloc(count, sizeof *s.took_ns);
    s.answer_ends = calloc(count, sizeof *s.answer_ends);
    if (!s.sent_ns || !s.took_ns || !s.answer_ends)
        stop("memory", strerror(errno));
    *ret = (struct job_result){.before = producer_footprint(server)};
    if (!ask_status(socket, &ret->status_before))
        stop("status", "no answer");
    ret->began_ns = producer_now_ns();
    send_all(&s, job->window);
    ret->answered_ns = producer_now_ns();
    do
        if (!ask_status(socket, &ret->status_after))
            stop("status", "no answer");
        else if (job->beside)
            send_beside(socket, other, job, ret);
    while (job->until_done && ret->status_after.work_waits && usleep(POLL_WORK_US) == 0);
    ret->done_ns = producer_now_ns();
    ret->after = producer_footprint(server);
    for (size_t i = 0; i < count; from = s.answer_ends[i++])
        statuses_count((struct bytes){s.answers.at + from, s.answer_ends[i] - from}, ret);
    qsort(s.took_ns, count, sizeof *s.took_ns, compare_ns);
    ret->p50_us = percentile_us(s.took_ns, count, 50);
    ret->p99_us = percentile_us(s.took_ns, count, 99);
    free(s.sent_ns);
    free(s.took_ns);
    free(s.answer_ends);
    buffer_free(&s.answers);
}

static _Noreturn void produce(const struct server *server, const struct job *jobs, size_t count, int out)
{
    void *context = zmq_ctx_new();
    void *socket = connect_to(context, server->endpoint, ANSWER_TIMEOUT_MS);
    void *other = connect_to(context, server->endpoint, ANSWER_TIMEOUT_MS);
    for (size_t i = 0; i < count; i++) {
        struct job_result result;
        job_do(socket, other, server, &jobs[i], &result);
        if (write(out, &result, sizeof result) != sizeof result)
            stop("pipe", strerror(errno));
    }
    zmq_close(socket);
    zmq_close(other);
    zmq_ctx_term(context);
    _exit(0);
}

void producer_run(const struct server *server, const struct job *jobs, size_t count, struct job_result *ret)
{
    int ends[2], status = 0;
    if (pipe(ends) != 0)
        stop("pipe", strerror(errno));
    pid_t child = fork();
    if (child < 0)
        stop("fork", strerror(errno));
    if (child == 0)
        produce(server, jobs, count, ends[1]);
    close(ends[1]);
    bool whole = true;
    for (size_t i = 0; i < count && whole; i++)
        whole = read(ends[0], &ret[i], sizeof ret[i]) == sizeof ret[i];
    close(ends[0]);
    waitpid(child, &status, 0);
    if (!whole || status != 0) {
        fprintf(stderr, "bench: the producer did not come to its end\n");
        exit(1);
    }
}
