/* schema.h - the contract, printed: proto/EVENTS.md for people, and the same as JSON for the makers of client
 * libraries. Both are made from the tables that the daemon itself runs on, and say the same every time. */
#ifndef TOOLS_SCHEMA_H
#define TOOLS_SCHEMA_H

#include <stdio.h>

void schema_markdown(FILE *out);
void schema_json(FILE *out);

#endif
