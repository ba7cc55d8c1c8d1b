#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/notice_sender.h"
#include "../../support/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The sender with a clock of the test's own, and with servers that are not there. */

enum { DAY = 739221 }; /* 2024-01-31 */
static const int64_t MINUTE = 60000, HOUR = 3600000;
static char error[NOTICE_STORE_ERROR_MAX];

static int64_t at(int32_t day, int hour)
{
    return schedule_midnight(day) + hour * HOUR;
}

static void opened(struct notice_sender *s, const char *name, const char *more)
{
    char path[512], here[256];
    snprintf(path, sizeof path, "%s/%s.ini", test_directory(), name);
    FILE *f = fopen(path, "w");
    CHECK(f && getcwd(here, sizeof here));
    fprintf(f,
            "[sink]\nstore = %s\ntemplates = %s/tools/templates\n[email]\nserver = smtp://127.0.0.1:1\ntls = none\n"
            "from = n@coop.example\ntimeout = 1s\n[retry]\ntries = 3\nfirst = 1m\nlongest = 1h\n%s",
            name, here, more);
    fclose(f);
    CHECK(notice_sender_open(s, path));
    snprintf(s->cooperative, sizeof s->cooperative, "krabi");
}

static void take(struct notice_sender *s, uint64_t position, const char *recipient)
{
    struct notice_news n = {.row = {.position = position, .effective_date = DAY, .from_hour = 8, .until_hour = 20}};
    snprintf(n.row.template, sizeof n.row.template, "arrears_notice");
    snprintf(n.row.audience, sizeof n.row.audience, "member");
    snprintf(n.row.subject_ref, sizeof n.row.subject_ref, "S-1");
    snprintf(n.row.recipient_ref, sizeof n.row.recipient_ref, "%s", recipient);
    CHECK(notice_store_take(s->store, &n, 1, &(struct notice_mark){position, position}, DAY, error));
}

static void known(struct notice_sender *s, const char *recipient)
{
    struct person p = {.address[PERSON_EMAIL] = "a@example.org"};
    CHECK(directory_put(s->directory, "member", recipient, &p, error));
}

static struct notice_row row_of(struct notice_sender *s, uint64_t position)
{
    struct notice_row n = {0};
    CHECK(notice_store_get(s->store, position, &n));
    return n;
}

/* Everything that can be done at this moment; when there is something again. */
static int64_t steps(struct notice_sender *s, int64_t now_ms)
{
    int64_t next;
    enum notice_step step;
    do
        step = notice_sender_step(s, now_ms, &next);
    while (step == NOTICE_STEP_DONE);
    CHECK_INT(step, NOTICE_STEP_WAIT);
    return next;
}

void test_it_waits_for_its_hours_then_tries_ever_more_rarely_then_is_held(void)
{
    struct notice_sender s;
    opened(&s, "hours", "");
    known(&s, "000001");
    take(&s, 1, "000001");
    CHECK_INT(steps(&s, at(DAY, 7)), at(DAY, 8));
    CHECK_INT(row_of(&s, 1).attempts, 0);
    CHECK_INT(steps(&s, at(DAY, 8)), at(DAY, 8) + MINUTE);
    CHECK_INT(row_of(&s, 1).attempts, 1);
    CHECK_INT(steps(&s, at(DAY, 8) + MINUTE - 1), at(DAY, 8) + MINUTE);
    CHECK_INT(row_of(&s, 1).attempts, 1);
    CHECK_INT(steps(&s, at(DAY, 20) - 2 * MINUTE), at(DAY + 1, 8)); /* two minutes later it would be too late */
    CHECK_INT(row_of(&s, 1).attempts, 2);
    CHECK(!row_of(&s, 1).unclear);
    CHECK_INT(steps(&s, at(DAY + 1, 8)), INT64_MAX);
    CHECK_INT(row_of(&s, 1).state, notice_state_held);
    CHECK_INT(row_of(&s, 1).trouble, notice_trouble_unreachable);
    notice_sender_close(&s);
}

void test_while_a_server_is_away_only_one_notice_is_spent_on_it(void)
{
    struct notice_sender s;
    opened(&s, "away", "");
    for (uint64_t i = 1; i <= 5; i++) {
        take(&s, i, "000001");
        known(&s, "000001");
    }
    CHECK_INT(steps(&s, at(DAY, 9)), at(DAY, 9) + MINUTE);
    uint32_t tried = 0;
    for (uint64_t i = 1; i <= 5; i++)
        tried += row_of(&s, i).attempts;
    CHECK_INT(tried, 1);
    notice_sender_close(&s);
}

void test_the_limit_of_a_day_is_each_recipients_own(void)
{
    struct notice_sender s;
    opened(&s, "limit", "[limits]\nper_recipient_a_day = 1\n");
    known(&s, "000001");
    known(&s, "000002");
    take(&s, 1, "000001");
    take(&s, 2, "000001");
    take(&s, 3, "000002");
    steps(&s, at(DAY, 9));
    steps(&s, at(DAY, 9) + MINUTE);
    steps(&s, at(DAY, 10));
    steps(&s, at(DAY, 19));
    CHECK(row_of(&s, 1).attempts > 0);
    CHECK_INT(row_of(&s, 2).attempts, 0);
    CHECK_INT(row_of(&s, 2).next_ms, at(DAY + 1, 8));
    CHECK(row_of(&s, 3).attempts > 0);
    notice_sender_close(&s);
}

void test_nobody_gets_two_letters_about_a_debt_on_one_day(void)
{
    struct notice_sender s;
    bool changed;
    opened(&s, "letters", "");
    known(&s, "000001");
    known(&s, "000002");
    for (uint64_t i = 1; i <= 4; i++)
        take(&s, i, i == 4 ? "000002" : "000001");
    struct notice_row n = row_of(&s, 3);
    n.until_hour = 0; /* not about a debt */
    CHECK(notice_store_change(s.store, notice_state_wanted, &n, 0, &changed, error));
    for (int hour = 9; hour < 20; hour++) {
        s.down[PERSON_EMAIL] = (struct notice_down){0};
        steps(&s, at(DAY, hour));
    }
    CHECK(row_of(&s, 1).attempts > 0);
    CHECK_INT(row_of(&s, 2).attempts, 0);
    CHECK_INT(row_of(&s, 2).next_ms, at(DAY + 1, 8));
    CHECK(row_of(&s, 3).attempts > 0);
    CHECK(row_of(&s, 4).attempts > 0);
    steps(&s, at(DAY + 1, 9));
    CHECK_INT(row_of(&s, 2).attempts, 1);
    notice_sender_close(&s);
}

void test_an_attempt_that_a_crash_cut_short_may_have_arrived(void)
{
    struct notice_sender s;
    struct notice_news withdrawal = {.row = {.position = 9, .effective_date = DAY}, .withdraws = 1};
    bool changed;
    opened(&s, "crash", "");
    known(&s, "000001");
    take(&s, 1, "000001");
    struct notice_row n = row_of(&s, 1);
    n.state = notice_state_taken; /* as it stands on the disk while it is sent */
    n.unclear = true;
    CHECK(notice_store_change(s.store, notice_state_wanted, &n, 0, &changed, error));
    notice_sender_close(&s);
    opened(&s, "crash", "");
    steps(&s, at(DAY, 9));
    CHECK_INT(row_of(&s, 1).state, notice_state_wanted);
    CHECK_INT(row_of(&s, 1).attempts, 1);
    CHECK(notice_store_take(s.store, &withdrawal, 1, &(struct notice_mark){9, 2}, DAY, error));
    CHECK_INT(row_of(&s, 1).state, notice_state_withdrawn_late);
    CHECK_TEXT(row_of(&s, 9).template, NOTICE_WITHDRAWN_TEMPLATE);
    notice_sender_close(&s);
}

void test_a_clock_that_was_ahead_puts_nothing_off_for_years(void)
{
    struct notice_sender s;
    bool changed;
    opened(&s, "clock", "");
    known(&s, "000001");
    take(&s, 1, "000001");
    struct notice_row n = row_of(&s, 1);
    n.next_ms = at(DAY + 3650, 9);
    CHECK(notice_store_change(s.store, notice_state_wanted, &n, 0, &changed, error));
    s.down[PERSON_EMAIL] = (struct notice_down){at(DAY + 3650, 9), 1};
    CHECK_INT(steps(&s, at(DAY, 7)), at(DAY, 8));
    steps(&s, at(DAY, 8));
    CHECK_INT(row_of(&s, 1).attempts, 1);
    take(&s, 2, "000001");
    n = row_of(&s, 2);
    n.not_before = DAY + 90; /* so far ahead it is meant to be */
    CHECK(notice_store_change(s.store, notice_state_wanted, &n, 0, &changed, error));
    steps(&s, at(DAY, 9));
    CHECK_INT(row_of(&s, 2).next_ms, at(DAY + 90, 8));
    CHECK_INT(row_of(&s, 2).attempts, 0);
    notice_sender_close(&s);
}
