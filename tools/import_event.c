/* The events that the lines of a file become. */
#include "import.h"

#include "../proto/codec.h"

#include <string.h>

uint32_t import_row(uint64_t number)
{
    return (uint32_t)(number >> 32);
}

/* File and row as a code: what a code may not hold is left out, blanks become underscores. */
static void source_ref(const char *path, uint32_t row, char *out, size_t size)
{
    enum { NAME_MOST = 48 };
    size_t n = 0;
    for (; *path && n < NAME_MOST; path++) {
        uint8_t c = *path == ' ' ? '_' : (uint8_t)*path;
        if (value_code_valid(&c, 1))
            out[n++] = (char)c;
    }
    snprintf(out + n, size - n, "%s:%u", n == 0 ? "file" : "", row);
}

static void event_begin(const struct import *im, enum event_id id, int32_t date, struct event *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->desc = schema_event((uint16_t)id);
    snprintf(ret->envelope.type, sizeof ret->envelope.type, "%s", ret->desc->name);
    ret->envelope.effective_date = date ? date : im->date ? im->date : value_period_last_day(im->sums.period);
}

static void key_set(const struct import *im, const char *unit_code, const char *last, struct event *e)
{
    char period[VALUE_TEXT_MAX];
    value_period_print(im->sums.period, period);
    snprintf(e->envelope.key, sizeof e->envelope.key, "%.7s/%s/%s%s%.20s", period, unit_code, im->part,
             im->part[0] ? "/" : "", last);
}

static void items_encode(const struct sheet_line *line, struct payroll_deduction_result *body)
{
    const struct enum_desc *words = schema_enum_named("bill_item");
    for (uint32_t i = 0; i < line->items_count; i++) {
        const char *name = profile_item_name((enum profile_item)line->items[i].item);
        struct given_item *item = &body->items[body->items_count++];
        item->item = schema_word(words, name, strlen(name));
        item->amount_satang = line->items[i].amount_satang;
        memcpy(item->contract_no, line->items[i].contract_no, sizeof item->contract_no);
    }
}

void import_line_encode(const struct import *im, const struct sheet_line *line, struct buffer *out)
{
    static struct event e;
    struct payroll_deduction_result *body = &e.body.payroll_deduction_result;
    char number[VALUE_TEXT_MAX];
    event_begin(im, EVENT_payroll_deduction_result, line->date, &e);
    value_integer_print(line->line_no, number);
    key_set(im, line->unit_code, number, &e);
    source_ref(im->sheet.path, line->row, e.envelope.source_ref, sizeof e.envelope.source_ref);
    body->period = im->sums.period;
    body->line_no = line->line_no;
    body->collected_satang = line->collected_satang;
    body->reason = line->reason;
    memcpy(body->unit_code, line->unit_code, sizeof body->unit_code);
    memcpy(body->member_no, line->member_no, sizeof body->member_no);
    memcpy(body->file_ref, im->part, sizeof body->file_ref);
    items_encode(line, body);
    codec_encode_event(&e, out);
}

void import_close_encode(const struct import *im, const struct spool_unit *unit, struct buffer *out)
{
    static struct event e;
    struct payroll_result_file_closed *body = &e.body.payroll_result_file_closed;
    event_begin(im, EVENT_payroll_result_file_closed, 0, &e);
    key_set(im, unit->unit_code, "close", &e);
    body->period = im->sums.period;
    body->line_count = unit->lines;
    body->total_satang = unit->collected_satang;
    memcpy(body->unit_code, unit->unit_code, sizeof body->unit_code);
    memcpy(body->file_ref, im->part, sizeof body->file_ref);
    body->more_to_come = im->partial;
    if (im->accepted) {
        body->line_count = im->declared_count;
        body->total_satang = im->declared_total_satang;
        body->accept_reason = im->accept_reason;
        body->accept_limit_satang = im->accept_limit_satang;
        value_code_set(e.envelope.actor, sizeof e.envelope.actor, im->actor);
    }
    codec_encode_event(&e, out);
}
