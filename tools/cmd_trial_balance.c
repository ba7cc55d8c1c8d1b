/* coopctl trial-balance: every account of the books by the cooperative's chart, as of now or of a day; and the control
 * accounts beside their registers. */
#include "arguments.h"
#include "ask.h"
#include "chart.h"
#include "control.h"
#include "dates.h"
#include "table.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>

struct balance {
    struct chart chart;
    int64_t debit_satang[ACCOUNT_ROLES], credit_satang[ACCOUNT_ROLES];
    bool moved[ACCOUNT_ROLES];
    int32_t as_of; /* 0: everything */
};

static int place_of(const struct balance *b, uint8_t role)
{
    for (int i = 0; i < ACCOUNT_ROLES; i++)
        if (b->chart.entries[i].is->role == (enum account)role)
            return i;
    return -1;
}

static void sums_add(struct balance *b, uint8_t role, int64_t debit_satang, int64_t credit_satang)
{
    int i = place_of(b, role);
    if (i < 0)
        return;
    b->debit_satang[i] += debit_satang;
    b->credit_satang[i] += credit_satang;
    b->moved[i] = true;
}

static void account_take(void *context, const struct ask_row *row)
{
    const struct ledger *l = (const void *)row->value;
    sums_add(context, ((const struct ledger_key *)(const void *)row->key)->account, l->debit_satang, l->credit_satang);
}

static void day_take(void *context, const struct ask_row *row)
{
    struct balance *b = context;
    const struct ledger_day_key *key = (const void *)row->key;
    const struct ledger_day *l = (const void *)row->value;
    if (key->booked_on <= b->as_of)
        sums_add(b, key->account, l->debit_satang, l->credit_satang);
}

static int balance_ask(struct ask *a, struct balance *b)
{
    int status = chart_ask(a, b->as_of, &b->chart);
    if (status != 0)
        return status;
    if (b->as_of == 0)
        return ask_rows(a, TABLE_ledger, (struct bytes){0}, account_take, b);
    return ask_rows(a, TABLE_ledger_day, (struct bytes){0}, day_take, b);
}

/* ---- printing */

static const char *kind_word(enum account_kind kind)
{
    static const char *const thai[ACCOUNT_KINDS] = {"สินทรัพย์", "หนี้สิน", "ทุน", "รายได้", "ค่าใช้จ่าย"};
    return words_thai() ? thai[kind] : account_kind_name(kind);
}

static void headings(struct table_page *page, const char *const english[], const char *const thai[], uint32_t columns,
                     uint32_t right_from)
{
    table_begin(page, columns);
    for (uint32_t i = 0; i < columns; i++)
        table_cell(page, words_thai() ? thai[i] : english[i]);
    for (uint32_t i = right_from; i < columns; i++)
        table_align_right(page, i);
}

static void line_add(struct table_page *page, const struct balance *b, int i)
{
    const struct chart_entry *e = &b->chart.entries[i];
    table_cell(page, e->code);
    table_cell(page, e->title);
    table_cell(page, kind_word(e->is->kind));
    table_cell_baht(page, b->debit_satang[i]);
    table_cell_baht(page, b->credit_satang[i]);
    table_cell_baht(page, b->debit_satang[i] - b->credit_satang[i]);
}

static void json_text(const char *name, const char *text)
{
    struct buffer out = {0};
    codec_json_text(&out, text, strlen(text));
    printf("\"%s\":%.*s,", name, (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

static void line_json(const struct balance *b, int i)
{
    const struct chart_entry *e = &b->chart.entries[i];
    putchar('{');
    json_text("account", account_role_name(e->is->role));
    json_text("code", e->code);
    json_text("title", e->title);
    json_text("kind", account_kind_name(e->is->kind));
    printf("\"debit_satang\":%lld,\"credit_satang\":%lld,\"balance_satang\":%lld}\n", (long long)b->debit_satang[i],
           (long long)b->credit_satang[i], (long long)(b->debit_satang[i] - b->credit_satang[i]));
}

static void total_add(struct table_page *page, int64_t debit_satang, int64_t credit_satang)
{
    table_cell(page, words_pick("total", "รวม"));
    table_cell(page, "");
    table_cell(page, "");
    table_cell_baht(page, debit_satang);
    table_cell_baht(page, credit_satang);
    table_cell_baht(page, debit_satang - credit_satang);
}

/* In the order of kinds; an account without a posting is left out. */
static int balance_print(const struct balance *b, bool json)
{
    static const char *const english[] = {"code", "account", "kind", "debit", "credit", "balance"};
    static const char *const thai[] = {"รหัส", "บัญชี", "ประเภท", "เดบิต", "เครดิต", "คงเหลือ"};
    struct table_page page = {0};
    int64_t debit = 0, credit = 0;
    headings(&page, english, thai, 6, 3);
    for (int kind = 0; kind < ACCOUNT_KINDS; kind++)
        for (int i = 0; i < ACCOUNT_ROLES; i++) {
            if (!b->moved[i] || (int)b->chart.entries[i].is->kind != kind)
                continue;
            debit += b->debit_satang[i];
            credit += b->credit_satang[i];
            if (json)
                line_json(b, i);
            else
                line_add(&page, b, i);
        }
    if (json)
        printf("{\"total_debit_satang\":%lld,\"total_credit_satang\":%lld}\n", (long long)debit, (long long)credit);
    else
        total_add(&page, debit, credit);
    if (!json)
        table_end(&page, stdout);
    buffer_free(&page.cells);
    if (debit == credit)
        return EXIT_DONE;
    words_complain("debits and credits differ: run coopctl verify, and report this",
                   "เดบิตและเครดิตไม่เท่ากัน โปรดใช้ coopctl verify และแจ้งปัญหา");
    return EXIT_REJECTED;
}

/* ---- control accounts */

static int differ(const struct chart *chart, const struct control_sums *s)
{
    int status = EXIT_DONE;
    for (int i = 0; i < CONTROLS; i++) {
        char ledger[VALUE_TEXT_MAX], sum[VALUE_TEXT_MAX];
        const struct control_desc *d = control_desc((enum control)i);
        if (s->ledger_satang[i] == s->register_satang[i])
            continue;
        value_baht_print(s->ledger_satang[i], ledger);
        value_baht_print(s->register_satang[i], sum);
        words_complain("%s stands at %s baht in the ledger, its register at %s: run coopctl verify, and report this",
                       "บัญชี %s ในบัญชีแยกประเภท %s บาท ทะเบียนย่อย %s บาท โปรดใช้ coopctl verify และแจ้งปัญหา",
                       chart_of(chart, d->account)->code, ledger, sum);
        status = EXIT_REJECTED;
    }
    return status;
}

static int control_print(const struct chart *chart, const struct control_sums *s, bool json)
{
    static const char *const english[] = {"code", "account", "register", "ledger", "register sum", "difference"};
    static const char *const thai[] = {"รหัส", "บัญชีคุมยอด", "ทะเบียนย่อย", "บัญชีแยกประเภท", "รวมทะเบียน", "ผลต่าง"};
    struct table_page page = {0};
    headings(&page, english, thai, 6, 3);
    for (int i = 0; i < CONTROLS; i++) {
        const struct control_desc *d = control_desc((enum control)i);
        const struct chart_entry *e = chart_of(chart, d->account);
        if (json) {
            putchar('{');
            json_text("account", d->name);
            json_text("code", e->code);
            json_text("register", d->table);
            printf("\"ledger_satang\":%lld,\"register_satang\":%lld}\n", (long long)s->ledger_satang[i],
                   (long long)s->register_satang[i]);
            continue;
        }
        table_cell(&page, e->code);
        table_cell(&page, e->title);
        table_cell(&page, words_pick(d->english, d->thai));
        table_cell_baht(&page, s->ledger_satang[i]);
        table_cell_baht(&page, s->register_satang[i]);
        table_cell_baht(&page, s->ledger_satang[i] - s->register_satang[i]);
    }
    if (!json)
        table_end(&page, stdout);
    buffer_free(&page.cells);
    return differ(chart, s);
}

static int control_show(struct ask *a, bool json)
{
    struct chart chart;
    struct control_sums sums;
    int status = chart_ask(a, 0, &chart);
    status = status ? status : control_ask(a, &sums);
    return status ? status : control_print(&chart, &sums, json);
}

static int balance_show(struct ask *a, int32_t as_of, bool json)
{
    struct balance b = {.as_of = as_of};
    int status = balance_ask(a, &b);
    return status ? status : balance_print(&b, json);
}

int cmd_trial_balance(const struct trial_balance_options *o)
{
    struct ask a;
    int32_t as_of = 0;
    if (o->given.operands_count > 0)
        return arguments_wrong("trial-balance", "it takes no operand", "ไม่ต้องระบุอะไรเพิ่ม");
    if (o->as_of && o->control)
        return arguments_wrong("trial-balance", "registers are as they stand now: leave out --as-of or --control",
                               "ทะเบียนย่อยเป็นยอดปัจจุบัน ใช้ --as-of หรือ --control อย่างใดอย่างหนึ่ง");
    if (o->as_of && !dates_day_read("trial-balance", "--as-of", o->as_of, &as_of))
        return EXIT_BAD_USAGE;
    int status = ask_open(&o->given, &a);
    if (status != 0)
        return status;
    status = o->control ? control_show(&a, o->given.json) : balance_show(&a, as_of, o->given.json);
    ask_close(&a);
    return status;
}
