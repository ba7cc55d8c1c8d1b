#include "export.h"

#include "dates.h"
#include "words.h"

#include "../proto/codec.h"

#include <string.h>

struct reading {
    const struct export_bill *bill;
    struct export_cover *cover;
    struct export_member member;
    int items[EXPORT_ITEMS]; /* of the profile, by enum bill_item; -1: none */
    int status;
};

static void items_begin(struct reading *r)
{
    const struct enum_desc *words = schema_enum_named("bill_item");
    for (int i = 0; i < EXPORT_ITEMS; i++)
        r->items[i] = -1;
    for (int i = 0; i < PROFILE_ITEMS; i++) {
        const char *name = profile_item_name((enum profile_item)i);
        r->items[schema_word(words, name, strlen(name))] = i;
    }
}

static void list_add(char *list, const char *text)
{
    size_t len = strlen(list);
    if (len + strlen(text) + 2 < EXPORT_TEXT_MAX) /* far more than a bill has lines */
        snprintf(list + len, EXPORT_TEXT_MAX - len, "%s%s", len ? " " : "", text);
}

static void member_end(struct reading *r)
{
    if (r->member.member_no[0] && r->status == 0)
        r->bill->member(r->bill->context, &r->member);
}

static void loan_look(struct reading *r, const struct bill_line *line, struct export_item *item)
{
    struct ask_row row;
    bool found;
    if (!r->bill->wants_loans)
        return;
    r->status = ask_row(r->bill->loans, TABLE_loan, line->contract_no, &row, &found);
    if (r->status != 0 || !found)
        return;
    const struct loan *loan = (const void *)row.value;
    item->balance_satang += loan->principal_satang;
    if (item->contracts == 1)
        memcpy(item->loan_type, loan->product, sizeof loan->product);
}

static bool is_loan(uint8_t item)
{
    return item == bill_item_emergency || item == bill_item_ordinary || item == bill_item_special;
}

static void item_add(struct reading *r, const struct bill_line *line, int64_t amount_satang)
{
    struct export_item *item = &r->member.items[r->items[line->item]];
    item->amount_satang += amount_satang;
    item->interest_satang += line->interest_satang;
    if (line->contract_no[0])
        list_add(r->member.contracts, line->contract_no);
    if (line->contract_no[0] && item->contracts++ == 0) {
        memcpy(item->first_contract, line->contract_no, sizeof item->first_contract);
        item->instalment = line->instalment_no;
    }
    if (is_loan(line->item))
        loan_look(r, line, item);
}

static void line_add(void *context, const struct ask_row *row)
{
    struct reading *r = context;
    const struct bill_line_key *key = (const void *)row->key;
    const struct bill_line *line = (const void *)row->value;
    struct export_total *total = &r->cover->totals[line->item];
    int64_t amount = line->arrears_satang + line->interest_satang + line->principal_satang;
    int64_t net = line->credit ? -amount : amount;
    char number[VALUE_TEXT_MAX];
    if (r->status != 0)
        return;
    if (strcmp(r->member.member_no, key->member_no) != 0) {
        member_end(r);
        r->member = (struct export_member){.row = ++r->cover->members};
        memcpy(r->member.member_no, key->member_no, sizeof r->member.member_no);
    }
    r->cover->lines++;
    r->cover->billed_satang += net;
    total->lines++;
    total->amount_satang += net;
    r->member.billed_satang += net;
    if (line->credit || r->items[line->item] < 0)
        r->member.credit_satang += amount;
    else
        item_add(r, line, amount);
    if (line->receipt_no == 0)
        return;
    value_integer_print((int64_t)line->receipt_no, number);
    list_add(r->member.receipts, number);
    if (r->member.first_receipt == 0)
        r->member.first_receipt = line->receipt_no;
}

/* ---- the unit's month */

struct month {
    bool found;
    struct unit_bill bill;
    struct cycle cycle;
};

static void bill_keep(void *context, const struct ask_row *row)
{
    struct month *m = context;
    memcpy(&m->bill, row->value, sizeof m->bill);
    m->found = true;
}

static void cycle_keep(void *context, const struct ask_row *row)
{
    struct month *m = context;
    memcpy(&m->cycle, row->value, sizeof m->cycle);
}

static void key_put(struct buffer *key, const char *code_name, const char *code, uint32_t period)
{
    char text[VALUE_TEXT_MAX];
    value_period_print(period, text);
    codec_put_map(key, 2);
    codec_put_text(key, "period");
    codec_put_text(key, text);
    codec_put_text(key, code_name);
    codec_put_text(key, code);
}

static int month_find(struct ask *a, const struct export_cover *cover, struct buffer *key, struct month *ret)
{
    struct buffer cycle_key = {0};
    struct ask_row unit;
    bool found;
    int status = ask_rows(a, TABLE_unit_bill, buffer_bytes(key), bill_keep, ret);
    if (status != 0 || !ret->found)
        return status;
    status = ask_row(a, TABLE_unit, cover->unit_code, &unit, &found);
    if (status != 0 || !found)
        return status;
    key_put(&cycle_key, "unit_group", ((const struct unit *)(const void *)unit.value)->unit_group, cover->period);
    status = ask_rows(a, TABLE_cycle, buffer_bytes(&cycle_key), cycle_keep, ret);
    buffer_free(&cycle_key);
    return status;
}

static int month_check(const struct month *m, const struct export_cover *cover)
{
    char period[VALUE_TEXT_MAX];
    dates_period(cover->period, period);
    if (m->found && m->bill.state != unit_bill_state_billing)
        return 0;
    if (m->found)
        words_complain("the bill of unit %s for %s is still being made; try again in a moment",
                       "ใบเรียกเก็บของหน่วยงาน %s งวด %s กำลังจัดทำ โปรดลองใหม่ภายหลัง", cover->unit_code, period);
    else
        words_complain("unit %s has no bill for %s; open the month first, or check the code and the month",
                       "หน่วยงาน %s ไม่มีใบเรียกเก็บงวด %s โปรดเปิดงวดก่อน หรือตรวจรหัสและงวด", cover->unit_code, period);
    return m->found ? EXIT_AGAIN : EXIT_REJECTED;
}

int export_bill_read(const struct export_bill *b, struct export_cover *cover)
{
    static struct reading r; /* too large for the stack */
    struct month month = {.found = false};
    struct buffer key = {0};
    r = (struct reading){.bill = b, .cover = cover};
    items_begin(&r);
    key_put(&key, "unit_code", cover->unit_code, cover->period);
    int status = month_find(b->lines, cover, &key, &month);
    status = status ? status : month_check(&month, cover);
    cover->due_date = month.cycle.remit_due_date;
    if (status == 0)
        status = ask_rows(b->lines, TABLE_bill_line, buffer_bytes(&key), line_add, &r);
    status = status ? status : r.status;
    if (status == 0)
        member_end(&r);
    status = status ? status : r.status;
    if (status == 0 && (cover->billed_satang != month.bill.billed_satang || cover->lines != month.bill.lines)) {
        words_complain("the bill of unit %s does not add up to its cover sheet; run coopctl verify, and report this",
                       "รายการเรียกเก็บของหน่วยงาน %s รวมไม่ตรงกับงบหน้า โปรดใช้ coopctl verify และแจ้งปัญหา", cover->unit_code);
        status = EXIT_REJECTED;
    }
    buffer_free(&key);
    return status;
}
