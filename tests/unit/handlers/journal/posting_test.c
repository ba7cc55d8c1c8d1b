#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/rules/money.h"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/journal/posting.h"

enum { TODAY = 739221 }; /* 2024-01-31 */

static struct txn *begin(struct store_mem *s)
{
    store_mem_begin_event(s, store_mem_last_seq(s) + 1);
    return store_mem_txn(s);
}

static uint64_t emit(struct txn *t, struct posting *p)
{
    struct cause because = cause_of("double_entry", 0);
    return posting_emit(t, TODAY, p, &because);
}

static void check_line(const struct posting_line *line, enum account account, int64_t debit, int64_t credit,
                       int64_t balance)
{
    CHECK_INT(line->account, account);
    CHECK_INT(line->debit_satang, debit);
    CHECK_INT(line->credit_satang, credit);
    CHECK_INT(line->balance_satang, balance);
}

void test_a_posting_carries_the_balances_after_it(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    struct store_mem_followup f;
    struct posting p;
    for (int i = 0; i < 2; i++) {
        posting_begin(&p, "KTB-1");
        posting_debit(&p, account_bank, 593699, NULL);
        posting_credit(&p, account_interest_income, 93699, "S-1");
        posting_credit(&p, account_loan_ordinary, 500000, "S-1");
        CHECK_INT(emit(t, &p), i + 1);
    }
    CHECK(store_mem_followup(s, 2, &f));
    const struct journal_posting_requested *body = &f.body.journal_posting_requested;
    CHECK_INT(f.id, EVENT_journal_posting_requested);
    CHECK_INT(f.effective_date, TODAY);
    CHECK_INT(body->posting_no, 2);
    CHECK_INT(body->total_satang, 593699);
    CHECK_TEXT(body->document_no, "KTB-1");
    CHECK_INT(body->lines_count, 3);
    check_line(&body->lines[0], account_bank, 593699, 0, 2 * 593699);
    check_line(&body->lines[1], account_interest_income, 0, 93699, -2 * 93699);
    check_line(&body->lines[2], account_loan_ordinary, 0, 500000, -2 * 500000);
    CHECK_TEXT(body->lines[0].sub_ref, "");
    CHECK_TEXT(body->lines[2].sub_ref, "S-1");
    CHECK_TEXT(f.cause.rule, "double_entry");
    store_mem_free(s);
}

void test_the_ledger_sums_both_sides(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    struct ledger sums;
    struct posting p;
    posting_begin(&p, NULL);
    posting_debit(&p, account_suspense, 300, "0417");
    posting_credit(&p, account_suspense, 200, "0418");
    posting_credit(&p, account_suspense, 100, "0419");
    emit(t, &p);
    CHECK_INT(p.body.lines[0].balance_satang, 300);
    CHECK_INT(p.body.lines[1].balance_satang, 100);
    CHECK_INT(p.body.lines[2].balance_satang, 0);
    CHECK(ledger_get(t, &(struct ledger_key){account_suspense}, &sums));
    CHECK_INT(sums.debit_satang, 300);
    CHECK_INT(sums.credit_satang, 300);
    store_mem_free(s);
}

void test_sides_of_nothing_are_dropped(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    struct posting p;
    posting_begin(&p, NULL);
    posting_debit(&p, account_bank, 0, NULL);
    posting_credit(&p, account_share_capital, 0, "004411");
    CHECK_INT(emit(t, &p), 0);
    CHECK_INT(store_mem_followups(s), 0);
    posting_debit(&p, account_bank, 5, NULL);
    posting_credit(&p, account_share_capital, 5, "004411");
    CHECK_INT(emit(t, &p), 1);
    CHECK_INT(p.body.lines_count, 2);
    CHECK_INT(p.body.posting_no, 1); /* a posting that was not made took no number */
    store_mem_free(s);
}

void test_a_posting_has_room_for_twelve_sides(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    struct posting p;
    posting_begin(&p, NULL);
    for (int i = 0; i < 6; i++) {
        posting_debit(&p, account_bank, 1 + i, NULL);
        posting_credit(&p, account_cash, 1 + i, NULL);
    }
    CHECK_INT(emit(t, &p), 1);
    CHECK_INT(p.body.lines_count, 12);
    CHECK_INT(p.body.total_satang, 21);
    store_mem_free(s);
}

void test_each_kind_of_loan_has_its_account(void)
{
    CHECK_INT(posting_loan_account(loan_kind_emergency), account_loan_emergency);
    CHECK_INT(posting_loan_account(loan_kind_ordinary), account_loan_ordinary);
    CHECK_INT(posting_loan_account(loan_kind_special), account_loan_special);
}

void test_money_is_admitted_as_long_as_the_books_can_hold_it(void)
{
    struct store_mem *s = store_mem_new();
    struct txn *t = begin(s);
    int64_t left = VALUE_MONEY_MAX / 8 - 1;
    CHECK(!posting_admit(t, VALUE_MONEY_MAX));
    CHECK(!posting_admit(t, MONEY_EVENT_MAX + 1));
    for (; left > MONEY_EVENT_MAX; left -= MONEY_EVENT_MAX)
        CHECK(posting_admit(t, MONEY_EVENT_MAX));
    CHECK(posting_admit(t, left));
    CHECK(posting_admit(t, 0));
    CHECK(!posting_admit(t, 2));
    CHECK(posting_admit(t, 1));
    CHECK(!posting_admit(t, 1));
    CHECK(!posting_admit(t, VALUE_MONEY_MAX));
    store_mem_free(s);
}
