/* notice_template.h - the words of notices: a file for each template, in English and Thai, that people may change. All
 * of them are proved when the sender starts: a field that is not known, or one that must be named and is not, is an
 * error with its file and line. */
#ifndef TOOLS_NOTICE_TEMPLATE_H
#define TOOLS_NOTICE_TEMPLATE_H

#include "notice_row.h"

#include "../proto/buffer.h"

struct notice_templates;

/* What a notice says beside its own figures. */
struct notice_about {
    const char *cooperative[2]; /* its name in English and in Thai */
    const char *notice_id;
};

/* Says everything that is wrong with the files of the directory; NULL if anything is. */
struct notice_templates *notice_templates_read(const char *dir);
void notice_templates_free(struct notice_templates *t); /* NULL is fine */
/* Appends the words, each NUL-terminated behind its end. false: there are none for it, or it lacks a field that they
 * name. */
bool notice_template_words(const struct notice_templates *t, const struct notice_row *n,
                           const struct notice_about *about, bool thai, struct buffer *subject, struct buffer *text);

#endif
