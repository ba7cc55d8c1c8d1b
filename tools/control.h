/* control.h - the control accounts: each account of the ledger that a register explains line by line, beside the sum of
 * that register (outstanding-cooperative form 2551, part 1, 1.1). */
#ifndef TOOLS_CONTROL_H
#define TOOLS_CONTROL_H

#include "ask.h"

enum control {
#define CONTROL(account, table, english, thai) CONTROL_##account,
#include "control.def"
    CONTROLS
};

struct control_desc {
    enum account account;
    const char *name; /* of the role */
    const char *table;
    const char *english, *thai; /* what the register is */
};

struct control_sums {
    int64_t ledger_satang[CONTROLS], register_satang[CONTROLS]; /* balances, debit positive */
};

const struct control_desc *control_desc(enum control which);
/* Of one moment: begins again when the daemon takes something meanwhile. EXIT_AGAIN, and it was said so, if it never
 * rests long enough. */
int control_ask(struct ask *a, struct control_sums *ret);

#endif
