#include "datadir.h"

#include "digest.h"
#include "journal.h"
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { BIRTH_MAP_BYTES = 64 << 20 }; /* an empty store needs little; the daemon's setting decides from then on */

static bool fail(char error[DATADIR_ERROR_MAX], const char *path, const char *what)
{
    snprintf(error, DATADIR_ERROR_MAX, "%s: %s: %s", path, what, strerror(errno));
    return false;
}

static bool paths_set(struct datadir *d, const char *path, char error[DATADIR_ERROR_MAX])
{
    *d = (struct datadir){.lock = -1};
    if (strlen(path) >= sizeof d->path) {
        snprintf(error, DATADIR_ERROR_MAX, "the data directory's path is longer than %zu bytes; choose a shorter one",
                 sizeof d->path - 1);
        return false;
    }
    snprintf(d->path, sizeof d->path, "%s", path);
    snprintf(d->journal, sizeof d->journal, "%s/journal", path);
    snprintf(d->state, sizeof d->state, "%s/state", path);
    return true;
}

static bool directory_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Whether a directory has no entries; false with errno 0 when it has some. */
static bool directory_is_empty(const char *path)
{
    DIR *dir = opendir(path);
    int entries = 0;
    if (!dir)
        return false;
    while (readdir(dir))
        entries++;
    closedir(dir);
    errno = 0;
    return entries <= 2;
}

static bool text_write(const char *dir, const char *name, const char *text)
{
    char temporary[DATADIR_PATH_MAX + 32], final[DATADIR_PATH_MAX + 32];
    snprintf(temporary, sizeof temporary, "%s/.%s.new", dir, name);
    snprintf(final, sizeof final, "%s/%s", dir, name);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    size_t len = strlen(text);
    bool ok = write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
    close(fd);
    return ok && rename(temporary, final) == 0 && directory_sync(dir);
}

static bool identity_write(const struct datadir *d, char error[DATADIR_ERROR_MAX])
{
    char hex[2 * DATADIR_ID + 1], text[256];
    for (int i = 0; i < DATADIR_ID; i++)
        snprintf(hex + 2 * i, 3, "%02x", d->id[i]);
    snprintf(text, sizeof text, "coopd store\nformat %d\nid %s\ncoop %s\n", DATADIR_FORMAT, hex, d->coop);
    return text_write(d->path, "coopd.store", text) || fail(error, d->path, "cannot write coopd.store");
}

static bool parts_create(struct datadir *d, uint64_t segment_bytes, char error[DATADIR_ERROR_MAX])
{
    struct journal_config journal = {.dir = d->journal, .segment_bytes = segment_bytes};
    struct store_config state = {.dir = d->state, .map_bytes = BIRTH_MAP_BYTES};
    memcpy(journal.store_id, d->id, DATADIR_ID);
    memcpy(state.id, d->id, DATADIR_ID);
    if (mkdir(d->journal, 0700) != 0 || mkdir(d->state, 0700) != 0)
        return fail(error, d->path, "cannot make journal and state");
    return journal_create(&journal, error) && store_create(&state, error) &&
           (directory_sync(d->state) || fail(error, d->state, "cannot sync"));
}

bool datadir_create(const char *path, const char *coop, uint64_t segment_bytes, char error[DATADIR_ERROR_MAX])
{
    struct datadir d;
    if (!paths_set(&d, path, error))
        return false;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail(error, path, "cannot be made");
    if (!directory_is_empty(path)) {
        if (errno != 0)
            return fail(error, path, "cannot be read");
        snprintf(error, DATADIR_ERROR_MAX,
                 "%s is not empty; a new store is only made in an empty directory (an existing one is never touched)",
                 path);
        return false;
    }
    snprintf(d.coop, sizeof d.coop, "%s", coop);
    digest_random(d.id, sizeof d.id);
    char parent[DATADIR_PATH_MAX + 16];
    snprintf(parent, sizeof parent, "%s/..", path);
    return parts_create(&d, segment_bytes, error) && identity_write(&d, error) &&
           (directory_sync(parent) || fail(error, parent, "cannot sync"));
}

static bool identity_parse(struct datadir *d, const char *text, char error[DATADIR_ERROR_MAX])
{
    int format = 0;
    char hex[2 * DATADIR_ID + 1] = "";
    if (sscanf(text, "coopd store\nformat %d\nid %32[0-9a-f]\ncoop %63[^\n]", &format, hex, d->coop) < 2 ||
        strlen(hex) != 2 * DATADIR_ID) {
        snprintf(error, DATADIR_ERROR_MAX, "%s/coopd.store is damaged; restore it from a backup", d->path);
        return false;
    }
    if (format != DATADIR_FORMAT) {
        snprintf(error, DATADIR_ERROR_MAX, "%s has format %d, this release reads %d; install the release that made it",
                 d->path, format, DATADIR_FORMAT);
        return false;
    }
    for (int i = 0; i < DATADIR_ID; i++) {
        unsigned byte = 0;
        sscanf(hex + 2 * i, "%2x", &byte);
        d->id[i] = (uint8_t)byte;
    }
    return true;
}

static bool lock_take(struct datadir *d, char error[DATADIR_ERROR_MAX])
{
    char path[DATADIR_PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/lock", d->path);
    d->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (d->lock < 0)
        return fail(error, path, "cannot be opened");
    if (flock(d->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    snprintf(error, DATADIR_ERROR_MAX, "%s is in use by another coopd; stop that one first", d->path);
    datadir_close(d);
    return false;
}

bool datadir_open(const char *path, bool exclusive, struct datadir *ret, char error[DATADIR_ERROR_MAX])
{
    char file[DATADIR_PATH_MAX + 16], text[512];
    if (!paths_set(ret, path, error))
        return false;
    snprintf(file, sizeof file, "%s/coopd.store", path);
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == EACCES) {
        snprintf(error, DATADIR_ERROR_MAX, "%s may not be read by this user; run as its owner (sudo -u coopd ...)",
                 path);
        return false;
    }
    if (fd < 0) {
        snprintf(
            error, DATADIR_ERROR_MAX,
            "%s holds no store (%s); make one with `coopctl init %s`, or restore the backup of the one that was here",
            path, strerror(errno), path);
        return false;
    }
    ssize_t len = read(fd, text, sizeof text - 1);
    close(fd);
    if (len < 0)
        return fail(error, file, "cannot be read");
    text[len] = '\0';
    return identity_parse(ret, text, error) && (!exclusive || lock_take(ret, error));
}

void datadir_close(struct datadir *d)
{
    if (d->lock >= 0)
        close(d->lock);
    d->lock = -1;
}

uint64_t datadir_free_bytes(const struct datadir *d)
{
    struct statvfs v;
    if (statvfs(d->path, &v) != 0)
        return UINT64_MAX;
    return (uint64_t)v.f_bavail * v.f_frsize;
}
