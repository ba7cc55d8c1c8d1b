#include "buffer.h"

#include <stdlib.h>
#include <string.h>

void buffer_free(struct buffer *b)
{
    free(b->at);
    *b = (struct buffer){0};
}

uint8_t *buffer_room(struct buffer *b, size_t len)
{
    if (b->capacity - b->len < len) {
        size_t capacity = b->capacity ? b->capacity : 256;
        while (capacity - b->len < len)
            capacity *= 2;
        uint8_t *grown = realloc(b->at, capacity);
        if (!grown)
            abort();
        b->at = grown;
        b->capacity = capacity;
    }
    return b->at + b->len;
}

void buffer_add(struct buffer *b, const void *data, size_t len)
{
    if (len == 0)
        return;
    memcpy(buffer_room(b, len), data, len);
    b->len += len;
}

void buffer_add_text(struct buffer *b, const char *text)
{
    buffer_add(b, text, strlen(text));
}

struct bytes buffer_bytes(const struct buffer *b)
{
    return (struct bytes){b->at, b->len};
}
