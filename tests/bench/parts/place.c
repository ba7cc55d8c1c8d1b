#include "place.h"

#include "producer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TMPFS = 0x01021994, FILE_BYTES = 32 << 20, SYNCS_MAX = 2000, SYNCS_NS = 500000000 };

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

void place_make(const char *otherwise, char ret[PLACE_PATH])
{
    const char *parent = getenv("TMPDIR");
    char path[PLACE_PATH], *real;
    struct statfs fs;
    snprintf(path, sizeof path, "%.150s/bench-XXXXXX", parent && parent[0] ? parent : otherwise);
    if (!mkdtemp(path))
        stop(path, strerror(errno));
    real = realpath(path, NULL);
    if (!real || strlen(real) > 80)
        stop(path, "the path is too long for a socket; set TMPDIR to a shorter one");
    if (statfs(real, &fs) != 0 || fs.f_type == TMPFS) {
        rmdir(real);
        stop(path, "is not on a disk; set TMPDIR to a directory that is");
    }
    snprintf(ret, PLACE_PATH, "%s", real);
    free(real);
}

pid_t place_start(const char *const arguments[])
{
    pid_t pid = fork();
    if (pid < 0)
        stop("fork", strerror(errno));
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* no daemon outlives a bench that stops half-way */
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(arguments[0], (char *const *)arguments);
        fprintf(stderr, "bench: %s: %s\n", arguments[0], strerror(errno));
        _exit(127);
    }
    return pid;
}

static void wait_for(pid_t pid, const char *name)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            stop(name, strerror(errno));
    if (status != 0)
        stop(name, "did not end well");
}

void place_stop(pid_t pid, const char *name)
{
    kill(pid, SIGTERM);
    wait_for(pid, name);
}

void place_run(const char *const arguments[])
{
    wait_for(place_start(arguments), arguments[0]);
}

void place_remove(const char *path)
{
    int status;
    waitpid(place_start((const char *const[]){"rm", "-rf", path, NULL}), &status, 0);
}

/* Holes would be filled in while the clock runs, so they are copied as zeros. */
void place_copy(const char *from, const char *to)
{
    place_remove(to);
    place_run((const char *const[]){"cp", "-r", "--sparse=never", from, to, NULL});
    sync();
}

static int compare(const void *a, const void *b)
{
    int64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

void place_measure_syncs(const char *dir, size_t bytes, struct place_syncs *ret)
{
    static int64_t took_ns[SYNCS_MAX];
    char path[PLACE_PATH + 16];
    uint8_t *data = calloc(1, FILE_BYTES);
    size_t count = 0;
    snprintf(path, sizeof path, "%s/syncs", dir);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (!data || fd < 0 || pwrite(fd, data, FILE_BYTES, 0) != FILE_BYTES || fsync(fd) != 0)
        stop(path, strerror(errno));
    memset(data, 0x5A, bytes);
    int64_t begin_ns = producer_now_ns();
    for (size_t at = 0; count < SYNCS_MAX && producer_now_ns() - begin_ns < SYNCS_NS; at += bytes) {
        int64_t before_ns = producer_now_ns();
        at = at + bytes > FILE_BYTES ? 0 : at;
        if (pwrite(fd, data, bytes, (off_t)at) != (ssize_t)bytes || fdatasync(fd) != 0)
            stop(path, strerror(errno));
        took_ns[count++] = producer_now_ns() - before_ns;
    }
    ret->per_second = (double)count * 1e9 / (double)(producer_now_ns() - begin_ns);
    qsort(took_ns, count, sizeof *took_ns, compare);
    ret->p50_us = (double)took_ns[count / 2] / 1000.0;
    close(fd);
    unlink(path);
    free(data);
}
