/* hint.h - what may have been meant, and what can be said instead, by the names of the contract. */
#ifndef TOOLS_HINT_H
#define TOOLS_HINT_H

#include "reply.h"

#include "../proto/buffer.h"

enum { HINT_TYPE_MAX = 48 };

/* Beside the daemon's refusal of an event: the nearest type, or the words that its field takes. Nothing where there is
 * nothing to say. */
void hint_refused(struct bytes event, struct bytes answer, struct buffer *out);
/* Whether the stream of follow-ups can hold what this type, or prefix with a dot, names. If not, the nearest that it can
 * hold, "" if none is near. */
bool hint_stream_type(const char *type, char nearest[HINT_TYPE_MAX]);

#endif
