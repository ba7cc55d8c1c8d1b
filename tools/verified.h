/* verified.h - what came of folding the journal anew: told to the daemon as state.verified, and shown by status. */
#ifndef TOOLS_VERIFIED_H
#define TOOLS_VERIFIED_H

#include "ask.h"
#include "table.h"

struct verified {
    uint64_t seq; /* last record that was folded */
    uint32_t differences;
    const char *where; /* the first of them; "" if there is none */
};

/* 0, or the exit status after it was said that the daemon did not take it. */
int verified_tell(struct ask *a, const struct verified *what);

/* A line of `status` and its part of the JSON: ,"verified":{...}. */
int verified_show(struct ask *a, struct table_page *page, struct buffer *json);

#endif
