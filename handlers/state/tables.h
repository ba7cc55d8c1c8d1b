/* tables.h - what the store needs to know of the tables of records.def: names and sizes; and their description for
 * tools. */
#ifndef HANDLERS_STATE_TABLES_H
#define HANDLERS_STATE_TABLES_H

#include "../../proto/schema.h"

enum table {
#define TABLE(name, doc) TABLE_##name,
#include "records.def"
    TABLE_count
};

enum { STATE_FORMAT = 7 }; /* 1 .. 15; raise it when records.def or the meaning of a field changes */

enum { TABLE_KEY_MAX = 64, TABLE_VALUE_MAX = 512 };

struct table_desc {
    const char *name, *doc;
    size_t key_bytes, value_bytes;
    struct record_desc key;   /* of struct NAME_key */
    struct record_desc value; /* of struct NAME */
    void (*encode_key)(const void *key_struct, uint8_t *out);
    void (*decode_key)(const uint8_t *in, void *ret_key_struct);
};

/* table is below TABLE_count. */
const struct table_desc *table_desc(enum table table);
/* TABLE_count if there is none of this name. */
enum table table_named(const char *name);

#endif
