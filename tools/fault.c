#include "fault.h"

#include "words.h"

#include <stdarg.h>

#define FAULT(code, english, thai) const struct fault fault_##code = {#code, english, thai};
#include "fault.def"

enum { SENTENCE_MAX = 640 };

/* The sentences of fault.def are formats, and both of a fault take the same arguments. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
const struct fault *fault_with(const struct fault *f, ...)
{
    static char english[SENTENCE_MAX], thai[SENTENCE_MAX];
    static struct fault made;
    va_list args;
    va_start(args, f);
    vsnprintf(english, sizeof english, f->english, args);
    va_end(args);
    va_start(args, f);
    vsnprintf(thai, sizeof thai, f->thai, args);
    va_end(args);
    made = (struct fault){f->code, english, thai};
    return &made;
}
#pragma GCC diagnostic pop

const struct fault *fault_from(const char *code, const char *sentence)
{
    static char text[SENTENCE_MAX];
    static struct fault made;
    snprintf(text, sizeof text, "%s", sentence);
    made = (struct fault){code, text, text};
    return &made;
}

const char *fault_text(const struct fault *f)
{
    return words_pick(f->english, f->thai);
}
