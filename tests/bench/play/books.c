#include "books.h"

#include "../../../handlers/state/records.h"
#include "../../../proto/codec.h"
#include "../../../tools/arguments.h"
#include "../../../tools/ask.h"
#include "../../../tools/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect(const char *what, int64_t is, int64_t should)
{
    if (is == should)
        return;
    fprintf(stderr, "bench: %s: %lld instead of %lld\n", what, (long long)is, (long long)should);
    exit(1);
}

struct sums {
    struct books *o;
    const struct society *society;
    int64_t receivable_satang, advance_satang, debit_satang, credit_satang;
    uint64_t position; /* of the last follow-up seen */
};

/* Only a unit that sent no file, or that there is nothing to ask of, may be open. */
static void open_check(const struct society *c, const struct ask_row *row, const struct unit_bill *m)
{
    struct unit_bill_key key;
    memcpy(&key, row->key, sizeof key);
    uint32_t unit = society_unit_of_code(c, key.unit_code);
    if (m->lines == 0 || m->state == unit_bill_state_settled ||
        (unit != SOCIETY_NO_UNIT && society_unit_case(c, unit, 0) == UNIT_never))
        return;
    fprintf(stderr, "bench: unit %s is not settled\n", key.unit_code);
    exit(1);
}

static void month_add(void *context, const struct ask_row *row)
{
    struct sums *s = context;
    struct books *o = s->o;
    struct unit_bill m;
    memcpy(&m, row->value, sizeof m);
    open_check(s->society, row, &m);
    o->units++;
    o->bill_lines += m.lines;
    o->billed_satang += m.billed_satang;
    o->deducted_satang += m.deducted_satang;
    o->settled_satang += m.settled_satang;
    o->over_satang += m.over_satang;
    o->suspense_satang += m.suspense_satang;
    o->remitted_satang += m.remitted_satang;
}

static void file_add(void *context, const struct ask_row *row)
{
    struct result_file f;
    memcpy(&f, row->value, sizeof f);
    ((struct sums *)context)->o->result_lines += f.lines;
}

static void unit_add(void *context, const struct ask_row *row)
{
    struct sums *s = context;
    struct unit u;
    memcpy(&u, row->value, sizeof u);
    s->receivable_satang += u.receivable_satang;
    s->advance_satang += u.advance_satang;
}

static void account_add(void *context, const struct ask_row *row)
{
    struct sums *s = context;
    struct ledger l;
    memcpy(&l, row->value, sizeof l);
    s->debit_satang += l.debit_satang;
    s->credit_satang += l.credit_satang;
}

static void rows_add(struct ask *a, enum table table, const char *period, ask_visit *visit, struct sums *s)
{
    struct buffer key = {0};
    if (period) {
        codec_put_map(&key, 1);
        codec_put_text(&key, "period");
        codec_put_text(&key, period);
    }
    expect("query", ask_rows(a, table, buffer_bytes(&key), visit, s), 0);
    buffer_free(&key);
}

static void followup_add(void *context, struct bytes raw)
{
    struct sums *s = context;
    uint64_t position = (uint64_t)reply_integer(raw, "position");
    expect("position of a follow-up", (int64_t)position, (int64_t)s->position + 1);
    s->position = position;
    s->o->bill_line_followups += reply_text_is(raw, "type", "payroll.bill_line_issued");
    s->o->settled_followups += reply_text_is(raw, "type", "payroll.line_settled");
}

static void followups_add(struct ask *a, struct sums *s)
{
    static const struct stream_filter everything = {"", ""};
    struct stream_page page = {.limit = 1000};
    do {
        expect("fetch", stream_fetch(a, &everything, &page, followup_add, s), 0);
        page.after = page.ret_next;
    } while (page.ret_next < page.ret_last);
    expect("follow-ups in all", (int64_t)s->position, (int64_t)page.ret_last);
    s->o->followups = s->position;
}

void books_check(const char *socket, const struct society *c, uint64_t lines_sent, struct books *ret)
{
    struct arguments arguments = {.socket = socket};
    struct sums s = {.o = ret, .society = c};
    struct ask a;
    char text[VALUE_TEXT_MAX];
    *ret = (struct books){0};
    value_period_print(c->from, text);
    expect("connection", ask_open(&arguments, &a), 0);
    rows_add(&a, TABLE_unit_bill, text, month_add, &s);
    rows_add(&a, TABLE_result_file, text, file_add, &s);
    rows_add(&a, TABLE_unit, NULL, unit_add, &s);
    rows_add(&a, TABLE_ledger, NULL, account_add, &s);
    followups_add(&a, &s);
    ask_close(&a);
    expect("result lines", (int64_t)ret->result_lines, (int64_t)lines_sent);
    expect("units", (int64_t)ret->units, c->profile->units);
    expect("settled, over and in suspense", ret->settled_satang + ret->over_satang + ret->suspense_satang,
           ret->deducted_satang);
    expect("owed by units", s.receivable_satang - s.advance_satang, ret->deducted_satang - ret->remitted_satang);
    expect("the trial balance", s.debit_satang - s.credit_satang, 0);
    expect("follow-ups of bill lines", (int64_t)ret->bill_line_followups, (int64_t)ret->bill_lines);
    expect("whether every line of a settled unit was told", ret->settled_followups > 0, 1);
}
