/* json.h - JSON text to msgpack, for events that people and scripts write. Exact: integers keep every digit or are
 * refused, floats are refused (money is in satang), names stand once. */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

#include "../proto/buffer.h"
#include "../proto/schema.h"

/* Appends the one JSON object in text. false: *ret_why is a refusal like the daemon's own, with the field; out is
 * unchanged. */
bool json_to_msgpack(const char *text, size_t len, struct buffer *out, struct refused *ret_why);

#endif
