#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/ledger_text.h"
#include "../../support/test.h"

#include <string.h>

static const struct account_desc *account_of(enum account role)
{
    return account_desc(role);
}

static void account_put(enum ledger_format f, enum account role, const char *code, const char *title,
                        struct ledger_accounts *a)
{
    struct chart_entry e = {.is = account_of(role), .listed = true};
    memcpy(e.code, code, strlen(code) + 1);
    memcpy(e.title, title, strlen(title) + 1);
    ledger_account_add(f, &e, a);
}

static struct ledger_posting late_posting(void)
{
    struct ledger_posting p = {.position = 1034, .seq = 812, .date = "2024-02-01", .rule = "double_entry"};
    p.body.posting_no = 7;
    memcpy(p.body.document_no, "KTB-1", 6);
    p.body.lines_count = 2;
    p.body.lines[0] = (struct posting_line){.account = account_bank, .debit_satang = 5};
    p.body.lines[1] = (struct posting_line){.account = account_suspense, .credit_satang = 5, .sub_ref = "0417"};
    p.body.value_date = value_day(2024, 1, 31);
    return p;
}

/* The posting in a format, with the accounts 1101 and 2301. */
static const char *text_of(enum ledger_format f)
{
    static struct buffer out;
    static struct ledger_accounts a;
    struct ledger_posting p = late_posting();
    a = (struct ledger_accounts){.count = 0};
    account_put(f, account_bank, "1101", "เงินฝาก", &a);
    account_put(f, account_suspense, "2301", "เงินรอตรวจสอบ", &a);
    out.len = 0;
    ledger_posting_text(f, &a, &p, &out);
    buffer_add(&out, "", 1);
    return (const char *)out.at;
}

void test_a_posting_has_the_same_words_in_each_format(void)
{
    CHECK_TEXT(text_of(LEDGER_HLEDGER),
               "\n2024-02-01 (7) KTB-1  ; position: 1034, event: 812, rule: double_entry, value_date: 2024-01-31\n"
               "    assets:1101 เงินฝาก  0.05 THB\n"
               "    liabilities:2301 เงินรอตรวจสอบ  -0.05 THB  ; sub: 0417\n");
    CHECK_TEXT(text_of(LEDGER_BEANCOUNT),
               "\n2024-02-01 * \"7\"\n  posting: 7\n  position: 1034\n  event: 812\n  document: \"KTB-1\"\n"
               "  rule: \"double_entry\"\n  value_date: 2024-01-31\n"
               "  Assets:1101-เงินฝาก  0.05 THB\n"
               "  Liabilities:2301-เงินรอตรวจสอบ  -0.05 THB\n    sub: \"0417\"\n");
    CHECK_TEXT(text_of(LEDGER_CSV), "2024-02-01,7,KTB-1,1101,0.05,0.00,,1034,812,double_entry,,2024-01-31\n"
                                    "2024-02-01,7,KTB-1,2301,0.00,0.05,0417,1034,812,double_entry,,2024-01-31\n");
}

void test_two_accounts_never_go_by_one_name(void)
{
    struct ledger_accounts a = {.count = 0};
    account_put(LEDGER_BEANCOUNT, account_bank, "1.1", "Bank", &a);
    account_put(LEDGER_BEANCOUNT, account_cash, "1-1", "Bank", &a);
    CHECK_TEXT(a.rows[0].name, "Assets:1-1-Bank");
    CHECK(strcmp(a.rows[0].name, a.rows[1].name) != 0);
}

void test_a_name_has_no_sign_that_would_end_it(void)
{
    struct ledger_accounts a = {.count = 0};
    account_put(LEDGER_HLEDGER, account_bank, "1101", "Bank:  main ; \"x\" ", &a);
    CHECK_TEXT(a.rows[0].name, "assets:1101 Bank- main - -x");
}

void test_a_long_name_ends_with_a_whole_letter(void)
{
    static const enum ledger_format all[] = {LEDGER_HLEDGER, LEDGER_BEANCOUNT};
    for (size_t f = 0; f < 2; f++)
        for (size_t blanks = 1; blanks <= 3; blanks++) {
            struct ledger_accounts a = {.count = 0};
            char title[160] = "", code[8] = "";
            memset(code, '1', blanks); /* so that the letters, three bytes each, lie differently */
            for (int i = 0; i < 53; i++)
                memcpy(title + (size_t)i * 3, "ก", 4);
            account_put(all[f], account_bank, code, title, &a);
            CHECK(value_title_valid((const uint8_t *)a.rows[0].name, strlen(a.rows[0].name)));
        }
}
