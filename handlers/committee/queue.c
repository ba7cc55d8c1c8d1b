#include "queue.h"

#include "../clock/work.h"

#include <string.h>

enum { GROUP_TWO_FROM = 1000000000 };

uint8_t queue_kind(const struct policy_product *product)
{
    if (product->queue != loan_queue_absent)
        return product->queue;
    return product->kind == loan_kind_special ? loan_queue_weekly : loan_queue_daily;
}

const char *queue_of(const struct application *a)
{
    if (a->programme[0] != '\0')
        return a->programme;
    return schema_word_text(schema_enum_named("loan_queue"), a->queue);
}

static struct queue_key queue_key(const char *queue, uint64_t place)
{
    struct queue_key key = {.place = place};
    value_code_set(key.queue, sizeof key.queue, queue);
    return key;
}

static bool group_two_waits(struct txn *t, const char *queue)
{
    struct queue_key key = queue_key(queue, GROUP_TWO_FROM);
    struct queue row;
    return queue_seek(t, &key, false, &row) && strncmp(key.queue, queue, sizeof key.queue) == 0;
}

static uint64_t next_place(struct txn *t, const char *prefix, const char *queue)
{
    char name[sizeof((struct counter_key *)0)->name] = "";
    size_t len = strlen(prefix);
    memcpy(name, prefix, len);
    value_code_set(name + len, sizeof name - len, queue);
    return counter_next(t, name);
}

void queue_join(struct txn *t, struct waiting *w, enum queue_end end)
{
    bool second = end == QUEUE_GROUP_TWO || (end == QUEUE_TAIL && group_two_waits(t, w->queue));
    w->place = second ? GROUP_TWO_FROM + next_place(t, "queue2.", w->queue) : next_place(t, "queue.", w->queue);
    queue_stay(t, w);
}

void queue_stay(struct txn *t, const struct waiting *w)
{
    struct queue_key key = queue_key(w->queue, w->place);
    struct queue row = {0};
    value_code_set(row.application_no, sizeof row.application_no, w->ref);
    value_code_set(row.member_no, sizeof row.member_no, w->member_no);
    queue_put(t, &key, &row);
}

void queue_leave(struct txn *t, const char *queue, uint64_t place)
{
    struct queue_key key = queue_key(queue, place);
    queue_delete(t, &key);
}

bool queue_at(struct txn *t, const char *queue, uint64_t place, struct queue *ret)
{
    struct queue_key key = queue_key(queue, place);
    return queue_get(t, &key, ret);
}

void queue_tell(struct txn *t, int32_t date, const struct waiting *w, enum queue_reason reason, const struct cause *why)
{
    struct relief_queue_position_set body = {.place = w->place, .reason = (uint8_t)reason};
    value_code_set(body.queue, sizeof body.queue, w->queue);
    value_code_set(body.application_no, sizeof body.application_no, w->ref);
    value_code_set(body.member_no, sizeof body.member_no, w->member_no);
    emit_relief_queue_position_set(t, date, &body, why);
}
