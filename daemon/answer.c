#include "answer.h"

#include <stdio.h>
#include <string.h>

void answer_begin(struct buffer *out, uint64_t id, uint32_t pairs)
{
    codec_put_map(out, pairs + (id > 0));
    if (id > 0) {
        codec_put_text(out, "id");
        codec_put_integer(out, (int64_t)id);
    }
}

static const char *status_text(enum status s)
{
    static const char *const texts[] = {
        [STATUS_APPLIED] = "applied",   [STATUS_PARKED] = "parked",     [STATUS_REFUSED] = "refused",
        [STATUS_REPEATED] = "repeated", [STATUS_CONFLICT] = "conflict", [STATUS_BUSY] = "busy",
    };
    return texts[s];
}

static void put_pair(struct buffer *out, const char *name, uint64_t value)
{
    codec_put_text(out, name);
    codec_put_integer(out, (int64_t)value);
}

static void put_text_pair(struct buffer *out, const char *name, const char *value)
{
    codec_put_text(out, name);
    codec_put_text(out, value);
}

static void refusal_fill(const struct refusal *r, struct refused *ret)
{
    memset(ret, 0, sizeof *ret);
    snprintf(ret->code, sizeof ret->code, "%s", refusal_name(r->code));
    snprintf(ret->field, sizeof ret->field, "%s", r->field);
    refusal_sentence(r, REFUSAL_ENGLISH, ret->text, sizeof ret->text);
    ret->value = r->value;
    ret->limit = r->limit;
}

void answer_refusal(struct buffer *out, const struct refusal *r)
{
    struct refused body;
    refusal_fill(r, &body);
    codec_encode(schema_record_named("refused"), &body, out);
}

void answer_refused(struct buffer *out, uint64_t id, const struct refusal *r)
{
    answer_begin(out, id, 1);
    codec_put_text(out, "refused");
    answer_refusal(out, r);
}

static void put_taken(struct buffer *out, const struct answer *a)
{
    put_pair(out, "seq", a->seq);
    if (a->positions > 0) {
        put_pair(out, "first", a->first_position);
        put_pair(out, "count", a->positions);
    }
}

void answer_event(struct buffer *out, const struct answer *a)
{
    uint32_t taken = a->positions > 0 ? 3 : 1;
    struct refused body;
    switch (a->status) {
    case STATUS_APPLIED:
        codec_put_map(out, 1 + taken);
        put_text_pair(out, "status", status_text(a->status));
        put_taken(out, a);
        break;
    case STATUS_PARKED:
        codec_put_map(out, 2 + taken);
        put_text_pair(out, "status", status_text(a->status));
        put_text_pair(out, "code", a->refusal.text);
        put_taken(out, a);
        break;
    case STATUS_REPEATED:
        codec_put_map(out, 2 + taken);
        put_text_pair(out, "status", status_text(a->status));
        put_text_pair(out, "first_status", status_text(a->first_status));
        put_taken(out, a);
        break;
    case STATUS_CONFLICT:
        codec_put_map(out, 3);
        put_text_pair(out, "status", status_text(a->status));
        put_pair(out, "seq", a->seq);
        put_text_pair(out, "fields", a->differences);
        break;
    default:
        refusal_fill(&a->refusal, &body);
        codec_put_map(out, 3u + (body.field[0] != '\0') + (body.value != 0) + (body.limit != 0));
        put_text_pair(out, "status", status_text(STATUS_REFUSED));
        put_text_pair(out, "code", body.code);
        if (body.field[0])
            put_text_pair(out, "field", body.field);
        put_text_pair(out, "text", body.text);
        if (body.value)
            put_pair(out, "value", (uint64_t)body.value);
        if (body.limit)
            put_pair(out, "limit", (uint64_t)body.limit);
    }
}

void answer_event_envelope_refused(struct buffer *out)
{
    codec_put_map(out, 2);
    put_text_pair(out, "status", status_text(STATUS_REFUSED));
    put_text_pair(out, "code", refusal_name(REFUSAL_envelope_refused));
}

void answer_event_busy(struct buffer *out, const char *reason, uint32_t retry_ms)
{
    codec_put_map(out, 3);
    put_text_pair(out, "status", status_text(STATUS_BUSY));
    put_text_pair(out, "text", reason);
    put_pair(out, "retry_ms", retry_ms);
}

void answer_followup(struct buffer *out, const struct store_followup *f)
{
    const struct record_desc *d = schema_event((uint16_t)f->id);
    struct followup head = {
        .position = f->position, .seq = f->seq, .ordinal = f->ordinal, .effective_date = f->effective_date};
    struct buffer cause = {0}, data = {0};
    snprintf(head.type, sizeof head.type, "%s", d->name);
    codec_encode(schema_record_named("cause"), &f->cause, &cause);
    codec_encode(d, &f->body, &data);
    head.cause = buffer_bytes(&cause);
    head.data = buffer_bytes(&data);
    codec_encode(schema_record_named("followup"), &head, out);
    buffer_free(&cause);
    buffer_free(&data);
}
