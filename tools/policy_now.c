#include "policy_now.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>

/* Which table keeps a list. Its rows and the elements have their fields by the same names. */
static const struct {
    const char *list;
    enum table table;
} kept[] = {
    {"products", TABLE_policy_product},
    {"classes", TABLE_policy_class},
    {"items", TABLE_policy_item},
    {"rates", TABLE_product_step},
    {"guarantor_bands", TABLE_policy_guarantor_band},
    {"collaterals", TABLE_policy_collateral},
    {"share_bands", TABLE_policy_share_band},
    {"holidays", TABLE_policy_holiday},
    {"cycles", TABLE_policy_cycle},
    {"programmes", TABLE_policy_programme},
    {"relief_tiers", TABLE_policy_relief},
    {"class_triggers", TABLE_policy_class_trigger},
    {"provision_phases", TABLE_policy_provision_phase},
    {"ladder", TABLE_policy_rung},
    {"chart", TABLE_policy_account},
};

static const struct field_desc *field_named(const struct record_desc *d, const char *name)
{
    for (int i = 0; i < d->fields_count; i++)
        if (strcmp(d->fields[i].name, name) == 0)
            return &d->fields[i];
    return NULL;
}

static const struct table_desc *table_of(const struct field_desc *list)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(kept[i].list, list->name) == 0)
            return table_desc(kept[i].table);
    return NULL;
}

bool policy_names_element(const struct field_desc *list, const struct field_desc *f)
{
    const struct record_desc *key = &table_of(list)->key, *d = list->record;
    bool any = false;
    for (int i = 0; i < d->fields_count; i++)
        any |= field_named(key, d->fields[i].name) != NULL;
    return any ? field_named(key, f->name) != NULL : f == &d->fields[0];
}

bool policy_is_kept(const struct field_desc *list, const struct field_desc *f)
{
    const struct table_desc *t = table_of(list);
    return field_named(&t->key, f->name) || field_named(&t->value, f->name);
}

/* ---- asking */

struct gathering {
    struct policy_now *now;
    const struct field_desc *list; /* NULL: the single settings */
};

static void fields_copy(const struct record_desc *to, void *ret, const struct record_desc *from, const void *body)
{
    for (int i = 0; i < from->fields_count; i++) {
        const struct field_desc *f = &from->fields[i], *t = field_named(to, f->name);
        if (t && t->size == f->size)
            memcpy((uint8_t *)ret + t->offset, (const uint8_t *)body + f->offset, f->size);
    }
}

static void row_take(void *context, const struct ask_row *row)
{
    const struct gathering *g = context;
    uint8_t *body = (uint8_t *)&g->now->body;
    uint32_t count;
    if (!g->list) {
        fields_copy(schema_event(EVENT_policy_published), body, &row->table->value, row->value);
        return;
    }
    memcpy(&count, body + g->list->count_at, sizeof count);
    if (count == g->list->max)
        return;
    uint8_t *element = body + g->list->offset + count * g->list->record->size;
    fields_copy(g->list->record, element, &row->table->key, row->key);
    fields_copy(g->list->record, element, &row->table->value, row->value);
    if (strcmp(g->list->name, "rates") == 0 && ((const struct product_rate *)(void *)element)->from_day <= g->now->from)
        return; /* the past, and the product's own rate */
    count++;
    memcpy(body + g->list->count_at, &count, sizeof count);
}

static void policy_take(void *context, const struct ask_row *row)
{
    struct policy_now *now = context;
    const struct policy *p = (const struct policy *)(const void *)row->value;
    if (p->version >= now->version) {
        now->version = p->version;
        now->from = p->from;
    }
}

static int rows_ask(struct ask *a, enum table table, struct gathering *g)
{
    bool of_version = strcmp(table_desc(table)->key.fields[0].name, "version") == 0;
    struct buffer key = {0};
    if (of_version) {
        codec_put_map(&key, 1);
        codec_put_text(&key, "version");
        codec_put_integer(&key, g->now->version);
    }
    int status = ask_rows(a, table, buffer_bytes(&key), row_take, g);
    buffer_free(&key);
    return status;
}

int policy_now_ask(struct ask *a, struct policy_now *ret)
{
    struct gathering g = {.now = ret};
    *ret = (struct policy_now){0};
    int status = ask_rows(a, TABLE_policy, (struct bytes){0}, policy_take, ret);
    if (status != 0 || ret->version == 0)
        return status;
    status = rows_ask(a, TABLE_policy_terms, &g);
    for (size_t i = 0; i < sizeof kept / sizeof *kept && status == 0; i++) {
        g.list = field_named(schema_event(EVENT_policy_published), kept[i].list);
        status = rows_ask(a, kept[i].table, &g);
    }
    return status;
}
