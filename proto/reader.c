#include "reader.h"

static bool fail(const struct reader *r, struct refusal *why, enum refusal_code code)
{
    refusal_set(why, code, "", NULL, r->at - r->start, READER_DEPTH_MAX);
    return false;
}

/* Big-endian number of n bytes; false when the bytes end before it. */
static bool take_number(struct reader *r, size_t n, uint64_t *ret)
{
    uint64_t v = 0;
    if ((size_t)(r->end - r->at) < n)
        return false;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | r->at[i];
    r->at += n;
    *ret = v;
    return true;
}

static bool take_text(struct reader *r, uint64_t len, enum token_type type, struct token *ret, struct refusal *why)
{
    if ((uint64_t)(r->end - r->at) < len)
        return fail(r, why, REFUSAL_malformed);
    ret->type = type;
    ret->text = (struct bytes){r->at, (size_t)len};
    r->at += len;
    return true;
}

/* Each element takes at least one byte, so a count beyond the bytes left is a lie and costs nothing to refuse. */
static bool take_count(struct reader *r, uint64_t count, enum token_type type, struct token *ret, struct refusal *why)
{
    uint64_t least = type == TOKEN_MAP ? 2 * count : count;
    if (least > (uint64_t)(r->end - r->at))
        return fail(r, why, REFUSAL_malformed);
    ret->type = type;
    ret->count = (uint32_t)count;
    return true;
}

static void set_signed(struct token *ret, int64_t v)
{
    ret->type = TOKEN_INTEGER;
    ret->integer = v;
}

/* Types 0xC0 .. 0xDF: a lead byte that says how many bytes of length or value follow. */
static bool wide_token(struct reader *r, uint8_t lead, struct token *ret, struct refusal *why)
{
    static const uint8_t widths[32] = {
        [0x04] = 1, [0x05] = 2, [0x06] = 4, [0x0A] = 4, [0x0B] = 8,                         /* bin */
        [0x0C] = 1, [0x0D] = 2, [0x0E] = 4, [0x0F] = 8,                                     /* uint */
        [0x10] = 1, [0x11] = 2, [0x12] = 4, [0x13] = 8,                                     /* int */
        [0x19] = 1, [0x1A] = 2, [0x1B] = 4, [0x1C] = 2, [0x1D] = 4, [0x1E] = 2, [0x1F] = 4, /* str, array, map */
    };
    uint8_t low = lead & 0x1F;
    uint64_t v = 0;
    if (!take_number(r, widths[low], &v))
        return fail(r, why, REFUSAL_malformed);
    switch (lead) {
    case 0xC0:
        ret->type = TOKEN_NIL;
        return true;
    case 0xC2:
    case 0xC3:
        ret->type = TOKEN_FLAG;
        ret->flag = lead == 0xC3;
        return true;
    case 0xC4:
    case 0xC5:
    case 0xC6:
        return take_text(r, v, TOKEN_BINARY, ret, why);
    case 0xCA:
    case 0xCB:
        ret->type = TOKEN_FLOAT;
        return true; /* passed over; who wants its value refuses it */
    case 0xCC:
    case 0xCD:
    case 0xCE:
    case 0xCF:
        ret->too_big = v > INT64_MAX;
        set_signed(ret, ret->too_big ? INT64_MAX : (int64_t)v);
        return true;
    case 0xD0:
        set_signed(ret, (int8_t)v);
        return true;
    case 0xD1:
        set_signed(ret, (int16_t)v);
        return true;
    case 0xD2:
        set_signed(ret, (int32_t)v);
        return true;
    case 0xD3:
        set_signed(ret, (int64_t)v);
        return true;
    case 0xD9:
    case 0xDA:
    case 0xDB:
        return take_text(r, v, TOKEN_STRING, ret, why);
    case 0xDC:
    case 0xDD:
        return take_count(r, v, TOKEN_ARRAY, ret, why);
    case 0xDE:
    case 0xDF:
        return take_count(r, v, TOKEN_MAP, ret, why);
    default:
        return fail(r, why, REFUSAL_malformed); /* extension types and the unused byte */
    }
}

bool reader_token(struct reader *r, struct token *ret, struct refusal *why)
{
    if (r->at >= r->end)
        return fail(r, why, REFUSAL_malformed);
    *ret = (struct token){0};
    uint8_t lead = *r->at++;
    if (lead < 0x80 || lead >= 0xE0) {
        set_signed(ret, (int8_t)lead);
        return true;
    }
    if (lead < 0x90)
        return take_count(r, lead & 0x0F, TOKEN_MAP, ret, why);
    if (lead < 0xA0)
        return take_count(r, lead & 0x0F, TOKEN_ARRAY, ret, why);
    if (lead < 0xC0)
        return take_text(r, lead & 0x1F, TOKEN_STRING, ret, why);
    return wide_token(r, lead, ret, why);
}

/* Passes over a short string or a small integer, which nearly everything is that requests are made of. */
static bool pass_short(struct reader *r)
{
    if (r->at >= r->end)
        return false;
    uint8_t lead = *r->at;
    size_t len = lead < 0x80 || lead >= 0xE0 ? 1 : lead >= 0xA0 && lead < 0xC0 ? 1 + (size_t)(lead & 0x1F) : 0;
    if (len == 0 || len > (size_t)(r->end - r->at))
        return false;
    r->at += len;
    return true;
}

bool reader_skip(struct reader *r, struct bytes *ret, struct refusal *why)
{
    const uint8_t *from = r->at;
    uint64_t left[READER_DEPTH_MAX + 1] = {1}; /* values still to pass at each depth */
    size_t depth = 0;
    for (;;) {
        struct token t;
        while (left[depth] > 0 && pass_short(r))
            left[depth]--;
        if (left[depth] == 0 && depth == 0)
            break;
        if (left[depth] == 0) {
            depth--;
            continue;
        }
        left[depth]--;
        if (!reader_token(r, &t, why))
            return false;
        if (t.type != TOKEN_ARRAY && t.type != TOKEN_MAP)
            continue;
        if (depth == READER_DEPTH_MAX)
            return fail(r, why, REFUSAL_too_deep);
        left[++depth] = t.type == TOKEN_MAP ? 2 * (uint64_t)t.count : t.count;
    }
    *ret = (struct bytes){from, (size_t)(r->at - from)};
    return true;
}

const char *reader_type_text(enum token_type type)
{
    static const char *const texts[] = {"nothing", "true or false", "an integer", "a string",
                                        "binary",  "an array",      "a map",      "a float"};
    return texts[type];
}
