/* txn.h - the port: all that a handler may do to the world. The store implements it (daemon/store.c); tests have a second
 * implementation in memory. An event's writes and follow-ups take effect together if the handler accepts, or not at all.
 *
 * Errors of the world (a full map, a failing disk) are sticky inside the transaction and end the turn before anything is
 * answered; a handler never sees them. Reads then say "absent", and what is concluded from that is thrown away.
 *
 * Handlers use the typed functions of state/records.h and emit.h, not these. */
#ifndef HANDLERS_TXN_H
#define HANDLERS_TXN_H

#include "../proto/schema.h"
#include "state/tables.h"

struct txn;

/* Keys are table_desc(table)->key_bytes long, values value_bytes. */
bool txn_get(struct txn *t, enum table table, const uint8_t *key, void *ret_value);
void txn_put(struct txn *t, enum table table, const uint8_t *key, const void *value);
void txn_delete(struct txn *t, enum table table, const uint8_t *key);
/* The first row at or behind `key` (strictly behind if `after`): its key replaces *key. */
bool txn_seek(struct txn *t, enum table table, uint8_t *key, bool after, void *ret_value);

/* Adds a follow-up of the current event; returns its position. */
uint64_t txn_emit(struct txn *t, enum event_id id, int32_t effective_date, const void *body, const struct cause *cause);
/* Reads a follow-up back; false if there is none at this position. */
bool txn_followup(struct txn *t, uint64_t position, enum event_id *ret_id, union event_body *ret_body);
uint64_t txn_last_position(struct txn *t);

#endif
