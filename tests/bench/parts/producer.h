/* producer.h - the program that sends: a DEALER in a process of its own, the same for whoever answers it. */
#ifndef BENCH_PRODUCER_H
#define BENCH_PRODUCER_H

#include "workload.h"

#include <sys/types.h>

/* What an answer to `status` says; the bare program gives the same. */
struct served_status {
    uint64_t seq, applied, repeated, refused, conflict, parked, busy, syncs, checkpoints, checkpoint_longest_us;
    bool work_waits;
};
/* false: no answer within the time. */
bool producer_ask_status(const char *endpoint, int timeout_ms, struct served_status *ret);

/* A process as /proc shows it, and the disk it writes to. */
struct footprint {
    int64_t cpu_ns;
    uint64_t write_bytes;  /* pages it made dirty; a large page of the cache counts whole */
    uint64_t device_bytes; /* that the disk was told to write, by whomever */
    uint64_t anon_bytes;   /* memory that is not page cache */
    uint64_t rss_bytes;    /* with the pages of the state that are mapped */
};

struct job {
    const struct requests *requests;
    uint32_t window; /* events that may be unanswered */
    bool until_done; /* and then ask until no work waits */
    const struct requests
        *beside; /* sent one by one as long as work waits, with a look at status behind each; or NULL */
    const struct requests *waiting; /* with beside: its first is sent meanwhile over another connection */
};

struct job_result {
    int64_t began_ns, answered_ns, done_ns;
    double p50_us, p99_us;              /* of the time from a request to its answer */
    double longest_us;                  /* of those sent beside, and of the looks */
    double waited_us;                   /* until the one of `waiting` was answered */
    uint64_t beside;                    /* answers that came beside */
    uint64_t applied, repeated, others; /* what the answers say of the events */
    struct footprint before, after;
    struct served_status status_before, status_after;
};

/* Who is spoken to, and observed: the process, and the disk that holds its directory. */
struct server {
    const char *endpoint, *dir;
    pid_t pid;
};

struct footprint producer_footprint(const struct server *server);

/* Does the jobs one behind the other over one connection, in a new process. */
void producer_run(const struct server *server, const struct job *jobs, size_t count, struct job_result *ret);

int64_t producer_now_ns(void);

#endif
