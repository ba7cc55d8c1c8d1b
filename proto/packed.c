/* The packed form (codec.h): zigzag varints, length-prefixed codes, counted lists. */
#include "codec.h"

#include <string.h>

static void put_varint(struct buffer *out, uint64_t v)
{
    uint8_t *to = buffer_room(out, 10);
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        to[n++] = (uint8_t)(v | 0x80);
    to[n++] = (uint8_t)v;
    out->len += n;
}

static bool take_varint(struct bytes *in, uint64_t *ret)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && in->len > 0; shift += 7) {
        uint8_t b = *in->at++;
        in->len--;
        v |= (uint64_t)(b & 0x7F) << shift;
        if (b < 0x80) {
            *ret = v;
            return true;
        }
    }
    return false;
}

static uint64_t zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

static void pack_field(const struct field_desc *f, const uint8_t *self, struct buffer *out)
{
    if (schema_is_code(f)) {
        size_t len = strlen((const char *)self + f->offset);
        put_varint(out, len);
        buffer_add(out, self + f->offset, len);
    } else if (f->kind == SCALAR_list) {
        uint32_t count = schema_list_count(f, self);
        put_varint(out, count);
        for (uint32_t i = 0; i < count; i++)
            codec_pack(f->record, self + f->offset + i * f->record->size, out);
    } else {
        put_varint(out, zigzag(schema_integer(f, self)));
    }
}

void codec_pack(const struct record_desc *d, const void *body, struct buffer *out)
{
    const uint8_t *self = body;
    int used = d->fields_count;
    while (used > 0 && schema_is_absent(&d->fields[used - 1], self))
        used--;
    put_varint(out, (uint64_t)used);
    for (int i = 0; i < used; i++)
        pack_field(&d->fields[i], self, out);
}

static bool unpack_list(const struct field_desc *f, struct bytes *in, uint8_t *self, uint64_t count)
{
    uint32_t stored = (uint32_t)count;
    if (count > f->max)
        return false;
    for (uint32_t i = 0; i < stored; i++)
        if (!codec_unpack(f->record, in, self + f->offset + i * f->record->size))
            return false;
    memcpy(self + f->count_at, &stored, sizeof stored);
    return true;
}

static bool unpack_field(const struct field_desc *f, struct bytes *in, uint8_t *self)
{
    uint64_t n;
    if (!take_varint(in, &n))
        return false;
    if (f->kind == SCALAR_list)
        return unpack_list(f, in, self, n);
    if (schema_is_code(f)) {
        if (n >= f->size || n > in->len)
            return false;
        memcpy(self + f->offset, in->at, (size_t)n);
        *in = (struct bytes){in->at + n, in->len - (size_t)n};
        return true;
    }
    int64_t v = unzigzag(n);
    memcpy(self + f->offset, &v, f->size); /* little-endian: the low bytes */
    return true;
}

bool codec_unpack(const struct record_desc *d, struct bytes *in, void *ret_body)
{
    uint64_t used;
    memset(ret_body, 0, d->size);
    if (!take_varint(in, &used) || used > d->fields_count)
        return false;
    for (uint64_t i = 0; i < used; i++)
        if (!unpack_field(&d->fields[i], in, ret_body))
            return false;
    return true;
}
