#include "journal_parts.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_CHUNK = 1 << 14 };

static bool check_config(const struct journal_config *c, char error[JOURNAL_ERROR_MAX])
{
    if (c->read_only || (c->segment_bytes >= JOURNAL_SEGMENT_MIN && c->segment_bytes <= JOURNAL_SEGMENT_MAX))
        return true;
    snprintf(error, JOURNAL_ERROR_MAX,
             "journal directory %.300s: segments of %llu bytes are not possible; set %d to %d", c->dir,
             (unsigned long long)c->segment_bytes, JOURNAL_SEGMENT_MIN, JOURNAL_SEGMENT_MAX);
    return false;
}

static int compare_seqs(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The first seqs of all segments in order, to be freed. *ret_others: whether there are other files. NULL: errno. */
static uint64_t *list_segments(int dir_fd, size_t *ret_count, bool *ret_others)
{
    size_t capacity = 0;
    uint64_t first_seq, *list = NULL, *longer = NULL;
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    *ret_count = 0;
    *ret_others = false;
    while (dir && (longer = segment_grow(list, &capacity, *ret_count + 1, sizeof *list)) != NULL) {
        list = longer;
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry)
            break;
        const char *name = entry->d_name;
        if (segment_name_parse(name, &first_seq))
            list[(*ret_count)++] = first_seq;
        else if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strcmp(name, journal_next_name) != 0)
            *ret_others = true;
    }
    const int cause = errno;
    if (dir)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
    if (cause) {
        free(list);
        errno = cause;
        return NULL;
    }
    qsort(list, *ret_count, sizeof *list, compare_seqs);
    return list;
}

bool journal_create(const struct journal_config *c, char error[JOURNAL_ERROR_MAX])
{
    struct segment_header h = {.first_seq = 1, .size = c->segment_bytes / 4096 * 4096};
    struct next next = {.fd = -1};
    size_t count = 0;
    bool others = false;
    assert(!c->read_only);
    memcpy(h.store_id, c->store_id, sizeof h.store_id);
    if (!check_config(c, error))
        return false;
    int dir_fd = open(c->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    uint64_t *list = dir_fd < 0 ? NULL : list_segments(dir_fd, &count, &others);
    bool ok = list != NULL;
    if (!ok)
        journal_fail_directory(error, c->dir, "cannot be read; make it, or correct its path or rights", errno);
    else if (count > 0 || others)
        ok = journal_fail_directory(error, c->dir, "is not empty; choose an empty one", 0);
    else if (!journal_next_finish(&next, dir_fd, h.size) || !journal_publish(dir_fd, next.fd, &h))
        ok = journal_fail_directory(error, c->dir, "the first segment cannot be written; mend that and try again",
                                    errno);
    free(list);
    if (next.fd >= 0)
        close(next.fd);
    if (dir_fd >= 0)
        close(dir_fd);
    return ok;
}

/* Checks the header of a segment against the one before it, and adds it. Only the last one stays open. */
static bool open_header(struct journal *j, uint64_t first_seq, bool is_last, char error[JOURNAL_ERROR_MAX])
{
    const struct segment_header *before = j->count ? &journal_last_segment(j)->header : NULL;
    struct segment_header h = {0};
    int fd = journal_open_segment(j->dir_fd, first_seq, is_last && !j->config.read_only ? O_RDWR : O_RDONLY);
    if (fd < 0)
        return segment_fail(error, first_seq, 0, "cannot be opened (%s); correct its rights", strerror(errno));
    bool ok = segment_header_read(fd, first_seq, &h, error);
    if (ok && memcmp(h.store_id, j->config.store_id, sizeof h.store_id) != 0)
        ok = segment_fail(error, first_seq, SEGMENT_STORE_ID_AT,
                          "belongs to another store; put the files of this store here");
    else if (ok && h.previous_first_seq != (before ? before->first_seq : 0))
        ok = segment_fail(error, first_seq, SEGMENT_PREVIOUS_AT,
                          "the segment before it must be %020llu.seg, which is missing or not its neighbour; "
                          "restore the journal from a backup",
                          (unsigned long long)h.previous_first_seq);
    else if (ok && !before && (first_seq != 1 || memcmp(h.hash_before, (uint8_t[JOURNAL_HASH]){0}, JOURNAL_HASH) != 0))
        ok = segment_fail(error, first_seq, SEGMENT_FIRST_SEQ_AT,
                          "is not the first one; restore the ones before it from a backup");
    if (ok && !journal_add_segment(j, is_last ? fd : -1, &h))
        ok = segment_fail(error, first_seq, 0, "there is no memory for it; give the process more");
    if (!ok || !is_last)
        close(fd);
    return ok;
}

static bool open_headers(struct journal *j, char error[JOURNAL_ERROR_MAX])
{
    size_t count = 0;
    bool others = false;
    uint64_t *list = list_segments(j->dir_fd, &count, &others);
    if (!list)
        return journal_fail_directory(error, j->config.dir, "cannot be read; correct its rights", errno);
    bool ok = count > 0;
    if (!ok)
        journal_fail_directory(error, j->config.dir, "has no segment; create the store, or restore it from a backup",
                               0);
    for (size_t i = 0; ok && i < count; i++)
        ok = open_header(j, list[i], i + 1 == count, error);
    free(list);
    return ok;
}

/* Finds the last record whose group is complete and where its batch begins, and decides whether what stands behind it
 * is a torn tail. */
static bool find_end(struct journal *j, struct segment_walk *w, uint64_t *ret_batch_at, char error[JOURNAL_ERROR_MAX])
{
    struct segment *s = journal_last_segment(j);
    struct segment_behind behind = {0};
    uint64_t looked_at = 0;
    for (;;) {
        if (!w->group_is_open) {
            j->tail = w->at;
            j->synced.seq = w->seq;
            memcpy(j->synced.hash, w->hash, sizeof w->hash);
            *ret_batch_at = w->batch_at;
        }
        const uint64_t at = w->at;
        enum segment_found found = segment_walk_next(w);
        if (found == SEGMENT_FOUND) {
            segment_index_add(&s->index, w->seq, at);
            continue;
        }
        if (found == SEGMENT_MISPLACED || found == SEGMENT_UNREADABLE)
            return segment_fail_found(error, &w->window, at, w->seq + 1, found);
        if (!segment_walk_look_behind(w, &behind))
            return segment_fail_found(error, &w->window, at, w->seq + 1, SEGMENT_UNREADABLE);
        if (!behind.later_at)
            break;
        if (!j->config.read_only || looked_at == at)
            return segment_fail(error, s->header.first_seq, at,
                                "record %llu is damaged and later records follow it at byte %llu; "
                                "restore this file from a backup",
                                (unsigned long long)(w->seq + 1), (unsigned long long)behind.later_at);
        /* The daemon beside us may have written this record, and later ones, since we looked. */
        looked_at = at;
        w->window.len = 0;
    }
    segment_index_cut(&s->index, j->synced.seq);
    j->head = j->synced;
    j->cut_bytes = behind.dirty_end - j->tail;
    return true;
}

/* Makes the end that was found the one on the disk. The last batch is written again: if its sync failed before the
 * restart, its pages count as clean although the disk does not have them. */
static bool settle(struct journal *j, struct segment_window *w, uint64_t batch_at)
{
    const int fd = journal_last_segment(j)->fd;
    for (uint64_t at = batch_at; at < j->tail;) {
        const size_t len = j->tail - at < SEGMENT_CHUNK ? (size_t)(j->tail - at) : SEGMENT_CHUNK;
        const uint8_t *bytes = segment_view(w, at, len);
        if (!bytes || !segment_write(fd, bytes, len, at))
            return false;
        at += len;
    }
    return segment_write_zeros(fd, j->tail, j->tail + j->cut_bytes) && fsync(fd) == 0 && fsync(j->dir_fd) == 0;
}

static bool recover(struct journal *j, char error[JOURNAL_ERROR_MAX])
{
    struct segment_walk walk;
    uint64_t batch_at = SEGMENT_HEADER;
    segment_walk_start(&walk, journal_last_segment(j)->fd, &journal_last_segment(j)->header);
    bool ok = find_end(j, &walk, &batch_at, error);
    if (ok && j->synced.seq < j->config.known_seq)
        ok = segment_fail(error, journal_last_segment(j)->header.first_seq, j->tail,
                          "record %llu is damaged or missing, although records up to %llu were answered; restore the "
                          "journal from a backup",
                          (unsigned long long)(j->synced.seq + 1), (unsigned long long)j->config.known_seq);
    if (ok && !j->config.read_only && !settle(j, &walk.window, batch_at))
        ok = segment_fail(error, journal_last_segment(j)->header.first_seq, batch_at,
                          "cannot be written (%s); mend that, then start again", strerror(errno));
    segment_window_free(&walk.window);
    return ok;
}

struct journal *journal_open(const struct journal_config *c, char error[JOURNAL_ERROR_MAX])
{
    if (!check_config(c, error))
        return NULL;
    struct journal *j = calloc(1, sizeof *j);
    char *dir = strdup(c->dir);
    if (!j || !dir) {
        free(j);
        free(dir);
        journal_fail_directory(error, c->dir, "cannot be opened; give the process more memory", ENOMEM);
        return NULL;
    }
    j->config = *c;
    j->config.dir = j->dir = dir;
    j->window = (struct segment_window){.chunk = READ_CHUNK};
    j->next.fd = -1;
    j->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (j->dir_fd < 0)
        journal_fail_directory(error, dir, "cannot be opened; create the store, or correct its path or rights", errno);
    if (j->dir_fd < 0 || !open_headers(j, error) || !recover(j, error)) {
        journal_close(j);
        return NULL;
    }
    return j;
}
