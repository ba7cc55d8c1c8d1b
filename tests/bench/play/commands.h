/* commands.h - coopctl's own commands, run as an operator runs them but for one thing: in a child of this program, so
 * that eight thousand files do not cost eight thousand starts of a program. What they say goes to a log. */
#ifndef BENCH_COMMANDS_H
#define BENCH_COMMANDS_H

#include "../../../tools/arguments.h"

#include <sys/types.h>

struct commands {
    const char *socket; /* the daemon's */
    const char *log;
    const char *profile, *period; /* what is generated */
};

/* coopctl generate WHAT FIRST SECOND | coopctl send, as msgpack; ends this program unless all was taken. */
void commands_generate_send(const struct commands *c, const char *what, const char *first, const char *second);
/* coopctl generate month PERIOD DIR */
void commands_generate_month(const struct commands *c, const char *directory);
/* coopctl send --file FILE; the same. */
void commands_send(const struct commands *c, const char *file);

/* What imports of a month's files have come to. */
struct imports {
    uint64_t files, lines; /* lines: of the files that were taken */
};
/* Imports the files of DIR/files.tsv, some at a time, the late ones or the others, and checks that each ends as it
 * should. */
void commands_import(const struct commands *c, const char *directory, bool late, struct imports *ret);

#endif
