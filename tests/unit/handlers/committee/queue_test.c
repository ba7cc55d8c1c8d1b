#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/committee/queue.h"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"

#include <string.h>

static uint64_t join(struct txn *t, const char *queue, const char *ref, enum queue_end end)
{
    struct waiting w = {.queue = queue, .ref = ref, .member_no = "004411"};
    queue_join(t, &w, end);
    return w.place;
}

static void check_order(struct txn *t, const char *queue, const char *expected)
{
    char order[128] = "";
    struct queue_key key = {0};
    struct queue row;
    while (queue_seek(t, &key, true, &row))
        if (strcmp(key.queue, queue) == 0)
            strncat(order, row.application_no, sizeof order - strlen(order) - 1);
    CHECK_TEXT(order, expected);
}

void test_places_grow_and_queues_do_not_meet(void)
{
    struct store_mem *store = store_mem_new();
    struct txn *t = store_mem_txn(store);
    store_mem_begin_event(store, 1);
    CHECK_INT((int64_t)join(t, "weekly", "A", QUEUE_TAIL), 1);
    CHECK_INT((int64_t)join(t, "weekly", "B", QUEUE_TAIL), 2);
    CHECK_INT((int64_t)join(t, "daily", "C", QUEUE_TAIL), 1);
    queue_leave(t, "weekly", 2);
    CHECK_INT((int64_t)join(t, "weekly", "D", QUEUE_TAIL), 3);
    check_order(t, "weekly", "AD");
    check_order(t, "daily", "C");
    store_mem_accept(store);
    store_mem_free(store);
}

/* Group 1 stands before group 2 whenever it comes; who goes to the tail stands behind both. */
void test_group_one_stands_first(void)
{
    struct store_mem *store = store_mem_new();
    struct txn *t = store_mem_txn(store);
    store_mem_begin_event(store, 1);
    CHECK_INT((int64_t)join(t, "relief", "x", QUEUE_GROUP_TWO), 1000000001);
    CHECK_INT((int64_t)join(t, "relief", "a", QUEUE_GROUP_ONE), 1);
    CHECK_INT((int64_t)join(t, "relief", "y", QUEUE_GROUP_TWO), 1000000002);
    CHECK_INT((int64_t)join(t, "relief", "b", QUEUE_GROUP_ONE), 2);
    check_order(t, "relief", "abxy");
    queue_leave(t, "relief", 1);
    CHECK_INT((int64_t)join(t, "relief", "a", QUEUE_TAIL), 1000000003);
    check_order(t, "relief", "bxya");
    store_mem_accept(store);
    store_mem_free(store);
}

void test_an_application_takes_the_place_of_its_intent(void)
{
    struct store_mem *store = store_mem_new();
    struct txn *t = store_mem_txn(store);
    store_mem_begin_event(store, 1);
    struct queue row;
    struct waiting w = {.queue = "relief", .ref = "A-1", .member_no = "004411"};
    w.place = join(t, "relief", "I-1", QUEUE_TAIL);
    queue_stay(t, &w);
    CHECK(queue_at(t, "relief", w.place, &row));
    CHECK_TEXT(row.application_no, "A-1");
    check_order(t, "relief", "A-1");
    store_mem_accept(store);
    store_mem_free(store);
}
