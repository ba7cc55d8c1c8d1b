/* policy_diff.h - what changes from one policy to another, setting by setting and row by row. */
#ifndef TOOLS_POLICY_DIFF_H
#define TOOLS_POLICY_DIFF_H

#include "../proto/schema.h"

/* Prints the differences on stdout and returns how many there are. What is not stated counts as what holds then. */
uint32_t policy_diff(const struct policy_published *old, const struct policy_published *new, bool json);

#endif
