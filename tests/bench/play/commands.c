#include "commands.h"

#include "../../../tools/words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_A_TIME = 4, PATH = 512 };

static _Noreturn void stop(const struct commands *c, const char *what, int status)
{
    fprintf(stderr, "bench: %s ended with %d; the end of %s:\n", what, status, c->log);
    char tail[PATH + 16];
    snprintf(tail, sizeof tail, "tail -n 12 %s >&2", c->log);
    if (system(tail) != 0)
        fprintf(stderr, "bench: no log\n");
    exit(1);
}

/* In the child: in and out are file descriptors or -1. */
static void attach(const struct commands *c, int in, int out)
{
    int log = open(c->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(in >= 0 ? in : null, STDIN_FILENO);
    dup2(out >= 0 ? out : null, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
}

static _Noreturn void leave(int status)
{
    if (fflush(stdout) != 0)
        status = EXIT_IO;
    _exit(status);
}

static pid_t fork_or_stop(const struct commands *c)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        stop(c, "fork", errno);
    return pid;
}

static void wait_for(const struct commands *c, pid_t pid, const char *what)
{
    int status = 0;
    if (waitpid(pid, &status, 0) < 0 || status != 0)
        stop(c, what, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static pid_t send_start(const struct commands *c, int in, const char *file, bool msgpack)
{
    pid_t pid = fork_or_stop(c);
    if (pid > 0)
        return pid;
    attach(c, in, -1);
    struct send_options o = {
        .given.socket = c->socket, .producer = "office", .file = file, .msgpack = msgpack ? "" : NULL};
    leave(cmd_send(&o));
}

static pid_t generate_start(const struct commands *c, int out, const char *const *operands, bool msgpack)
{
    pid_t pid = fork_or_stop(c);
    if (pid > 0)
        return pid;
    attach(c, -1, out);
    struct generate_options o = {
        .given.socket = c->socket, .profile = c->profile, .from = c->period, .msgpack = msgpack ? "" : NULL};
    for (; operands[o.given.operands_count]; o.given.operands_count++)
        o.given.operands[o.given.operands_count] = operands[o.given.operands_count];
    leave(cmd_generate(&o));
}

void commands_generate_send(const struct commands *c, const char *what, const char *first, const char *second)
{
    const char *const operands[] = {what, first, second, NULL};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        stop(c, "pipe", errno);
    pid_t from = generate_start(c, ends[1], operands, true);
    close(ends[1]); /* nor may the sender hold it: it reads until nobody does */
    pid_t to = send_start(c, ends[0], NULL, true);
    close(ends[0]);
    wait_for(c, from, what);
    wait_for(c, to, "send");
}

void commands_generate_month(const struct commands *c, const char *directory)
{
    const char *const operands[] = {"month", c->period, directory, NULL};
    wait_for(c, generate_start(c, -1, operands, false), "generate month");
}

void commands_send(const struct commands *c, const char *file)
{
    wait_for(c, send_start(c, -1, file, false), file);
}

/* ---- files */

/* A line of files.tsv. */
struct listed {
    char file[64], unit[16], part[20], calendar[4], arrives[16], expect[16], what[40];
};

static bool list_next(FILE *list, struct listed *ret)
{
    return fscanf(list, "%63s %15s %19s %3s %15s %15s %39s", ret->file, ret->unit, ret->part, ret->calendar,
                  ret->arrives, ret->expect, ret->what) == 7;
}

/* Some lines of a file may be parked; then its import ends with 1, or 0: its own business. */
static bool is_right(const struct listed *l, int status)
{
    if (strcmp(l->expect, "refused") == 0)
        return status == EXIT_BAD_INPUT;
    if (strcmp(l->expect, "differs") == 0)
        return status == EXIT_REJECTED;
    return status == EXIT_DONE || (status == EXIT_REJECTED && strcmp(l->expect, "taken") == 0);
}

static uint64_t lines_count(const char *path)
{
    FILE *f = fopen(path, "re");
    uint64_t lines = 0;
    for (int c; f && (c = fgetc(f)) != EOF;)
        lines += c == '\n';
    if (f)
        fclose(f);
    return lines - 2; /* heading and total */
}

static pid_t import_start(const struct commands *c, const char *directory, const struct listed *l)
{
    pid_t pid = fork_or_stop(c);
    if (pid > 0)
        return pid;
    char path[PATH];
    snprintf(path, sizeof path, "%.400s/%s", directory, l->file);
    attach(c, -1, -1);
    struct import_options o = {
        .given = {.socket = c->socket, .operands = {path}, .operands_count = 1},
        .unit = l->unit,
        .period = c->period,
        .encoding = "cp874",
        .calendar = l->calendar,
    };
    leave(cmd_import(&o));
}

struct running {
    pid_t pid;
    struct listed of;
};

static void one_wait(const struct commands *c, struct running running[AT_A_TIME])
{
    int status = 0, i = 0;
    pid_t pid = wait(&status);
    while (i < AT_A_TIME - 1 && running[i].pid != pid)
        i++;
    if (running[i].pid != pid)
        return; /* some other child: the daemon, if it ended; the next question will tell */
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    running[i].pid = 0;
    if (!is_right(&running[i].of, code))
        stop(c, running[i].of.file, code);
}

/* -1: none is free, or a file of the same unit, which comes first, is still on its way. */
static int place_free(const struct running running[AT_A_TIME], const struct listed *l)
{
    int place = -1;
    for (int i = 0; i < AT_A_TIME; i++) {
        if (running[i].pid == 0)
            place = i;
        else if (strcmp(running[i].of.unit, l->unit) == 0)
            return -1;
    }
    return place;
}

void commands_import(const struct commands *c, const char *directory, bool late, struct imports *ret)
{
    struct running running[AT_A_TIME] = {{0}};
    struct listed l;
    char path[PATH];
    snprintf(path, sizeof path, "%.400s/files.tsv", directory);
    FILE *list = fopen(path, "re");
    if (!list)
        stop(c, path, errno);
    while (list_next(list, &l)) {
        if ((strncmp(l.file, "late/", 5) == 0) != late || strcmp(l.part, "-") != 0)
            continue;
        int place = place_free(running, &l);
        for (; place < 0; place = place_free(running, &l))
            one_wait(c, running);
        running[place] = (struct running){import_start(c, directory, &l), l};
        ret->files++;
    }
    for (int i = 0; i < AT_A_TIME; i++)
        while (running[i].pid != 0)
            one_wait(c, running);
    rewind(list);
    while (list_next(list, &l)) {
        snprintf(path, sizeof path, "%.400s/%s", directory, l.file);
        if ((strncmp(l.file, "late/", 5) == 0) == late && strcmp(l.expect, "taken") == 0)
            ret->lines += lines_count(path);
    }
    fclose(list);
}
