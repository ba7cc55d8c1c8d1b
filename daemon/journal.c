#include "journal_parts.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLD_SEGMENTS_OPEN = 8, NEXT_PACE = 4, NEXT_STEPS = 8 };

const char journal_next_name[] = "next.tmp";

struct segment *journal_last_segment(const struct journal *j)
{
    return &j->segments[j->count - 1];
}

bool journal_fail_directory(char error[JOURNAL_ERROR_MAX], const char *dir, const char *what, int cause)
{
    snprintf(error, JOURNAL_ERROR_MAX, "journal directory %.300s: %s%s%s", dir, what, cause ? ": " : "",
             cause ? strerror(cause) : "");
    return false;
}

/* After this only the end of the process is left. */
static bool die(struct journal *j, char error[JOURNAL_ERROR_MAX], uint64_t at, const char *what, int cause)
{
    segment_fail(j->death, journal_last_segment(j)->header.first_seq, at,
                 "%s (%s); mend that, then start the daemon again", what, strerror(cause));
    memcpy(error, j->death, sizeof j->death);
    return false;
}

/* ---- files */

static void close_segment(struct segment *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    free(s->index.marks);
    s->index = (struct segment_index){0};
}

/* Of the segments that are not written any more, only a few stay open. */
static void close_least_used(struct journal *j)
{
    struct segment *least = NULL;
    size_t open = 0;
    for (size_t i = 0; i + 1 < j->count; i++) {
        struct segment *s = &j->segments[i];
        open += s->fd >= 0;
        if (s->fd >= 0 && (!least || s->used < least->used))
            least = s;
    }
    if (open > OLD_SEGMENTS_OPEN) { /* the index stays: to build it again costs reading the whole file */
        close(least->fd);
        least->fd = -1;
    }
}

int journal_open_segment(int dir_fd, uint64_t first_seq, int flags)
{
    char name[SEGMENT_NAME];
    segment_name(first_seq, name);
    return openat(dir_fd, name, flags | O_CLOEXEC | O_NONBLOCK);
}

bool journal_publish(int dir_fd, int fd, const struct segment_header *h)
{
    char name[SEGMENT_NAME];
    segment_name(h->first_seq, name);
    return segment_header_write(fd, h) && fdatasync(fd) == 0 &&
           renameat(dir_fd, journal_next_name, dir_fd, name) == 0 && fsync(dir_fd) == 0;
}

static bool next_holds(const struct next *n, uint64_t size)
{
    return n->synced && n->written >= size;
}

/* One step of the preparation of a segment of this size. false: errno; a later step tries again. */
static bool next_step(struct next *n, int dir_fd, uint64_t size)
{
    if (n->fd < 0) {
        /* What a crash has left is written anew: nobody knows how much of it is on the disk. */
        n->fd = openat(dir_fd, journal_next_name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
        n->written = 0;
        if (n->fd < 0)
            return false;
    }
    if (n->written < size) {
        const uint64_t to = size - n->written < SEGMENT_CHUNK ? size : n->written + SEGMENT_CHUNK;
        n->synced = false;
        if (!segment_write_zeros(n->fd, n->written, to))
            return false;
        /* Only a hint, so that little is left to do for fsync(), which finds the errors of this too. */
        sync_file_range(n->fd, (off_t)n->written, (off_t)(to - n->written), SYNC_FILE_RANGE_WRITE);
        n->written = to;
        return true;
    }
    n->synced = fsync(n->fd) == 0;
    if (!n->synced) {
        const int cause = errno;
        close(n->fd);
        n->fd = -1; /* its pages may count as clean now */
        errno = cause;
    }
    return n->synced;
}

bool journal_next_finish(struct next *n, int dir_fd, uint64_t size)
{
    while (!next_holds(n, size))
        if (!next_step(n, dir_fd, size))
            return false;
    return true;
}

/* Size of the segment that is to come, for a batch of so many bytes. */
static uint64_t next_size(const struct journal *j, size_t bytes)
{
    const uint64_t least = (SEGMENT_HEADER + (uint64_t)bytes + 4095) / 4096 * 4096;
    return least > j->config.segment_bytes ? least : j->config.segment_bytes / 4096 * 4096;
}

void journal_close(struct journal *j)
{
    if (!j)
        return;
    for (size_t i = 0; i < j->count; i++)
        close_segment(&j->segments[i]);
    free(j->segments);
    segment_window_free(&j->window);
    free(j->pending.bytes);
    free(j->pending.places);
    if (j->next.fd >= 0)
        close(j->next.fd);
    if (j->dir_fd >= 0)
        close(j->dir_fd);
    free(j->dir);
    free(j);
}

struct journal_head journal_head(const struct journal *j)
{
    return j->head;
}

uint64_t journal_cut_bytes(const struct journal *j)
{
    return j->cut_bytes;
}

bool journal_add_segment(struct journal *j, int fd, const struct segment_header *h)
{
    struct segment *more = segment_grow(j->segments, &j->capacity, j->count + 1, sizeof *more);
    if (!more)
        return false;
    j->segments = more;
    more[j->count++] = (struct segment){.header = *h, .fd = fd};
    return true;
}

/* ---- writing */

void journal_append(struct journal *j, const struct journal_record *record)
{
    struct pending *p = &j->pending;
    assert(!j->config.read_only && record->seq == j->head.seq + 1);
    assert(record->producer.len <= JOURNAL_PRODUCER_MAX && record->body.len <= JOURNAL_BODY_MAX);
    j->head.seq++;
    if (j->death[0])
        return;
    const size_t len = segment_record_len(record);
    uint8_t *bytes = segment_grow(p->bytes, &p->capacity, p->len + len, 1);
    p->bytes = bytes ? bytes : p->bytes;
    size_t *places = segment_grow(p->places, &p->places_capacity, p->count + 1, sizeof *places);
    p->places = places ? places : p->places;
    if (!bytes || !places) {
        die(j, (char[JOURNAL_ERROR_MAX]){0}, j->tail, "there is no memory for the batch", ENOMEM);
        return;
    }
    segment_record_write(bytes + p->len, record, (uint32_t)(record->seq - j->synced.seq - 1), j->head.hash);
    memcpy(j->head.hash, segment_record_hash(bytes + p->len), sizeof j->head.hash);
    places[p->count++] = p->len;
    p->len += len;
}

void journal_forget_after(struct journal *j, uint64_t seq)
{
    struct pending *p = &j->pending;
    assert(seq >= j->synced.seq && seq <= j->head.seq);
    if (j->death[0] || seq == j->head.seq) {
        j->head.seq = seq;
        return;
    }
    p->count = (size_t)(seq - j->synced.seq);
    p->len = p->places[p->count];
    j->head = j->synced;
    if (p->count > 0) {
        j->head.seq = seq;
        memcpy(j->head.hash, segment_record_hash(p->bytes + p->places[p->count - 1]), sizeof j->head.hash);
    }
}

size_t journal_pending_bytes(const struct journal *j)
{
    return j->pending.len;
}

/* Makes the next segment the one that is written. It takes the place of one without records. */
static bool roll(struct journal *j, char error[JOURNAL_ERROR_MAX])
{
    struct segment *last = journal_last_segment(j);
    const bool replaces = j->tail == SEGMENT_HEADER;
    struct segment_header h = last->header;
    if (!journal_next_finish(&j->next, j->dir_fd, next_size(j, j->pending.len)))
        return die(j, error, j->tail, "the next segment cannot be prepared", errno);
    h.first_seq = j->synced.seq + 1;
    h.previous_first_seq = replaces ? last->header.previous_first_seq : last->header.first_seq;
    h.size = j->next.written;
    memcpy(h.hash_before, j->synced.hash, sizeof h.hash_before);
    if (!journal_publish(j->dir_fd, j->next.fd, &h))
        return die(j, error, j->tail, "the next segment cannot be begun", errno);
    last->used = ++j->clock;
    if (replaces) {
        close_segment(last);
        j->count--;
    }
    if (!journal_add_segment(j, j->next.fd, &h))
        return die(j, error, j->tail, "there is no memory for the next segment", ENOMEM);
    j->next = (struct next){.fd = -1};
    j->tail = SEGMENT_HEADER;
    close_least_used(j);
    return true;
}

bool journal_sync(struct journal *j, char error[JOURNAL_ERROR_MAX])
{
    struct pending *p = &j->pending;
    if (j->death[0]) {
        memcpy(error, j->death, sizeof j->death);
        return false;
    }
    if (p->count == 0)
        return true;
    struct journal_record last;
    segment_record_read(p->bytes + p->places[p->count - 1], &last);
    assert(!(last.flags & JOURNAL_GROUP_CONTINUES));
    if (journal_last_segment(j)->header.size - j->tail < p->len && !roll(j, error))
        return false;
    struct segment *s = journal_last_segment(j);
    if (!segment_write(s->fd, p->bytes, p->len, j->tail) || fdatasync(s->fd) != 0)
        return die(j, error, j->tail, "the batch cannot be written", errno);
    for (size_t i = 0; i < p->count; i++)
        segment_index_add(&s->index, j->synced.seq + 1 + i, j->tail + p->places[i]);
    j->tail += p->len;
    j->synced = j->head;
    p->count = p->len = 0;
    return true;
}

/* From the middle of a segment on, NEXT_PACE bytes of the next one are prepared for each byte that is written: evenly,
 * so that no batch waits long, and done while a good part of this one is left. */
static bool next_is_late(const struct journal *j, uint64_t wanted)
{
    const uint64_t half = journal_last_segment(j)->header.size / 2;
    return !next_holds(&j->next, wanted) && j->tail > half && j->next.written <= NEXT_PACE * (j->tail - half);
}

bool journal_ready(struct journal *j, size_t bytes, char error[JOURNAL_ERROR_MAX])
{
    error[0] = '\0';
    if (j->config.read_only)
        return journal_fail_directory(error, j->config.dir, "is open for reading only; open it for writing", 0);
    if (j->death[0]) {
        memcpy(error, j->death, sizeof j->death);
        return false;
    }
    const uint64_t room = journal_last_segment(j)->header.size - j->tail, wanted = next_size(j, bytes);
    bool ok = bytes <= room || next_holds(&j->next, wanted) || next_step(&j->next, j->dir_fd, wanted);
    for (int steps = 0; ok && steps < NEXT_STEPS && next_is_late(j, wanted); steps++)
        ok = next_step(&j->next, j->dir_fd, wanted);
    if (!ok)
        journal_fail_directory(error, j->config.dir, "next.tmp cannot be written, make room on the disk", errno);
    return bytes <= room || next_holds(&j->next, wanted);
}

/* ---- reading */

/* The segment in which seq stands, or would stand. */
static size_t segment_of(const struct journal *j, uint64_t seq)
{
    size_t low = 1, high = j->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (j->segments[middle].header.first_seq <= seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

/* Opens an old segment if it is not open, and builds its index up to the first damage. */
static bool use_segment(struct journal *j, struct segment *s, char error[JOURNAL_ERROR_MAX])
{
    struct segment_window w = {.first_seq = s->header.first_seq, .limit = s->header.size, .chunk = SEGMENT_CHUNK};
    uint64_t at = SEGMENT_HEADER, seq = s->header.first_seq;
    const uint8_t *record = NULL;
    const bool built = s->index.count > 0;
    s->used = ++j->clock;
    if (s->fd >= 0)
        return true;
    s->fd = w.fd = journal_open_segment(j->dir_fd, s->header.first_seq, O_RDONLY);
    if (s->fd < 0)
        return segment_fail_found(error, &w, 0, seq, SEGMENT_UNREADABLE);
    for (; !built && segment_record_at(&w, at, seq, &record) == SEGMENT_FOUND; seq++) {
        segment_index_add(&s->index, seq, at);
        at += segment_record_size(record);
    }
    segment_window_free(&w);
    close_least_used(j);
    return true;
}

static bool read_synced(struct journal *j, uint64_t seq, const uint8_t **ret, char error[JOURNAL_ERROR_MAX])
{
    struct segment *s = &j->segments[segment_of(j, seq)];
    struct segment_window *w = &j->window;
    if (!use_segment(j, s, error))
        return false;
    if (w->first_seq != s->header.first_seq)
        w->len = 0;
    w->fd = s->fd;
    w->first_seq = s->header.first_seq;
    w->limit = s == journal_last_segment(j) ? j->tail : s->header.size;
    for (struct segment_mark m = segment_index_find(&s->index, seq, s->header.first_seq);; m.seq++) {
        enum segment_found found = segment_record_at(w, m.at, m.seq, ret);
        if (found != SEGMENT_FOUND)
            return segment_fail_found(error, w, m.at, m.seq, found);
        if (m.seq == seq)
            return true;
        m.at += segment_record_size(*ret);
    }
}

bool journal_read(struct journal *j, uint64_t seq, struct journal_record *ret, char error[JOURNAL_ERROR_MAX])
{
    const uint8_t *record = NULL;
    memcpy(error, j->death, sizeof j->death);
    if (j->death[0] || seq == 0 || seq > j->head.seq)
        return false;
    if (seq > j->synced.seq)
        record = j->pending.bytes + j->pending.places[seq - j->synced.seq - 1];
    else if (!read_synced(j, seq, &record, error))
        return false;
    segment_record_read(record, ret);
    return true;
}

struct tour {
    uint64_t after;
    const uint8_t *hash_after;
    journal_visit *visit;
    void *context;
    bool goes_on;
};

/* Whether record `after`, if the walk stands behind it, is the one that the caller means. */
static bool check_after(const struct tour *t, const struct segment_walk *w, char error[JOURNAL_ERROR_MAX])
{
    if (w->seq != t->after || !t->hash_after || memcmp(w->hash, t->hash_after, sizeof w->hash) == 0)
        return true;
    return segment_fail(error, w->window.first_seq, w->at,
                        "record %llu, which ends here, has another hash than the one that is remembered; "
                        "restore journal and state from the same backup",
                        (unsigned long long)w->seq);
}

static bool tour_segment(struct journal *j, size_t i, struct tour *t, char error[JOURNAL_ERROR_MAX])
{
    const struct segment *s = &j->segments[i], *next = s == journal_last_segment(j) ? NULL : s + 1;
    const uint64_t last_seq = next ? next->header.first_seq - 1 : j->synced.seq;
    struct segment_walk w;
    /* A file of its own: visit may make journal_read() close the one in s. */
    int fd = journal_open_segment(j->dir_fd, s->header.first_seq, O_RDONLY);
    if (fd < 0)
        return segment_fail(error, s->header.first_seq, 0, "cannot be opened (%s); correct its rights",
                            strerror(errno));
    segment_walk_start(&w, fd, &s->header);
    w.window.limit = next ? s->header.size : j->tail;
    bool ok = check_after(t, &w, error);
    while (ok && t->goes_on && w.seq < last_seq) {
        enum segment_found found = segment_walk_next(&w);
        if (found != SEGMENT_FOUND)
            ok = segment_fail_found(error, &w.window, w.at, w.seq + 1, found);
        else if (w.seq <= t->after)
            ok = check_after(t, &w, error);
        else
            t->goes_on = t->visit(t->context, &w.record, w.hash);
    }
    if (ok && t->goes_on && next && memcmp(w.hash, next->header.hash_before, sizeof w.hash) != 0)
        ok = segment_fail(error, next->header.first_seq, SEGMENT_HASH_BEFORE_AT,
                          "the segment before it ends with another record; restore both from the same backup");
    segment_window_free(&w.window);
    close(fd);
    return ok;
}

bool journal_read_after(struct journal *j, uint64_t after, const uint8_t hash_after[JOURNAL_HASH], journal_visit *visit,
                        void *context, char error[JOURNAL_ERROR_MAX])
{
    struct tour tour = {after, hash_after, visit, context, true};
    memcpy(error, j->death, sizeof j->death);
    if (j->death[0])
        return false;
    if (after > j->synced.seq)
        return segment_fail(error, journal_last_segment(j)->header.first_seq, j->tail,
                            "the journal ends here with record %llu, but record %llu is remembered; "
                            "restore the journal from a later backup",
                            (unsigned long long)j->synced.seq, (unsigned long long)after);
    bool ok = true;
    for (size_t i = segment_of(j, after + 1); ok && tour.goes_on && i < j->count; i++)
        ok = tour_segment(j, i, &tour, error);
    return ok;
}
