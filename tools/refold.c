#include "refold.h"

#include "words.h"

#include "../handlers/handler.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRATCH_NAME "coopctl-fold-"

bool refold_begin(struct refold *r, const struct datadir *d, const char *into, const volatile sig_atomic_t *stop)
{
    struct journal_config journal = {.dir = d->journal, .read_only = true};
    struct store_config store = {.dir = into, .map_bytes = REFOLD_MAP_BYTES};
    *r = (struct refold){.fold.checkpoint_events = REFOLD_CHECKPOINT_EVENTS, .stop = stop};
    memcpy(journal.store_id, d->id, sizeof journal.store_id);
    memcpy(store.id, d->id, sizeof store.id);
    r->journal = journal_open(&journal, r->error);
    if (!r->journal || !store_create(&store, r->error))
        return false;
    r->store = store_open(&store, r->error);
    if (!r->store)
        return false;
    r->fold.store = r->store;
    r->head = journal_head(r->journal).seq;
    return true;
}

void refold_end(struct refold *r)
{
    journal_close(r->journal);
    store_close(r->store);
    r->journal = NULL;
    r->store = NULL;
}

static bool close_reached(struct refold *r)
{
    struct txn *t = store_txn(r->store);
    int32_t closed = handler_day_closed(t);
    if (r->first_closed == 0)
        r->first_closed = closed;
    r->day_done = closed >= r->close_of && !handler_has_work(t);
    return r->day_done;
}

static bool record_fold(void *context, const struct journal_record *record, const uint8_t hash[JOURNAL_HASH])
{
    struct refold *r = context;
    progress_at(&r->progress, record->seq);
    if (r->stop && *r->stop) {
        snprintf(r->fold.error, sizeof r->fold.error, "stopped at record %llu", (unsigned long long)record->seq);
        return false;
    }
    return fold_record(&r->fold, record, hash) && !(r->close_of && close_reached(r));
}

static bool read_on(struct refold *r, const char *what)
{
    char error[JOURNAL_ERROR_MAX] = "";
    progress_begin(&r->progress, what, r->head >= 100000 ? r->head : 0);
    r->progress.told = (unsigned)(r->fold.seq * 100 / (r->head ? r->head : 1));
    bool read = journal_read_after(r->journal, r->fold.seq, r->fold.hash, record_fold, r, error);
    progress_end(&r->progress);
    if (read && !r->fold.error[0])
        return true;
    snprintf(r->error, sizeof r->error, "%s", r->fold.error[0] ? r->fold.error : error);
    return false;
}

bool refold_to_close(struct refold *r, int32_t day, const char *what)
{
    r->close_of = day;
    return read_on(r, what);
}

bool refold_to(struct refold *r, uint64_t seq, const char *what)
{
    struct store_position reached;
    r->fold.stop_after = seq;
    if (r->fold.seq < seq && !read_on(r, what))
        return false;
    if (r->fold.seq != seq) {
        snprintf(r->error, sizeof r->error,
                 "the journal ends at record %llu, before %llu that the state has folded: journal files "
                 "are missing; restore them from a backup",
                 (unsigned long long)r->fold.seq, (unsigned long long)seq);
        return false;
    }
    reached.seq = r->fold.seq;
    memcpy(reached.hash, r->fold.hash, sizeof reached.hash);
    if (store_checkpoint(r->store, &reached))
        return true;
    snprintf(r->error, sizeof r->error, "%s", store_failure(r->store));
    return false;
}

/* A process that was killed could not take its directory away; the name says whose it was. */
static void scratch_sweep(const char *place)
{
    char path[DATADIR_PATH_MAX + 300];
    struct dirent *entry;
    int pid;
    DIR *dir = opendir(place);
    while (dir && (entry = readdir(dir)) != NULL)
        if (sscanf(entry->d_name, SCRATCH_NAME "%d-", &pid) == 1 && pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) {
            snprintf(path, sizeof path, "%s/%s", place, entry->d_name);
            refold_remove(path);
        }
    if (dir)
        closedir(dir);
}

int refold_scratch(const struct datadir *d, char ret[REFOLD_SCRATCH_MAX])
{
    const char *tmpdir = getenv("TMPDIR");
    char place[DATADIR_PATH_MAX + 4];
    snprintf(place, sizeof place, "%s%s", tmpdir && tmpdir[0] ? tmpdir : d->path, tmpdir && tmpdir[0] ? "" : "/..");
    scratch_sweep(place);
    int n = snprintf(ret, REFOLD_SCRATCH_MAX, "%s/" SCRATCH_NAME "%d-XXXXXX", place, getpid());
    if (n > 0 && n < REFOLD_SCRATCH_MAX && mkdtemp(ret))
        return 0;
    words_complain("no scratch directory like %s can be made: %s; name a place with TMPDIR",
                   "สร้างไดเรกทอรีชั่วคราว %s ไม่ได้: %s โปรดระบุ TMPDIR", ret, strerror(errno));
    ret[0] = '\0';
    return EXIT_IO;
}

void refold_digest(struct store *s, struct refold_digests *ret)
{
    ret->count = 0;
    while (ret->count < REFOLD_TABLES_MAX && store_table_digest(s, ret->count, &ret->tables[ret->count]))
        ret->count++;
}

bool refold_remove(const char *path)
{
    char file[DATADIR_PATH_MAX + 300];
    struct dirent *entry;
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT;
    bool ok = true;
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        ok = unlink(file) == 0 && ok;
    }
    closedir(dir);
    return rmdir(path) == 0 && ok;
}
