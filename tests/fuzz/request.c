/* Any bytes as a request: they decode, or are refused with a sentence that is text; what is kept as bytes can be walked
 * to its end; what decodes encodes to something that decodes to the same. Exercises proto/reader.c, proto/codec.c. */
#include "../../proto/codec.h"
#include "../support/fuzz.h"

#include <string.h>

const unsigned fuzz_cost = 1;

static void check_refusal(const struct refusal *why)
{
    char sentence[480];
    size_t len = refusal_sentence(why, REFUSAL_ENGLISH, sentence, sizeof sentence);
    FUZZ_CHECK(why->code != REFUSAL_none && why->code < REFUSAL_count);
    FUZZ_CHECK(len > 0 && value_utf8_valid((const uint8_t *)sentence, len));
    FUZZ_CHECK(value_utf8_valid((const uint8_t *)why->field, strnlen(why->field, sizeof why->field)));
    FUZZ_CHECK(memchr(why->field, '\0', sizeof why->field) && memchr(why->text, '\0', sizeof why->text));
}

/* A value that was kept as bytes is exactly one value; of an array, each element is decoded as an event. */
static void check_kept(struct bytes kept)
{
    static struct event e;
    struct token t;
    struct bytes whole;
    struct refusal why = {0};
    if (kept.len == 0)
        return;
    struct reader r = {kept.at, kept.at, kept.at + kept.len};
    FUZZ_CHECK(reader_skip(&r, &whole, &why) && whole.at == kept.at && whole.len == kept.len);
    r.at = kept.at;
    FUZZ_CHECK(reader_token(&r, &t, &why));
    for (uint32_t i = 0; t.type == TOKEN_ARRAY && i < t.count; i++) {
        FUZZ_CHECK(reader_skip(&r, &whole, &why));
        if (!codec_decode_event(whole, &e, &why))
            check_refusal(&why);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct record_desc *d = schema_record_named("request");
    struct request r, again;
    struct refusal why = {0};
    struct buffer first = {0}, second = {0};
    if (!codec_decode(d, (struct bytes){data, size}, &r, "", &why)) {
        check_refusal(&why);
        return 0;
    }
    check_kept(r.events);
    check_kept(r.envelope);
    check_kept(r.key);
    check_kept(r.behind);
    codec_encode(d, &r, &first);
    FUZZ_CHECK(codec_decode(d, buffer_bytes(&first), &again, "", &why));
    codec_encode(d, &again, &second);
    FUZZ_CHECK(first.len == second.len && memcmp(first.at, second.at, first.len) == 0);
    buffer_free(&first);
    buffer_free(&second);
    return 0;
}
