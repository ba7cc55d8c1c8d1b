#include "segment.h"

#include "digest.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static_assert((int)JOURNAL_HASH == (int)DIGEST_CHAIN, "the chain is made of these hashes");

static const uint8_t header_magic[8] = {'c', 'o', 'o', 'p', 'd', 's', 'e', 'g'};

enum { HEADER_MAGIC = 0, HEADER_FORMAT = 8, HEADER_CHECKSUM = 12, HEADER_CHECKED = 16, HEADER_SIZE = 48 };

enum { AT_LENGTH = 0, AT_CHECKSUM = 4, AT_CHECKED = 8, AT_SEQ = 8, AT_BATCH_BACK = 16, AT_OUTCOME = 20, AT_FLAGS = 21 };
enum { AT_PRODUCER_LEN = 22, AT_RECORDED = 24, AT_EFFECTS = 32, AT_FIRST_POSITION = 40, AT_POSITIONS = 48 };
enum { AT_BODY_LEN = 52, AT_HASH = 56 };

enum { MARK_RECORDS = 16, MARK_BYTES = 1 << 16 };

static uint16_t get16(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return le16toh(value);
}

static uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

static uint64_t get64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

static void put16(uint8_t *at, uint16_t value)
{
    value = htole16(value);
    memcpy(at, &value, sizeof value);
}

static void put32(uint8_t *at, uint32_t value)
{
    value = htole32(value);
    memcpy(at, &value, sizeof value);
}

static void put64(uint8_t *at, uint64_t value)
{
    value = htole64(value);
    memcpy(at, &value, sizeof value);
}

void *segment_grow(void *memory, size_t *capacity, size_t wanted, size_t unit)
{
    size_t larger = *capacity ? *capacity : 64;
    if (memory && wanted <= *capacity)
        return memory;
    while (larger < wanted && larger <= SIZE_MAX / 2)
        larger *= 2;
    void *moved = reallocarray(memory, larger < wanted ? wanted : larger, unit);
    if (moved)
        *capacity = larger < wanted ? wanted : larger;
    return moved;
}

/* ---- sentences */

bool segment_fail(char error[JOURNAL_ERROR_MAX], uint64_t first_seq, uint64_t at, const char *format, ...)
{
    char name[SEGMENT_NAME];
    segment_name(first_seq, name);
    int len = snprintf(error, JOURNAL_ERROR_MAX, "journal segment %s: byte %llu: ", name, (unsigned long long)at);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error + len, JOURNAL_ERROR_MAX - (size_t)len, format, arguments);
    va_end(arguments);
    return false;
}

bool segment_fail_found(char error[JOURNAL_ERROR_MAX], const struct segment_window *w, uint64_t at, uint64_t seq,
                        enum segment_found found)
{
    const char *what = found == SEGMENT_END         ? "is missing"
                       : found == SEGMENT_MISPLACED ? "does not continue the records before it"
                                                    : "is damaged";
    if (found == SEGMENT_UNREADABLE)
        return segment_fail(error, w->first_seq, at,
                            "cannot be read (%s); check the disk, restore this file if it is bad", strerror(errno));
    return segment_fail(error, w->first_seq, at, "record %llu %s; restore this file from a backup",
                        (unsigned long long)seq, what);
}

/* ---- files */

void segment_name(uint64_t first_seq, char ret[SEGMENT_NAME])
{
    snprintf(ret, SEGMENT_NAME, "%020llu.seg", (unsigned long long)first_seq);
}

bool segment_name_parse(const char *name, uint64_t *ret)
{
    char again[SEGMENT_NAME];
    if (strspn(name, "0123456789") != 20)
        return false;
    errno = 0;
    uint64_t first_seq = strtoull(name, NULL, 10);
    segment_name(first_seq, again);
    if (errno || strcmp(name, again) != 0)
        return false;
    *ret = first_seq;
    return true;
}

bool segment_write(int fd, const uint8_t *data, size_t len, uint64_t at)
{
    while (len > 0) {
        ssize_t n = pwrite(fd, data, len, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n < 0 ? errno : EIO;
            return false;
        }
        data += n;
        len -= (size_t)n;
        at += (uint64_t)n;
    }
    return true;
}

bool segment_write_zeros(int fd, uint64_t from, uint64_t to)
{
    static const uint8_t zeros[1 << 16];
    while (from < to) {
        size_t len = to - from < sizeof zeros ? (size_t)(to - from) : sizeof zeros;
        if (!segment_write(fd, zeros, len, from))
            return false;
        from += len;
    }
    return true;
}

bool segment_header_write(int fd, const struct segment_header *h)
{
    uint8_t page[SEGMENT_HEADER] = {0};
    memcpy(page + HEADER_MAGIC, header_magic, sizeof header_magic);
    put32(page + HEADER_FORMAT, JOURNAL_FORMAT);
    memcpy(page + SEGMENT_STORE_ID_AT, h->store_id, sizeof h->store_id);
    put64(page + SEGMENT_FIRST_SEQ_AT, h->first_seq);
    put64(page + SEGMENT_PREVIOUS_AT, h->previous_first_seq);
    put64(page + HEADER_SIZE, h->size);
    memcpy(page + SEGMENT_HASH_BEFORE_AT, h->hash_before, sizeof h->hash_before);
    put32(page + HEADER_CHECKSUM, digest_checksum(page + HEADER_CHECKED, sizeof page - HEADER_CHECKED));
    return segment_write(fd, page, sizeof page, 0);
}

bool segment_header_read(int fd, uint64_t first_seq, struct segment_header *ret, char error[JOURNAL_ERROR_MAX])
{
    struct stat st;
    struct segment_window w = {.fd = fd, .first_seq = first_seq, .limit = SEGMENT_HEADER};
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return segment_fail(error, first_seq, 0, "is no regular file; restore it from a backup");
    if (st.st_size < SEGMENT_HEADER)
        return segment_fail(error, first_seq, (uint64_t)st.st_size,
                            "the file ends within its header; restore it from a backup");
    const uint8_t *page = segment_view(&w, 0, SEGMENT_HEADER);
    if (!page)
        return segment_fail_found(error, &w, 0, first_seq, SEGMENT_UNREADABLE);
    const uint32_t format = get32(page + HEADER_FORMAT);
    const bool magic = memcmp(page, header_magic, sizeof header_magic) == 0;
    const bool whole =
        get32(page + HEADER_CHECKSUM) == digest_checksum(page + HEADER_CHECKED, SEGMENT_HEADER - HEADER_CHECKED);
    memcpy(ret->store_id, page + SEGMENT_STORE_ID_AT, sizeof ret->store_id);
    memcpy(ret->hash_before, page + SEGMENT_HASH_BEFORE_AT, sizeof ret->hash_before);
    ret->first_seq = get64(page + SEGMENT_FIRST_SEQ_AT);
    ret->previous_first_seq = get64(page + SEGMENT_PREVIOUS_AT);
    ret->size = get64(page + HEADER_SIZE);
    segment_window_free(&w);
    if (!magic)
        return segment_fail(error, first_seq, HEADER_MAGIC, "is no journal segment; restore this file from a backup");
    if (format > JOURNAL_FORMAT)
        return segment_fail(error, first_seq, HEADER_FORMAT,
                            "has format %u, this program knows up to %d; start the newer program", format,
                            JOURNAL_FORMAT);
    if (format != JOURNAL_FORMAT || !whole)
        return segment_fail(error, first_seq, HEADER_FORMAT, "the header is damaged; restore this file from a backup");
    if (ret->first_seq != first_seq)
        return segment_fail(error, first_seq, SEGMENT_FIRST_SEQ_AT,
                            "the header says that its first record is %llu; give the file its own name back",
                            (unsigned long long)ret->first_seq);
    if (ret->size != (uint64_t)st.st_size)
        return segment_fail(error, first_seq, (uint64_t)st.st_size,
                            "the file ends here instead of at byte %llu; restore it from a backup",
                            (unsigned long long)ret->size);
    return true;
}

/* ---- records */

static uint64_t record_len(uint64_t producer_len, uint64_t body_len)
{
    return (SEGMENT_RECORD + producer_len + body_len + 7) / 8 * 8;
}

size_t segment_record_len(const struct journal_record *r)
{
    return record_len(r->producer.len, r->body.len);
}

void segment_record_write(uint8_t *out, const struct journal_record *r, uint32_t batch_back,
                          const uint8_t previous[JOURNAL_HASH])
{
    const size_t len = segment_record_len(r);
    uint8_t hash[JOURNAL_HASH];
    memset(out, 0, SEGMENT_RECORD);
    memset(out + len - 8, 0, 8); /* the padding, if there is any, is within the last 8 bytes */
    put32(out + AT_LENGTH, (uint32_t)len);
    put64(out + AT_SEQ, r->seq);
    put32(out + AT_BATCH_BACK, batch_back);
    out[AT_OUTCOME] = r->outcome;
    out[AT_FLAGS] = r->flags;
    put16(out + AT_PRODUCER_LEN, (uint16_t)r->producer.len);
    put64(out + AT_RECORDED, (uint64_t)r->recorded_ms);
    put64(out + AT_EFFECTS, r->effects);
    put64(out + AT_FIRST_POSITION, r->first_position);
    put32(out + AT_POSITIONS, r->positions);
    put32(out + AT_BODY_LEN, (uint32_t)r->body.len);
    if (r->producer.len)
        memcpy(out + SEGMENT_RECORD, r->producer.at, r->producer.len);
    if (r->body.len)
        memcpy(out + SEGMENT_RECORD + r->producer.len, r->body.at, r->body.len);
    digest_chain(previous, out, len, hash);
    memcpy(out + AT_HASH, hash, sizeof hash);
    put32(out + AT_CHECKSUM, digest_checksum(out + AT_CHECKED, len - AT_CHECKED));
}

uint32_t segment_record_size(const uint8_t *record)
{
    return get32(record + AT_LENGTH);
}

const uint8_t *segment_record_hash(const uint8_t *record)
{
    return record + AT_HASH;
}

void segment_record_read(const uint8_t *record, struct journal_record *ret)
{
    const uint16_t producer_len = get16(record + AT_PRODUCER_LEN);
    *ret = (struct journal_record){
        .seq = get64(record + AT_SEQ),
        .recorded_ms = (int64_t)get64(record + AT_RECORDED),
        .effects = get64(record + AT_EFFECTS),
        .first_position = get64(record + AT_FIRST_POSITION),
        .positions = get32(record + AT_POSITIONS),
        .outcome = record[AT_OUTCOME],
        .flags = record[AT_FLAGS],
        .producer = {record + SEGMENT_RECORD, producer_len},
        .body = {record + SEGMENT_RECORD + producer_len, get32(record + AT_BODY_LEN)},
    };
}

uint8_t *segment_view(struct segment_window *w, uint64_t at, size_t len)
{
    if (at >= w->at && at - w->at <= w->len && w->len - (at - w->at) >= len)
        return w->bytes + (at - w->at);
    if (at > w->limit || w->limit - at < len) {
        errno = EINVAL;
        return NULL;
    }
    const uint64_t wanted = len > w->chunk ? len : w->chunk;
    const size_t asked = (size_t)(wanted < w->limit - at ? wanted : w->limit - at);
    uint8_t *bytes = segment_grow(w->bytes, &w->capacity, asked, 1);
    if (!bytes)
        return NULL;
    w->bytes = bytes;
    w->at = at;
    w->len = 0;
    while (w->len < asked) {
        ssize_t n = pread(w->fd, bytes + w->len, asked - w->len, (off_t)(at + w->len));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n < 0 ? errno : EIO; /* the file has become shorter */
            return NULL;
        }
        w->len += (size_t)n;
    }
    return bytes;
}

void segment_window_free(struct segment_window *w)
{
    free(w->bytes);
    w->bytes = NULL;
    w->len = w->capacity = 0;
}

/* Whether the fixed part of a record, with so much room behind its beginning, makes sense. */
static bool record_is_plausible(const uint8_t *record, uint64_t room)
{
    const uint32_t len = get32(record + AT_LENGTH), body_len = get32(record + AT_BODY_LEN);
    const uint16_t producer_len = get16(record + AT_PRODUCER_LEN);
    return len <= room && producer_len <= JOURNAL_PRODUCER_MAX && body_len <= JOURNAL_BODY_MAX &&
           len == record_len(producer_len, body_len);
}

/* A record with the right checksum, whatever its seq. */
static enum segment_found record_at(struct segment_window *w, uint64_t at, uint8_t **ret)
{
    const uint64_t room = w->limit - at;
    if (room < 8)
        return SEGMENT_END;
    uint8_t *record = segment_view(w, at, room < SEGMENT_RECORD ? 8 : SEGMENT_RECORD);
    if (!record)
        return SEGMENT_UNREADABLE;
    const uint32_t len = get32(record + AT_LENGTH);
    if (len == 0)
        return SEGMENT_END;
    if (room < SEGMENT_RECORD || !record_is_plausible(record, room))
        return SEGMENT_DAMAGED;
    record = segment_view(w, at, len);
    if (!record)
        return SEGMENT_UNREADABLE;
    *ret = record;
    return digest_checksum(record + AT_CHECKED, len - AT_CHECKED) == get32(record + AT_CHECKSUM) ? SEGMENT_FOUND
                                                                                                 : SEGMENT_DAMAGED;
}

enum segment_found segment_record_at(struct segment_window *w, uint64_t at, uint64_t seq, const uint8_t **ret)
{
    uint8_t *record = NULL;
    enum segment_found found = record_at(w, at, &record);
    *ret = record;
    return found == SEGMENT_FOUND && get64(record + AT_SEQ) != seq ? SEGMENT_MISPLACED : found;
}

/* ---- walks */

void segment_walk_start(struct segment_walk *w, int fd, const struct segment_header *h)
{
    *w = (struct segment_walk){
        .window = {.fd = fd, .first_seq = h->first_seq, .limit = h->size, .chunk = SEGMENT_CHUNK},
        .at = SEGMENT_HEADER,
        .batch_at = SEGMENT_HEADER,
        .seq = h->first_seq - 1,
    };
    memcpy(w->hash, h->hash_before, sizeof w->hash);
}

static bool chain_is_right(const uint8_t previous[JOURNAL_HASH], uint8_t *record)
{
    const uint32_t checksum = get32(record + AT_CHECKSUM);
    uint8_t said[JOURNAL_HASH], computed[JOURNAL_HASH];
    memcpy(said, record + AT_HASH, sizeof said);
    memset(record + AT_HASH, 0, sizeof said);
    put32(record + AT_CHECKSUM, 0);
    digest_chain(previous, record, get32(record + AT_LENGTH), computed);
    memcpy(record + AT_HASH, said, sizeof said);
    put32(record + AT_CHECKSUM, checksum);
    return memcmp(said, computed, sizeof said) == 0;
}

enum segment_found segment_walk_next(struct segment_walk *w)
{
    uint8_t *record = NULL;
    enum segment_found found = record_at(&w->window, w->at, &record);
    if (found != SEGMENT_FOUND)
        return found;
    const uint64_t seq = get64(record + AT_SEQ), batch = seq - get32(record + AT_BATCH_BACK);
    const bool begins = batch == seq && !w->group_is_open, continues = batch == w->batch && w->batch != 0;
    if (seq != w->seq + 1 || (!begins && !continues) || !chain_is_right(w->hash, record))
        return SEGMENT_MISPLACED;
    segment_record_read(record, &w->record);
    memcpy(w->hash, record + AT_HASH, sizeof w->hash);
    w->batch_at = begins ? w->at : w->batch_at;
    w->batch = batch;
    w->seq = seq;
    w->group_is_open = w->record.flags & JOURNAL_GROUP_CONTINUES;
    w->at += get32(record + AT_LENGTH);
    return SEGMENT_FOUND;
}

/* Whether an undamaged record can stand at `at`, behind the place where the walk ended: its seq is greater than that of
 * the last record, but not by more than there is room for records in between. */
static bool can_stand(const struct segment_walk *w, uint64_t at, const uint8_t *record)
{
    const uint64_t seq = get64(record + AT_SEQ);
    return seq > w->seq && seq - w->seq - 1 <= (at - w->at) / SEGMENT_RECORD &&
           record_is_plausible(record, w->window.limit - at);
}

/* Whether the record that should stand where the walk ended belongs to this one's batch too. */
static bool same_batch(const struct segment_walk *w, const uint8_t *record)
{
    const uint64_t batch = get64(record + AT_SEQ) - get32(record + AT_BATCH_BACK);
    return batch == w->seq + 1 || (batch == w->batch && w->batch != 0);
}

bool segment_walk_look_behind(struct segment_walk *w, struct segment_behind *ret)
{
    struct segment_window *window = &w->window;
    uint64_t step = 8;
    *ret = (struct segment_behind){.dirty_end = w->at};
    for (uint64_t at = w->at; window->limit - at >= 8; at += step) {
        const uint8_t *here = segment_view(window, at, 8);
        uint8_t *record = NULL;
        step = 8;
        if (!here)
            return false;
        if (get64(here) == 0)
            continue;
        ret->dirty_end = at + 8;
        if (at == w->at || window->limit - at < SEGMENT_RECORD)
            continue;
        here = segment_view(window, at, SEGMENT_RECORD);
        if (!here)
            return false;
        if (!can_stand(w, at, here))
            continue;
        enum segment_found found = record_at(window, at, &record);
        if (found == SEGMENT_UNREADABLE)
            return false;
        if (found != SEGMENT_FOUND)
            continue;
        if (!same_batch(w, record)) {
            ret->later_at = at;
            return true;
        }
        step = get32(record + AT_LENGTH);
        ret->dirty_end = at + step;
    }
    return true;
}

/* ---- index */

void segment_index_add(struct segment_index *x, uint64_t seq, uint64_t at)
{
    const struct segment_mark *last = x->count ? &x->marks[x->count - 1] : NULL;
    if (last && seq - last->seq < MARK_RECORDS && at - last->at < MARK_BYTES)
        return;
    struct segment_mark *marks = segment_grow(x->marks, &x->capacity, x->count + 1, sizeof *marks);
    if (!marks)
        return;
    x->marks = marks;
    marks[x->count++] = (struct segment_mark){seq, at};
}

struct segment_mark segment_index_find(const struct segment_index *x, uint64_t seq, uint64_t first_seq)
{
    size_t low = 0, high = x->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x->marks[middle].seq <= seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? x->marks[low - 1] : (struct segment_mark){first_seq, SEGMENT_HEADER};
}

void segment_index_cut(struct segment_index *x, uint64_t seq)
{
    while (x->count && x->marks[x->count - 1].seq > seq)
        x->count--;
}
