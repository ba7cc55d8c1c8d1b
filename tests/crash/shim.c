/* A disk on which the n-th step goes wrong. Preloaded into the daemon (LD_PRELOAD), it counts the calls that change
 * files below one directory, and at the n-th of them ends the process or lets the call fail:
 *
 *   CRASH_DIR   the directory
 *   CRASH_AT    n, from 1 on; 0 for never
 *   CRASH_HOW   kill    SIGKILL instead of the call
 *               torn    half of the write, then SIGKILL
 *               cut     SIGKILL, and everything that was not synced is gone, as after a power cut
 *               mixed   the same, but of what was not synced some sectors are there and some not (CRASH_SEED chooses)
 *               eio     this call fails with EIO
 *               full    this and every later call that needs room fails with ENOSPC
 *               stuck   this call takes a second and a half, and every later one fails with EIO
 *   CRASH_LOG   a file that gets one line for each call that was counted
 *
 * For cut and mixed the old contents of whatever is written are remembered until it is synced: fdatasync() and fsync()
 * of a file for its contents, fsync() of a directory for names in it, O_DSYNC for the write itself. It calls the kernel
 * directly, so that nothing here depends on what it replaces. One thread writes files in coopd; this knows no more. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SECTOR = 512, UNDO_MAX = 100000, PATH_BYTES = 512 };

enum undo_kind { UNDO_WRITE, UNDO_RENAME, UNDO_CREATE };

/* One step that a power cut may take back. */
struct undo {
    enum undo_kind kind;
    bool done;                             /* synced */
    char path[PATH_BYTES], to[PATH_BYTES]; /* to: of a rename */
    off_t at, old_size;
    size_t len, old_len;
    uint8_t *old;
};

static struct undo *undos;
static size_t undos_count;
static long steps;
static bool disk_full, disk_dead;

int open(const char *path, int flags, ...);
int open64(const char *path, int flags, ...);
int openat(int dir, const char *path, int flags, ...);
int openat64(int dir, const char *path, int flags, ...);
ssize_t write(int fd, const void *data, size_t len);
ssize_t pwrite(int fd, const void *data, size_t len, off_t at);
ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at);
ssize_t writev(int fd, const struct iovec *parts, int count);
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at);
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at);
int fdatasync(int fd);
int fsync(int fd);
int ftruncate(int fd, off_t size);
int ftruncate64(int fd, off64_t size);
int rename(const char *from, const char *to);
int renameat(int from_dir, const char *from, int to_dir, const char *to);

/* ---- settings and paths */

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

static bool how(const char *what)
{
    return strcmp(setting("CRASH_HOW"), what) == 0;
}

static bool remembers(void)
{
    return how("cut") || how("mixed");
}

/* The path of an open file; false if it is not below the directory. */
static bool path_of(int fd, char ret[PATH_BYTES])
{
    const char *dir = setting("CRASH_DIR");
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long len = syscall(SYS_readlink, link, ret, PATH_BYTES - 1);
    ret[len > 0 ? len : 0] = '\0';
    return dir[0] && strncmp(ret, dir, strlen(dir)) == 0;
}

static bool path_at(int dir, const char *name, char ret[PATH_BYTES])
{
    char folder[PATH_BYTES] = "";
    if (name[0] != '/' && dir != AT_FDCWD)
        path_of(dir, folder);
    snprintf(ret, PATH_BYTES, "%.250s%s%.250s", folder, folder[0] ? "/" : "", name);
    const char *wanted = setting("CRASH_DIR");
    return wanted[0] && strncmp(ret, wanted, strlen(wanted)) == 0;
}

static void log_step(const char *call, const char *path, long detail)
{
    char text[PATH_BYTES + 64];
    const char *file = setting("CRASH_LOG");
    if (!file[0])
        return;
    int len = snprintf(text, sizeof text, "%ld %s %s %ld\n", steps, call, path + strlen(setting("CRASH_DIR")), detail);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    (void)!syscall(SYS_write, fd, text, len);
    syscall(SYS_close, fd);
}

/* ---- what a power cut takes back */

static struct undo *undo_new(enum undo_kind kind, const char *path)
{
    if (!undos)
        undos = calloc(UNDO_MAX, sizeof *undos);
    if (!undos || undos_count == UNDO_MAX)
        abort();
    struct undo *u = &undos[undos_count++];
    *u = (struct undo){.kind = kind};
    snprintf(u->path, sizeof u->path, "%s", path);
    return u;
}

static void remember_write(int fd, const char *path, size_t len, off_t at)
{
    struct stat st;
    long flags = syscall(SYS_fcntl, fd, F_GETFL);
    if (!remembers() || flags & O_DSYNC || fstat(fd, &st) != 0)
        return;
    struct undo *u = undo_new(UNDO_WRITE, path);
    u->at = at;
    u->len = len;
    u->old_size = st.st_size;
    u->old = calloc(1, len + 1);
    int reader = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC); /* fd may be for writing only */
    long got = u->old ? syscall(SYS_pread64, reader, u->old, len, at) : -1;
    u->old_len = got > 0 ? (size_t)got : 0;
    syscall(SYS_close, reader);
}

/* Whether path stands in the directory `folder`. */
static bool stands_in(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    return strncmp(path, folder, len) == 0 && path[len] == '/' && !strchr(path + len + 1, '/');
}

static void forget_synced(const char *path)
{
    for (size_t i = 0; i < undos_count; i++) {
        struct undo *u = &undos[i];
        bool same_file = u->kind == UNDO_WRITE && strcmp(u->path, path) == 0;
        u->done = u->done || same_file || (u->kind != UNDO_WRITE && stands_in(u->path, path));
        if (u->done) {
            free(u->old);
            u->old = NULL;
        }
    }
    while (undos_count > 0 && undos[undos_count - 1].done)
        undos_count--;
}

/* What was written under the old name is now found under the new one. */
static void paths_renamed(const char *from, const char *to)
{
    for (size_t i = 0; i < undos_count; i++)
        if (undos[i].kind == UNDO_WRITE && strcmp(undos[i].path, from) == 0)
            snprintf(undos[i].path, sizeof undos[i].path, "%s", to);
}

static bool is_lost(void)
{
    static uint64_t state;
    if (how("cut"))
        return true;
    if (state == 0)
        state = strtoull(setting("CRASH_SEED"), NULL, 10) * 2 + 1;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return state >> 63;
}

static void take_back_write(const struct undo *u)
{
    static const uint8_t zeros[SECTOR];
    int fd = (int)syscall(SYS_openat, AT_FDCWD, u->path, O_WRONLY | O_CLOEXEC);
    for (size_t i = 0; i < u->len; i += SECTOR) {
        size_t n = u->len - i < SECTOR ? u->len - i : SECTOR, known = u->old_len > i ? u->old_len - i : 0;
        if (!is_lost())
            continue;
        if (known > 0)
            (void)!syscall(SYS_pwrite64, fd, u->old + i, known < n ? known : n, u->at + (off_t)i);
        if (known < n)
            (void)!syscall(SYS_pwrite64, fd, zeros, n - known, u->at + (off_t)(i + known));
    }
    if (how("cut") && u->at + (off_t)u->len > u->old_size)
        (void)!syscall(SYS_ftruncate, fd, u->old_size);
    syscall(SYS_close, fd);
}

static void take_back_all(void)
{
    while (undos_count > 0) {
        const struct undo *u = &undos[--undos_count];
        if (u->done)
            continue;
        if (u->kind == UNDO_WRITE) {
            take_back_write(u);
        } else if (is_lost() && u->kind == UNDO_RENAME) {
            syscall(SYS_renameat, AT_FDCWD, u->to, AT_FDCWD, u->path);
            paths_renamed(u->to, u->path);
        } else if (u->kind == UNDO_CREATE && how("cut")) {
            syscall(SYS_unlinkat, AT_FDCWD, u->path, 0);
        }
    }
}

static _Noreturn void die(void)
{
    if (remembers())
        take_back_all();
    for (;;)
        syscall(SYS_kill, getpid(), SIGKILL);
}

/* ---- the steps */

/* Counts a call. false: it must fail, errno is set. */
static bool step(const char *call, const char *path, long detail, bool needs_room)
{
    bool now = ++steps == strtol(setting("CRASH_AT"), NULL, 10);
    log_step(call, path, detail);
    if (now && (how("kill") || remembers()))
        die();
    disk_full = disk_full || (now && how("full"));
    if (disk_dead || (now && how("eio"))) {
        errno = EIO;
        return false;
    }
    if (now && how("stuck")) {
        disk_dead = true;
        usleep(1500000);
    }
    errno = ENOSPC;
    return !disk_full || !needs_room;
}

static bool is_torn(void)
{
    return how("torn") && steps == strtol(setting("CRASH_AT"), NULL, 10);
}

static ssize_t write_at(int fd, const void *data, size_t len, off_t at)
{
    char path[PATH_BYTES];
    bool ours = path_of(fd, path);
    if (ours && !step("write", path, (long)len, true))
        return -1;
    if (ours && is_torn()) {
        (void)!syscall(SYS_pwrite64, fd, data, len / 2, at);
        die();
    }
    if (ours)
        remember_write(fd, path, len, at);
    return syscall(SYS_pwrite64, fd, data, len, at);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at)
{
    return write_at(fd, data, len, at);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at)
{
    return write_at(fd, data, len, at);
}

/* Each part is a step of its own: a disk knows nothing of vectors. */
static ssize_t write_parts(int fd, const struct iovec *parts, int count, off_t at)
{
    ssize_t sum = 0;
    for (int i = 0; i < count; i++) {
        ssize_t n = write_at(fd, parts[i].iov_base, parts[i].iov_len, at + sum);
        if (n < 0)
            return sum > 0 ? sum : -1;
        sum += n;
        if ((size_t)n < parts[i].iov_len)
            break;
    }
    return sum;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
    return write_parts(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at)
{
    return write_parts(fd, parts, count, at);
}

/* Writes at the place where the file stands; sockets and pipes have none and are none of ours. */
ssize_t writev(int fd, const struct iovec *parts, int count)
{
    char path[PATH_BYTES];
    if (!path_of(fd, path))
        return syscall(SYS_writev, fd, parts, count);
    ssize_t n = write_parts(fd, parts, count, syscall(SYS_lseek, fd, 0, SEEK_CUR));
    if (n > 0)
        syscall(SYS_lseek, fd, n, SEEK_CUR);
    return n;
}

ssize_t write(int fd, const void *data, size_t len)
{
    char path[PATH_BYTES];
    if (!path_of(fd, path))
        return syscall(SYS_write, fd, data, len);
    ssize_t n = write_at(fd, data, len, syscall(SYS_lseek, fd, 0, SEEK_CUR));
    if (n > 0)
        syscall(SYS_lseek, fd, n, SEEK_CUR);
    return n;
}

static int sync_of(long number, const char *call, int fd)
{
    char path[PATH_BYTES];
    bool ours = path_of(fd, path);
    if (ours && !step(call, path, 0, false))
        return -1;
    int result = (int)syscall(number, fd);
    if (ours && result == 0)
        forget_synced(path);
    return result;
}

int fdatasync(int fd)
{
    return sync_of(SYS_fdatasync, "fdatasync", fd);
}

int fsync(int fd)
{
    return sync_of(SYS_fsync, "fsync", fd);
}

int ftruncate(int fd, off_t size)
{
    char path[PATH_BYTES];
    if (path_of(fd, path) && !step("ftruncate", path, size, true))
        return -1;
    return (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    char path[PATH_BYTES], new_path[PATH_BYTES];
    bool ours = path_at(from_dir, from, path) && path_at(to_dir, to, new_path);
    if (ours && !step("rename", path, 0, true))
        return -1;
    int result = (int)syscall(SYS_renameat, from_dir, from, to_dir, to);
    if (ours && result == 0 && remembers()) {
        snprintf(undo_new(UNDO_RENAME, path)->to, PATH_BYTES, "%s", new_path);
        paths_renamed(path, new_path);
    }
    return result;
}

int rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/* Only what makes or empties a file is a step. */
static int open_at(int dir, const char *name, int flags, mode_t mode)
{
    char path[PATH_BYTES];
    bool ours = flags & (O_CREAT | O_TRUNC) && path_at(dir, name, path);
    bool is_new = ours && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    if (ours && !step(is_new ? "create" : "open", path, 0, is_new))
        return -1;
    int fd = (int)syscall(SYS_openat, dir, name, flags, mode);
    if (is_new && fd >= 0 && remembers())
        undo_new(UNDO_CREATE, path);
    return fd;
}

static mode_t mode_of(int flags, va_list list)
{
    return flags & O_CREAT ? (mode_t)va_arg(list, unsigned) : 0;
}

#define OPEN(name, parameters, dir)                                                                                    \
    int name parameters                                                                                                \
    {                                                                                                                  \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        mode_t mode = mode_of(flags, list);                                                                            \
        va_end(list);                                                                                                  \
        return open_at(dir, path, flags, mode);                                                                        \
    }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN(openat, (int dir, const char *path, int flags, ...), dir)
OPEN(openat64, (int dir, const char *path, int flags, ...), dir)
