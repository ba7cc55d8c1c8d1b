/* Any bytes as a packed struct, as they would stand in a damaged store: the first byte chooses the struct. They are
 * refused, or packing what they say gives bytes that say the same. Exercises proto/packed.c. */
#include "../../proto/codec.h"
#include "../support/fuzz.h"

#include <string.h>

const unsigned fuzz_cost = 1;

static const struct record_desc *chosen(uint8_t n)
{
    return n < EVENT_count - 1 ? schema_event((uint16_t)(n + 1)) : schema_record_named("cause");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static union {
        union event_body event;
        struct cause cause;
    } body, again;
    struct buffer first = {0}, second = {0};
    if (size == 0)
        return 0;
    const struct record_desc *d = chosen(data[0]);
    struct bytes in = {data + 1, size - 1};
    FUZZ_CHECK(d->size <= sizeof body);
    if (!codec_unpack(d, &in, &body))
        return 0;
    FUZZ_CHECK(in.at >= data && in.at + in.len == data + size);
    codec_pack(d, &body, &first);
    struct bytes packed = buffer_bytes(&first);
    FUZZ_CHECK(codec_unpack(d, &packed, &again) && packed.len == 0);
    codec_pack(d, &again, &second);
    FUZZ_CHECK(first.len == second.len && memcmp(first.at, second.at, first.len) == 0);
    buffer_free(&first);
    buffer_free(&second);
    return 0;
}
