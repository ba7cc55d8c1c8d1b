#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"
#include "../../../../handlers/journal/posting.h"

static struct store_mem_followup f;

static struct month billed(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "5,000.00");
    month_member(&m, "0417", "B", "5,000.00");
    month_say(&m, MONTH_OPEN);
    return m;
}

static void settle_both(struct month *m)
{
    CHECK_INT(month_say(m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=5,000.00"), APPLIED);
    CHECK_INT(month_say(m, "2024-01-29 " MONTH_LINE "2 member_no=B collected=3,000.00"), APPLIED);
    CHECK_INT(month_say(m, MONTH_CLOSE "2 total=8,000.00"), APPLIED);
}

static void check_account(const struct month *m, int64_t receivable_satang, int64_t advance_satang)
{
    CHECK_INT(month_unit(m, "0417").receivable_satang, receivable_satang);
    CHECK_INT(month_unit(m, "0417").advance_satang, advance_satang);
    CHECK_INT(month_balance(m, account_unit_receivable), receivable_satang);
    CHECK_INT(month_balance(m, account_suspense), -advance_satang);
}

void test_money_behind_its_detail_pays_the_receivable(void)
{
    struct month m = billed();
    const struct journal_posting_requested *p = &f.body.journal_posting_requested;
    settle_both(&m);
    check_account(&m, 800000, 0);
    uint64_t postings = month_count(&m, EVENT_journal_posting_requested);
    CHECK_INT(month_say(&m, "2024-01-31 " MONTH_MONEY "6,000.00"), APPLIED);
    check_account(&m, 200000, 0);
    CHECK_INT(month_say(&m, "2024-02-01 " MONTH_MORE_MONEY "2,500.00"), APPLIED);
    check_account(&m, 0, 50000);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).remitted_satang, 850000);
    CHECK_INT(month_balance(&m, account_bank), 850000);
    month_followup(&m, EVENT_journal_posting_requested, postings + 1, &f);
    CHECK_TEXT(p->document_no, "KTB-2");
    CHECK_INT(f.effective_date, value_day(2024, 2, 1));
    CHECK_INT(p->lines_count, 3);
    CHECK_INT(p->lines[0].account, account_bank);
    CHECK_INT(p->lines[0].debit_satang, 250000);
    CHECK_INT(p->lines[1].account, account_unit_receivable);
    CHECK_INT(p->lines[1].credit_satang, 200000);
    CHECK_TEXT(p->lines[1].sub_ref, "0417");
    CHECK_INT(p->lines[2].account, account_suspense);
    CHECK_INT(p->lines[2].credit_satang, 50000);
    month_end(&m);
}

void test_money_before_its_detail_waits_in_suspense(void)
{
    struct month m = billed();
    struct notification_requested notice;
    CHECK_INT(month_say(&m, "2024-01-25 " MONTH_MONEY "1,000.00"), APPLIED);
    check_account(&m, 0, 100000);
    CHECK_INT(month_say(&m, "2024-01-26 " MONTH_MORE_MONEY "2,000.00"), APPLIED);
    check_account(&m, 0, 300000);
    /* The ordinary course: nobody has anything to match. */
    CHECK_INT(month_count(&m, EVENT_payroll_suspense_created), 0);
    CHECK_INT(month_notices(&m, template_suspense_to_match, &notice), 0);
    settle_both(&m);
    check_account(&m, 500000, 0);
    CHECK_INT(month_say(&m, "2024-01-31 " "payroll.remittance_received period=2024-01 unit_code=0417 bank_ref=KTB-3 amount=5,000.00"), APPLIED);
    check_account(&m, 0, 0);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).remitted_satang, 800000);
    month_end(&m);
}

void test_what_is_drawn_is_posted_once_for_all_members(void)
{
    struct month m = billed();
    const struct journal_posting_requested *p = &f.body.journal_posting_requested;
    month_say(&m, "2024-01-25 " MONTH_MONEY "10,000.00");
    uint64_t postings = month_count(&m, EVENT_journal_posting_requested);
    settle_both(&m);
    check_account(&m, 0, 200000);
    CHECK_INT(month_count(&m, EVENT_journal_posting_requested), postings + 3);
    month_followup(&m, EVENT_journal_posting_requested, postings + 2, &f);
    CHECK_INT(p->lines_count, 2);
    CHECK_INT(p->lines[0].account, account_suspense);
    CHECK_INT(p->lines[0].debit_satang, 800000);
    CHECK_INT(p->lines[1].account, account_unit_receivable);
    CHECK_INT(p->lines[1].credit_satang, 800000);
    CHECK_TEXT(f.cause.rule, "double_entry");
    month_end(&m);
}

void test_money_may_come_while_bills_are_made(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "5,000.00");
    month_event(&m, MONTH_OPEN, false);
    CHECK_INT(month_say(&m, "2024-01-25 " MONTH_MONEY "5,000.00"), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_issued);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).remitted_satang, 500000);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).billed_satang, 500000);
    month_end(&m);
}

void test_money_for_a_month_not_billed_is_parked_and_drawn_later(void)
{
    struct month m = month_begin();
    CHECK_INT(month_say(&m, "2024-01-05 " MONTH_MONEY "5,000.00"), PARKED);
    CHECK_TEXT(m.why.text, "before_detail");
    month_end(&m);
}

void test_money_needs_its_unit(void)
{
    struct month m = month_begin();
    CHECK_INT(
        month_say(&m, "2024-01-25 payroll.remittance_received period=2024-01 unit_code=0418 bank_ref=K amount=1.00"),
        REFUSED);
    CHECK_INT(m.why.code, REFUSAL_unit_unknown);
    month_end(&m);
}

void test_more_than_the_books_hold_is_refused(void)
{
    struct month m = billed();
    CHECK_INT(month_say(&m, "2024-01-25 " MONTH_MONEY "999,999,999,999,999.99"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_amount_overflow);
    CHECK_TEXT(m.why.field, "data.amount_satang");
    check_account(&m, 0, 0);
    for (int i = 0; i < 200; i++) {
        if (month_say(&m, "2024-01-25 " MONTH_MONEY "9,999,999,999,999.99") == REFUSED)
            CHECK_INT(m.why.code, REFUSAL_amount_overflow);
    }
    CHECK_INT(m.why.code, REFUSAL_amount_overflow);
    month_end(&m);
}
