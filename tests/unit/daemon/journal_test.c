/* Tests of an undamaged journal: what was synced is there, in order, however it is read. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#include "../../support/logbook.h"
#include "../../support/test.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

void test_what_is_synced_is_there_after_reopening(void)
{
    struct journal_config c = logbook_config("reopen");
    struct journal *j = logbook_make(&c);
    CHECK(logbook_holds(j, 0));
    logbook_fill(j, 100, 3);
    struct journal_head head = journal_head(j);
    CHECK(logbook_holds(j, head.seq));
    CHECK(journal_pending_bytes(j) == 0);
    logbook_append(j, 1); /* never synced */
    journal_close(j);
    CHECK(logbook_opens_with(&c, head.seq));
    j = journal_open(&c, logbook_error);
    CHECK(memcmp(journal_head(j).hash, head.hash, JOURNAL_HASH) == 0);
    CHECK(journal_cut_bytes(j) == 0);
    logbook_fill(j, 200, 50);
    head = journal_head(j);
    journal_close(j);
    CHECK(logbook_opens_with(&c, head.seq));
}

void test_appended_records_can_be_read_and_forgotten(void)
{
    struct journal_config c = logbook_config("forget");
    struct journal *j = logbook_make(&c);
    struct journal_record r;
    logbook_fill(j, 9, 9);
    logbook_append(j, 2);
    const struct journal_head head = journal_head(j);
    const size_t bytes = journal_pending_bytes(j);
    logbook_append(j, 20);
    for (uint64_t seq = 1; seq <= journal_head(j).seq; seq++)
        CHECK(journal_read(j, seq, &r, logbook_error) && logbook_same(&r, seq));
    journal_forget_after(j, head.seq);
    CHECK(!journal_read(j, head.seq + 1, &r, logbook_error) && !logbook_error[0]);
    CHECK(journal_pending_bytes(j) == bytes && memcmp(journal_head(j).hash, head.hash, JOURNAL_HASH) == 0);
    logbook_append(j, 5);
    journal_forget_after(j, 9);
    CHECK(journal_pending_bytes(j) == 0);
    logbook_append(j, 30);
    CHECK(journal_sync(j, logbook_error) && journal_sync(j, logbook_error));
    CHECK(logbook_holds(j, journal_head(j).seq));
    journal_close(j);
}

void test_reading_begins_after_the_record_that_is_remembered(void)
{
    struct journal_config c = logbook_config("after");
    struct journal *j = logbook_make(&c);
    logbook_fill(j, 50, 5);
    const struct journal_head then = journal_head(j);
    logbook_fill(j, 9000, 100); /* several segments */
    struct logbook_count count = {.seq = then.seq};
    CHECK(journal_read_after(j, then.seq, then.hash, logbook_count_record, &count, logbook_error));
    CHECK(count.seq == journal_head(j).seq && !count.different);
    const struct journal_head head = journal_head(j);
    CHECK(journal_read_after(j, head.seq, head.hash, logbook_count_record, &count, logbook_error) &&
          count.seq == head.seq);
    CHECK(!journal_read_after(j, head.seq, then.hash, logbook_count_record, &count, logbook_error) &&
          strstr(logbook_error, "another hash"));
    CHECK(!journal_read_after(j, 0, then.hash, logbook_count_record, &count, logbook_error) &&
          strstr(logbook_error, "another hash"));
    CHECK(!journal_read_after(j, head.seq + 1, NULL, logbook_count_record, &count, logbook_error) &&
          strstr(logbook_error, "ends here"));
    journal_close(j);
}

static int open_files(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

void test_old_segments_can_be_read_at_random(void)
{
    const int before = open_files();
    struct journal_config c = logbook_config("segments");
    struct journal *j = logbook_make(&c);
    char names[32][32];
    struct journal_record r;
    logbook_body_max = 3000;
    while (journal_head(j).seq < 14000) {
        logbook_append(j, 20);
        while (!journal_ready(j, journal_pending_bytes(j), logbook_error))
            CHECK(!logbook_error[0]);
        CHECK(journal_sync(j, logbook_error));
    }
    const uint64_t last = journal_head(j).seq;
    CHECK(logbook_segments(&c, names, 32) > 16);
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < 300; i++) {
            const uint64_t seq = 1 + logbook_dice(last);
            CHECK(journal_read(j, seq, &r, logbook_error) && logbook_same(&r, seq));
        }
        CHECK(open_files() < before + 12); /* 8 old ones, the last one, the next one, the directory */
        journal_close(j);
        c.segment_bytes = 2 * LOGBOOK_SEGMENT;
        j = journal_open(&c, logbook_error);
    }
    logbook_fill(j, last + 2000, 10);
    CHECK(logbook_holds(j, journal_head(j).seq));
    journal_close(j);
}

void test_a_batch_larger_than_a_segment_gets_a_larger_one(void)
{
    struct journal_config c = logbook_config("large");
    struct journal *j = logbook_make(&c);
    char names[8][32];
    logbook_body_max = 4 << 20;
    logbook_append(j, 3); /* into a segment without records, which is replaced */
    CHECK(!journal_ready(j, journal_pending_bytes(j), logbook_error) && !logbook_error[0]);
    CHECK(journal_sync(j, logbook_error));
    CHECK(logbook_segments(&c, names, 8) == 1);
    logbook_fill(j, 9, 3);
    const uint64_t last = journal_head(j).seq;
    CHECK(logbook_holds(j, last));
    journal_close(j);
    CHECK(logbook_opens_with(&c, last));
}

static int read_while(pid_t writer, struct journal_config c)
{
    int rounds = 0;
    c.read_only = true;
    while (waitpid(writer, NULL, WNOHANG) == 0) {
        struct journal *j = journal_open(&c, logbook_error);
        if (!CHECK(j != NULL) || (rounds % 8 == 0 && !CHECK(logbook_holds(j, journal_head(j).seq))))
            printf("# %s\n", logbook_error);
        journal_close(j);
        rounds++;
    }
    return rounds;
}

void test_a_reader_beside_the_writer_sees_whole_records(void)
{
    struct journal_config c = logbook_config("beside"), reader = c;
    c.segment_bytes = 8 * LOGBOOK_SEGMENT; /* so that reading one takes a while */
    struct journal *j = logbook_make(&c);
    logbook_fill(j, 20, 20);
    logbook_append(j, 1);
    reader.read_only = true;
    reader.segment_bytes = 0;
    struct journal *r = journal_open(&reader, logbook_error);
    const uint64_t seen = journal_head(r).seq;
    logbook_fill(j, 100, 7);
    CHECK(logbook_holds(r, seen) && !journal_ready(r, 1, logbook_error));
    journal_close(r);
    pid_t writer = fork();
    if (writer == 0) {
        logbook_fill(j, 40000, 30);
        _exit(0);
    }
    CHECK(read_while(writer, c) > 5);
    journal_close(j);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit = {0};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

void test_the_next_segment_is_prepared_in_time_or_the_reason_is_named(void)
{
    struct journal_config c = logbook_config("ready");
    struct journal *j = logbook_make(&c);
    signal(SIGXFSZ, SIG_IGN);
    CHECK(journal_ready(j, 1000, logbook_error) && !logbook_error[0]);
    CHECK(logbook_load(&c, "next.tmp").len == 0);
    logbook_body_max = 40000;
    logbook_fill(j, 28, 7);
    limit_files(LOGBOOK_SEGMENT / 2);
    CHECK(journal_ready(j, 1000, logbook_error) && strstr(logbook_error, "make room"));
    CHECK(!journal_ready(j, LOGBOOK_SEGMENT / 2, logbook_error) && strstr(logbook_error, "make room"));
    limit_files(RLIM_INFINITY);
    CHECK(!journal_ready(j, 3 * LOGBOOK_SEGMENT, logbook_error) && !logbook_error[0]);
    int calls = 1;
    for (; !journal_ready(j, 3 * LOGBOOK_SEGMENT, logbook_error) && calls < 9; calls++)
        CHECK(!logbook_error[0]);
    CHECK_INT(calls, 4);
    limit_files(1); /* what is prepared needs no more room */
    logbook_fill(j, 29, 1);
    limit_files(RLIM_INFINITY);
    logbook_fill(j, 200, 20);
    CHECK(logbook_holds(j, journal_head(j).seq));
    journal_close(j);
}

void test_after_a_failed_write_everything_is_refused(void)
{
    struct journal_config c = logbook_config("dead");
    struct journal *j = logbook_make(&c);
    struct journal_record r;
    struct logbook_count count = {0};
    logbook_fill(j, 20, 20);
    const uint64_t last = journal_head(j).seq;
    logbook_append(j, 20);
    signal(SIGXFSZ, SIG_IGN);
    limit_files(LOGBOOK_FIRST_RECORD + 6000);
    CHECK(!journal_sync(j, logbook_error) && strstr(logbook_error, "the batch cannot be written (File too large)"));
    limit_files(RLIM_INFINITY);
    CHECK(!journal_sync(j, logbook_error) && strstr(logbook_error, "the batch cannot be written"));
    CHECK(!journal_ready(j, 1, logbook_error) && strstr(logbook_error, "the batch cannot be written"));
    CHECK(!journal_read(j, 1, &r, logbook_error) && strstr(logbook_error, "the batch cannot be written"));
    CHECK(!journal_read_after(j, 0, NULL, logbook_count_record, &count, logbook_error));
    logbook_append(j, 1);
    journal_forget_after(j, last);
    journal_close(j);
    j = journal_open(&c, logbook_error);
    CHECK(journal_head(j).seq >= last && logbook_holds(j, journal_head(j).seq));
    journal_close(j);
}
