#include "policy_diff.h"

#include "policy_now.h"
#include "policy_value.h"
#include "words.h"

#include "../proto/codec.h"

#include <stdio.h>
#include <string.h>

enum { ELEMENT_TEXT_MAX = 600, NAME_MAX = 120 };

struct telling {
    bool json;
    uint32_t count;
};

static void json_pair(struct buffer *out, const char *name, const char *text)
{
    buffer_add_text(out, name);
    if (text)
        codec_json_text(out, text, strlen(text));
    else
        buffer_add_text(out, "null");
}

/* old NULL: added; new NULL: removed. */
static void tell(struct telling *t, const char *setting, const char *old, const char *new)
{
    struct buffer out = {0};
    t->count++;
    if (t->json) {
        json_pair(&out, "{\"setting\":", setting);
        json_pair(&out, ",\"old\":", old);
        json_pair(&out, ",\"new\":", new);
        printf("%.*s}\n", (int)out.len, (const char *)out.at);
    } else if (old && new) {
        printf("%s: %s -> %s\n", setting, old, new);
    } else {
        const char *what = old ? old : new;
        printf("%s %s%s%s\n", old ? words_pick("removed", "ตัดออก") : words_pick("added  ", "เพิ่ม  "), setting,
               what[0] ? ": " : "", what);
    }
    buffer_free(&out);
}

/* What a number left out means is that nothing is asked: 0.00 would read like a ban. */
static bool is_left_out(const struct field_desc *f, int64_t n)
{
    return n == 0 && !(f->rule & REQUIRED) && f->kind != SCALAR_flag && f->kind != SCALAR_choice;
}

static const char *left_out_text(const struct field_desc *f, char out[POLICY_TEXT_MAX])
{
    snprintf(out, POLICY_TEXT_MAX, "%s",
             strstr(f->name, "max") ? words_pick("no limit", "ไม่จำกัด") : words_pick("not set", "ไม่กำหนด"));
    return out;
}

/* ---- single settings */

static void term_compare(struct telling *t, const struct field_desc *f, const struct policy_term *term,
                         const struct policy_published *const both[2])
{
    char key[POLICY_KEY_MAX], name[NAME_MAX], text[2][POLICY_TEXT_MAX];
    uint8_t value[2][sizeof(int64_t)] = {{0}};
    struct field_desc alone = *f;
    alone.offset = 0;
    for (int i = 0; i < 2; i++) {
        int64_t n = schema_integer(f, both[i]);
        policy_field_put(&alone, value[i], n ? n : term->otherwise);
        if (term->otherwise == 0 && is_left_out(f, n))
            left_out_text(f, text[i]);
        else
            policy_value_print(&alone, value[i], text[i]);
    }
    if (memcmp(value[0], value[1], sizeof value[0]) == 0)
        return;
    snprintf(name, sizeof name, "[%s] %s", term->section, policy_key(f, key));
    tell(t, name, text[0], text[1]);
}

/* ---- rows */

static const void *element(const struct field_desc *list, const void *body, uint32_t i)
{
    return (const uint8_t *)body + list->offset + i * list->record->size;
}

static bool is_same(const struct field_desc *f, const void *a, const void *b)
{
    if (schema_is_code(f))
        return strcmp((const char *)a + f->offset, (const char *)b + f->offset) == 0;
    return schema_integer(f, a) == schema_integer(f, b);
}

static const void *counterpart(const struct field_desc *list, const void *body, const void *of)
{
    for (uint32_t i = 0; i < schema_list_count(list, body); i++) {
        const void *e = element(list, body, i);
        bool same = true;
        for (int k = 0; k < list->record->fields_count; k++) {
            const struct field_desc *f = &list->record->fields[k];
            same = same && (!policy_names_element(list, f) || is_same(f, e, of));
        }
        if (same)
            return e;
    }
    return NULL;
}

static void print_value(const struct field_desc *f, const void *e, char out[POLICY_TEXT_MAX])
{
    const struct product *p = e;
    char number[VALUE_TEXT_MAX];
    if (!schema_is_code(f) && is_left_out(f, schema_integer(f, e)))
        left_out_text(f, out);
    else
        policy_value_print(f, e, out);
    if (strcmp(f->name, "reborrow_min") == 0 && p->reborrow_rule != reborrow_rule_instalments && p->reborrow_min != 0) {
        value_baht_print(p->reborrow_min, number);
        snprintf(out, POLICY_TEXT_MAX, "%s%s", number, p->reborrow_rule == reborrow_rule_percent ? " %" : "");
    }
}

/* "guarantor_bands ordinary 500,000.01" */
static const char *element_name(const struct field_desc *list, const void *e, char out[NAME_MAX])
{
    char text[POLICY_TEXT_MAX];
    int n = snprintf(out, NAME_MAX, "%s", list->name);
    for (int k = 0; k < list->record->fields_count; k++) {
        const struct field_desc *f = &list->record->fields[k];
        if (policy_names_element(list, f) && n < NAME_MAX)
            n += snprintf(out + n, (size_t)(NAME_MAX - n), " %s", policy_value_print(f, e, text));
    }
    return out;
}

static const char *element_text(const struct field_desc *list, const void *e, char out[ELEMENT_TEXT_MAX])
{
    char text[POLICY_TEXT_MAX], key[POLICY_KEY_MAX];
    int n = 0;
    out[0] = '\0';
    for (int k = 0; k < list->record->fields_count; k++) {
        const struct field_desc *f = &list->record->fields[k];
        if (policy_names_element(list, f) || !policy_is_kept(list, f) || schema_is_absent(f, e) ||
            n >= ELEMENT_TEXT_MAX)
            continue;
        print_value(f, e, text);
        n += snprintf(out + n, (size_t)(ELEMENT_TEXT_MAX - n), "%s%s %s", n ? ", " : "", policy_key(f, key), text);
    }
    return out;
}

static void element_compare(struct telling *t, const struct field_desc *list, const void *old, const void *new)
{
    char name[NAME_MAX], setting[2 * NAME_MAX], key[POLICY_KEY_MAX], text[2][POLICY_TEXT_MAX];
    for (int k = 0; k < list->record->fields_count; k++) {
        const struct field_desc *f = &list->record->fields[k];
        if (!policy_is_kept(list, f) || is_same(f, old, new))
            continue;
        print_value(f, old, text[0]);
        print_value(f, new, text[1]);
        snprintf(setting, sizeof setting, "%s %s", element_name(list, new, name), policy_key(f, key));
        tell(t, setting, text[0], text[1]);
    }
}

static void list_compare(struct telling *t, const struct field_desc *list, const void *old, const void *new)
{
    char name[NAME_MAX], text[ELEMENT_TEXT_MAX];
    for (uint32_t i = 0; i < schema_list_count(list, old); i++) {
        const void *e = element(list, old, i), *now = counterpart(list, new, e);
        if (now)
            element_compare(t, list, e, now);
        else
            tell(t, element_name(list, e, name), element_text(list, e, text), NULL);
    }
    for (uint32_t i = 0; i < schema_list_count(list, new); i++) {
        const void *e = element(list, new, i);
        if (!counterpart(list, old, e))
            tell(t, element_name(list, e, name), NULL, element_text(list, e, text));
    }
}

uint32_t policy_diff(const struct policy_published *old, const struct policy_published *new, bool json)
{
    const struct record_desc *d = schema_event(EVENT_policy_published);
    const struct policy_published *const both[2] = {old, new};
    struct telling t = {.json = json};
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        const struct policy_term *term = policy_term_named(f->name);
        if (term)
            term_compare(&t, f, term, both);
        else if (f->kind == SCALAR_list)
            list_compare(&t, f, old, new);
    }
    return t.count;
}
