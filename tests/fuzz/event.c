/* Any bytes as an event: what decodes has one canonical form, which decodes to the same and is its own canonical form;
 * its packed form reads back as the same; it can be printed. So "the same content" never depends on a spelling.
 * Exercises proto/codec.c, proto/packed.c, proto/render.c. */
#include "../../proto/codec.h"
#include "../support/fuzz.h"

#include <string.h>

const unsigned fuzz_cost = 1;

static bool same(const struct buffer *a, const struct buffer *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->at, b->at, a->len) == 0);
}

static void check_packed(const struct event *e)
{
    static union event_body body;
    struct buffer packed = {0};
    codec_pack(e->desc, &e->body, &packed);
    struct bytes in = buffer_bytes(&packed);
    FUZZ_CHECK(codec_unpack(e->desc, &in, &body) && in.len == 0);
    FUZZ_CHECK(memcmp(&body, &e->body, e->desc->size) == 0);
    buffer_free(&packed);
}

static void check_text(const struct event *e, struct bytes in)
{
    struct buffer out = {0};
    codec_line(e->desc, &e->body, &out);
    FUZZ_CHECK(value_utf8_valid(out.at, out.len));
    out.len = 0;
    codec_json(e->desc, &e->body, &out);
    FUZZ_CHECK(value_utf8_valid(out.at, out.len));
    out.len = 0;
    FUZZ_CHECK(codec_json_any(in, &out));
    FUZZ_CHECK(value_utf8_valid(out.at, out.len));
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct event e, again;
    struct bytes in = {data, size};
    struct refusal why = {0};
    struct buffer first = {0}, second = {0};
    char differences[160];
    if (!codec_decode_event(in, &e, &why)) {
        FUZZ_CHECK(why.code != REFUSAL_none);
        return 0;
    }
    FUZZ_CHECK(e.desc->direction != OUT && strcmp(e.desc->name, e.envelope.type) == 0);
    codec_encode_event(&e, &first);
    FUZZ_CHECK(codec_decode_event(buffer_bytes(&first), &again, &why) && again.desc == e.desc);
    codec_differences(e.desc, &e.body, &again.body, differences, sizeof differences);
    FUZZ_CHECK(differences[0] == '\0' && memcmp(&e.body, &again.body, e.desc->size) == 0);
    FUZZ_CHECK(e.envelope.effective_date == again.envelope.effective_date);
    FUZZ_CHECK(strcmp(e.envelope.key, again.envelope.key) == 0);
    codec_encode_event(&again, &second);
    FUZZ_CHECK(same(&first, &second));
    check_packed(&e);
    check_text(&e, in);
    buffer_free(&first);
    buffer_free(&second);
    return 0;
}
