/* fact.h - what to say of a value that a rule compared with a limit, from schema/facts.def. */
#ifndef PROTO_FACT_H
#define PROTO_FACT_H

#include "schema.h"

/* "4 months overdue; what counts is more than 3"; NUL-terminated, cut at size. One of a later release is told by its
 * name. */
void fact_sentence(const struct compared *c, bool thai, char *out, size_t size);
/* Whether it has a sentence of its own. */
bool fact_is_told(enum fact fact);

#endif
