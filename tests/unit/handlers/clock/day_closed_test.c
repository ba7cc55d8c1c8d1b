#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/clock/work.h"

static enum verdict close_day(struct store_mem *s, int32_t date, int32_t effective_date, struct refusal *why)
{
    struct event e = {.desc = schema_event(EVENT_clock_day_closed)};
    e.envelope.effective_date = effective_date;
    e.body.clock_day_closed.date = date;
    return store_mem_apply_one(s, &e, why);
}

static void check_refused(struct store_mem *s, int32_t date, int32_t effective_date, const char *field, int32_t next)
{
    struct refusal why;
    int32_t closed = clock_day_closed(store_mem_txn(s));
    CHECK_INT(close_day(s, date, effective_date, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_day_out_of_order);
    CHECK_TEXT(why.field, field);
    CHECK_INT(why.value, date == effective_date ? date : effective_date);
    CHECK_INT(why.limit, next);
    CHECK_INT(clock_day_closed(store_mem_txn(s)), closed);
}

void test_days_are_closed_one_by_one(void)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    int32_t day = value_day(2024, 2, 28);
    CHECK_INT(close_day(s, day, day, &why), APPLIED);
    check_refused(s, day, day, "data.date", day + 1);
    check_refused(s, day - 1, day - 1, "data.date", day + 1);
    check_refused(s, day + 2, day + 2, "data.date", day + 1);
    CHECK_INT(close_day(s, day + 1, day + 1, &why), APPLIED);
    CHECK_INT(close_day(s, day + 2, day + 2, &why), APPLIED);
    CHECK_INT(clock_day_closed(store_mem_txn(s)), value_day(2024, 3, 1));
    store_mem_free(s);
}

void test_a_day_is_closed_on_its_own_date(void)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    int32_t day = value_day(2024, 1, 31);
    check_refused(s, day, day + 1, "effective_date", day);
    CHECK_INT(close_day(s, day, day, &why), APPLIED);
    check_refused(s, day + 1, day, "effective_date", day + 1);
    store_mem_free(s);
}

void test_closing_a_day_leaves_its_due_rows_to_the_queue(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = store_mem_txn(s);
    int32_t day = value_day(2024, 1, 31);
    struct work_key key = {0};
    struct work w = {0};
    struct refusal why;
    CHECK_INT(close_day(s, day, day, &why), APPLIED);
    CHECK(work_seek(t, &key, false, &w));
    CHECK_INT(w.kind, work_kind_close_day);
    CHECK_INT(w.date, day);
    CHECK_INT(w.seq, 1);
    CHECK_INT(store_mem_rows(s, TABLE_work), 1);
    store_mem_free(s);
}
