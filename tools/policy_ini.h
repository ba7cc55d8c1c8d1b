/* policy_ini.h - the lines of a policy file. inih cuts long lines, takes ` ;` for a comment and stops telling after the
 * first error; here every wrong line is named and a row that ends with ; is a row. A comment begins with # or, in the
 * first column, with ;. An indented line goes on with the key above it. */
#ifndef TOOLS_POLICY_INI_H
#define TOOLS_POLICY_INI_H

#include <stdbool.h>
#include <stdio.h>

struct policy_ini {
    void *context;
    void (*section)(void *context, unsigned line, const char *name);
    /* more: the line goes on with the key above it. */
    void (*entry)(void *context, unsigned line, bool more, const char *key, const char *value);
    /* A line that is none of these. */
    void (*wrong)(void *context, unsigned line, const char *english, const char *thai);
};

void policy_ini_read(FILE *file, const struct policy_ini *to);

#endif
