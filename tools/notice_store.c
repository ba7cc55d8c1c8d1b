#include "notice_store.h"

#include "shelf.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTICE_STORE_FORMAT = 1, DAYS_KEPT = 2, DAYS_SWEPT = 32, RECIPIENT_KEY = 4 + 40 };

/* QUEUE: moment, position. HELD: position. SENT: day, recipient; how many. REPORTS: number. META: by name. */
enum { NOTICES, QUEUE, HELD, SENT, REPORTS, META };

struct notice_store {
    struct shelf *shelf;
};

#define NAME(text) ((struct bytes){(const uint8_t *)(text), sizeof(text) - 1})

static struct bytes number_key(uint64_t number, uint8_t room[8])
{
    shelf_number(number, room);
    return (struct bytes){room, 8};
}

static uint64_t meta_get(struct notice_store *s, struct bytes name)
{
    struct bytes value;
    return shelf_get(s->shelf, META, name, &value) && value.len == 8 ? shelf_number_of(value.at) : 0;
}

static void meta_put(struct notice_store *s, struct bytes name, uint64_t number)
{
    uint8_t room[8];
    shelf_put(s->shelf, META, name, number_key(number, room));
}

static bool row_get(struct notice_store *s, uint64_t position, struct notice_row *ret)
{
    uint8_t room[8];
    struct bytes value;
    if (!shelf_get(s->shelf, NOTICES, number_key(position, room), &value) || value.len != sizeof *ret)
        return false;
    memcpy(ret, value.at, sizeof *ret);
    return true;
}

static bool waits(const struct notice_row *n)
{
    return n->state == notice_state_wanted || n->state == notice_state_taken;
}

static struct bytes queue_key(const struct notice_row *n, uint8_t room[16])
{
    shelf_number((uint64_t)(n->next_ms > 0 ? n->next_ms : 0), room);
    shelf_number(n->position, room + 8);
    return (struct bytes){room, 16};
}

/* before NULL: it is new. Everything that lists it follows. */
static void row_put(struct notice_store *s, const struct notice_row *before, const struct notice_row *n)
{
    uint8_t room[16];
    static const struct bytes nothing = {(const uint8_t *)"", 0};
    if (before && waits(before))
        shelf_remove(s->shelf, QUEUE, queue_key(before, room));
    if (before && before->state == notice_state_held)
        shelf_remove(s->shelf, HELD, number_key(before->position, room));
    if (waits(n))
        shelf_put(s->shelf, QUEUE, queue_key(n, room), nothing);
    if (n->state == notice_state_held)
        shelf_put(s->shelf, HELD, number_key(n->position, room), nothing);
    shelf_put(s->shelf, NOTICES, number_key(n->position, room), (struct bytes){(const uint8_t *)n, sizeof *n});
}

/* ---- open */

static bool format_check(struct notice_store *s, const char *dir, char error[NOTICE_STORE_ERROR_MAX])
{
    shelf_begin(s->shelf, true);
    uint64_t format = meta_get(s, NAME("format"));
    if (format == 0)
        meta_put(s, NAME("format"), NOTICE_STORE_FORMAT);
    if (!shelf_commit(s->shelf, error))
        return false;
    if (format == 0 || format == NOTICE_STORE_FORMAT)
        return true;
    snprintf(
        error, NOTICE_STORE_ERROR_MAX,
        words_pick("%s: these notices were written by another release; use that one until none waits, then begin anew",
                   "%s: ข้อมูลนี้เขียนโดยรุ่นอื่น โปรดใช้รุ่นนั้นจนไม่มีหนังสือรอส่ง แล้วเริ่มใหม่"),
        dir);
    return false;
}

struct notice_store *notice_store_open(const char *dir, char error[NOTICE_STORE_ERROR_MAX])
{
    static const char *const names[] = {"notices", "queue", "held", "sent", "reports", "meta", NULL};
    struct notice_store *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->shelf = shelf_open(dir, names, error);
    if (s->shelf && format_check(s, dir, error))
        return s;
    notice_store_close(s);
    return NULL;
}

void notice_store_close(struct notice_store *s)
{
    if (s)
        shelf_close(s->shelf);
    free(s);
}

bool notice_store_bind(struct notice_store *s, const char *cooperative, char error[NOTICE_STORE_ERROR_MAX])
{
    struct bytes value, given = {(const uint8_t *)cooperative, strlen(cooperative)};
    shelf_begin(s->shelf, true);
    bool there = shelf_get(s->shelf, META, NAME("cooperative"), &value);
    if (there && (value.len != given.len || memcmp(value.at, given.at, given.len) != 0)) {
        snprintf(error, NOTICE_STORE_ERROR_MAX,
                 words_pick(
                     "the store of notices is that of %.*s, but the daemon serves %s; each cooperative has a store of "
                     "its own",
                     "ข้อมูลหนังสือแจ้งนี้เป็นของ %.*s แต่ coopd ให้บริการ %s แต่ละสหกรณ์ต้องมีที่เก็บของตนเอง"),
                 (int)value.len, (const char *)value.at, cooperative);
        shelf_forget(s->shelf);
        return false;
    }
    shelf_put(s->shelf, META, NAME("cooperative"), given);
    return shelf_commit(s->shelf, error);
}

/* ---- taking */

bool notice_store_mark(struct notice_store *s, struct notice_mark *ret, char error[NOTICE_STORE_ERROR_MAX])
{
    shelf_begin(s->shelf, false);
    *ret = (struct notice_mark){meta_get(s, NAME("position")), meta_get(s, NAME("count"))};
    return shelf_commit(s->shelf, error);
}

static void report_add(struct notice_store *s, struct notice_row *n, int32_t today)
{
    uint8_t room[8];
    uint64_t number = meta_get(s, NAME("reports")) + 1;
    const struct notice_report report = {
        .number = number,
        .position = n->position,
        .date = today,
        .effective_date = n->effective_date,
        .nth = ++n->reports,
        .attempts = n->attempts,
        .state = n->state,
        .channel = n->channel,
        .trouble = n->trouble,
    };
    meta_put(s, NAME("reports"), number);
    shelf_put(s->shelf, REPORTS, number_key(number, room), (struct bytes){(const uint8_t *)&report, sizeof report});
}

static void change(struct notice_store *s, const struct notice_row *before, struct notice_row *n, int32_t today)
{
    if (today > 0)
        report_add(s, n, today);
    row_put(s, before, n);
}

/* What tells the recipient that a letter which may have reached him does not hold. */
static void telling_add(struct notice_store *s, const struct notice_news *news, const struct notice_row *of)
{
    struct notice_row n = news->row;
    snprintf(n.template, sizeof n.template, "%s", NOTICE_WITHDRAWN_TEMPLATE);
    n.original_date = of->effective_date;
    n.from_hour = of->from_hour;
    n.until_hour = of->until_hour;
    n.state = notice_state_wanted;
    row_put(s, NULL, &n);
}

static void withdraw(struct notice_store *s, const struct notice_news *news, int32_t today)
{
    struct notice_row before, n;
    if (!row_get(s, news->withdraws, &before) || before.state == notice_state_withdrawn ||
        before.state == notice_state_withdrawn_late)
        return;
    n = before;
    bool late = before.unclear || before.state == notice_state_sent || before.state == notice_state_delivered;
    n.state = late ? notice_state_withdrawn_late : notice_state_withdrawn;
    change(s, &before, &n, today);
    if (late)
        telling_add(s, news, &before);
}

bool notice_store_take(struct notice_store *s, const struct notice_news *news, uint32_t count,
                       const struct notice_mark *mark, int32_t today, char error[NOTICE_STORE_ERROR_MAX])
{
    struct notice_row there;
    shelf_begin(s->shelf, true);
    for (uint32_t i = 0; i < count; i++) {
        struct notice_row n = news[i].row;
        n.state = notice_state_wanted;
        if (news[i].withdraws > 0)
            withdraw(s, &news[i], today);
        else if (!row_get(s, n.position, &there))
            row_put(s, NULL, &n);
    }
    meta_put(s, NAME("position"), mark->position);
    meta_put(s, NAME("count"), mark->count);
    return shelf_commit(s->shelf, error);
}

/* ---- looking */

bool notice_store_first(struct notice_store *s, struct notice_row *ret)
{
    struct bytes key, value;
    shelf_begin(s->shelf, false);
    bool found = shelf_seek(s->shelf, QUEUE, (struct bytes){NULL, 0}, &key, &value) && key.len == 16 &&
                 row_get(s, shelf_number_of(key.at + 8), ret);
    shelf_forget(s->shelf);
    return found;
}

bool notice_store_get(struct notice_store *s, uint64_t position, struct notice_row *ret)
{
    shelf_begin(s->shelf, false);
    bool found = row_get(s, position, ret);
    shelf_forget(s->shelf);
    return found;
}

uint64_t notice_store_oldest(struct notice_store *s)
{
    struct bytes key, value;
    shelf_begin(s->shelf, false);
    bool found = shelf_seek(s->shelf, NOTICES, (struct bytes){NULL, 0}, &key, &value) && key.len == 8;
    uint64_t oldest = found ? shelf_number_of(key.at) : UINT64_MAX;
    shelf_forget(s->shelf);
    return oldest;
}

bool notice_store_held(struct notice_store *s, uint64_t from, struct notice_row *ret)
{
    uint8_t room[8];
    struct bytes key, value;
    shelf_begin(s->shelf, false);
    bool found = shelf_seek(s->shelf, HELD, number_key(from, room), &key, &value) && key.len == 8 &&
                 row_get(s, shelf_number_of(key.at), ret);
    shelf_forget(s->shelf);
    return found;
}

/* ---- how many went to whom: a guarantor is a member or a person like one */

static struct bytes recipient_key(const struct notice_row *n, int32_t day, bool of_debts, char room[RECIPIENT_KEY])
{
    bool person = strcmp(n->audience, "member") == 0 || strcmp(n->audience, "guarantor") == 0;
    for (int i = 0; i < 4; i++)
        room[i] = (char)((uint32_t)day >> (24 - 8 * i));
    int len = snprintf(room + 4, RECIPIENT_KEY - 4, "%s:%s",
                       of_debts ? "debts"
                       : person ? "person"
                                : n->audience,
                       n->recipient_ref);
    return (struct bytes){(const uint8_t *)room, 4 + (size_t)len};
}

static uint32_t sent_on(struct notice_store *s, const struct notice_row *n, int32_t day, bool of_debts)
{
    char room[RECIPIENT_KEY];
    struct bytes value;
    return shelf_get(s->shelf, SENT, recipient_key(n, day, of_debts, room), &value) && value.len == 8
               ? (uint32_t)shelf_number_of(value.at)
               : 0;
}

uint32_t notice_store_sent_on(struct notice_store *s, const struct notice_row *n, int32_t day, bool of_debts)
{
    shelf_begin(s->shelf, false);
    uint32_t sent = sent_on(s, n, day, of_debts);
    shelf_forget(s->shelf);
    return sent;
}

/* The days before are of no use any more. */
static void sent_sweep(struct notice_store *s, int32_t today)
{
    struct bytes key, value;
    uint8_t room[RECIPIENT_KEY];
    uint32_t kept = (uint32_t)(today - DAYS_KEPT);
    for (int i = 0; i < DAYS_SWEPT && shelf_seek(s->shelf, SENT, (struct bytes){NULL, 0}, &key, &value); i++) {
        uint32_t day = (uint32_t)key.at[0] << 24 | (uint32_t)key.at[1] << 16 | (uint32_t)key.at[2] << 8 | key.at[3];
        if (day >= kept || key.len > sizeof room)
            return;
        memcpy(room, key.at, key.len);
        shelf_remove(s->shelf, SENT, (struct bytes){room, key.len});
    }
}

static void sent_add(struct notice_store *s, const struct notice_row *n, bool of_debts)
{
    char room[RECIPIENT_KEY];
    uint8_t number[8];
    uint32_t sent = sent_on(s, n, n->counted_on, of_debts) + 1;
    shelf_put(s->shelf, SENT, recipient_key(n, n->counted_on, of_debts, room), number_key(sent, number));
}

static void sent_count(struct notice_store *s, const struct notice_row *n)
{
    sent_add(s, n, false);
    if (n->until_hour > 0)
        sent_add(s, n, true);
    sent_sweep(s, n->counted_on);
}

bool notice_store_change(struct notice_store *s, uint8_t from, struct notice_row *row, int32_t today, bool *ret_changed,
                         char error[NOTICE_STORE_ERROR_MAX])
{
    struct notice_row before;
    shelf_begin(s->shelf, true);
    *ret_changed = row_get(s, row->position, &before) && before.state == from;
    if (*ret_changed) {
        if (row->counted_on != before.counted_on)
            sent_count(s, row);
        change(s, &before, row, today);
    }
    return shelf_commit(s->shelf, error);
}

/* ---- reports */

static bool report_get(struct notice_store *s, uint64_t from, struct notice_report *ret)
{
    uint8_t room[8];
    struct bytes key, value;
    if (!shelf_seek(s->shelf, REPORTS, number_key(from, room), &key, &value) || value.len != sizeof *ret)
        return false;
    memcpy(ret, value.at, sizeof *ret);
    return true;
}

bool notice_store_report(struct notice_store *s, uint64_t from, struct notice_report *ret)
{
    shelf_begin(s->shelf, false);
    bool found = report_get(s, from, ret);
    shelf_forget(s->shelf);
    return found;
}

bool notice_store_telling(struct notice_store *s, struct notice_report *reports, uint32_t count, int32_t date,
                          char error[NOTICE_STORE_ERROR_MAX])
{
    uint8_t room[8];
    shelf_begin(s->shelf, true);
    for (uint32_t i = 0; i < count; i++) {
        struct notice_report *r = &reports[i];
        if (r->told_on > 0)
            continue;
        r->told_on = r->effective_date > date ? r->effective_date : date;
        shelf_put(s->shelf, REPORTS, number_key(r->number, room), (struct bytes){(const uint8_t *)r, sizeof *r});
    }
    return shelf_commit(s->shelf, error);
}

bool notice_store_reported(struct notice_store *s, const struct notice_report *reports, uint32_t count,
                           char error[NOTICE_STORE_ERROR_MAX])
{
    uint8_t room[8];
    shelf_begin(s->shelf, true);
    for (uint32_t i = 0; i < count; i++)
        shelf_remove(s->shelf, REPORTS, number_key(reports[i].number, room));
    return shelf_commit(s->shelf, error);
}
