/* A damaged journal: the input says what is done to a good one. Opening and reading it must not crash, and whatever is
 * read without complaint is what was written: only a tail may be missing. Exercises daemon/journal*.c,
 * daemon/segment.c.
 *
 * The input is a list of changes, 8 bytes each: u8 what, u8 value, u16 length, u32 place. */
#include "../../daemon/journal.h"
#include "../support/fuzz.h"
#include "../support/logbook.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const unsigned fuzz_cost = 20;

enum { RECORDS = 120, CHANGES_MAX = 64 };

static struct journal_config config;
static struct logbook_file good; /* its only segment */
static size_t records_end;

static void prepare(void)
{
    if (good.at)
        return;
    config = logbook_config("good");
    struct journal *j = logbook_make(&config);
    logbook_fill(j, RECORDS, 10);
    journal_close(j);
    good = logbook_load(&config, LOGBOOK_FIRST_NAME);
    records_end = logbook_records_end(&good);
}

/* Most changes go where the records are; the others anywhere. */
static size_t place_of(const uint8_t *change)
{
    uint32_t place;
    memcpy(&place, change + 4, sizeof place);
    return place >> 31 ? place % good.len : place % records_end;
}

/* Returns the length of the file behind the change. */
static size_t damage(const uint8_t *change, uint8_t *file, size_t len)
{
    const size_t at = place_of(change), wanted = (size_t)change[2] | (size_t)change[3] << 8;
    const size_t room = at < len ? len - at : 0, n = wanted < room ? wanted : room;
    switch (change[0] % 6) {
    case 0:
        if (room)
            file[at] ^= change[1];
        return len;
    case 1:
        memset(file + at, change[1], n);
        return len;
    case 2: /* a piece of it, somewhere else */
        memmove(file + at, file + wanted * 8 % (len - n), n);
        return len;
    case 3: /* everything behind it moves up */
        memmove(file + at, file + at + n, room - n);
        memset(file + len - n, 0, n);
        return len;
    case 4:
        memset(file + at, 0, room);
        return len;
    default:
        return change[1] < 32 && at > 0 ? at : len;
    }
}

/* What a reader sees must be what was written, in order. */
static bool see(void *context, const struct journal_record *r, const uint8_t hash[JOURNAL_HASH])
{
    uint64_t *seq = context;
    (void)hash;
    FUZZ_CHECK(r->seq == ++*seq && logbook_same(r, r->seq));
    return true;
}

static void check(const struct journal_config *c)
{
    char error[JOURNAL_ERROR_MAX] = "";
    struct journal *j = journal_open(c, error);
    uint64_t seen = 0;
    if (!j) {
        FUZZ_CHECK(error[0] != '\0' && memchr(error, '\0', sizeof error));
        return;
    }
    bool whole = journal_read_after(j, 0, NULL, see, &seen, error);
    FUZZ_CHECK(whole ? seen == journal_head(j).seq : error[0] != '\0');
    for (uint64_t seq = 1; seq <= journal_head(j).seq; seq += 7) {
        struct journal_record r;
        FUZZ_CHECK(journal_read(j, seq, &r, error) ? logbook_same(&r, seq) : error[0] != '\0');
    }
    FUZZ_CHECK(!whole || journal_head(j).seq % 7 >= 2 || journal_head(j).seq == 0); /* no part of a group */
    journal_close(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t file[LOGBOOK_SEGMENT];
    prepare();
    memcpy(file, good.at, good.len);
    size_t len = good.len;
    for (size_t i = 0; i + 8 <= size && i < CHANGES_MAX * 8; i += 8)
        len = damage(data + i, file, len);
    int fd = open(good.path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    FUZZ_CHECK(fd >= 0 && write(fd, file, len) == (ssize_t)len);
    close(fd);
    const unsigned way = size > 1 ? data[1] : 0;
    struct journal_config beside = config;
    beside.read_only = true;
    if (way & 1)
        check(&beside);
    check(&config);
    if ((way & 6) == 0)
        check(&config); /* what the first opening made of it */
    return 0;
}
