#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/clock/work.h"

static struct txn *begin(struct store_mem *s)
{
    store_mem_begin_event(s, store_mem_last_seq(s) + 1);
    return store_mem_txn(s);
}

void test_counters_count_by_themselves_from_1(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    CHECK_INT(counter_next(t, "receipt"), 1);
    CHECK_INT(counter_next(t, "receipt"), 2);
    CHECK_INT(counter_next(t, "posting"), 1);
    CHECK_INT(counter_next(t, "receipt"), 3);
    store_mem_free(s);
}

void test_a_number_that_was_refused_is_given_again(void)
{
    struct store_mem *s = store_mem_new();
    CHECK_INT(counter_next(begin(s), "receipt"), 1);
    store_mem_refuse(s);
    CHECK_INT(counter_next(begin(s), "receipt"), 1);
    store_mem_free(s);
}

void test_the_day_closed_is_0_before_the_first(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    CHECK_INT(clock_day_closed(t), 0);
    clock_set_day_closed(t, value_day(2024, 1, 31));
    CHECK_INT(clock_day_closed(t), value_day(2024, 1, 31));
    store_mem_free(s);
}

void test_work_waits_in_the_order_it_was_added(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    struct work_key key = {0};
    struct work w = {0};
    CHECK(!work_waits(t));
    for (uint64_t seq = 1; seq <= 300; seq++)
        work_add(t, &(struct work){.seq = seq, .kind = work_kind_settle_unit});
    CHECK(work_waits(t));
    for (uint64_t seq = 1; seq <= 300; seq++) {
        CHECK(work_seek(t, &key, true, &w));
        CHECK_INT(w.seq, seq);
    }
    CHECK(!work_seek(t, &key, true, &w));
    store_mem_free(s);
}

void test_due_rows_stand_in_order_of_day_kind_and_name(void)
{
    static const struct {
        int32_t on;
        enum due_kind kind;
        const char *ref;
        uint32_t no;
    } rows[] = {
        {738000, due_kind_agreed_payment, "C-000001", 2}, {737000, due_kind_agreed_payment, "C-000001", 1},
        {738000, due_kind_instalment, "S-2", 1},          {738000, due_kind_instalment, "S-1", 2},
        {738000, due_kind_unit_cut_off, "0417", 24288},   {738000, due_kind_instalment, "S-1", 1},
    };
    static const int order[] = {1, 4, 5, 3, 2, 0};
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    struct due_key key = {0};
    struct due row;
    for (int i = 0; i < 6; i++)
        due_add(t, rows[i].on, rows[i].kind, rows[i].ref, rows[i].no);
    for (int i = 0; i < 6; i++) {
        CHECK(due_seek(t, &key, i > 0, &row));
        CHECK_INT(key.on, rows[order[i]].on);
        CHECK_INT(key.kind, rows[order[i]].kind);
        CHECK_TEXT(key.ref, rows[order[i]].ref);
        CHECK_INT(key.no, rows[order[i]].no);
    }
    for (int i = 0; i < 6; i++)
        due_remove(t, rows[i].on, rows[i].kind, rows[i].ref, rows[i].no);
    CHECK_INT(store_mem_rows(s, TABLE_due), 0);
    due_remove(t, 1, due_kind_instalment, "S-1", 1); /* not there: nothing happens */
    store_mem_free(s);
}

void test_numbers_become_codes(void)
{
    static const struct {
        uint64_t number;
        const char *expected;
    } cases[] = {{1, "C-000001"},
                 {42, "C-000042"},
                 {999999, "C-999999"},
                 {1000000, "C-1000000"},
                 {INT64_MAX, "C-9223372036854775807"}};
    char code[24];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        code_number(code, "C-", cases[i].number);
        CHECK_TEXT(code, cases[i].expected);
    }
}
