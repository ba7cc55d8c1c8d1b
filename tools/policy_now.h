/* policy_now.h - the latest policy as the daemon keeps it, put together from its tables. */
#ifndef TOOLS_POLICY_NOW_H
#define TOOLS_POLICY_NOW_H

#include "ask.h"

struct policy_now {
    uint32_t version; /* 0: none was published */
    int32_t from;
    struct policy_published body;
};

int policy_now_ask(struct ask *a, struct policy_now *ret);
/* The fields of a list's elements that tell them apart are those of the table's key that keeps it. */
bool policy_names_element(const struct field_desc *list, const struct field_desc *f);
/* Whether a field of an element is kept: the end of a band follows from the next one's beginning. */
bool policy_is_kept(const struct field_desc *list, const struct field_desc *f);

#endif
