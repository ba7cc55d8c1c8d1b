#include "consumer.h"

#include "../emit.h"
#include "../handler.h"
#include "../rules/money.h"
#include "../state/records.h"

#include <string.h>

enum { CURSORS_MAX = 64, FOLLOWUPS_MAX = 20000 };

static bool takes(const char *types, const char *type)
{
    size_t len = strlen(types);
    bool prefix = len == 0 || types[len - 1] == '.';
    return prefix ? strncmp(type, types, len) == 0 : strcmp(type, types) == 0;
}

static void posting_sum(struct cursor *c, const struct journal_posting_requested *p)
{
    for (uint32_t i = 0; i < p->lines_count; i++) {
        c->debit_satang = money_add(c->debit_satang, p->lines[i].debit_satang);
        c->credit_satang = money_add(c->credit_satang, p->lines[i].credit_satang);
    }
}

/* Counts what the consumer takes of the follow-ups up to `position`. */
static void cursor_move(struct txn *t, struct cursor *c, uint64_t position)
{
    enum event_id id = EVENT_none;
    union event_body body;
    while (c->position < position) {
        c->position++;
        if (!txn_followup(t, c->position, &id, &body) || !takes(c->types, schema_event((uint16_t)id)->name))
            continue;
        c->count++;
        if (id == EVENT_journal_posting_requested)
            posting_sum(c, &body.journal_posting_requested);
    }
}

/* A figure of 0 counts as given only if the consumer says so. */
static bool is_given(const struct consumer_acknowledged *e, int64_t figure)
{
    return figure != 0 || e->compare_all;
}

static void differ(struct txn *t, const struct happening *h, struct consumer_diverged *d, const char *figure)
{
    struct cause because = cause_of("control_figures", 0);
    value_code_set(d->figure, sizeof d->figure, figure);
    emit_consumer_diverged(t, h->effective_date, d, &because);
}

static void compare_figures(struct txn *t, const struct happening *h, const struct consumer_acknowledged *e,
                            struct cursor *c)
{
    const struct {
        const char *name;
        int64_t expected, given;
    } figures[] = {
        {"count", (int64_t)c->count, money_min((int64_t)e->count, VALUE_MONEY_MAX)}, /* no field holds more */
        {"debit_satang", c->debit_satang, e->debit_satang},
        {"credit_satang", c->credit_satang, e->credit_satang},
    };
    uint32_t agreeing = 0, differing = 0;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct consumer_diverged d = {.position = e->position,
                                      .expected = figures[i].expected,
                                      .given = figures[i].given,
                                      .agreed_position = c->agreed_position};
        memcpy(d.consumer, e->consumer, sizeof d.consumer);
        if (!is_given(e, d.given))
            continue;
        agreeing += d.given == d.expected;
        differing += d.given != d.expected;
        if (d.given != d.expected)
            differ(t, h, &d, figures[i].name);
    }
    if (agreeing > 0 && differing == 0)
        c->agreed_position = e->position;
}

bool consumer_took(struct txn *t, uint64_t position, const char *type)
{
    struct cursor_key key = {0};
    struct cursor row;
    for (bool more = cursor_seek(t, &key, false, &row); more; more = cursor_seek(t, &key, true, &row))
        if (row.position >= position && takes(row.types, type))
            return true;
    return false;
}

bool consumer_behind(struct txn *t, uint64_t position, struct cursor_key *ret_who, uint64_t *ret_has)
{
    static const char books[] = "journal.posting_requested";
    struct cursor_key key = {0};
    struct cursor row;
    for (bool more = cursor_seek(t, &key, false, &row); more; more = cursor_seek(t, &key, true, &row)) {
        if (row.types[0] == '\0' || !takes(row.types, books) || row.position >= position)
            continue;
        *ret_who = key;
        *ret_has = row.position;
        return true;
    }
    return false;
}

static bool cursors_full(struct txn *t)
{
    struct cursor_key key = {0};
    struct cursor row;
    uint32_t n = 0;
    for (bool more = cursor_seek(t, &key, false, &row); more; more = cursor_seek(t, &key, true, &row))
        n++;
    return n >= CURSORS_MAX;
}

static enum verdict check_position(const struct consumer_acknowledged *e, const struct cursor *c, uint64_t last,
                                   struct refusal *why)
{
    int64_t position = (int64_t)e->position;
    if (e->position < c->position)
        return refuse_value(why, REFUSAL_position_behind, "data.position", position, (int64_t)c->position);
    if (e->position > last)
        return refuse_value(why, REFUSAL_position_unknown, "data.position", position, (int64_t)last);
    if (e->position - c->position > FOLLOWUPS_MAX)
        return refuse_value(why, REFUSAL_position_far, "data.position", position, FOLLOWUPS_MAX);
    return APPLIED;
}

/* `types` may be left out once the cursor is there. */
enum verdict handle_consumer_acknowledged(struct txn *t, const struct happening *h,
                                          const struct consumer_acknowledged *e, struct refusal *why)
{
    struct cursor_key key = {0};
    struct cursor cursor = {0};
    memcpy(key.consumer, e->consumer, sizeof key.consumer);
    if (!cursor_get(t, &key, &cursor)) {
        if (cursors_full(t))
            return refuse_value(why, REFUSAL_cursors_full, "data.consumer", CURSORS_MAX, CURSORS_MAX);
        memcpy(cursor.types, e->types, sizeof cursor.types);
    } else if (e->types[0] != '\0' && strcmp(e->types, cursor.types) != 0) {
        return refuse_text(why, REFUSAL_types_fixed, "data.types", cursor.types);
    }
    if (check_position(e, &cursor, txn_last_position(t), why) == REFUSED)
        return REFUSED;
    cursor_move(t, &cursor, e->position);
    compare_figures(t, h, e, &cursor);
    cursor_put(t, &key, &cursor);
    return APPLIED;
}
