/* chart.h - the cooperative's chart of accounts: what each account role is called in its books, by the policy of a day.
 * A role that the chart does not list has its own name as code, and a name in the language of the reader. */
#ifndef TOOLS_CHART_H
#define TOOLS_CHART_H

#include "ask.h"

#include "../proto/account.h"

struct chart_entry {
    const struct account_desc *is; /* its role and kind */
    char code[sizeof((struct chart_account *)0)->code];
    char title[sizeof((struct chart_account *)0)->title];
    bool listed; /* the policy gives the code */
};

struct chart {
    uint32_t version; /* of the policy; 0: none is in force, all is by default */
    struct chart_entry entries[ACCOUNT_ROLES];
};

/* The chart that is in force on a day; day 0: that of the latest policy. Without a policy of that day, the defaults. */
int chart_ask(struct ask *a, int32_t day, struct chart *ret);
/* The entry of a role; NULL: there is no such role. */
const struct chart_entry *chart_of(const struct chart *c, enum account role);

#endif
