/* records.h - the state, typed. For each TABLE(name) of records.def: struct name_key, struct name and
 *
 *   bool name_get(t, &key, &ret)     false: absent, ret untouched
 *   void name_put(t, &key, &value)   inserts or replaces
 *   void name_delete(t, &key)
 *   bool name_seek(t, &key, after, &ret)   the first row at (or strictly behind) key; key becomes its key
 *
 * Iterate with seek(after = false) once and seek(after = true) from then on; it stays right while rows change. The
 * caller compares the leading key fields to stay inside a group. */
#ifndef HANDLERS_STATE_RECORDS_H
#define HANDLERS_STATE_RECORDS_H

#include "../txn.h"

#define TABLE(name, doc) struct name##_key {
#define KEY(kind, name, doc) KIND_##kind(name);
#define VALUES(name)                                                                                                   \
    }                                                                                                                  \
    ;                                                                                                                  \
    struct __attribute__((packed)) name {
#define VAL(kind, name, doc) KIND_##kind(name);
#define WORD(set, name, doc) KIND_choice(name);
#define END_TABLE(name)                                                                                                \
    }                                                                                                                  \
    ;
#include "records.def"

#define TABLE(name, doc)                                                                                               \
    bool name##_get(struct txn *t, const struct name##_key *key, struct name *ret);                                    \
    void name##_put(struct txn *t, const struct name##_key *key, const struct name *value);                            \
    void name##_delete(struct txn *t, const struct name##_key *key);                                                   \
    bool name##_seek(struct txn *t, struct name##_key *key, bool after, struct name *ret);
#include "records.def"

#endif
