#include "flaw.h"

#include "words.h"

#include <stdarg.h>

#define FLAW(code, english, thai) const struct flaw flaw_##code = {#code, english, thai};
#include "flaw.def"

enum { SENTENCE_MAX = 640 };

/* The sentences of flaw.def are formats, and both of a flaw take the same arguments. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
const struct flaw *flaw_with(const struct flaw *f, ...)
{
    static char english[SENTENCE_MAX], thai[SENTENCE_MAX];
    static struct flaw made;
    va_list args;
    va_start(args, f);
    vsnprintf(english, sizeof english, f->english, args);
    va_end(args);
    va_start(args, f);
    vsnprintf(thai, sizeof thai, f->thai, args);
    va_end(args);
    made = (struct flaw){f->code, english, thai};
    return &made;
}
#pragma GCC diagnostic pop

const struct flaw *flaw_from(const char *code, const char *sentence)
{
    static char text[SENTENCE_MAX];
    static struct flaw made;
    snprintf(text, sizeof text, "%s", sentence);
    made = (struct flaw){code, text, text};
    return &made;
}

const char *flaw_text(const struct flaw *f)
{
    return words_pick(f->english, f->thai);
}
