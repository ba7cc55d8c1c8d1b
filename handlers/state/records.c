#include "records.h"

#include <assert.h>
#include <string.h>

/* Key fields, written so that bytes compare like values: numbers big-endian (all key numbers are unsigned or positive),
 * codes as their zero-padded arrays. */
static uint8_t *put_be(uint8_t *out, uint64_t v, size_t bytes)
{
    for (size_t i = bytes; i-- > 0; v >>= 8)
        out[i] = (uint8_t)v;
    return out + bytes;
}

static uint64_t take_be(const uint8_t **in, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++)
        v = v << 8 | (*in)[i];
    *in += bytes;
    return v;
}

/* Codes end at their NUL; what a caller left behind it must not reach the key. */
static uint8_t *put_code(uint8_t *out, const char *code, size_t bytes)
{
    size_t len = strnlen(code, bytes - 1);
    memcpy(out, code, len);
    memset(out + len, 0, bytes - len);
    return out + bytes;
}

static void take_code(const uint8_t **in, char *ret, size_t bytes)
{
    memcpy(ret, *in, bytes);
    *in += bytes;
}

#define PUT_number(out, v) put_be(out, v, 8)
#define PUT_money(out, v) put_be(out, (uint64_t)(v), 8) /* never negative in a key */
#define PUT_count(out, v) put_be(out, v, 4)
#define PUT_period(out, v) put_be(out, v, 4)
#define PUT_day(out, v) put_be(out, (uint32_t)(v), 4)
#define PUT_choice(out, v) put_be(out, v, 1)
#define PUT_code12(out, v) put_code(out, v, 12)
#define PUT_code16(out, v) put_code(out, v, 16)
#define PUT_code24(out, v) put_code(out, v, 24)
#define PUT_code40(out, v) put_code(out, v, 40)
#define TAKE_number(in, v) (v) = take_be(in, 8)
#define TAKE_money(in, v) (v) = (int64_t)take_be(in, 8)
#define TAKE_count(in, v) (v) = (uint32_t)take_be(in, 4)
#define TAKE_period(in, v) (v) = (uint32_t)take_be(in, 4)
#define TAKE_day(in, v) (v) = (int32_t)take_be(in, 4)
#define TAKE_choice(in, v) (v) = (uint8_t)take_be(in, 1)
#define TAKE_code12(in, v) take_code(in, v, 12)
#define TAKE_code16(in, v) take_code(in, v, 16)
#define TAKE_code24(in, v) take_code(in, v, 24)
#define TAKE_code40(in, v) take_code(in, v, 40)

#define TABLE(table, doc)                                                                                              \
    static void encode_##table(const void *key_struct, uint8_t *out)                                                   \
    {                                                                                                                  \
        const struct table##_key *key = key_struct;
#define KEY(kind, name, doc) out = PUT_##kind(out, key->name);
#define VALUES(table)                                                                                                  \
    (void)out;                                                                                                         \
    }
#include "records.def"

#define TABLE(table, doc)                                                                                              \
    static void decode_##table(const uint8_t *in, void *ret_key_struct)                                                \
    {                                                                                                                  \
        struct table##_key *key = ret_key_struct;                                                                      \
        memset(key, 0, sizeof *key);
#define KEY(kind, name, doc) TAKE_##kind(&in, key->name);
#define VALUES(table) }
#include "records.def"

#define TABLE(table, doc)                                                                                              \
    static_assert(sizeof(struct table) <= TABLE_VALUE_MAX, "raise TABLE_VALUE_MAX");                                   \
    bool table##_get(struct txn *t, const struct table##_key *key, struct table *ret)                                  \
    {                                                                                                                  \
        uint8_t bytes[TABLE_KEY_MAX];                                                                                  \
        encode_##table(key, bytes);                                                                                    \
        return txn_get(t, TABLE_##table, bytes, ret);                                                                  \
    }                                                                                                                  \
    void table##_put(struct txn *t, const struct table##_key *key, const struct table *value)                          \
    {                                                                                                                  \
        uint8_t bytes[TABLE_KEY_MAX];                                                                                  \
        encode_##table(key, bytes);                                                                                    \
        txn_put(t, TABLE_##table, bytes, value);                                                                       \
    }                                                                                                                  \
    void table##_delete(struct txn *t, const struct table##_key *key)                                                  \
    {                                                                                                                  \
        uint8_t bytes[TABLE_KEY_MAX];                                                                                  \
        encode_##table(key, bytes);                                                                                    \
        txn_delete(t, TABLE_##table, bytes);                                                                           \
    }                                                                                                                  \
    bool table##_seek(struct txn *t, struct table##_key *key, bool after, struct table *ret)                           \
    {                                                                                                                  \
        uint8_t bytes[TABLE_KEY_MAX];                                                                                  \
        encode_##table(key, bytes);                                                                                    \
        if (!txn_seek(t, TABLE_##table, bytes, after, ret))                                                            \
            return false;                                                                                              \
        decode_##table(bytes, key);                                                                                    \
        return true;                                                                                                   \
    }
#include "records.def"

/* Descriptions, built once like those of the schema. */
static struct table_desc tables[TABLE_count];

static size_t key_size(uint8_t kind, size_t struct_size)
{
    return kind == SCALAR_choice ? 1 : struct_size;
}

static void desc_fill(struct table_desc *d, struct field_desc *fields, size_t keys, size_t values)
{
    d->key.fields = fields;
    d->key.fields_count = (uint8_t)keys;
    d->value.fields = fields + keys;
    d->value.fields_count = (uint8_t)values;
    for (size_t i = 0; i < keys; i++)
        d->key_bytes += key_size(fields[i].kind, fields[i].size);
    assert(d->key_bytes <= TABLE_KEY_MAX);
}

/* The closed sets that occur in keys bear other names there. */
static const struct enum_desc *key_choice(const char *table, const char *field)
{
    if (strcmp(table, "policy_collateral") == 0)
        return schema_enum_named("collateral_kind");
    if (strcmp(field, "item") == 0)
        return schema_enum_named("bill_item");
    if (strcmp(field, "kind") == 0)
        return schema_enum_named("due_kind");
    if (strcmp(field, "rule") == 0)
        return schema_enum_named("class_rule");
    return schema_enum_named(field);
}

/* Numbers and flags are shown even when zero; an absent date or code is left out. */
#define SHOWN_ZERO(kind) ((kind) <= SCALAR_rate || (kind) == SCALAR_flag)
#define ROW(T, K, N, S, D)                                                                                             \
    assert(n < sizeof fields / sizeof *fields);                                                                        \
    fields[n++] = (struct field_desc){.name = #N,                                                                      \
                                      .name_len = sizeof #N - 1,                                                       \
                                      .kind = SCALAR_##K,                                                              \
                                      .rule = SIGNED | (SHOWN_ZERO(SCALAR_##K) ? REQUIRED : OPTIONAL),                 \
                                      .offset = offsetof(T, N),                                                        \
                                      .size = sizeof(((T *)0)->N),                                                     \
                                      .choice = S,                                                                     \
                                      .doc = D};
#define TABLE(table, text)                                                                                             \
    static void desc_##table(struct table_desc *d)                                                                     \
    {                                                                                                                  \
        typedef struct table##_key key_type;                                                                           \
        typedef struct table value_type;                                                                               \
        static struct field_desc fields[FIELDS_MAX];                                                                   \
        size_t n = 0;                                                                                                  \
        *d = (struct table_desc){.name = #table,                                                                       \
                                 .doc = text,                                                                          \
                                 .value_bytes = sizeof(value_type),                                                    \
                                 .key = {.name = #table "_key", .doc = text, .size = sizeof(key_type)},                \
                                 .value = {.name = #table, .doc = text, .size = sizeof(value_type)},                   \
                                 .encode_key = encode_##table,                                                         \
                                 .decode_key = decode_##table};                                                        \
        const char *owner = d->name;
#define KEY(kind, name, text) ROW(key_type, kind, name, key_choice(owner, #name), text)
#define VALUES(table) size_t keys = n;
#define VAL(kind, name, text) ROW(value_type, kind, name, NULL, text)
#define WORD(set, name, text) ROW(value_type, choice, name, schema_enum_named(#set), text)
#define END_TABLE(table)                                                                                               \
    desc_fill(d, fields, keys, n - keys);                                                                              \
    }
#include "records.def"

const struct table_desc *table_desc(enum table table)
{
    if (!tables[0].name) {
#define TABLE(table, doc) desc_##table(&tables[TABLE_##table]);
#include "records.def"
    }
    assert(table < TABLE_count);
    return &tables[table];
}

enum table table_named(const char *name)
{
    for (int i = 0; i < TABLE_count; i++)
        if (strcmp(table_desc((enum table)i)->name, name) == 0)
            return (enum table)i;
    return TABLE_count;
}
