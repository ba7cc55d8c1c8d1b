#include "audit.h"

#include "../../proto/codec.h"

bool audit_readable(const struct books *b, char error[AUDIT_ERROR_MAX])
{
    static struct store_mem_followup f;
    static union event_body again;
    struct buffer out = {0};
    bool good = true;
    for (uint64_t position = 1; good && b->followup(b->of, position, &f); position++) {
        const struct record_desc *d = schema_event((uint16_t)f.id);
        struct refusal why = {0};
        char text[AUDIT_ERROR_MAX / 2];
        out.len = 0;
        codec_encode(d, &f.body, &out);
        good = codec_decode(d, buffer_bytes(&out), &again, "", &why);
        if (good)
            continue;
        refusal_sentence(&why, REFUSAL_ENGLISH, text, sizeof text);
        audit_wrong(error, "follow-up %llu, %s, cannot be read: %s: %s", (unsigned long long)position, d->name,
                    why.field, text);
    }
    buffer_free(&out);
    return good;
}
