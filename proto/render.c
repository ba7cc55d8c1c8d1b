/* Text and JSON of what codec.h reads and writes. */
#include "codec.h"

#include <string.h>

static size_t copy_text(const char *from, char *out, size_t size)
{
    size_t len = strlen(from);
    if (len >= size)
        len = size - 1;
    memcpy(out, from, len);
    out[len] = '\0';
    return len;
}

size_t codec_field_text(const struct field_desc *f, const void *body, char *out, size_t size)
{
    char text[VALUE_TEXT_MAX] = "";
    switch (f->kind) {
    case SCALAR_money:
    case SCALAR_number:
    case SCALAR_count:
    case SCALAR_rate:
        value_integer_print(schema_integer(f, body), text);
        break;
    case SCALAR_day:
        value_day_print((int32_t)schema_integer(f, body), text);
        break;
    case SCALAR_period:
        value_period_print((uint32_t)schema_integer(f, body), text);
        break;
    case SCALAR_flag:
        return copy_text(schema_integer(f, body) ? "true" : "false", out, size);
    case SCALAR_choice:
        return copy_text(schema_word_text(f->choice, (uint8_t)schema_integer(f, body)), out, size);
    case SCALAR_list:
    case SCALAR_body:
        break;
    default:
        return copy_text((const char *)body + f->offset, out, size);
    }
    return copy_text(text, out, size);
}

bool codec_field_parse(const struct field_desc *f, const char *text, void *body)
{
    uint8_t *to = (uint8_t *)body + f->offset;
    size_t len = strlen(text);
    int64_t n = 0;
    if (schema_is_integer(f)) {
        if (!value_integer_parse(text, len, &n) || (f->size == 4 && (n > INT32_MAX || n < INT32_MIN)))
            return false;
        memcpy(to, &n, f->size);
        return true;
    }
    switch (f->kind) {
    case SCALAR_day:
        return value_day_parse(text, len, (int32_t *)(void *)to);
    case SCALAR_period:
        return value_period_parse(text, len, (uint32_t *)(void *)to);
    case SCALAR_flag:
        *to = strcmp(text, "true") == 0;
        return *to || strcmp(text, "false") == 0;
    case SCALAR_choice:
        *to = schema_word(f->choice, text, len);
        return *to != 0;
    case SCALAR_list:
    case SCALAR_body:
        return false;
    default:
        if (len >= f->size ||
            !(f->kind == SCALAR_title ? value_title_valid : value_code_valid)((const uint8_t *)text, len))
            return false;
        memset(to, 0, f->size);
        memcpy(to, text, len);
        return true;
    }
}

void codec_json_text(struct buffer *out, const char *text, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    buffer_add(out, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)text[i];
        char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        if (c == '"' || c == '\\')
            buffer_add(out, "\\", 1);
        if (c < 0x20)
            buffer_add(out, escape, 6);
        else
            buffer_add(out, &c, 1);
    }
    buffer_add(out, "\"", 1);
}

static void json_field(const struct field_desc *f, const void *body, struct buffer *out)
{
    char text[512];
    struct bytes span;
    if (f->kind == SCALAR_body) {
        memcpy(&span, (const uint8_t *)body + f->offset, sizeof span);
        if (!codec_json_any(span, out))
            buffer_add_text(out, "null");
        return;
    }
    if (f->kind != SCALAR_list) {
        size_t len = codec_field_text(f, body, text, sizeof text);
        if (schema_is_integer(f) || f->kind == SCALAR_flag)
            buffer_add(out, text, len);
        else
            codec_json_text(out, text, len);
        return;
    }
    buffer_add(out, "[", 1);
    for (uint32_t i = 0; i < schema_list_count(f, body); i++) {
        if (i > 0)
            buffer_add(out, ",", 1);
        codec_json(f->record, (const uint8_t *)body + f->offset + i * f->record->size, out);
    }
    buffer_add(out, "]", 1);
}

void codec_json(const struct record_desc *d, const void *body, struct buffer *out)
{
    bool first = true;
    buffer_add(out, "{", 1);
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (!(f->rule & REQUIRED) && schema_is_absent(f, body))
            continue;
        if (!first)
            buffer_add(out, ",", 1);
        first = false;
        codec_json_text(out, f->name, f->name_len);
        buffer_add(out, ":", 1);
        json_field(f, body, out);
    }
    buffer_add(out, "}", 1);
}

static bool json_value(struct reader *r, int depth, struct buffer *out)
{
    struct token t;
    struct refusal why;
    char text[VALUE_TEXT_MAX];
    if (depth > READER_DEPTH_MAX || !reader_token(r, &t, &why))
        return false;
    switch (t.type) {
    case TOKEN_NIL:
        buffer_add_text(out, "null");
        return true;
    case TOKEN_FLAG:
        buffer_add_text(out, t.flag ? "true" : "false");
        return true;
    case TOKEN_INTEGER:
        buffer_add(out, text, value_integer_print(t.integer, text));
        return true;
    case TOKEN_STRING:
        codec_json_text(out, (const char *)t.text.at, t.text.len);
        return true;
    case TOKEN_FLOAT:
    case TOKEN_BINARY:
        buffer_add_text(out, "null");
        return true;
    default:
        break;
    }
    bool map = t.type == TOKEN_MAP;
    buffer_add(out, map ? "{" : "[", 1);
    for (uint32_t i = 0; i < t.count; i++) {
        if (i > 0)
            buffer_add(out, ",", 1);
        if (map && !json_value(r, depth + 1, out))
            return false;
        if (map)
            buffer_add(out, ":", 1);
        if (!json_value(r, depth + 1, out))
            return false;
    }
    buffer_add(out, map ? "}" : "]", 1);
    return true;
}

bool codec_json_any(struct bytes in, struct buffer *out)
{
    struct reader r = {in.at, in.at, in.at + in.len};
    return json_value(&r, 0, out) && r.at == r.end;
}

static void line_fields(const struct record_desc *d, const void *body, const char *between, struct buffer *out);

static void line_value(const struct field_desc *f, const void *body, bool is_baht, struct buffer *out)
{
    char text[512];
    if (f->kind == SCALAR_list) {
        for (uint32_t i = 0; i < schema_list_count(f, body); i++) {
            buffer_add_text(out, i > 0 ? " (" : "(");
            line_fields(f->record, (const uint8_t *)body + f->offset + i * f->record->size, ", ", out);
            buffer_add_text(out, ")");
        }
    } else if (is_baht) {
        buffer_add(out, text, value_baht_print(schema_integer(f, body), text));
    } else {
        buffer_add(out, text, codec_field_text(f, body, text, sizeof text));
    }
}

static void line_fields(const struct record_desc *d, const void *body, const char *between, struct buffer *out)
{
    static const char unit[] = "_satang";
    size_t start = out->len, unit_len = sizeof unit - 1;
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (f->kind == SCALAR_body || schema_is_absent(f, body))
            continue;
        bool is_baht = f->kind == SCALAR_money && f->name_len > unit_len &&
                       memcmp(f->name + f->name_len - unit_len, unit, unit_len) == 0;
        if (out->len > start)
            buffer_add_text(out, between);
        buffer_add(out, f->name, is_baht ? f->name_len - unit_len : f->name_len);
        buffer_add_text(out, " ");
        line_value(f, body, is_baht, out);
    }
}

void codec_line(const struct record_desc *d, const void *body, struct buffer *out)
{
    line_fields(d, body, "  ", out);
}

void codec_sample(const struct record_desc *d, void *ret_body)
{
    uint8_t *self = ret_body;
    memset(self, 0, d->size);
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        uint32_t one = 1;
        if (f->kind == SCALAR_list) {
            codec_sample(f->record, self + f->offset);
            memcpy(self + f->count_at, &one, sizeof one);
        } else {
            codec_field_parse(f, f->sample, self);
        }
    }
}
