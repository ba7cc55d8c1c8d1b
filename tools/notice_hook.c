#include "notice_hook.h"

#include "policy_ini.h"
#include "seal.h"
#include "words.h"

#include "../proto/codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where a field may stand: what people could write into it must not end up in a header. */
enum part { PART_URL = 1, PART_HEADER = 2, PART_BODY = 4 };

enum field {
    FIELD_address,
    FIELD_notice_id,
    FIELD_timestamp,
    FIELD_signature,
    FIELD_secret,
    FIELD_template,
    FIELD_audience,
    FIELD_recipient_ref,
    FIELD_subject_ref,
    FIELD_amount_satang,
    FIELD_due_date,
    FIELD_language,
    FIELD_subject,
    FIELD_text,
    FIELDS
};

static const struct {
    const char *name;
    unsigned parts;
} fields[FIELDS] = {
    [FIELD_address] = {"address", PART_URL | PART_HEADER | PART_BODY},
    [FIELD_notice_id] = {"notice_id", PART_HEADER | PART_BODY},
    [FIELD_timestamp] = {"timestamp", PART_HEADER | PART_BODY},
    [FIELD_signature] = {"signature", PART_HEADER},
    [FIELD_secret] = {"secret", PART_HEADER},
    [FIELD_template] = {"template", PART_BODY},
    [FIELD_audience] = {"audience", PART_BODY},
    [FIELD_recipient_ref] = {"recipient_ref", PART_BODY},
    [FIELD_subject_ref] = {"subject_ref", PART_BODY},
    [FIELD_amount_satang] = {"amount_satang", PART_BODY},
    [FIELD_due_date] = {"due_date", PART_BODY},
    [FIELD_language] = {"language", PART_BODY},
    [FIELD_subject] = {"subject", PART_BODY},
    [FIELD_text] = {"text", PART_BODY},
};

struct reading {
    const char *path, *key;
    struct notice_hook *hook;
    bool failed;
};

static void fail(struct reading *r, unsigned line, const char *english, const char *thai)
{
    r->failed = true;
    words_complain("%s: line %u: %s", "%s: บรรทัด %u: %s", r->path, line, words_pick(english, thai));
}

/* The field whose name stands at the front of text, up to }}; FIELDS: none. */
static enum field field_at(const char *text, unsigned part)
{
    int i = 0;
    while (i < FIELDS) {
        size_t len = strlen(fields[i].name);
        if ((fields[i].parts & part) && strncmp(text, fields[i].name, len) == 0 && strncmp(text + len, "}}", 2) == 0)
            break;
        i++;
    }
    return (enum field)i;
}

static void prove(struct reading *r, unsigned line, const char *text, unsigned part)
{
    char list[WORDS_SENTENCE_MAX] = "";
    size_t at = 0;
    for (int i = 0; i < FIELDS; i++)
        if (fields[i].parts & part)
            at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", at ? ", " : "", fields[i].name);
    while ((text = strstr(text, "{{")) != NULL) {
        text += 2;
        if (field_at(text, part) != FIELDS)
            continue;
        r->failed = true;
        words_complain("%s: line %u: {{%.*s}} is no field of %s; there are: %s",
                       "%s: บรรทัด %u: {{%.*s}} ไม่ใช่ช่องข้อมูลของ %s ใช้ได้: %s", r->path, line, (int)strcspn(text, "}"),
                       text, r->key, list);
    }
}

/* ---- reading */

static char *joined(const char *before, const char *value)
{
    char *text = malloc((before ? strlen(before) + 1 : 0) + strlen(value) + 1);
    if (!text)
        abort();
    sprintf(text, "%s%s%s", before ? before : "", before ? "\n" : "", value);
    return text;
}

static void part_set(struct reading *r, unsigned line, bool more, char **part, const char *value)
{
    if (*part && !more)
        fail(r, line, "this stands twice; leave one of the two out", "ซ้ำสองครั้ง โปรดลบออกหนึ่งบรรทัด");
    char *before = *part;
    *part = joined(before, value);
    free(before);
}

static void header_add(struct reading *r, unsigned line, bool more, const char *value)
{
    struct notice_hook *h = r->hook;
    size_t name = strcspn(value, ": ");
    if (more || name == 0 || value[name] != ':')
        fail(r, line, "a header is `header = Name: value`, on one line", "ส่วนหัวเขียนเป็น `header = ชื่อ: ค่า` ในบรรทัดเดียว");
    else if (h->headers_count == NOTICE_HOOK_HEADERS_MAX)
        fail(r, line, "there are more than 16 headers", "มีส่วนหัวเกิน 16 รายการ");
    else
        h->headers[h->headers_count++] = joined(NULL, value);
}

static void on_entry(void *context, unsigned line, bool more, const char *name, const char *value)
{
    struct reading *r = context;
    unsigned part = strcmp(name, "url") == 0 ? PART_URL : strcmp(name, "header") == 0 ? PART_HEADER : PART_BODY;
    r->key = part == PART_URL ? "url" : part == PART_HEADER ? "header" : "body";
    if (strcmp(r->key, name) != 0) {
        fail(r, line, "a profile has url, header and body, and nothing else", "โปรไฟล์มีเพียง url, header และ body");
        return;
    }
    if (part == PART_HEADER)
        header_add(r, line, more, value);
    else
        part_set(r, line, more, part == PART_URL ? &r->hook->url : &r->hook->body, value);
    prove(r, line, value, part);
}

static void on_section(void *context, unsigned line, const char *name)
{
    (void)name;
    fail(context, line, "a profile has no sections", "โปรไฟล์ไม่มีหมวด");
}

static void on_wrong(void *context, unsigned line, const char *english, const char *thai)
{
    fail(context, line, english, thai);
}

bool notice_hook_read(const char *path, struct notice_hook *ret)
{
    struct reading r = {.path = path, .hook = ret};
    const struct policy_ini to = {&r, on_section, on_entry, on_wrong};
    FILE *file = fopen(path, "re");
    *ret = (struct notice_hook){0};
    if (!file) {
        words_complain("%s: %s", "%s: %s", path, strerror(errno));
        return false;
    }
    policy_ini_read(file, &to);
    fclose(file);
    if (!r.failed && (!ret->url || !ret->body))
        fail(&r, 1, "url or body is missing; a profile has both", "ไม่มี url หรือ body โปรไฟล์ต้องมีทั้งสอง");
    if (r.failed)
        notice_hook_free(ret);
    return !r.failed;
}

void notice_hook_free(struct notice_hook *h)
{
    free(h->url);
    free(h->body);
    for (unsigned i = 0; i < h->headers_count; i++)
        free(h->headers[i]);
    *h = (struct notice_hook){0};
}

/* ---- filling in */

static const char *value_of(enum field f, const struct notice_told *t, const char *signature, char room[VALUE_TEXT_MAX])
{
    room[0] = '\0';
    switch (f) {
    case FIELD_address:
        return t->address;
    case FIELD_notice_id:
        return t->notice_id;
    case FIELD_timestamp:
        value_integer_print(t->now_ms / 1000, room);
        return room;
    case FIELD_signature:
        return signature;
    case FIELD_secret:
        return t->secret;
    case FIELD_template:
        return t->row->template;
    case FIELD_audience:
        return t->row->audience;
    case FIELD_recipient_ref:
        return t->row->recipient_ref;
    case FIELD_subject_ref:
        return t->row->subject_ref;
    case FIELD_amount_satang:
        value_integer_print(t->row->amount_satang, room);
        return room;
    case FIELD_due_date:
        if (t->row->due_date > 0)
            value_day_print(t->row->due_date, room);
        return room;
    case FIELD_language:
        return t->language;
    case FIELD_subject:
        return t->subject;
    case FIELD_text:
        return t->text;
    case FIELDS:
        break;
    }
    return room;
}

/* In a body texts are JSON, the two numbers are numbers. */
static void fill(const char *text, unsigned part, const struct notice_told *t, const char *signature,
                 struct buffer *out)
{
    char room[VALUE_TEXT_MAX];
    for (const char *open; (open = strstr(text, "{{")) != NULL;) {
        enum field f = field_at(open + 2, part);
        const char *value = value_of(f, t, signature, room);
        buffer_add(out, text, (size_t)(open - text));
        if (part == PART_BODY && f != FIELD_amount_satang && f != FIELD_timestamp)
            codec_json_text(out, value, strlen(value));
        else
            buffer_add_text(out, value);
        text = strstr(open, "}}") + 2;
    }
    buffer_add_text(out, text);
    buffer_add(out, "", 1);
    out->len--;
}

static void sign(const struct notice_told *t, struct bytes body, char ret[SEAL_SIGNATURE_MAX])
{
    char stamp[VALUE_TEXT_MAX];
    struct buffer signed_text = {0};
    value_integer_print(t->now_ms / 1000, stamp);
    buffer_add_text(&signed_text, stamp);
    buffer_add_text(&signed_text, ".");
    buffer_add(&signed_text, body.at, body.len);
    seal_sign((struct bytes){(const uint8_t *)t->secret, strlen(t->secret)}, buffer_bytes(&signed_text), ret);
    buffer_free(&signed_text);
}

void notice_hook_fill(const struct notice_hook *h, const struct notice_told *told, struct notice_request *ret)
{
    char signature[SEAL_SIGNATURE_MAX];
    *ret = (struct notice_request){.headers_count = h->headers_count};
    fill(h->url, PART_URL, told, "", &ret->url);
    fill(h->body, PART_BODY, told, "", &ret->body);
    sign(told, buffer_bytes(&ret->body), signature);
    for (unsigned i = 0; i < h->headers_count; i++)
        fill(h->headers[i], PART_HEADER, told, signature, &ret->headers[i]);
}

void notice_request_free(struct notice_request *r)
{
    buffer_free(&r->url);
    buffer_free(&r->body);
    for (unsigned i = 0; i < r->headers_count; i++)
        buffer_free(&r->headers[i]);
}
