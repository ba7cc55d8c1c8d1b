/* buffer.h - bytes that grow. Running out of memory ends the process: nothing was answered that would be lost. */
#ifndef PROTO_BUFFER_H
#define PROTO_BUFFER_H

#include "value.h"

struct buffer {
    uint8_t *at; /* NULL until first used; owned */
    size_t len, capacity;
};

void buffer_free(struct buffer *b); /* leaves it empty */
void buffer_add(struct buffer *b, const void *data, size_t len);
void buffer_add_text(struct buffer *b, const char *text);
/* Makes room for len more bytes and returns where they go; the caller adds to b->len what it wrote. */
uint8_t *buffer_room(struct buffer *b, size_t len);
struct bytes buffer_bytes(const struct buffer *b);

#endif
