/* coopctl rebuild: throws the state away and folds it anew. The old one is kept until the new one stands in its place.
 */
#include "arguments.h"
#include "refold.h"
#include "words.h"

#include "../daemon/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct places {
    char fresh[DATADIR_PATH_MAX + 24], old[DATADIR_PATH_MAX + 24];
};

static int fail(const char *path, const char *english, const char *thai)
{
    words_complain("%s: %s: %s", "%s: %s: %s", path, words_pick(english, thai), strerror(errno));
    return EXIT_IO;
}

static bool directory_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

static int fold_anew(const struct datadir *d, const struct places *p, uint64_t *ret_seq)
{
    struct refold r;
    if (!refold_remove(p->fresh) || mkdir(p->fresh, 0700) != 0)
        return fail(p->fresh, "cannot be made", "สร้างไม่ได้");
    bool ok = refold_begin(&r, d, p->fresh, NULL) && refold_to(&r, r.head, words_pick("folding", "คำนวณใหม่"));
    *ret_seq = ok ? r.fold.seq : 0;
    refold_end(&r);
    if (!ok) {
        words_complain("%s", "%s", r.error);
        refold_remove(p->fresh);
        return EXIT_REJECTED;
    }
    return directory_sync(p->fresh) ? 0 : fail(p->fresh, "cannot be synced", "ซิงก์ไม่ได้");
}

/* If it stops in between, there is no state and the daemon does not start; rebuild then begins again. */
static int swap(const struct datadir *d, const struct places *p)
{
    if (!refold_remove(p->old))
        return fail(p->old, "cannot be removed", "ลบไม่ได้");
    if (rename(d->state, p->old) != 0 && errno != ENOENT)
        return fail(d->state, "cannot be put aside", "ย้ายไม่ได้");
    if (rename(p->fresh, d->state) != 0) {
        int status = fail(p->fresh, "cannot take the place of the old state", "แทนที่สถานะเดิมไม่ได้");
        if (rename(p->old, d->state) != 0)
            fail(p->old, "cannot be put back", "ย้ายกลับไม่ได้");
        return status;
    }
    if (!directory_sync(d->path))
        return fail(d->path, "cannot be synced", "ซิงก์ไม่ได้");
    return refold_remove(p->old) ? 0 : fail(p->old, "cannot be removed", "ลบไม่ได้");
}

/* What another user makes in it the daemon could not open. */
static bool is_own(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || st.st_uid == geteuid())
        return true; /* what is wrong with it is told when it is opened */
    const struct passwd *owner = getpwuid(st.st_uid);
    char number[24];
    snprintf(number, sizeof number, "#%u", (unsigned)st.st_uid);
    const char *name = owner ? owner->pw_name : number;
    words_complain("%s belongs to %s; use sudo -u %s coopctl rebuild %s",
                   "%s เป็นของ %s ใช้ sudo -u %s coopctl rebuild %s", path, name, name, path);
    return false;
}

int cmd_rebuild(const struct rebuild_options *o)
{
    char error[DATADIR_ERROR_MAX] = "";
    const char *path = o->given.operands_count ? o->given.operands[0] : o->given.dir;
    struct datadir d;
    struct places p;
    uint64_t seq = 0;
    if (!path || o->given.operands_count > 1)
        return arguments_wrong("rebuild", "name one data directory", "ระบุไดเรกทอรีข้อมูลหนึ่งแห่ง");
    if (!is_own(path))
        return EXIT_CONFIG;
    digest_init();
    if (!datadir_open(path, true, &d, error)) {
        words_complain("%s", "%s", error);
        return EXIT_CONFIG;
    }
    snprintf(p.fresh, sizeof p.fresh, "%s.new", d.state);
    snprintf(p.old, sizeof p.old, "%s.old", d.state);
    int status = fold_anew(&d, &p, &seq);
    status = status ? status : swap(&d, &p);
    datadir_close(&d);
    if (status != 0)
        return status;
    if (o->given.json)
        printf("{\"rebuilt\":true,\"seq\":%llu}\n", (unsigned long long)seq);
    else
        printf(words_pick("rebuilt seq %llu\n", "rebuilt seq %llu\n"), (unsigned long long)seq);
    return EXIT_DONE;
}
