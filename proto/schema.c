#include "schema.h"

#include <assert.h>
#include <string.h>

/* Enums: words and their sentences. */
#define ENUM(name, doc) static const char *const words_##name[] = {"",
#define VALUE(name, word, doc) #word,
#define END_ENUM                                                                                                       \
    NULL                                                                                                               \
    }                                                                                                                  \
    ;
#include "schema/all.def"
#define ENUM(name, doc) static const char *const docs_##name[] = {"",
#define VALUE(name, word, doc) doc,
#define END_ENUM                                                                                                       \
    NULL                                                                                                               \
    }                                                                                                                  \
    ;
#include "schema/all.def"
#define ENUM(name, doc) static const struct enum_desc enum_##name = {#name, doc, words_##name, docs_##name};
#include "schema/all.def"

static const struct enum_desc *const enums[] = {
#define ENUM(name, doc) &enum_##name,
#include "schema/all.def"
    NULL,
};

/* Rows stay free of repetition because each table is built inside a function of its own, where `self` names the struct.
 * The functions run once, from tables_build(). */
static struct record_desc records[64];
static struct record_desc events[EVENT_count];

static void desc_fill(struct record_desc *ret, const struct field_desc *fields, size_t count)
{
    assert(count <= FIELDS_MAX);
    ret->fields = fields;
    ret->fields_count = (uint8_t)count;
}

static const struct record_desc *record_find(const char *name)
{
    for (size_t i = 0; records[i].name; i++)
        if (strcmp(records[i].name, name) == 0)
            return &records[i];
    return NULL;
}

#define SIZE_OF(name) (uint16_t)sizeof(((self *)0)->name)
#define FIELD_ROW(kind, name, rule, set, sample, doc)                                                                  \
    {#name, sizeof #name - 1, SCALAR_##kind, rule, offsetof(self, name), SIZE_OF(name), 0, 0, set, NULL, sample, doc},
#define LIST_ROW(rec, name, max, doc)                                                                                  \
    {#name,                                                                                                            \
     sizeof #name - 1,                                                                                                 \
     SCALAR_list,                                                                                                      \
     OPTIONAL,                                                                                                         \
     offsetof(self, name),                                                                                             \
     SIZE_OF(name),                                                                                                    \
     offsetof(self, name##_count),                                                                                     \
     max,                                                                                                              \
     NULL,                                                                                                             \
     record_find(#rec),                                                                                                \
     NULL,                                                                                                             \
     doc},

#define ROWS_END(ret)                                                                                                  \
    {                                                                                                                  \
        0                                                                                                              \
    }                                                                                                                  \
    }                                                                                                                  \
    ;                                                                                                                  \
    static struct field_desc fields[sizeof rows / sizeof *rows];                                                       \
    memcpy(fields, rows, sizeof rows);                                                                                 \
    desc_fill(ret, fields, sizeof rows / sizeof *rows - 1);                                                            \
    }

/* One function for each record and event; __VA_ARGS__ are the members that differ. */
#define ROWS_BEGIN(function, tag, ...)                                                                                 \
    static void function(struct record_desc *ret)                                                                      \
    {                                                                                                                  \
        typedef struct tag self;                                                                                       \
        *ret = (struct record_desc){.size = sizeof(self), __VA_ARGS__};                                                \
        const struct field_desc rows[] = {
#define RECORD(record, text) ROWS_BEGIN(record_##record, record, .name = #record, .doc = text)
#define END_RECORD(record) ROWS_END(ret)
#define EVENT(subject, verb, way, text)                                                                                \
    ROWS_BEGIN(event_##subject##_##verb, subject##_##verb, .name = #subject "." #verb, .doc = text,                    \
               .id = EVENT_##subject##_##verb, .direction = way)
#define END_EVENT(subject, verb) ROWS_END(ret)
#define FIELD(kind, name, rule, sample, doc) FIELD_ROW(kind, name, rule, NULL, sample, doc)
#define CHOICE(set, name, rule, sample, doc) FIELD_ROW(choice, name, rule, &enum_##set, sample, doc)
#define LIST(rec, name, max, doc) LIST_ROW(rec, name, max, doc)
#include "schema/all.def"

/* Wire names hashed into a small open table: a lookup happens for every event. */
enum { NAME_SLOTS = 256 };
static uint16_t name_slots[NAME_SLOTS];

static uint32_t name_hash(const char *name, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)name[i]) * 16777619u;
    return h;
}

static void tables_build(void)
{
    static bool built;
    if (built)
        return;
    built = true;
    size_t r = 0;
#define RECORD(name, doc) record_##name(&records[r++]);
#include "schema/all.def"
    assert(r < sizeof records / sizeof *records);
#define EVENT(subject, verb, direction, doc) event_##subject##_##verb(&events[EVENT_##subject##_##verb]);
#include "schema/all.def"
    for (uint16_t id = 1; id < EVENT_count; id++) {
        uint32_t slot = name_hash(events[id].name, strlen(events[id].name)) % NAME_SLOTS;
        while (name_slots[slot])
            slot = (slot + 1) % NAME_SLOTS;
        name_slots[slot] = id;
    }
}

const struct record_desc *schema_event(uint16_t id)
{
    tables_build();
    return id > EVENT_none && id < EVENT_count ? &events[id] : NULL;
}

const struct record_desc *schema_event_named(const char *name, size_t len)
{
    tables_build();
    for (uint32_t slot = name_hash(name, len) % NAME_SLOTS; name_slots[slot]; slot = (slot + 1) % NAME_SLOTS) {
        const struct record_desc *d = &events[name_slots[slot]];
        if (strlen(d->name) == len && memcmp(d->name, name, len) == 0)
            return d;
    }
    return NULL;
}

const struct record_desc *schema_record(size_t i)
{
    tables_build();
    return i < sizeof records / sizeof *records && records[i].name ? &records[i] : NULL;
}

const struct record_desc *schema_record_named(const char *name)
{
    tables_build();
    return record_find(name);
}

const struct enum_desc *schema_enum(size_t i)
{
    return i < sizeof enums / sizeof *enums ? enums[i] : NULL;
}

const struct enum_desc *schema_enum_named(const char *name)
{
    for (size_t i = 0; enums[i]; i++)
        if (strcmp(enums[i]->name, name) == 0)
            return enums[i];
    return NULL;
}

uint8_t schema_word(const struct enum_desc *e, const char *word, size_t len)
{
    for (uint8_t i = 1; e->words[i]; i++)
        if (strlen(e->words[i]) == len && memcmp(e->words[i], word, len) == 0)
            return i;
    return 0;
}

const char *schema_word_text(const struct enum_desc *e, uint8_t value)
{
    for (uint8_t i = 0; e->words[i]; i++)
        if (i == value)
            return e->words[i];
    return "";
}

static const struct rule_desc rules[] = {
#define RULE(code, document, english, thai) {#code, document, english, thai},
#include "schema/rules.def"
};

const struct rule_desc *schema_rule_at(size_t i)
{
    return i < sizeof rules / sizeof *rules ? &rules[i] : NULL;
}

const struct rule_desc *schema_rule(const char *code)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].code, code) == 0)
            return &rules[i];
    return NULL;
}

int64_t schema_integer(const struct field_desc *f, const void *body)
{
    const uint8_t *at = (const uint8_t *)body + f->offset;
    int64_t wide;
    int32_t narrow;
    if (f->size == 1)
        return *at;
    if (f->size == 4) {
        memcpy(&narrow, at, 4);
        return narrow;
    }
    memcpy(&wide, at, 8);
    return wide;
}

uint32_t schema_list_count(const struct field_desc *f, const void *body)
{
    uint32_t count;
    memcpy(&count, (const uint8_t *)body + f->count_at, sizeof count);
    return count;
}

bool schema_is_integer(const struct field_desc *f)
{
    return f->kind <= SCALAR_rate;
}

bool schema_is_code(const struct field_desc *f)
{
    return f->kind >= SCALAR_code12 && f->kind <= SCALAR_sentence;
}

bool schema_is_absent(const struct field_desc *f, const void *body)
{
    struct bytes span;
    if (schema_is_code(f))
        return ((const char *)body)[f->offset] == '\0';
    if (f->kind == SCALAR_list)
        return schema_list_count(f, body) == 0;
    if (f->kind != SCALAR_body)
        return schema_integer(f, body) == 0;
    memcpy(&span, (const uint8_t *)body + f->offset, sizeof span);
    return span.len == 0;
}
