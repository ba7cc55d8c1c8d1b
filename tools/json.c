/* The only file that includes jansson. */
#include "json.h"

#include "words.h"

#include "../proto/codec.h"

#include <jansson.h>
#include <string.h>

/* The way to a value, for messages; what does not fit is cut. */
struct trail {
    char text[72];
    size_t len;
};

static void trail_enter(struct trail *t, const char *name, size_t index)
{
    size_t left = sizeof t->text - t->len;
    int n = name ? snprintf(t->text + t->len, left, "%s%s", t->len ? "." : "", name)
                 : snprintf(t->text + t->len, left, "[%zu]", index);
    t->len = n < 0 || (size_t)n >= left ? sizeof t->text - 1 : t->len + (size_t)n;
}

static void trail_leave(struct trail *t, size_t len)
{
    t->len = len;
    t->text[len] = '\0';
}

static bool fail(const struct trail *t, enum refusal_code code, const char *text, struct refused *why)
{
    struct refusal r;
    refusal_set(&r, code, t->text, text, 0, 0);
    snprintf(why->code, sizeof why->code, "%s", refusal_name(code));
    snprintf(why->field, sizeof why->field, "%s", t->text);
    refusal_sentence(&r, REFUSAL_ENGLISH, why->text, sizeof why->text);
    return false;
}

static bool value_add(json_t *value, struct trail *t, struct buffer *out, struct refused *why);

static bool object_add(json_t *object, struct trail *t, struct buffer *out, struct refused *why)
{
    const char *name;
    json_t *member;
    size_t here = t->len;
    codec_put_map(out, (uint32_t)json_object_size(object));
    json_object_foreach(object, name, member)
    {
        codec_put_text(out, name);
        trail_enter(t, name, 0);
        if (!value_add(member, t, out, why))
            return false;
        trail_leave(t, here);
    }
    return true;
}

static bool array_add(json_t *array, struct trail *t, struct buffer *out, struct refused *why)
{
    size_t here = t->len;
    codec_put_array(out, (uint32_t)json_array_size(array));
    for (size_t i = 0; i < json_array_size(array); i++) {
        trail_enter(t, NULL, i);
        if (!value_add(json_array_get(array, i), t, out, why))
            return false;
        trail_leave(t, here);
    }
    return true;
}

static bool value_add(json_t *value, struct trail *t, struct buffer *out, struct refused *why)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return object_add(value, t, out, why);
    case JSON_ARRAY:
        return array_add(value, t, out, why);
    case JSON_STRING:
        codec_put_text(out, json_string_value(value));
        return true;
    case JSON_INTEGER:
        codec_put_integer(out, json_integer_value(value));
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        codec_put_flag(out, json_is_true(value));
        return true;
    case JSON_REAL:
        return fail(t, REFUSAL_float_refused, NULL, why);
    case JSON_NULL:
        break;
    }
    fail(t, REFUSAL_wrong_type, NULL, why);
    snprintf(why->text, sizeof why->text, "%s",
             words_pick("is null; give a value, or leave the field out", "เป็น null โปรดใส่ค่าหรือตัดช่องนี้ออก"));
    return false;
}

bool json_to_msgpack(const char *text, size_t len, struct buffer *out, struct refused *ret_why)
{
    json_error_t error;
    struct trail t = {.len = 0};
    size_t start = out->len;
    memset(ret_why, 0, sizeof *ret_why);
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        snprintf(ret_why->code, sizeof ret_why->code, "bad_json");
        snprintf(ret_why->text, sizeof ret_why->text,
                 words_pick("is not one JSON object: %s, at character %d", "ไม่ใช่ JSON หนึ่งรายการ: %s ที่อักขระ %d"),
                 error.text, error.column);
        return false;
    }
    bool ok = json_is_object(root) ? value_add(root, &t, out, ret_why) : fail(&t, REFUSAL_wrong_type, "a map", ret_why);
    if (!json_is_object(root))
        snprintf(ret_why->text, sizeof ret_why->text, "%s",
                 words_pick("must be a JSON object with type, key, effective_date, data",
                            "ต้องเป็น JSON object ที่มี type, key, effective_date, data"));
    if (!ok)
        out->len = start;
    json_decref(root);
    return ok;
}
