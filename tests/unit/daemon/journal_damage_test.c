/* Tests of a damaged journal: what is torn is cut, everything else is reported. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#include "../../../daemon/digest.h"
#include "../../support/logbook.h"
#include "../../support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

/* ---- torn tails */

struct torn {
    struct journal_config config;
    struct logbook_file before, after; /* the segment without and with the last batch */
    uint64_t base, last;               /* seqs */
    size_t begin, end;                 /* bytes of the last batch */
};

static struct torn torn_setup(const char *name)
{
    struct torn t = {.config = logbook_config(name)};
    struct journal *j = logbook_make(&t.config);
    logbook_fill(j, 100, 9);
    t.base = journal_head(j).seq;
    t.before = logbook_load(&t.config, LOGBOOK_FIRST_NAME);
    t.begin = logbook_records_end(&t.before);
    logbook_append(j, 60);
    CHECK(journal_sync(j, logbook_error));
    t.last = journal_head(j).seq;
    t.after = logbook_load(&t.config, LOGBOOK_FIRST_NAME);
    t.end = logbook_records_end(&t.after);
    journal_close(j);
    return t;
}

/* The last record of a complete group that ends before `until`; *ret_at is its end. */
static uint64_t kept_before(const struct torn *t, size_t until, size_t *ret_at)
{
    uint64_t seq = t->base, kept = seq;
    *ret_at = t->begin;
    for (size_t at = t->begin, end; (end = logbook_record_end(&t->after, at)) && end <= until; at = end) {
        seq++;
        if (seq % 7 >= 2) {
            kept = seq;
            *ret_at = end;
        }
    }
    return kept;
}

/* Opens what a power cut left of the last batch: the sectors of the mask are there. */
static void check_torn(struct torn *t, const bool *there, bool read_only)
{
    struct logbook_file f = t->before;
    struct journal_config c = t->config;
    size_t same_until = t->begin, cut = 0;
    f.at = malloc(f.len);
    memcpy(f.at, t->before.at, f.len);
    for (size_t i = t->begin / SECTOR; i * SECTOR < t->end; i++)
        if (there[i - t->begin / SECTOR])
            memcpy(f.at + i * SECTOR, t->after.at + i * SECTOR, SECTOR);
    while (same_until < t->end && f.at[same_until] == t->after.at[same_until])
        same_until++;
    const uint64_t kept = kept_before(t, same_until, &cut);
    logbook_poke(&f, 0, f.at, f.len);
    c.read_only = read_only;
    CHECK(logbook_opens_with(&c, kept));
    struct logbook_file now = logbook_load(&c, LOGBOOK_FIRST_NAME);
    if (!read_only)
        memset(f.at + cut, 0, f.len - cut);
    CHECK(now.len == f.len && memcmp(now.at, f.at, f.len) == 0);
    free(now.at);
    free(f.at);
}

void test_a_torn_batch_is_cut_at_every_sector(void)
{
    struct torn t = torn_setup("torn");
    const size_t sectors = (t.end - 1) / SECTOR - t.begin / SECTOR + 1;
    bool there[256];
    CHECK(sectors > 20 && sectors < 256);
    for (int kind = 0; kind < 3; kind++)
        for (size_t at = 0; at <= sectors; at++) {
            for (size_t i = 0; i < sectors; i++) /* the beginning, the end, all but one */
                there[i] = kind == 0 ? i < at : kind == 1 ? i >= at : i != at;
            check_torn(&t, there, at % 2);
        }
    for (int round = 0; round < 150; round++) {
        const uint64_t sides = 2 + logbook_dice(20);
        for (size_t i = 0; i < sectors; i++)
            there[i] = logbook_dice(sides) > 0;
        check_torn(&t, there, round % 2);
    }
    free(t.before.at);
    free(t.after.at);
}

void test_after_a_cut_the_journal_goes_on(void)
{
    struct torn t = torn_setup("goes_on");
    struct journal *j;
    for (size_t lost = 1; lost < t.end - t.begin; lost += 711) {
        logbook_poke(&t.after, 0, t.after.at, t.after.len);
        logbook_poke(&t.after, t.end - lost, (uint8_t[SECTOR]){0}, lost < SECTOR ? lost : SECTOR);
        j = journal_open(&t.config, logbook_error);
        CHECK(journal_cut_bytes(j) > 0);
        logbook_append(j, 1); /* shorter than what was cut */
        CHECK(journal_sync(j, logbook_error));
        const uint64_t last = journal_head(j).seq;
        CHECK(logbook_holds(j, last));
        journal_close(j);
        CHECK(logbook_opens_with(&t.config, last));
    }
    free(t.before.at);
    free(t.after.at);
}

void test_a_group_that_fills_the_torn_batch_is_cut_whole(void)
{
    struct journal_config c = logbook_config("group");
    struct journal *j = logbook_make(&c);
    struct journal_record r;
    logbook_fill(j, 100, 9);
    const uint64_t base = journal_head(j).seq;
    for (uint64_t seq = base + 1; seq <= base + 100; seq++) {
        r = logbook_record(seq);
        r.flags = seq < base + 100 ? JOURNAL_GROUP_CONTINUES : 0;
        journal_append(j, &r);
    }
    CHECK(journal_sync(j, logbook_error));
    journal_close(j);
    struct logbook_file f = logbook_load(&c, LOGBOOK_FIRST_NAME);
    logbook_poke(&f, logbook_records_end(&f) - 100, (uint8_t[100]){0}, 100);
    j = journal_open(&c, logbook_error);
    CHECK(logbook_holds(j, base));
    for (uint64_t seq = base + 1; seq <= base + 100; seq++) { /* other records, at other places */
        r = logbook_record(seq);
        r.flags = 0;
        r.body.len /= 2;
        journal_append(j, &r);
    }
    CHECK(journal_sync(j, logbook_error));
    for (uint64_t seq = base + 1; seq <= base + 100; seq++)
        CHECK(journal_read(j, seq, &r, logbook_error) && r.body.len == logbook_record(seq).body.len / 2);
    journal_close(j);
    free(f.at);
}

void test_a_length_from_the_disk_is_not_trusted(void)
{
    struct torn t = torn_setup("length");
    for (uint32_t len = 88; len < 70u << 20; len = len * 2 + 8) {
        uint32_t head[22] = {len, 0, (uint32_t)t.last + 1, [13] = len - 88};
        logbook_poke(&t.after, t.end, (uint8_t *)head, sizeof head);
        CHECK(logbook_opens_with(&t.config, t.last));
        logbook_poke(&t.after, t.after.len - 16, (uint8_t *)head, 16); /* and no room for more */
        CHECK(logbook_opens_with(&t.config, t.last));
    }
    free(t.before.at);
    free(t.after.at);
}

void test_a_hole_in_an_earlier_batch_is_no_torn_tail(void)
{
    struct torn t = torn_setup("hole");
    struct journal_config c = t.config;
    char expected[100];
    for (int read_only = 0; read_only < 2; read_only++)
        for (size_t at = 5 * SECTOR + LOGBOOK_FIRST_RECORD; at + SECTOR < t.begin; at += SECTOR) {
            uint64_t seq = 1;
            size_t begin = LOGBOOK_FIRST_RECORD;
            for (; logbook_record_end(&t.before, begin) <= at; begin = logbook_record_end(&t.before, begin))
                seq++;
            snprintf(expected, sizeof expected, "%s: byte %zu: record %llu is damaged and later", LOGBOOK_FIRST_NAME,
                     begin, (unsigned long long)seq);
            logbook_poke(&t.after, at, (uint8_t[SECTOR]){0}, SECTOR);
            c.read_only = read_only;
            CHECK(logbook_refuses(&c, expected));
            logbook_poke(&t.after, at, t.after.at + at, SECTOR);
        }
    CHECK(logbook_opens_with(&t.config, t.last));
    free(t.before.at);
    free(t.after.at);
}

/* ---- damage */

static void flip(const struct logbook_file *f, size_t at, unsigned bit)
{
    logbook_poke(f, at, (uint8_t[]){(uint8_t)(f->at[at] ^ 1u << bit)}, 1);
}

void test_every_flipped_bit_is_reported(void)
{
    struct torn t = torn_setup("flips");
    struct journal_config c = t.config;
    c.read_only = true;
    for (int round = 0; round < 2500; round++) {
        const size_t at = logbook_dice(t.begin);
        flip(&t.after, at, (unsigned)logbook_dice(8));
        if (!CHECK(logbook_refuses(&c, "journal segment 00000000000000000001.seg: byte ")))
            printf("# byte %zu\n", at);
        logbook_poke(&t.after, at, t.after.at + at, 1);
    }
    CHECK(logbook_opens_with(&c, t.last));
    free(t.before.at);
    free(t.after.at);
}

/* Changes a byte of something whose checksum stands at `at` and covers from + len, and mends the checksum. */
static void forge(struct logbook_file *f, size_t at, size_t from, size_t len, size_t byte)
{
    f->at[byte] ^= 1;
    const uint32_t checksum = digest_checksum(f->at + from, len);
    memcpy(f->at + at, &checksum, sizeof checksum);
    logbook_poke(f, 0, f->at, f->len);
}

void test_what_was_changed_together_with_its_checksum_is_reported(void)
{
    struct torn t = torn_setup("forged");
    for (size_t at = LOGBOOK_FIRST_RECORD, end; (end = logbook_record_end(&t.after, at)) != 0; at = end) {
        for (size_t byte = 8; byte < 96; byte += 4) { /* of the seq, the batch, the flags ..., the last record too */
            if (byte == 20 || byte == 52)
                continue; /* the lengths make it no record */
            forge(&t.after, at + 4, at + 8, end - at - 8, at + byte);
            CHECK(logbook_refuses(&t.config, "does not continue the records before it"));
            forge(&t.after, at + 4, at + 8, end - at - 8, at + byte);
        }
        for (int skip = 0; skip < 5 && logbook_record_end(&t.after, end); skip++)
            end = logbook_record_end(&t.after, end);
    }
    CHECK(logbook_opens_with(&t.config, t.last));
    free(t.before.at);
    free(t.after.at);
}

void test_flipped_bits_in_old_segments_are_reported(void)
{
    struct journal_config c = logbook_config("old_flips");
    struct journal *j = logbook_make(&c);
    char names[8][32];
    struct journal_record r;
    logbook_fill(j, 10000, 100);
    CHECK(logbook_segments(&c, names, 8) >= 3);
    journal_close(j);
    c.read_only = true;
    for (int round = 0; round < 60; round++) {
        struct logbook_file f = logbook_load(&c, names[round % 2]);
        const size_t at = round < 20 ? logbook_dice(LOGBOOK_FIRST_RECORD) : logbook_dice(logbook_records_end(&f));
        flip(&f, at, (unsigned)logbook_dice(8));
        CHECK(logbook_refuses(&c, names[round % 2]));
        j = journal_open(&c, logbook_error);
        for (int i = 0; j && i < 50; i++) {
            const uint64_t seq = 1 + logbook_dice(9000);
            CHECK(journal_read(j, seq, &r, logbook_error) ? logbook_same(&r, seq)
                                                          : strstr(logbook_error, names[round % 2]) != NULL);
        }
        journal_close(j);
        logbook_poke(&f, at, f.at + at, 1);
        free(f.at);
    }
}

void test_no_bytes_make_it_return_other_records(void)
{
    struct torn t = torn_setup("garbage");
    struct logbook_file f = t.after;
    for (int round = 0; round < 400; round++) {
        uint8_t *clean = memcpy(malloc(f.len), f.at, f.len);
        for (uint64_t n = 1 + logbook_dice(4); n > 0; n--) {
            size_t from = logbook_dice(t.end), to = logbook_dice(t.end), len = 1 + logbook_dice(600);
            for (size_t i = 0; i < len; i++) /* noise, or a copy of another place */
                f.at[LOGBOOK_FIRST_RECORD + to + i] = n % 2 ? (uint8_t)logbook_dice(256) : f.at[from + i];
        }
        logbook_poke(&f, 0, f.at, f.len);
        struct logbook_count count = {0};
        struct journal_record r;
        struct journal *j = journal_open(&t.config, logbook_error);
        if (j && CHECK(journal_read_after(j, 0, NULL, logbook_count_record, &count, logbook_error)))
            CHECK(!count.different && count.seq == journal_head(j).seq);
        for (uint64_t seq = 1; j && seq <= count.seq; seq += 5)
            CHECK(journal_read(j, seq, &r, logbook_error) && logbook_same(&r, seq));
        journal_close(j);
        memcpy(f.at, clean, f.len);
        free(clean);
    }
    free(t.before.at);
    free(t.after.at);
}

/* ---- files and crashes between the steps of a roll */

void test_foreign_and_broken_files_are_refused(void)
{
    struct journal_config c = logbook_config("files"), other = c;
    struct journal *j = logbook_make(&c);
    char names[8][32], path[400];
    logbook_fill(j, 10000, 100);
    const uint64_t last = journal_head(j).seq;
    journal_close(j);
    CHECK(!journal_create(&c, logbook_error) && strstr(logbook_error, "is not empty"));
    other.store_id[3] ^= 1;
    CHECK(logbook_refuses(&other, "another store"));
    other = c;
    other.segment_bytes = LOGBOOK_SEGMENT - 1;
    CHECK(logbook_refuses(&other, "set 1048576 to"));
    CHECK(!journal_create(&other, logbook_error) && strstr(logbook_error, "set 1048576 to"));
    other = logbook_config("no_files");
    CHECK(logbook_refuses(&other, "has no segment"));
    other.dir = "/nowhere";
    CHECK(logbook_refuses(&other, "/nowhere: cannot be opened"));
    const size_t count = logbook_segments(&c, names, 8);
    CHECK(count >= 3);
    for (size_t i = 0; i < count; i++) {
        struct logbook_file f = logbook_load(&c, names[i]);
        for (size_t len = 0; len < f.len; len = len * 3 + 1000) {
            logbook_store(&f, len);
            CHECK(logbook_refuses(&c, "the file ends"));
        }
        logbook_store(&f, f.len);
        logbook_poke(&f, 8, (uint8_t[]){JOURNAL_FORMAT + 1}, 1);
        CHECK(logbook_refuses(&c, "start the newer program"));
        unlink(f.path);
        if (i + 1 < count) /* the loss of the last one cannot be seen here */
            CHECK(logbook_refuses(&c, names[i]));
        snprintf(path, sizeof path, "%s/%s", c.dir, "00000000000000000002.seg");
        rename(f.path, path);
        logbook_store(&f, f.len);
        rename(f.path, path);
        CHECK(logbook_refuses(&c, "give the file its own name back"));
        rename(path, f.path);
        free(f.at);
    }
    CHECK(logbook_opens_with(&c, last));
}

/* A journal that is about to roll, with a batch appended. */
static struct journal *about_to_roll(struct journal_config *c, const char *name, uint64_t *ret_last)
{
    *c = logbook_config(name);
    struct journal *j = logbook_make(c);
    for (size_t written = 0; written < 3 * LOGBOOK_SEGMENT / 4;) {
        logbook_append(j, 100);
        written += journal_pending_bytes(j);
        CHECK(journal_sync(j, logbook_error));
    }
    while (!journal_ready(j, 3 * LOGBOOK_SEGMENT / 10, logbook_error))
        CHECK(!logbook_error[0]);
    *ret_last = journal_head(j).seq;
    while (journal_pending_bytes(j) < 3 * LOGBOOK_SEGMENT / 10 - 3000)
        logbook_append(j, 1);
    return j;
}

void test_a_leftover_of_the_next_segment_does_no_harm(void)
{
    struct journal_config c;
    uint64_t last;
    journal_close(about_to_roll(&c, "leftover", &last)); /* leaves it prepared */
    struct logbook_file f = logbook_load(&c, "next.tmp"), old = logbook_load(&c, LOGBOOK_FIRST_NAME);
    CHECK(f.len == LOGBOOK_SEGMENT);
    for (size_t len = 0; len <= f.len; len = len * 5 + 511) {
        memcpy(f.at, old.at, f.len); /* with bytes of the wrong kind */
        logbook_store(&f, len);
        if (len == 0)
            CHECK(truncate(f.path, 3 * LOGBOOK_SEGMENT) == 0); /* longer than it will be */
        struct journal *j = journal_open(&c, logbook_error);
        CHECK(logbook_holds(j, last));
        while (!journal_ready(j, f.len / 2, logbook_error))
            CHECK(!logbook_error[0]);
        logbook_append(j, 600);
        CHECK(journal_sync(j, logbook_error));
        last = journal_head(j).seq;
        CHECK(logbook_holds(j, last));
        logbook_fill(j, last + 2000, 100); /* until there is another one to come */
        last = journal_head(j).seq;
        journal_close(j);
        CHECK(logbook_opens_with(&c, last));
    }
    free(f.at);
    free(old.at);
}

void test_a_creation_that_was_interrupted_can_be_repeated(void)
{
    struct journal_config c = logbook_config("create");
    struct logbook_file f = {.at = (uint8_t[]){"half of a header"}};
    snprintf(f.path, sizeof f.path, "%s/next.tmp", c.dir);
    logbook_store(&f, 16);
    CHECK(logbook_refuses(&c, "has no segment"));
    journal_close(logbook_make(&c));
    CHECK(logbook_opens_with(&c, 0));
}

void test_a_new_segment_without_a_whole_batch_is_accepted(void)
{
    struct journal_config c;
    uint64_t last;
    char names[8][32];
    struct journal *j = about_to_roll(&c, "new_segment", &last);
    CHECK(journal_sync(j, logbook_error));
    journal_close(j);
    CHECK(logbook_segments(&c, names, 8) == 2);
    struct logbook_file f = logbook_load(&c, names[1]);
    const size_t end = logbook_records_end(&f);
    uint8_t *zeros = calloc(1, f.len);
    for (size_t from = LOGBOOK_FIRST_RECORD; from < end; from += end / 5) {
        logbook_poke(&f, 0, f.at, f.len);
        logbook_poke(&f, LOGBOOK_FIRST_RECORD, zeros, SECTOR); /* without its first sector, and then */
        logbook_poke(&f, from, zeros, f.len - from);           /* from somewhere on without anything */
        CHECK(logbook_opens_with(&c, last));
    }
    memset(f.at + LOGBOOK_FIRST_RECORD, 0, f.len - LOGBOOK_FIRST_RECORD);
    forge(&f, 12, 16, LOGBOOK_FIRST_RECORD - 16, 56); /* the hash before */
    CHECK(logbook_refuses(&c, "the segment before it ends with another record"));
    forge(&f, 12, 16, LOGBOOK_FIRST_RECORD - 16, 56);
    j = journal_open(&c, logbook_error);
    CHECK(journal_cut_bytes(j) == 0);
    logbook_append(j, 5000); /* larger than this segment, which is replaced */
    CHECK(journal_sync(j, logbook_error));
    CHECK(logbook_segments(&c, names, 8) == 2);
    last = journal_head(j).seq;
    journal_close(j);
    CHECK(logbook_opens_with(&c, last));
    free(f.at);
    free(zeros);
}
