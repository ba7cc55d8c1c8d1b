/* arguments.h - the command line, parsed by the table in commands.def: for each COMMAND(name) a struct name_options and
 * a function cmd_name(), which returns the exit status. An option that was not given is NULL, a flag that was given is
 * "". */
#ifndef TOOLS_ARGUMENTS_H
#define TOOLS_ARGUMENTS_H

#include "client.h"

#include <stdio.h>

enum { ARGUMENTS_OPERANDS_MAX = 12 };

/* What every command is given. */
struct arguments {
    const char *operands[ARGUMENTS_OPERANDS_MAX];
    int operands_count;
#define ANY(name, letter, argument, english, thai) const char *name;
#include "commands.def"
    bool json; /* --output json */
};

#define COMMAND(name, operands, example, english, thai)                                                                \
    struct name##_options {                                                                                            \
        struct arguments given;
#define OPTION(name, letter, argument, english, thai) const char *name;
#define END_COMMAND(name)                                                                                              \
    }                                                                                                                  \
    ;
#include "commands.def"

#define COMMAND(name, operands, example, english, thai) int cmd_##name(const struct name##_options *o);
#include "commands.def"

/* Finds the command, parses, runs it. */
int arguments_run(int argc, char **argv);
/* Says what is wrong with the arguments of a command and where to read about them; returns EXIT_BAD_USAGE. */
int arguments_wrong(const char *command, const char *english, const char *thai, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
/* The daemon's socket: --socket, --dir, $COOPD_SOCKET, or the standard one. */
bool arguments_endpoint(const struct arguments *a, char ret[CLIENT_ENDPOINT_MAX]);
/* A script that teaches bash the commands and options. */
void arguments_completion(FILE *out);

/* The word that is nearest to a mistyped one, NULL if none is near. words ends with NULL. */
const char *arguments_nearest(const char *word, const char *const *words);

#endif
