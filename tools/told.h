/* told.h - events and follow-ups in the words of those who read them: types, fields and words by name, in Thai or
 * English; money in baht, days and months in the era of the reader. */
#ifndef TOOLS_TOLD_H
#define TOOLS_TOLD_H

#include "../proto/buffer.h"
#include "../proto/schema.h"

/* Appends the name of a type, field or word (tools/names.def). */
void told_name(const char *what, struct buffer *out);
/* Appends the name of a word of a set, told by its own where the table has none for it. */
void told_word(const char *set, const char *word, struct buffer *out);
/* Appends "contract S-2567-0007, months overdue 4, non-performing"; absent fields are left out. */
void told_body(const struct record_desc *d, const void *body, struct buffer *out);
/* Appends "the rule in words (its document; policy version 2)". */
void told_rule(const struct cause *c, struct buffer *out);
/* Appends one thing that was compared, as a sentence. */
void told_fact(const struct compared *c, struct buffer *out);

#endif
