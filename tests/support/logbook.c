#include "logbook.h"

#include "../../daemon/digest.h"
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char logbook_error[JOURNAL_ERROR_MAX];
size_t logbook_body_max;

/* splitmix64 */
static uint64_t scramble(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint64_t logbook_dice(uint64_t sides)
{
    static uint64_t dice_state;
    return scramble(dice_state++) % sides;
}

struct journal_config logbook_config(const char *name)
{
    static char dirs[32][300];
    static size_t used;
    struct journal_config c = {.segment_bytes = LOGBOOK_SEGMENT, .store_id = "store of a test"};
    char *dir = dirs[used++];
    digest_init();
    snprintf(dir, sizeof dirs[0], "%s/%s", test_directory(), name);
    mkdir(dir, 0700);
    c.dir = dir;
    logbook_body_max = 400;
    return c;
}

struct journal_record logbook_record(uint64_t seq)
{
    static uint8_t body[4 << 20], producer[JOURNAL_PRODUCER_MAX];
    const uint64_t x = scramble(seq);
    struct journal_record r = {
        .seq = seq,
        .recorded_ms = -(int64_t)seq,
        .effects = x,
        .first_position = seq * 3,
        .positions = (uint32_t)x,
        .outcome = (uint8_t)(x >> 8),
        .flags = seq % 7 < 2 ? JOURNAL_GROUP_CONTINUES : 0,
        .producer = {producer, x % (JOURNAL_PRODUCER_MAX + 1)},
        .body = {body, (x >> 20) % (logbook_body_max + 1)},
    };
    memset(producer, (int)(x >> 16 & 0xff), sizeof producer);
    for (size_t i = 0; i < r.body.len; i += 8) {
        const uint64_t word = scramble(x + i);
        memcpy(body + i, &word, sizeof word);
    }
    return r;
}

bool logbook_same(const struct journal_record *a, uint64_t seq)
{
    const struct journal_record b = logbook_record(seq);
    return a->seq == b.seq && a->recorded_ms == b.recorded_ms && a->effects == b.effects &&
           a->first_position == b.first_position && a->positions == b.positions && a->outcome == b.outcome &&
           a->flags == b.flags && a->producer.len == b.producer.len && a->body.len == b.body.len &&
           memcmp(a->producer.at, b.producer.at, b.producer.len) == 0 && memcmp(a->body.at, b.body.at, b.body.len) == 0;
}

void logbook_append(struct journal *j, uint64_t count)
{
    for (uint64_t to = journal_head(j).seq + count; journal_head(j).seq < to || journal_head(j).seq % 7 < 2;) {
        const struct journal_record r = logbook_record(journal_head(j).seq + 1);
        journal_append(j, &r);
    }
}

void logbook_fill(struct journal *j, uint64_t until, uint64_t batch)
{
    while (journal_head(j).seq < until) {
        logbook_append(j, batch);
        if (!CHECK(journal_sync(j, logbook_error)))
            return;
    }
}

struct journal *logbook_make(const struct journal_config *c)
{
    if (!CHECK(journal_create(c, logbook_error)))
        printf("# %s\n", logbook_error);
    return journal_open(c, logbook_error);
}

bool logbook_count_record(void *context, const struct journal_record *r, const uint8_t hash[JOURNAL_HASH])
{
    struct logbook_count *c = context;
    (void)hash;
    c->different |= r->seq != c->seq + 1 || !logbook_same(r, r->seq);
    c->seq++;
    return true;
}

bool logbook_holds(struct journal *j, uint64_t last)
{
    struct logbook_count c = {0};
    struct journal_record r;
    bool ok = j && journal_head(j).seq == last &&
              journal_read_after(j, 0, (uint8_t[JOURNAL_HASH]){0}, logbook_count_record, &c, logbook_error) &&
              c.seq == last && !c.different;
    for (uint64_t seq = last; ok && seq > 0 && seq + 40 > last; seq--)
        ok = journal_read(j, seq, &r, logbook_error) && logbook_same(&r, seq);
    return ok && !journal_read(j, last + 1, &r, logbook_error) && !logbook_error[0];
}

bool logbook_opens_with(const struct journal_config *c, uint64_t last)
{
    struct journal *j = journal_open(c, logbook_error);
    bool ok = logbook_holds(j, last);
    if (!ok)
        printf("# expected %llu, found %llu: %s\n", (unsigned long long)last,
               j ? (unsigned long long)journal_head(j).seq : 0, logbook_error);
    journal_close(j);
    return ok;
}

bool logbook_refuses(const struct journal_config *c, const char *what)
{
    struct logbook_count count = {0};
    struct journal *j = journal_open(c, logbook_error);
    bool refused = !j || !journal_read_after(j, 0, NULL, logbook_count_record, &count, logbook_error);
    journal_close(j);
    if (!refused || count.different || !strstr(logbook_error, what))
        printf("# expected \"%s\": %s\n", what, refused ? logbook_error : "no error");
    return refused && !count.different && strstr(logbook_error, what);
}

struct logbook_file logbook_load(const struct journal_config *c, const char *name)
{
    struct logbook_file f = {0};
    struct stat st;
    snprintf(f.path, sizeof f.path, "%s/%s", c->dir, name);
    int fd = open(f.path, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) != 0)
        return f;
    f.len = (size_t)st.st_size;
    f.at = malloc(f.len + 1);
    if (read(fd, f.at, f.len) != (ssize_t)f.len)
        f.len = 0;
    close(fd);
    return f;
}

void logbook_store(const struct logbook_file *f, size_t len)
{
    int fd = open(f->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(write(fd, f->at, len) == (ssize_t)len);
    close(fd);
}

void logbook_poke(const struct logbook_file *f, size_t at, const uint8_t *bytes, size_t len)
{
    int fd = open(f->path, O_WRONLY);
    CHECK(pwrite(fd, bytes, len, (off_t)at) == (ssize_t)len);
    close(fd);
}

size_t logbook_segments(const struct journal_config *c, char names[][32], size_t max)
{
    struct dirent **list;
    size_t count = 0;
    int n = scandir(c->dir, &list, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (strstr(list[i]->d_name, ".seg") && count < max)
            snprintf(names[count++], 32, "%.30s", list[i]->d_name);
        free(list[i]);
    }
    free(list);
    return count;
}

size_t logbook_record_end(const struct logbook_file *f, size_t at)
{
    uint32_t len;
    if (at + sizeof len > f->len)
        return 0;
    memcpy(&len, f->at + at, sizeof len);
    return len ? at + len : 0;
}

size_t logbook_records_end(const struct logbook_file *f)
{
    size_t at = LOGBOOK_FIRST_RECORD;
    for (size_t end = logbook_record_end(f, at); end; end = logbook_record_end(f, at))
        at = end;
    return at;
}
