/* words.h - what coopctl says to people, in Thai or English by the locale's environment. Data goes to stdout,
 * everything said here to stderr. Identifiers, codes and JSON keys are always English. */
#ifndef TOOLS_WORDS_H
#define TOOLS_WORDS_H

#include "../proto/schema.h"

#include <stdio.h>

enum { WORDS_SENTENCE_MAX = 640 };

/* Exit statuses, numbered like sysexits. */
enum {
    EXIT_DONE = 0,
    EXIT_REJECTED = 1, /* finished, but something was not accepted */
    EXIT_BAD_USAGE = 64,
    EXIT_BAD_INPUT = 65,
    EXIT_UNREACHABLE = 69,
    EXIT_IO = 74,
    EXIT_AGAIN = 75,
    EXIT_CONFIG = 78,
};

bool words_thai(void);
/* The one of the two that the user reads; both must take the same arguments in the same order. */
const char *words_pick(const char *english, const char *thai) __attribute__((format_arg(1), format_arg(2)));

/* One line on stderr: "coopctl: what is wrong: how to mend it". */
void words_complain(const char *english, const char *thai, ...)
    __attribute__((format(printf, 1, 3), format(printf, 2, 3)));
/* One line on stderr for the course of things. */
void words_note(const char *english, const char *thai, ...) __attribute__((format(printf, 1, 3), format(printf, 2, 3)));

/* The sentence of a refusal as it came from the daemon, with its field: "data.member_no: member 9 is not registered;
 * ...". In Thai where the code is known here, else the daemon's own English. */
void words_refusal(const struct refused *r, char *out, size_t size);
/* The same in both languages, each of this size. */
void words_refusal_both(const struct refused *r, char *english, char *thai, size_t size);

#endif
