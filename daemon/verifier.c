#include "verifier.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A daemon that has just come up is left alone; so is a machine on which verifying fails. */
enum { WAIT_MS = 3600 * 1000 };

extern char **environ;

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void verifier_begin(struct verifier *v, const char *dir, const char *listen, int64_t every_s, int64_t now_ms)
{
    *v = (struct verifier){.dir = dir, .listen = listen, .every_ms = every_s * 1000};
    v->not_before_ms = now_ms + least(v->every_ms, WAIT_MS);
}

/* A clock that was set back must not put it off for ever. */
bool verifier_due(const struct verifier *v, int64_t last_ms, int64_t now_ms)
{
    return v->every_ms > 0 && v->running == 0 && now_ms >= v->not_before_ms &&
           (now_ms >= last_ms + v->every_ms || last_ms > now_ms);
}

/* The coopctl that was installed together with this program. */
static bool coopctl_find(char ret[PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", ret, PATH_MAX - sizeof "coopctl");
    char *slash = len > 0 ? memrchr(ret, '/', (size_t)len) : NULL;
    if (!slash)
        return false;
    memcpy(slash + 1, "coopctl", sizeof "coopctl");
    return true;
}

/* Signals as a program expects them, whatever this one ignores or blocks. */
static int spawn(const char *path, char *const *arguments, pid_t *ret_pid)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    struct sched_param idle = {0};
    sigset_t none, standard;
    sigemptyset(&none);
    sigemptyset(&standard);
    sigaddset(&standard, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &standard);
    posix_spawnattr_setschedpolicy(&attributes, SCHED_IDLE);
    posix_spawnattr_setschedparam(&attributes, &idle);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSCHEDULER);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int error = posix_spawn(ret_pid, path, &files, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return error;
}

bool verifier_start(struct verifier *v, int64_t now_ms)
{
    char path[PATH_MAX], socket[PATH_MAX];
    char *arguments[] = {
        path, (char[]){"verify"}, (char *)v->dir, (char[]){"--live-socket"}, (char[]){"--tell"}, socket, NULL};
    v->not_before_ms = now_ms + least(v->every_ms, WAIT_MS);
    snprintf(socket, sizeof socket, "--socket=%s", v->listen);
    int error = coopctl_find(path) ? spawn(path, arguments, &v->running) : ENOENT;
    if (error == 0)
        return true;
    v->running = 0;
    log_line(LOG_LEVEL_ERROR, "verify=not_started why=\"%s: %s; install coopctl beside coopd\"", path, strerror(error));
    return false;
}

bool verifier_ended(struct verifier *v, int status)
{
    v->running = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    log_line(LOG_LEVEL_ERROR, "verify=failed %s=%d do=\"coopctl verify %s\"", WIFEXITED(status) ? "status" : "signal",
             WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), v->dir);
    return false;
}

void verifier_end(struct verifier *v)
{
    if (v->running > 0)
        kill(v->running, SIGTERM);
}
