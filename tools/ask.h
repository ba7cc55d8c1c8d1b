/* ask.h - one question, one answer. Whoever asks gets 0, or the exit status after it was said on stderr what is wrong.
 * A question whose answer is lost is asked again. */
#ifndef TOOLS_ASK_H
#define TOOLS_ASK_H

#include "../handlers/state/tables.h"
#include "../proto/buffer.h"
#include "exchange.h"
#include "reply.h"

struct arguments;
struct past;

enum { ASK_STOPPED = -1 }; /* wire.stop became true while waiting; nothing was said */

struct ask {
    struct exchange wire;
    struct past *past; /* NULL, or the earlier state that rows are read from instead of the daemon */
};

/* Connects to the daemon that the arguments name. */
int ask_open(const struct arguments *a, struct ask *ret);
void ask_close(struct ask *a);
/* *ret_answer is valid until the next question. The question's id is given here. */
int ask(struct ask *a, const struct request *question, struct bytes *ret_answer);
/* Says that there is no answer, and comes back with a new connection, or not. */
int ask_recover(struct ask *a);

/* A row of a table, decoded, and as it came. */
struct ask_row {
    const struct table_desc *table;
    _Alignas(8) uint8_t key[2 * TABLE_KEY_MAX]; /* structs of handlers/state/records.h */
    _Alignas(8) uint8_t value[TABLE_VALUE_MAX];
    struct bytes raw; /* {"key": ..., "value": ...} */
};

/* Every row whose key begins with the fields in the map `key` (empty for all), in order. */
typedef void ask_visit(void *context, const struct ask_row *row);
int ask_rows(struct ask *a, enum table table, struct bytes key, ask_visit *visit, void *context);
/* The key that rows of the payroll begin with, for ask_rows: a month, then a unit of it, then a member of that; NULL
 * for all.
 */
void ask_month_key(uint32_t period, const char *unit_code, const char *member_no, struct buffer *out);
/* The one row with the text given for the only, or the first, key field. *ret_found is false if there is none. */
int ask_row(struct ask *a, enum table table, const char *key, struct ask_row *ret, bool *ret_found);

#endif
