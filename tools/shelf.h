/* shelf.h - what a sink keeps, on a shelf of its own: a few ordered tables that change together or not at all, also by
 * a kill -9 or a power cut, and that several programs may use at a time. */
#ifndef TOOLS_SHELF_H
#define TOOLS_SHELF_H

#include "../proto/value.h"

enum { SHELF_TABLES_MAX = 8, SHELF_ERROR_MAX = 512 };

struct shelf;

/* names ends with NULL. The directory is made if it is not there. NULL: error is one sentence. */
struct shelf *shelf_open(const char *dir, const char *const *names, char error[SHELF_ERROR_MAX]);
void shelf_close(struct shelf *s); /* NULL is fine */

/* One transaction at a time; those that write wait for those of other programs. A failure of the disk is sticky and
 * shows in shelf_commit(). */
void shelf_begin(struct shelf *s, bool write);
bool shelf_commit(struct shelf *s, char error[SHELF_ERROR_MAX]);
void shelf_forget(struct shelf *s);

/* What is returned is valid until the next change, or the end of the transaction. table counts as names did. */
bool shelf_get(struct shelf *s, int table, struct bytes key, struct bytes *ret_value);
/* The first row whose key is not before `key`. */
bool shelf_seek(struct shelf *s, int table, struct bytes key, struct bytes *ret_key, struct bytes *ret_value);
void shelf_put(struct shelf *s, int table, struct bytes key, struct bytes value);
void shelf_remove(struct shelf *s, int table, struct bytes key);

/* Numbers as keys, so that they sort. */
void shelf_number(uint64_t number, uint8_t ret[8]);
uint64_t shelf_number_of(const uint8_t at[8]);

#endif
