#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/notice_store.h"
#include "../../support/test.h"

#include <stdio.h>
#include <string.h>

enum { TODAY = 739221 };
static char error[NOTICE_STORE_ERROR_MAX];

static struct notice_store *opened(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", test_directory(), name);
    struct notice_store *s = notice_store_open(path, error);
    CHECK(s != NULL);
    return s;
}

static struct notice_news notice(uint64_t position, int64_t next_ms)
{
    struct notice_news n = {.row = {.position = position, .next_ms = next_ms, .effective_date = TODAY - 1}};
    snprintf(n.row.template, sizeof n.row.template, "arrears_notice");
    snprintf(n.row.audience, sizeof n.row.audience, "member");
    snprintf(n.row.recipient_ref, sizeof n.row.recipient_ref, "004411");
    return n;
}

static void take(struct notice_store *s, const struct notice_news *news, uint32_t count, uint64_t position)
{
    CHECK(notice_store_take(s, news, count, &(struct notice_mark){position, position}, TODAY, error));
}

/* A state, as an attempt would leave it. */
static void set(struct notice_store *s, uint64_t position, uint8_t state, bool unclear)
{
    struct notice_row n;
    bool changed;
    CHECK(notice_store_get(s, position, &n));
    uint8_t from = n.state;
    n.state = state;
    n.unclear = unclear;
    CHECK(notice_store_change(s, from, &n, TODAY, &changed, error));
    CHECK(changed);
}

static uint8_t state_of(struct notice_store *s, uint64_t position)
{
    struct notice_row n;
    return notice_store_get(s, position, &n) ? n.state : 0;
}

void test_notices_come_by_their_time_and_stay(void)
{
    struct notice_row first;
    struct notice_mark mark;
    struct notice_news news[] = {notice(5, 300), notice(6, 100), notice(7, 200)};
    struct notice_store *s = opened("time");
    CHECK(!notice_store_first(s, &first));
    take(s, news, 3, 9);
    take(s, news, 3, 9); /* again, as behind a crash */
    CHECK(notice_store_first(s, &first));
    CHECK_INT(first.position, 6);
    set(s, 6, notice_state_sent, false);
    notice_store_close(s);
    s = opened("time");
    CHECK(notice_store_first(s, &first));
    CHECK_INT(first.position, 7);
    CHECK_INT(state_of(s, 6), notice_state_sent);
    CHECK(notice_store_mark(s, &mark, error));
    CHECK_INT(mark.position, 9);
    notice_store_close(s);
}

void test_a_withdrawal_stops_what_was_not_sent_and_tells_of_what_may_have_been(void)
{
    struct notice_row n;
    struct notice_store *s = opened("withdrawn");
    struct notice_news news[] = {notice(1, 1), notice(2, 1), notice(3, 1), notice(4, 1), notice(5, 1)};
    struct notice_news withdrawals[5];
    take(s, news, 5, 5);
    set(s, 2, notice_state_sent, false);
    set(s, 3, notice_state_held, false);
    set(s, 4, notice_state_wanted, true);
    set(s, 5, notice_state_delivered, false);
    for (uint64_t i = 0; i < 5; i++) {
        withdrawals[i] = notice(11 + i, 50);
        withdrawals[i].withdraws = i + 1;
    }
    take(s, withdrawals, 5, 15);
    take(s, withdrawals, 5, 15);
    CHECK_INT(state_of(s, 1), notice_state_withdrawn);
    CHECK_INT(state_of(s, 2), notice_state_withdrawn_late);
    CHECK_INT(state_of(s, 3), notice_state_withdrawn);
    CHECK_INT(state_of(s, 4), notice_state_withdrawn_late);
    CHECK_INT(state_of(s, 5), notice_state_withdrawn_late);
    CHECK(!notice_store_get(s, 11, &n));
    CHECK(notice_store_get(s, 12, &n));
    CHECK_TEXT(n.template, NOTICE_WITHDRAWN_TEMPLATE);
    CHECK_INT(n.original_date, TODAY - 1);
    CHECK(!notice_store_held(s, 0, &n));
    CHECK(notice_store_first(s, &n));
    CHECK_INT(n.position, 12);
    notice_store_close(s);
}

void test_what_somebody_else_changed_is_not_changed_again(void)
{
    struct notice_row n;
    bool changed;
    struct notice_news news = notice(1, 1);
    struct notice_store *s = opened("other");
    take(s, &news, 1, 1);
    CHECK(notice_store_get(s, 1, &n));
    set(s, 1, notice_state_held, false);
    n.state = notice_state_sent;
    CHECK(notice_store_change(s, notice_state_wanted, &n, TODAY, &changed, error));
    CHECK(!changed);
    CHECK_INT(state_of(s, 1), notice_state_held);
    notice_store_close(s);
}

void test_reports_stay_until_they_are_told_and_say_the_same(void)
{
    struct notice_report r[4];
    struct notice_news news = notice(1, 1);
    struct notice_store *s = opened("reports");
    take(s, &news, 1, 1);
    set(s, 1, notice_state_held, false);
    set(s, 1, notice_state_wanted, false);
    CHECK(notice_store_report(s, 0, &r[0]));
    CHECK(notice_store_report(s, r[0].number + 1, &r[1]));
    CHECK_INT(r[0].nth, 1);
    CHECK_INT(r[0].state, notice_state_held);
    CHECK_INT(r[1].nth, 2);
    CHECK(notice_store_telling(s, r, 2, TODAY + 1, error));
    CHECK(notice_store_report(s, 0, &r[2]));
    CHECK_INT(r[2].told_on, TODAY + 1);
    CHECK(notice_store_telling(s, &r[2], 1, TODAY + 5, error));
    CHECK_INT(r[2].told_on, TODAY + 1);
    CHECK(notice_store_reported(s, r, 2, error));
    CHECK(!notice_store_report(s, 0, &r[2]));
    notice_store_close(s);
}

void test_messages_of_a_day_are_counted_by_person(void)
{
    struct notice_row n;
    bool changed;
    struct notice_news news[] = {notice(1, 1), notice(2, 1)};
    struct notice_store *s = opened("day");
    snprintf(news[1].row.audience, sizeof news[1].row.audience, "guarantor");
    take(s, news, 2, 2);
    for (uint64_t i = 1; i <= 2; i++) {
        CHECK(notice_store_get(s, i, &n));
        n.counted_on = TODAY;
        CHECK(notice_store_change(s, n.state, &n, 0, &changed, error));
        CHECK(notice_store_change(s, n.state, &n, 0, &changed, error)); /* the same attempt */
        CHECK_INT(notice_store_sent_on(s, &n, TODAY, false), i);
    }
    CHECK_INT(notice_store_sent_on(s, &n, TODAY + 1, false), 0);
    n.counted_on = TODAY + 3;
    CHECK(notice_store_change(s, n.state, &n, 0, &changed, error));
    CHECK_INT(notice_store_sent_on(s, &n, TODAY, false), 0); /* swept */
    notice_store_close(s);
}

void test_a_store_belongs_to_one_cooperative(void)
{
    struct notice_store *s = opened("bound");
    CHECK(notice_store_bind(s, "krabi", error));
    CHECK(notice_store_bind(s, "krabi", error));
    CHECK(!notice_store_bind(s, "trang", error));
    CHECK(strstr(error, "krabi") != NULL);
    notice_store_close(s);
}
