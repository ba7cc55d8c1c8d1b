#include "waiting.h"

#include "table.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

struct waiting {
    struct table_page page;
    bool json;
    int32_t day_closed;
    int64_t advance_satang;
};

int64_t waiting_days(int32_t since, int32_t day_closed)
{
    if (day_closed == 0)
        return -1;
    return day_closed > since ? day_closed - since : 0;
}

static void advance_json(const struct waiting *w, const char *unit_code, const struct unit *unit)
{
    char day[VALUE_TEXT_MAX];
    value_day_print(unit->advance_since, day);
    printf("{\"unit_code\":\"%s\",\"advance_satang\":%lld,\"since\":\"%s\",\"days\":%lld}\n", unit_code,
           (long long)unit->advance_satang, day, (long long)waiting_days(unit->advance_since, w->day_closed));
}

static void advance_add(void *context, const struct ask_row *row)
{
    struct waiting *w = context;
    const struct unit *unit = (const void *)row->value;
    const char *unit_code = ((const struct unit_key *)(const void *)row->key)->unit_code;
    if (unit->advance_satang <= 0)
        return;
    w->advance_satang += unit->advance_satang;
    if (w->json) {
        advance_json(w, unit_code, unit);
        return;
    }
    table_cell(&w->page, unit_code);
    table_cell_baht(&w->page, unit->advance_satang);
}

static int ledger_ask(struct ask *a, int64_t *ret_satang)
{
    struct ask_row account;
    bool found = false;
    int status = ask_row(a, TABLE_ledger, "suspense", &account, &found);
    const struct ledger *l = (const void *)account.value;
    *ret_satang = status == 0 && found ? l->credit_satang - l->debit_satang : 0;
    return status;
}

int waiting_print(struct ask *a, int64_t items_satang)
{
    struct waiting w = {.json = false};
    char total[VALUE_TEXT_MAX], ledger[VALUE_TEXT_MAX];
    int64_t ledger_satang = 0;
    table_begin(&w.page, 2);
    table_align_right(&w.page, 1);
    table_cell(&w.page, "unit_code");
    table_cell(&w.page, "advance");
    int status = ask_rows(a, TABLE_unit, (struct bytes){0}, advance_add, &w);
    status = status ? status : ledger_ask(a, &ledger_satang);
    if (status == 0 && w.advance_satang > 0) {
        puts(words_pick("\nmoney of units ahead of their file", "\nเงินที่หน่วยงานส่งมาก่อนแฟ้ม"));
        table_end(&w.page, stdout);
    }
    if (status == 0) {
        value_baht_print(items_satang + w.advance_satang, total);
        value_baht_print(ledger_satang, ledger);
        words_note("total %s baht; the ledger's suspense account says %s", "รวม %s บาท บัญชีเงินรอตรวจสอบมี %s", total,
                   ledger);
    }
    buffer_free(&w.page.cells);
    return status;
}

int waiting_json(struct ask *a, int64_t items_satang, int32_t day_closed)
{
    struct waiting w = {.json = true, .day_closed = day_closed};
    int64_t ledger_satang = 0;
    int status = ask_rows(a, TABLE_unit, (struct bytes){0}, advance_add, &w);
    status = status ? status : ledger_ask(a, &ledger_satang);
    if (status == 0)
        printf("{\"total_satang\":%lld,\"ledger_satang\":%lld}\n", (long long)(items_satang + w.advance_satang),
               (long long)ledger_satang);
    return status;
}
