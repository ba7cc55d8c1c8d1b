#include "report.h"

#include "words.h"

#include "../proto/codec.h"

#include <string.h>

static void add_number(struct buffer *out, int64_t n)
{
    char text[VALUE_TEXT_MAX];
    buffer_add(out, text, value_integer_print(n, text));
}

void report_count(struct report *r, struct bytes answer)
{
    char status[16];
    reply_text(answer, "status", status, sizeof status);
    r->events++;
    r->applied += strcmp(status, "applied") == 0;
    r->repeated += strcmp(status, "repeated") == 0;
    r->conflict += strcmp(status, "conflict") == 0;
    r->parked += strcmp(status, "parked") == 0;
    r->refused += strcmp(status, "refused") == 0;
}

bool report_rejected(const struct report *r)
{
    return r->conflict + r->refused > 0;
}

static void refusal_add(struct bytes answer, struct buffer *out)
{
    struct refused refused = reply_refused(answer);
    char sentence[WORDS_SENTENCE_MAX];
    words_refusal(&refused, sentence, sizeof sentence);
    buffer_add_text(out, " ");
    buffer_add_text(out, refused.text[0] ? sentence : words_pick("together with the others", "พร้อมรายการอื่นทั้งชุด"));
}

static void conflict_add(struct bytes answer, struct buffer *out)
{
    char fields[160], text[400];
    snprintf(
        text, sizeof text,
        words_pick(" with seq %lld: this key was sent before with other content (%s); use a new key for a new fact",
                   " กับ seq %lld: คีย์นี้เคยส่งด้วยเนื้อหาอื่น (%s) เรื่องใหม่ต้องใช้คีย์ใหม่"),
        (long long)reply_integer(answer, "seq"), reply_text(answer, "fields", fields, sizeof fields));
    buffer_add_text(out, text);
}

static void taken_add(struct bytes answer, struct buffer *out)
{
    char code[80];
    int64_t first = reply_integer(answer, "first"), count = reply_integer(answer, "count");
    reply_text(answer, "code", code, sizeof code);
    if (code[0]) {
        buffer_add_text(out, " ");
        buffer_add_text(out, code);
    }
    buffer_add_text(out, " seq ");
    add_number(out, reply_integer(answer, "seq"));
    if (count > 0) {
        buffer_add_text(out, count == 1 ? ", follow-up " : ", follow-ups ");
        add_number(out, first);
        if (count > 1) {
            buffer_add_text(out, "-");
            add_number(out, first + count - 1);
        }
    }
}

void report_sentence(struct bytes answer, struct buffer *out)
{
    char status[16];
    buffer_add_text(out, reply_text(answer, "status", status, sizeof status));
    if (strcmp(status, "refused") == 0)
        refusal_add(answer, out);
    else if (strcmp(status, "conflict") == 0)
        conflict_add(answer, out);
    else
        taken_add(answer, out);
}

static void summary_part(uint64_t n, const char *word, bool *first, struct buffer *out)
{
    if (n == 0)
        return;
    buffer_add_text(out, *first ? ": " : ", ");
    add_number(out, (int64_t)n);
    buffer_add_text(out, " ");
    buffer_add_text(out, word);
    *first = false;
}

void report_summary(const struct report *r, struct buffer *out)
{
    bool first = true;
    add_number(out, (int64_t)r->events);
    buffer_add_text(out, r->events == 1 ? words_pick(" event", " รายการ") : words_pick(" events", " รายการ"));
    summary_part(r->applied, "applied", &first, out);
    summary_part(r->parked, "parked", &first, out);
    summary_part(r->repeated, "repeated", &first, out);
    summary_part(r->conflict, "conflict", &first, out);
    summary_part(r->refused, "refused", &first, out);
}

static void json_part(const char *name, uint64_t n, struct buffer *out)
{
    buffer_add_text(out, ",\"");
    buffer_add_text(out, name);
    buffer_add_text(out, "\":");
    add_number(out, (int64_t)n);
}

void report_json(const struct report *r, struct buffer *out)
{
    buffer_add_text(out, "\"events\":");
    add_number(out, (int64_t)r->events);
    json_part("applied", r->applied, out);
    json_part("parked", r->parked, out);
    json_part("repeated", r->repeated, out);
    json_part("conflict", r->conflict, out);
    json_part("refused", r->refused, out);
}

void report_answer_json(const char *number_name, uint64_t number, const char *key, struct bytes answer,
                        struct buffer *out)
{
    struct buffer members = {0};
    codec_json_any(answer, &members);
    buffer_add_text(out, "{\"");
    buffer_add_text(out, number_name);
    buffer_add_text(out, "\":");
    add_number(out, (int64_t)number);
    buffer_add_text(out, ",\"key\":");
    codec_json_text(out, key, strlen(key));
    if (members.len > 2) {
        buffer_add_text(out, ",");
        buffer_add(out, members.at + 1, members.len - 1);
    } else {
        buffer_add_text(out, "}");
    }
    buffer_free(&members);
}

static void type_add(struct report_types *t, const char *name)
{
    const char *at = (const char *)t->names.at;
    uint32_t i = 0;
    t->all++;
    for (; i < t->types_count && strcmp(at, name) != 0; i++)
        at += strlen(at) + 1;
    if (i == sizeof t->counts / sizeof *t->counts)
        return; /* the contract has fewer types */
    if (i == t->types_count) {
        buffer_add(&t->names, name, strlen(name) + 1);
        t->types_count++;
    }
    t->counts[i]++;
}

void report_types_add(struct report_types *t, struct bytes answer)
{
    struct reply_list followups = reply_list(answer, "followups");
    struct bytes raw;
    char type[40];
    while (reply_next(&followups, &raw))
        type_add(t, reply_text(raw, "type", type, sizeof type));
}

void report_types_print(struct report_types *t, FILE *out)
{
    const char *at = (const char *)t->names.at;
    for (uint32_t i = 0; i < t->types_count; i++, at += strlen(at) + 1)
        fprintf(out, "  %6llu  %s\n", (unsigned long long)t->counts[i], at);
    buffer_free(&t->names);
    *t = (struct report_types){0};
}
