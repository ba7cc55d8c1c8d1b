/* flaw.h - what can be wrong with a row of a unit's file: a code, and a sentence that says what it is and how to mend
 * it, in both languages, because a file of rejects carries both. Declared once, in flaw.def. */
#ifndef TOOLS_FLAW_H
#define TOOLS_FLAW_H

#include "../proto/value.h"

struct flaw {
    const char *code, *english, *thai;
};

#define FLAW(code, english, thai) extern const struct flaw flaw_##code;
#include "flaw.def"

/* The same flaw with the numbers and words that its sentences have places for; valid until the next call. */
const struct flaw *flaw_with(const struct flaw *f, ...);
/* A flaw whose sentence comes from elsewhere, in one language. Valid until the next call. */
const struct flaw *flaw_from(const char *code, const char *sentence);
/* In the language of the user. */
const char *flaw_text(const struct flaw *f);

#endif
