#include "work.h"

#include <string.h>

static struct counter_key counter_key(const char *name)
{
    struct counter_key key;
    value_code_set(key.name, sizeof key.name, name);
    return key;
}

static uint64_t counter_last(struct txn *t, const struct counter_key *key)
{
    struct counter row = {0};
    counter_get(t, key, &row);
    return row.value;
}

uint64_t counter_next(struct txn *t, const char *name)
{
    struct counter_key key = counter_key(name);
    struct counter row = {counter_last(t, &key) + 1};
    counter_put(t, &key, &row);
    return row.value;
}

int32_t clock_day_closed(struct txn *t)
{
    struct counter_key key = counter_key("day_closed");
    return (int32_t)counter_last(t, &key);
}

void clock_set_day_closed(struct txn *t, int32_t day)
{
    struct counter_key key = counter_key("day_closed");
    counter_put(t, &key, &(struct counter){(uint64_t)day});
}

void clock_set_units_closing(struct txn *t, int32_t day)
{
    struct counter_key key = counter_key("units_closing");
    counter_put(t, &key, &(struct counter){(uint64_t)day});
}

bool work_waits(struct txn *t)
{
    struct work_key key = {0};
    struct work row;
    return work_seek(t, &key, false, &row);
}

bool work_closes_units(struct txn *t)
{
    struct counter_key key = counter_key("units_closing");
    return counter_last(t, &key) > 0;
}

void work_add(struct txn *t, const struct work *w)
{
    struct work_key key = {counter_next(t, "work")};
    work_put(t, &key, w);
}

static struct due_key due_key(int32_t on, enum due_kind kind, const char *ref, uint32_t no)
{
    struct due_key key = {.on = on, .kind = (uint8_t)kind, .no = no};
    value_code_set(key.ref, sizeof key.ref, ref);
    return key;
}

void due_add(struct txn *t, int32_t on, enum due_kind kind, const char *ref, uint32_t no)
{
    struct due_key key = due_key(on, kind, ref, no);
    due_put(t, &key, &(struct due){.listed = true});
}

void due_remove(struct txn *t, int32_t on, enum due_kind kind, const char *ref, uint32_t no)
{
    struct due_key key = due_key(on, kind, ref, no);
    due_delete(t, &key);
}

void code_number(char out[24], const char *prefix, uint64_t number)
{
    enum { WIDTH = 6 };
    char digits[VALUE_TEXT_MAX];
    size_t len = value_integer_print((int64_t)number, digits);
    size_t at = strlen(prefix);
    value_code_set(out, 24, prefix);
    for (size_t pad = len; pad < WIDTH; pad++)
        out[at++] = '0';
    value_code_set(out + at, 24 - at, digits);
}
