#include "effect.h"

#include "table.h"
#include "words.h"

#include "../proto/codec.h"

#include <string.h>

static const struct {
    const char *name, *english, *thai;
} kinds[EFFECTS] = {
#define EFFECT(name, english, thai) {#name, english, thai},
#include "effect.def"
};

/* ---- whose follow-up it is */

static bool is_known(const struct effect *e, uint64_t position)
{
    return position >= e->first && position - e->first < e->known.len && e->known.at[position - e->first];
}

/* The queued settlement of a unit's month names both; what comes of it names the follow-up that it comes of. */
static bool names_month(const struct effect *e, const struct stream_item *item)
{
    bool unit = false, period = false;
    for (int i = 0; i < item->desc->fields_count; i++) {
        const struct field_desc *f = &item->desc->fields[i];
        const char *at = (const char *)&item->body + f->offset;
        unit |= strcmp(f->name, "unit_code") == 0 && strcmp(at, e->unit_code) == 0;
        period |= f->kind == SCALAR_period && schema_integer(f, &item->body) == (int64_t)e->period;
    }
    return e->unit_code[0] && unit && period;
}

static bool belongs(const struct effect *e, const struct stream_item *item)
{
    if (item->head.seq == e->seq)
        return true;
    for (uint32_t i = 0; i < item->cause.because_count; i++) {
        const struct reference *r = &item->cause.because[i];
        if (r->seq == e->seq || (r->position > 0 && is_known(e, r->position)))
            return true;
    }
    return item->head.seq > e->seq && names_month(e, item);
}

/* ---- what it tells */

static void count(struct effect *e, enum effect_kind kind, int64_t satang)
{
    e->counts[kind]++;
    if (__builtin_add_overflow(e->satang[kind], satang, &e->satang[kind]))
        e->satang[kind] = INT64_MAX;
}

/* The lines of a member stand together. */
static void line_count(struct effect *e, enum effect_kind kind, const char *member_no, int64_t satang)
{
    if (strcmp(e->member_no, member_no) != 0)
        e->counts[EFFECT_members]++;
    snprintf(e->member_no, sizeof e->member_no, "%s", member_no);
    count(e, kind, satang);
}

static void posting_count(struct effect *e, const struct journal_posting_requested *p)
{
    for (uint32_t i = 0; i < p->lines_count; i++)
        if (p->lines[i].account < EFFECT_ACCOUNTS_MAX)
            e->debit_satang[p->lines[i].account] += p->lines[i].debit_satang - p->lines[i].credit_satang;
}

static void reversal_count(struct effect *e, const struct loan_instalment_reversed *b)
{
    count(e, EFFECT_loan_reversals, b->interest_satang + b->principal_satang);
    if (b->reopened)
        count(e, EFFECT_loans_reopened, 0);
}

static void refund_reversal_count(struct effect *e, const struct refund_payable_reversed *b)
{
    count(e, EFFECT_refunds_reversed, b->amount_satang);
    if (b->reclaim_satang > 0)
        count(e, EFFECT_reclaims, b->reclaim_satang);
}

static void corrected_count(struct effect *e, const struct loan_corrected *b)
{
    e->corrects = true;
    count(e, EFFECT_loans_corrected, 0);
    if (b->reopened)
        count(e, EFFECT_loans_reopened, 0);
}

static void item_count(struct effect *e, const struct stream_item *item)
{
    const union event_body *b = &item->body;
    switch (item->desc->id) {
    case EVENT_payroll_line_reopened:
        line_count(e, EFFECT_lines_reopened, b->payroll_line_reopened.member_no,
                   b->payroll_line_reopened.before_satang);
        break;
    case EVENT_payroll_line_settled:
        line_count(e, EFFECT_lines_settled, b->payroll_line_settled.member_no,
                   b->payroll_line_settled.collected_satang - b->payroll_line_settled.before_satang);
        break;
    case EVENT_payroll_receipt_adjusted:
        count(e, EFFECT_receipts_adjusted,
              b->payroll_receipt_adjusted.new_satang - b->payroll_receipt_adjusted.old_satang);
        break;
    case EVENT_payroll_receipt_cancelled:
        count(e, EFFECT_receipts_cancelled, -b->payroll_receipt_cancelled.old_satang);
        break;
    case EVENT_payroll_receipt_issued:
        count(e, EFFECT_receipts_issued, b->payroll_receipt_issued.amount_satang);
        break;
    case EVENT_loan_instalment_posted:
        count(e, EFFECT_loan_payments,
              b->loan_instalment_posted.interest_satang + b->loan_instalment_posted.principal_satang);
        break;
    case EVENT_loan_instalment_reversed:
        reversal_count(e, &b->loan_instalment_reversed);
        break;
    case EVENT_loan_closed:
        count(e, EFFECT_loans_closed, 0);
        break;
    case EVENT_payroll_suspense_created:
        count(e, EFFECT_suspense_created, b->payroll_suspense_created.amount_satang);
        break;
    case EVENT_suspense_cleared:
        count(e, EFFECT_suspense_cleared, b->suspense_cleared.amount_satang);
        break;
    case EVENT_refund_payable_created:
        count(e, EFFECT_refunds_created, b->refund_payable_created.amount_satang);
        break;
    case EVENT_refund_payable_reversed:
        refund_reversal_count(e, &b->refund_payable_reversed);
        break;
    case EVENT_journal_posting_requested:
        posting_count(e, &b->journal_posting_requested);
        break;
    case EVENT_loan_corrected:
        corrected_count(e, &b->loan_corrected);
        break;
    case EVENT_notification_requested:
        if (e->corrects)
            count(e, EFFECT_letters_due, 0);
        break;
    case EVENT_notification_withdrawn:
        count(e, EFFECT_letters_withdrawn, 0);
        if (b->notification_withdrawn.taken)
            count(e, EFFECT_letters_taken, 0);
        break;
    default:
        break;
    }
}

void effect_add(struct effect *e, struct bytes followup)
{
    static struct stream_item item; /* too large for the stack */
    uint8_t mine = 0;
    uint64_t position = (uint64_t)reply_integer(followup, "position");
    if (e->known.len == 0)
        e->first = position;
    if (stream_decode(followup, &item))
        mine = belongs(e, &item);
    buffer_add(&e->known, &mine, 1);
    if (!mine)
        return;
    e->followups++;
    item_count(e, &item);
}

void effect_free(struct effect *e)
{
    buffer_free(&e->known);
}

/* ---- telling */

static void kinds_print(const struct effect *e)
{
    struct table_page page;
    table_begin(&page, 3);
    page.no_heading = true;
    table_align_right(&page, 1);
    table_align_right(&page, 2);
    for (int i = 0; i < EFFECTS; i++) {
        char name[128];
        if (e->counts[i] == 0)
            continue;
        snprintf(name, sizeof name, "  %s", words_pick(kinds[i].english, kinds[i].thai));
        table_cell(&page, name);
        table_cell_number(&page, (int64_t)e->counts[i]);
        if (e->satang[i] != 0)
            table_cell_baht(&page, e->satang[i]);
        else
            table_cell(&page, "");
    }
    table_end(&page, stdout);
}

static void accounts_print(const struct effect *e)
{
    const struct enum_desc *accounts = schema_enum_named("account");
    struct table_page page;
    table_begin(&page, 3);
    table_align_right(&page, 1);
    table_align_right(&page, 2);
    table_cell(&page, words_pick("  account", "  บัญชี"));
    table_cell(&page, words_pick("debit", "เดบิต"));
    table_cell(&page, words_pick("credit", "เครดิต"));
    for (uint8_t i = 1; i < EFFECT_ACCOUNTS_MAX; i++) {
        char name[64];
        int64_t net = e->debit_satang[i];
        if (net == 0)
            continue;
        snprintf(name, sizeof name, "  %s", schema_word_text(accounts, i));
        table_cell(&page, name);
        if (net < 0)
            table_cell(&page, "");
        table_cell_baht(&page, net < 0 ? -net : net);
        if (net > 0)
            table_cell(&page, "");
    }
    if (page.cells_count > page.columns)
        table_end(&page, stdout);
    buffer_free(&page.cells);
}

void effect_print(const struct effect *e)
{
    kinds_print(e);
    accounts_print(e);
    if (e->cut)
        puts(words_pick("  and more: these are its first 1,000 follow-ups only",
                        "  และยังมีอีก: แสดงเฉพาะเหตุการณ์สืบเนื่อง 1,000 รายการแรก"));
}

static void number_add(struct buffer *out, const char *before, int64_t number)
{
    char text[VALUE_TEXT_MAX];
    buffer_add_text(out, before);
    buffer_add(out, text, value_integer_print(number, text));
}

void effect_json(const struct effect *e, struct buffer *out)
{
    const struct enum_desc *accounts = schema_enum_named("account");
    bool any = false;
    number_add(out, "{\"followups\":", (int64_t)e->followups);
    buffer_add_text(out, e->cut ? ",\"more\":true" : ",\"more\":false");
    for (int i = 0; i < EFFECTS; i++) {
        buffer_add_text(out, ",\"");
        buffer_add_text(out, kinds[i].name);
        number_add(out, "\":{\"count\":", (int64_t)e->counts[i]);
        number_add(out, ",\"sum_satang\":", e->satang[i]);
        buffer_add_text(out, "}");
    }
    buffer_add_text(out, ",\"accounts\":[");
    for (uint8_t i = 1; i < EFFECT_ACCOUNTS_MAX; i++) {
        int64_t net = e->debit_satang[i];
        if (net == 0)
            continue;
        buffer_add_text(out, any ? ",{\"account\":\"" : "{\"account\":\"");
        buffer_add_text(out, schema_word_text(accounts, i));
        number_add(out, "\",\"debit_satang\":", net > 0 ? net : 0);
        number_add(out, ",\"credit_satang\":", net < 0 ? -net : 0);
        buffer_add_text(out, "}");
        any = true;
    }
    buffer_add_text(out, "]}");
}
