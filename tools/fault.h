/* fault.h - what can be wrong with a row of a unit's file: a code, and a sentence that says what it is and how to mend
 * it, in both languages, because a file of rejects carries both. Declared once, in fault.def. */
#ifndef TOOLS_FAULT_H
#define TOOLS_FAULT_H

#include "../proto/value.h"

struct fault {
    const char *code, *english, *thai;
};

#define FAULT(code, english, thai) extern const struct fault fault_##code;
#include "fault.def"

/* The same fault with the numbers and words that its sentences have places for; valid until the next call. */
const struct fault *fault_with(const struct fault *f, ...);
/* A fault whose sentence comes from elsewhere, in one language. Valid until the next call. */
const struct fault *fault_from(const char *code, const char *sentence);
/* In the language of the user. */
const char *fault_text(const struct fault *f);

#endif
