/* The wire form, both ways. The only file that includes msgpack-c, and only its packer: reading is done by reader.c. */
#include "codec.h"

#include <assert.h>
#include <msgpack/pack.h>
#include <string.h>

/* Where we are, for the field in a refusal; a chain on the stack costs nothing until something is wrong. */
struct path {
    const struct path *up;
    const char *name;
    size_t len;
    int index; /* of an element, or -1 */
};

struct text {
    char *at;
    size_t len, size;
};

static void text_add(struct text *t, const char *s, size_t len)
{
    for (size_t i = 0; i < len && t->len + 1 < t->size; i++)
        t->at[t->len++] = s[i];
    t->at[t->len] = '\0';
}

static void path_print(const struct path *p, struct text *t)
{
    if (!p)
        return;
    path_print(p->up, t);
    if (p->index >= 0) {
        char number[VALUE_TEXT_MAX];
        text_add(t, "[", 1);
        text_add(t, number, value_integer_print(p->index, number));
        text_add(t, "]", 1);
    } else if (p->len > 0) {
        if (t->len > 0)
            text_add(t, ".", 1);
        text_add(t, p->name, p->len);
    }
}

static bool fail(const struct path *p, struct refusal *why)
{
    struct text t = {.at = why->field, .size = sizeof why->field};
    why->field[0] = '\0';
    path_print(p, &t);
    why->field[value_utf8_whole(why->field, t.len)] = '\0';
    return false;
}

static bool refuse(const struct path *p, struct refusal *why, enum refusal_code code, const char *text, int64_t value,
                   int64_t limit)
{
    refusal_set(why, code, "", text, value, limit);
    return fail(p, why);
}

static bool refuse_bytes(const struct path *p, struct refusal *why, enum refusal_code code, struct bytes text)
{
    char copy[sizeof why->text];
    if (!value_utf8_valid(text.at, text.len))
        return refuse(p, why, REFUSAL_bad_utf8, NULL, 0, 0);
    size_t len = text.len < sizeof copy - 1 ? text.len : sizeof copy - 1;
    memcpy(copy, text.at, len);
    len = value_utf8_whole(copy, len);
    copy[len] = '\0';
    return refuse(p, why, code, copy, 0, 0);
}

static bool expect(const struct path *p, struct refusal *why, const struct token *t, enum token_type type)
{
    if (t->type == type)
        return true;
    return refuse(p, why, t->type == TOKEN_FLOAT ? REFUSAL_float_refused : REFUSAL_wrong_type, reader_type_text(type),
                  0, 0);
}

static bool decode_integer(const struct field_desc *f, const struct token *t, void *to, const struct path *p,
                           struct refusal *why)
{
    static const int64_t limits[] = {
        [SCALAR_money] = VALUE_MONEY_MAX,
        [SCALAR_number] = INT64_MAX,
        [SCALAR_count] = INT32_MAX,
        [SCALAR_rate] = 100000,
    };
    if (!expect(p, why, t, TOKEN_INTEGER))
        return false;
    int64_t high = limits[f->kind], low = f->rule & SIGNED ? -high : f->rule & POSITIVE ? 1 : 0;
    if (t->too_big || t->integer > high)
        return refuse(p, why, REFUSAL_out_of_range, NULL, t->integer, high);
    if (t->integer < low)
        return refuse(p, why, REFUSAL_out_of_range, NULL, t->integer, low);
    if (f->size == 8) {
        memcpy(to, &t->integer, 8);
    } else {
        int32_t narrow = (int32_t)t->integer;
        memcpy(to, &narrow, 4);
    }
    return true;
}

static bool decode_code(const struct field_desc *f, const struct token *t, char *to, const struct path *p,
                        struct refusal *why)
{
    if (!expect(p, why, t, TOKEN_STRING))
        return false;
    /* A key may be 64 bytes; other codes fill their array but for the NUL. */
    size_t most = f->kind == SCALAR_code72 ? 64 : (size_t)f->size - 1;
    if (t->text.len > most)
        return refuse(p, why, REFUSAL_too_long, NULL, (int64_t)t->text.len, (int64_t)most);
    if (t->text.len == 0 && f->rule & REQUIRED)
        return refuse(p, why, REFUSAL_empty_field, NULL, 0, 0);
    if (f->kind == SCALAR_title) {
        if (!value_utf8_valid(t->text.at, t->text.len))
            return refuse(p, why, REFUSAL_bad_utf8, NULL, 0, 0);
        if (!value_title_valid(t->text.at, t->text.len))
            return refuse(p, why, REFUSAL_bad_title, NULL, 0, 0);
    } else if (!value_code_valid(t->text.at, t->text.len)) {
        return refuse_bytes(p, why, REFUSAL_bad_code, t->text);
    }
    memcpy(to, t->text.at, t->text.len);
    return true;
}

static bool decode_word(const struct field_desc *f, const struct token *t, void *to, const struct path *p,
                        struct refusal *why)
{
    const char *text = (const char *)t->text.at;
    int32_t day = 0;
    uint32_t period = 0;
    if (!expect(p, why, t, TOKEN_STRING))
        return false;
    if (f->kind == SCALAR_day) { /* the fields of a packed record stand at any address */
        bool good = value_day_parse(text, t->text.len, &day);
        memcpy(to, &day, sizeof day);
        return good || refuse_bytes(p, why, REFUSAL_bad_date, t->text);
    }
    if (f->kind == SCALAR_period) {
        bool good = value_period_parse(text, t->text.len, &period);
        memcpy(to, &period, sizeof period);
        return good || refuse_bytes(p, why, REFUSAL_bad_period, t->text);
    }
    uint8_t word = schema_word(f->choice, text, t->text.len);
    memcpy(to, &word, 1);
    return word != 0 || refuse_bytes(p, why, REFUSAL_bad_choice, t->text);
}

static bool decode_map(struct reader *r, const struct record_desc *d, uint8_t *self, const struct path *p,
                       struct refusal *why);

static bool decode_list(struct reader *r, const struct field_desc *f, uint8_t *self, const struct path *p,
                        struct refusal *why)
{
    struct token t;
    if (!reader_token(r, &t, why))
        return fail(p, why);
    if (!expect(p, why, &t, TOKEN_ARRAY))
        return false;
    if (t.count > f->max)
        return refuse(p, why, REFUSAL_too_many, NULL, t.count, f->max);
    for (uint32_t i = 0; i < t.count; i++) {
        struct path element = {p, NULL, 0, (int)i};
        if (!decode_map(r, f->record, self + f->offset + i * f->record->size, &element, why))
            return false;
    }
    memcpy(self + f->count_at, &t.count, sizeof t.count);
    return true;
}

static bool decode_field(struct reader *r, const struct field_desc *f, uint8_t *self, const struct path *p,
                         struct refusal *why)
{
    struct token t;
    uint8_t *to = self + f->offset;
    if (f->kind == SCALAR_list)
        return decode_list(r, f, self, p, why);
    if (f->kind == SCALAR_body) {
        struct bytes span;
        if (!reader_skip(r, &span, why))
            return fail(p, why);
        memcpy(to, &span, sizeof span);
        return true;
    }
    if (!reader_token(r, &t, why))
        return fail(p, why);
    switch (f->kind) {
    case SCALAR_money:
    case SCALAR_number:
    case SCALAR_count:
    case SCALAR_rate:
        return decode_integer(f, &t, to, p, why);
    case SCALAR_day:
    case SCALAR_period:
    case SCALAR_choice:
        return decode_word(f, &t, to, p, why);
    case SCALAR_flag:
        *to = t.flag;
        return expect(p, why, &t, TOKEN_FLAG);
    default:
        return decode_code(f, &t, (char *)to, p, why);
    }
}

/* Writers mostly keep the declared order, so the field behind the last one is tried first. */
static int field_find(const struct record_desc *d, struct bytes name, int expected)
{
    for (int k = 0; k < d->fields_count; k++) {
        int i = (expected + k) % d->fields_count;
        const struct field_desc *f = &d->fields[i];
        if (f->name_len == name.len && memcmp(f->name, name.at, name.len) == 0)
            return i;
    }
    return -1;
}

static bool decode_map(struct reader *r, const struct record_desc *d, uint8_t *self, const struct path *p,
                       struct refusal *why)
{
    struct token t;
    uint64_t seen[FIELDS_MAX / 64] = {0};
    int next = 0;
    if (!reader_token(r, &t, why))
        return fail(p, why);
    if (!expect(p, why, &t, TOKEN_MAP))
        return false;
    memset(self, 0, d->size);
    for (uint32_t i = 0, pairs = t.count; i < pairs; i++) {
        if (!reader_token(r, &t, why))
            return fail(p, why);
        if (!expect(p, why, &t, TOKEN_STRING))
            return false;
        struct path here = {p, (const char *)t.text.at, t.text.len, -1};
        int at = field_find(d, t.text, next);
        if (at < 0 && !value_utf8_valid(t.text.at, t.text.len))
            return refuse(p, why, REFUSAL_bad_utf8, NULL, 0, 0);
        if (at < 0)
            return refuse(&here, why, REFUSAL_unknown_field, NULL, 0, 0);
        if (seen[at / 64] >> at % 64 & 1)
            return refuse(&here, why, REFUSAL_duplicate_field, NULL, 0, 0);
        seen[at / 64] |= UINT64_C(1) << at % 64;
        if (!decode_field(r, &d->fields[at], self, &here, why))
            return false;
        next = at + 1;
    }
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (f->rule & REQUIRED && !(seen[i / 64] >> i % 64 & 1))
            return refuse(&(struct path){p, f->name, f->name_len, -1}, why, REFUSAL_missing_field, NULL, 0, 0);
    }
    return true;
}

bool codec_decode(const struct record_desc *d, struct bytes in, void *ret_body, const char *where, struct refusal *why)
{
    struct reader r = {in.at, in.at, in.at + in.len};
    struct path p = {NULL, where, strlen(where), -1};
    if (!decode_map(&r, d, ret_body, &p, why))
        return false;
    if (r.at != r.end)
        return refuse(&p, why, REFUSAL_trailing_bytes, NULL, r.end - r.at, 0);
    return true;
}

bool codec_decode_event(struct bytes in, struct event *ret, struct refusal *why)
{
    if (!codec_decode(schema_record_named("envelope"), in, &ret->envelope, "", why))
        return false;
    const char *type = ret->envelope.type;
    const struct record_desc *d = schema_event_named(type, strlen(type));
    if (!d || d->direction == OUT) {
        refusal_set(why, REFUSAL_unknown_type, "type", type, 0, 0);
        return false;
    }
    ret->desc = d;
    return codec_decode(d, ret->envelope.data, &ret->body, "data", why);
}

/* ---- writing */

static int packer_write(void *context, const char *data, size_t len)
{
    buffer_add(context, data, len);
    return 0;
}

static msgpack_packer packer(struct buffer *out)
{
    return (msgpack_packer){.data = out, .callback = packer_write};
}

void codec_put_map(struct buffer *out, uint32_t pairs)
{
    msgpack_packer p = packer(out);
    msgpack_pack_map(&p, pairs);
}

void codec_put_array(struct buffer *out, uint32_t elements)
{
    msgpack_packer p = packer(out);
    msgpack_pack_array(&p, elements);
}

static void put_text(struct buffer *out, const char *text, size_t len)
{
    msgpack_packer p = packer(out);
    msgpack_pack_str_with_body(&p, text, len);
}

void codec_put_text(struct buffer *out, const char *text)
{
    put_text(out, text, strlen(text));
}

void codec_put_integer(struct buffer *out, int64_t value)
{
    msgpack_packer p = packer(out);
    if (value < 0)
        msgpack_pack_int64(&p, value);
    else
        msgpack_pack_uint64(&p, (uint64_t)value);
}

void codec_put_flag(struct buffer *out, bool value)
{
    msgpack_packer p = packer(out);
    if (value)
        msgpack_pack_true(&p);
    else
        msgpack_pack_false(&p);
}

static void encode_list(const struct field_desc *f, const uint8_t *self, struct buffer *out)
{
    uint32_t count = schema_list_count(f, self);
    codec_put_array(out, count);
    for (uint32_t i = 0; i < count; i++)
        codec_encode(f->record, self + f->offset + i * f->record->size, out);
}

static void encode_field(const struct field_desc *f, const uint8_t *self, struct buffer *out)
{
    const uint8_t *at = self + f->offset;
    char text[VALUE_TEXT_MAX];
    struct bytes span;
    switch (f->kind) {
    case SCALAR_money:
    case SCALAR_number:
    case SCALAR_count:
    case SCALAR_rate:
        codec_put_integer(out, schema_integer(f, self));
        break;
    case SCALAR_day:
        put_text(out, text, value_day_print((int32_t)schema_integer(f, self), text));
        break;
    case SCALAR_period:
        put_text(out, text, value_period_print((uint32_t)schema_integer(f, self), text));
        break;
    case SCALAR_flag:
        codec_put_flag(out, *at);
        break;
    case SCALAR_choice:
        codec_put_text(out, schema_word_text(f->choice, *at));
        break;
    case SCALAR_list:
        encode_list(f, self, out);
        break;
    case SCALAR_body:
        memcpy(&span, at, sizeof span);
        buffer_add(out, span.at, span.len);
        break;
    default:
        codec_put_text(out, (const char *)at);
    }
}

void codec_encode(const struct record_desc *d, const void *body, struct buffer *out)
{
    const uint8_t *self = body;
    uint32_t pairs = 0;
    for (int i = 0; i < d->fields_count; i++)
        pairs += d->fields[i].rule & REQUIRED || !schema_is_absent(&d->fields[i], self);
    codec_put_map(out, pairs);
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (!(f->rule & REQUIRED) && schema_is_absent(f, self))
            continue;
        put_text(out, f->name, f->name_len);
        encode_field(f, self, out);
    }
}

void codec_encode_event(const struct event *e, struct buffer *out)
{
    struct buffer data = {0};
    struct envelope envelope = e->envelope;
    codec_encode(e->desc, &e->body, &data);
    envelope.data = buffer_bytes(&data);
    codec_encode(schema_record_named("envelope"), &envelope, out);
    buffer_free(&data);
}

void codec_differences(const struct record_desc *d, const void *a, const void *b, char *out, size_t size)
{
    struct text t = {.at = out, .size = size};
    out[0] = '\0';
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        struct buffer left = {0}, right = {0};
        if (f->kind != SCALAR_body) { /* bodies are compared by their own fields */
            encode_field(f, a, &left);
            encode_field(f, b, &right);
        }
        if (left.len != right.len || (left.len && memcmp(left.at, right.at, left.len) != 0)) {
            if (t.len > 0)
                text_add(&t, ", ", 2);
            text_add(&t, f->name, f->name_len);
        }
        buffer_free(&left);
        buffer_free(&right);
    }
}
