#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"
#include "../../../../handlers/journal/posting.h"

#include <stdio.h>

static struct store_mem_followup f;

/* Outstanding-cooperative guide 2551, finance officer, duties 7 and 8: AT-12. */
void test_receipts_are_corrected_to_what_was_collected(void)
{
    struct month m = month_begin();
    struct bill_line row;
    month_member(&m, "0417", "A", "5,000.00");
    month_member(&m, "0417", "B", "5,000.00");
    month_member(&m, "0417", "C", "5,000.00");
    CHECK_INT(month_say(&m, MONTH_OPEN), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=5,000.00"), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "2 member_no=B collected=3,000.00 reason=insufficient_pay"),
              APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "3 member_no=C collected=0.00 reason=resigned"), APPLIED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "3 total=8,000.00"), APPLIED);

    CHECK_LINE(&m, 0, "A", bill_item_share, line_result_full, 500000, 500000);
    CHECK_LINE(&m, 1, "B", bill_item_share, line_result_partial, 500000, 300000);
    CHECK_LINE(&m, 2, "C", bill_item_share, line_result_none, 500000, 0);
    CHECK_INT(month_count(&m, EVENT_payroll_line_settled), 3);
    CHECK_INT(month_count(&m, EVENT_payroll_receipt_adjusted), 1);
    month_followup(&m, EVENT_payroll_receipt_adjusted, 0, &f);
    CHECK_INT(f.body.payroll_receipt_adjusted.receipt_no, 2);
    CHECK_INT(f.body.payroll_receipt_adjusted.old_satang, 500000);
    CHECK_INT(f.body.payroll_receipt_adjusted.new_satang, 300000);
    CHECK_INT(month_count(&m, EVENT_payroll_receipt_cancelled), 1);
    month_followup(&m, EVENT_payroll_receipt_cancelled, 0, &f);
    CHECK_INT(f.body.payroll_receipt_cancelled.receipt_no, 3);
    CHECK_TEXT(f.body.payroll_receipt_cancelled.member_no, "C");

    month_followup(&m, EVENT_payroll_unit_settled, 0, &f);
    CHECK_INT(f.body.payroll_unit_settled.billed_satang, 1500000);
    CHECK_INT(f.body.payroll_unit_settled.settled_satang, 800000); /* 53.33 %, 7,000.00 short */
    CHECK_INT(f.body.payroll_unit_settled.over_satang, 0);
    CHECK_INT(f.effective_date, value_day(2024, 1, 30));
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_settled);
    CHECK(bill_line_get(m.t, &(struct bill_line_key){MONTH_JANUARY, "0417", "B", 1}, &row));
    CHECK_INT(row.collected_satang, 300000);
    CHECK_INT(row.result, line_result_partial);
    CHECK_INT(month_person(&m, "A").share_balance_satang, 500000);
    CHECK_INT(month_person(&m, "B").share_balance_satang, 300000);
    CHECK_INT(month_person(&m, "C").share_balance_satang, 0);
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 800000);

    /* Receipt 3 is cancelled and never given again. */
    CHECK_INT(month_say(&m, MONTH_OPEN_FEBRUARY), APPLIED);
    month_followup(&m, EVENT_payroll_bill_line_issued, 3, &f);
    CHECK_INT(f.body.payroll_bill_line_issued.receipt_no, 4);
    month_end(&m);
}

void test_a_settled_line_says_why(void)
{
    struct month m = month_begin();
    uint64_t told;
    month_member(&m, "0417", "A", "5,000.00");
    month_member(&m, "0417", "B", "5,000.00");
    month_member(&m, "0417", "C", "5,000.00");
    month_say(&m, MONTH_OPEN);
    uint64_t cover = month_bill(&m, "0417", MONTH_JANUARY).bill_position;
    month_say(&m, "2024-01-29 " MONTH_LINE "17 member_no=A collected=4,000.00");
    uint64_t line_seq = store_mem_last_seq(m.store);
    month_say(&m, "2024-01-29 " MONTH_LINE "18 member_no=C collected=5,000.00 reason=unit_error");
    month_say(&m, MONTH_CLOSE "2 total=9,000.00");

    told = month_followup(&m, EVENT_payroll_line_settled, 0, &f);
    CHECK_TEXT(f.cause.rule, "settle_order");
    CHECK_INT(f.cause.policy, 1);
    CHECK_INT(f.cause.because[0].seq, line_seq);
    CHECK_INT(f.cause.because[1].position, cover);
    CHECK_INT(f.cause.facts[0].fact, fact_line_no);
    CHECK_INT(f.cause.facts[0].actual, 17);
    CHECK_INT(f.cause.facts[1].fact, fact_collected_satang);
    CHECK_INT(f.cause.facts[1].actual, 400000);
    CHECK_INT(f.cause.facts[1].limit, 500000);
    CHECK_INT(f.body.payroll_line_settled.reason, reason_unknown); /* the unit did not say */
    month_followup(&m, EVENT_payroll_receipt_adjusted, 0, &f);
    CHECK_TEXT(f.cause.rule, "correct_collected");
    CHECK_INT(f.cause.because[0].position, told);

    /* No line for B: the closing of the file is what settles it. */
    month_followup(&m, EVENT_payroll_line_settled, 1, &f);
    CHECK_INT(f.body.payroll_line_settled.reason, reason_missing_line);
    CHECK_INT(f.cause.because[0].seq, line_seq + 2);
    CHECK_INT(f.cause.facts_count, 1);
    /* A reason for what was collected in full says nothing. */
    month_followup(&m, EVENT_payroll_line_settled, 2, &f);
    CHECK_INT(f.body.payroll_line_settled.reason, reason_absent);
    month_end(&m);
}

void test_a_member_is_told_what_is_missing(void)
{
    struct month m = month_begin();
    struct notification_requested notice;
    month_member(&m, "0417", "A", "5,000.00");
    month_member(&m, "0417", "B", "5,000.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=5,000.00");
    month_say(&m, "2024-01-29 " MONTH_LINE "2 member_no=B collected=4,999.99");
    month_say(&m, MONTH_CLOSE "2 total=9,999.99");
    CHECK_INT(month_notices(&m, template_payment_short, &notice), 1);
    CHECK_INT(notice.audience, audience_member);
    CHECK_TEXT(notice.recipient_ref, "B");
    CHECK_TEXT(notice.subject_ref, "2024-01");
    CHECK_INT(notice.amount_satang, 1);
    CHECK_INT(notice.due_date, value_day(2024, 2, 5));
    month_end(&m);
}

void test_a_day_that_is_over_is_not_named(void)
{
    struct month m = month_begin();
    struct notification_requested notice;
    month_member(&m, "0417", "A", "5,000.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-02-06 payroll.result_file_closed period=2024-01 unit_code=0417 line_count=0 total=0.00");
    CHECK_INT(month_notices(&m, template_payment_short, &notice), 1);
    CHECK_INT(notice.due_date, 0);
    month_end(&m);
}

/* January is not collected. In February the arrears of the last item come before the current part of the first. */
void test_arrears_come_before_current_over_all_items(void)
{
    struct month m = month_begin();
    struct loan loan;
    month_member(&m, "0417", "A", "500.00");
    month_loan(&m, "A", "E-1", loan_kind_emergency, 100000);
    month_loan(&m, "A", "S-1", loan_kind_ordinary, 1000000);
    month_say(&m, MONTH_OPEN);
    month_say(&m, MONTH_CLOSE "0 total=0.00");
    CHECK_LINE(&m, 0, "A", bill_item_share, line_result_none, 50000, 0);
    CHECK_LINE(&m, 1, "A", bill_item_emergency, line_result_none, 106115, 0); /* 12,000 at 6 %, 31 days */
    CHECK_LINE(&m, 2, "A", bill_item_ordinary, line_result_none, 1061151, 0);

    month_say(&m, MONTH_OPEN_FEBRUARY);
    month_followup(&m, EVENT_payroll_bill_line_issued, 4, &f);
    CHECK_INT(f.body.payroll_bill_line_issued.arrears_satang, 106115);
    CHECK_INT(f.body.payroll_bill_line_issued.interest_satang, 5721); /* 29 days */
    CHECK_INT(f.body.payroll_bill_line_issued.principal_satang, 100000);
    CHECK_INT(f.body.payroll_bill_line_issued.amount_satang, 211836);
    /* All arrears are 11,672.66; 700.00 more are left for current parts: the shares, and 200.00 for the emergency loan.
     */
    month_say(&m, "2024-02-28 payroll.deduction_result period=2024-02 unit_code=0417 line_no=1 member_no=A "
                  "collected=12,372.66");
    month_say(&m, "2024-02-28 payroll.result_file_closed period=2024-02 unit_code=0417 line_count=1 total=12,372.66");
    CHECK_LINE(&m, 3, "A", bill_item_share, line_result_full, 50000, 50000);
    CHECK_LINE(&m, 4, "A", bill_item_emergency, line_result_partial, 211836, 126115);
    CHECK_LINE(&m, 5, "A", bill_item_ordinary, line_result_partial, 1061151 + 1057205, 1061151);
    CHECK(loan_find(m.t, "S-1", &loan));
    CHECK_INT(loan.paid_satang, 1061151);
    month_end(&m);
}

void test_less_than_the_arrears_goes_in_the_order_of_items(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_loan(&m, "A", "E-1", loan_kind_emergency, 100000);
    month_loan(&m, "A", "S-1", loan_kind_ordinary, 1000000);
    month_say(&m, MONTH_OPEN);
    month_say(&m, MONTH_CLOSE "0 total=0.00");
    month_say(&m, MONTH_OPEN_FEBRUARY);
    month_say(&m, "2024-02-28 payroll.deduction_result period=2024-02 unit_code=0417 line_no=1 member_no=A "
                  "collected=2,000.00");
    month_say(&m, "2024-02-28 payroll.result_file_closed period=2024-02 unit_code=0417 line_count=1 total=2,000.00");
    CHECK_LINE(&m, 3, "A", bill_item_share, line_result_none, 50000, 0);
    CHECK_LINE(&m, 4, "A", bill_item_emergency, line_result_partial, 211836, 106115);
    CHECK_LINE(&m, 5, "A", bill_item_ordinary, line_result_partial, 1061151 + 1057205, 200000 - 106115);
    month_end(&m);
}

void test_loans_of_one_kind_go_by_contract_number(void)
{
    struct month m = month_begin_ordered(9, 2, 3, 4);
    static const char *const contracts[] = {"C-3", "C-1", "C-4", "C-2", ""};
    static const uint32_t places[] = {2, 3, 3, 4, 9};
    month_member(&m, "0417", "A", "500.00");
    month_loan(&m, "A", "C-4", loan_kind_ordinary, 100000);
    month_loan(&m, "A", "C-3", loan_kind_emergency, 100000);
    month_loan(&m, "A", "C-1", loan_kind_ordinary, 100000);
    month_loan(&m, "A", "C-2", loan_kind_special, 100000);
    month_say(&m, MONTH_OPEN);
    for (uint64_t i = 0; i < 5; i++) {
        month_followup(&m, EVENT_payroll_bill_line_issued, i, &f);
        CHECK_TEXT(f.body.payroll_bill_line_issued.contract_no, contracts[i]);
        CHECK_INT(f.body.payroll_bill_line_issued.priority, places[i]);
    }
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=1,500.00");
    month_say(&m, MONTH_CLOSE "1 total=1,500.00");
    CHECK_LINE(&m, 0, "A", bill_item_emergency, line_result_full, 106115, 106115);
    CHECK_LINE(&m, 1, "A", bill_item_ordinary, line_result_partial, 106115, 150000 - 106115);
    CHECK_LINE(&m, 2, "A", bill_item_ordinary, line_result_none, 106115, 0);
    CHECK_LINE(&m, 3, "A", bill_item_special, line_result_none, 106115, 0);
    CHECK_LINE(&m, 4, "A", bill_item_share, line_result_none, 50000, 0);
    month_end(&m);
}

/* Civil Code s. 329: the line is collected in full, and yet its principal is short, because costs come first. */
void test_costs_of_a_loan_come_first(void)
{
    struct month m = month_begin();
    struct cause because = cause_of("legal_last", 1);
    struct loan loan;
    struct posting p;
    month_member(&m, "0417", "A", NULL);
    month_loan(&m, "A", "E-1", loan_kind_emergency, 100000);
    month_own_event(&m);
    CHECK(loan_find(m.t, "E-1", &loan));
    loan.costs_satang = 30000;
    loan_open(m.t, "E-1", &loan);
    posting_begin(&p, NULL);
    posting_debit(&p, account_legal_advance, 30000, "E-1");
    posting_credit(&p, account_bank, 30000, NULL);
    posting_emit(m.t, value_day(2024, 1, 5), &p, &because);
    store_mem_accept(m.store);
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=1,061.15");
    month_say(&m, MONTH_CLOSE "1 total=1,061.15");
    CHECK_LINE(&m, 0, "A", bill_item_emergency, line_result_full, 106115, 106115);
    CHECK_INT(month_balance(&m, account_legal_advance), 0);
    CHECK_INT(month_balance(&m, account_interest_income), -6115);
    CHECK_INT(month_balance(&m, account_loan_emergency), 1200000 - 70000);
    month_end(&m);
}

void test_a_month_is_settled_by_itself(void)
{
    struct month m = month_begin();
    struct bill bill;
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, MONTH_OPEN_FEBRUARY);
    month_say(&m, "2024-02-12 " MONTH_LINE "1 member_no=A collected=500.00");
    CHECK_INT(month_say(&m, "2024-02-12 payroll.result_file_closed period=2024-01 unit_code=0417 line_count=1 "
                            "total=500.00"),
              APPLIED);
    CHECK_INT(month_count(&m, EVENT_payroll_line_settled), 1);
    CHECK(bill_get(m.t, &(struct bill_key){MONTH_JANUARY, "0417", "A"}, &bill));
    CHECK(bill.settled);
    CHECK(bill_get(m.t, &(struct bill_key){MONTH_JANUARY + 1, "0417", "A"}, &bill));
    CHECK(!bill.settled);
    month_end(&m);
}

void test_one_balanced_posting_for_each_member(void)
{
    struct month m = month_begin();
    static const struct {
        enum account account;
        int64_t debit, credit;
        const char *sub_ref;
    } sides[] = {
        {account_unit_receivable, 170000, 0, "0417"}, {account_share_capital, 0, 50000, "A"},
        {account_interest_income, 0, 6115, "E-1"},    {account_loan_emergency, 0, 100000, "E-1"},
        {account_refund_payable, 0, 13885, "A"},
    };
    const struct journal_posting_requested *p = &f.body.journal_posting_requested;
    month_member(&m, "0417", "A", "500.00");
    month_loan(&m, "A", "E-1", loan_kind_emergency, 100000);
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=1,700.00");
    month_say(&m, MONTH_CLOSE "1 total=1,700.00");
    CHECK_INT(month_count(&m, EVENT_journal_posting_requested), 2); /* the loan's payout, and this */
    uint64_t told = month_followup(&m, EVENT_payroll_line_settled, 1, &f);
    month_followup(&m, EVENT_journal_posting_requested, 1, &f);
    CHECK_INT(p->lines_count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        CHECK_INT(p->lines[i].account, sides[i].account);
        CHECK_INT(p->lines[i].debit_satang, sides[i].debit);
        CHECK_INT(p->lines[i].credit_satang, sides[i].credit);
        CHECK_TEXT(p->lines[i].sub_ref, sides[i].sub_ref);
    }
    CHECK_TEXT(f.cause.rule, "double_entry");
    CHECK_INT(f.cause.because[0].position, told);
    month_end(&m);
}

void test_what_is_deducted_beyond_the_bill_is_owed_back(void)
{
    struct month m = month_begin();
    struct notification_requested notice;
    month_member(&m, "0417", "A", "5,000.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=5,000.01");
    month_say(&m, MONTH_CLOSE "1 total=5,000.01");
    CHECK_LINE(&m, 0, "A", bill_item_share, line_result_over, 500000, 500000);
    CHECK_INT(month_count(&m, EVENT_payroll_receipt_adjusted), 0);
    month_followup(&m, EVENT_refund_payable_created, 0, &f);
    CHECK_INT(f.body.refund_payable_created.amount_satang, 1);
    CHECK_INT(f.body.refund_payable_created.balance_satang, 1);
    CHECK_INT(f.body.refund_payable_created.refund_cause, refund_cause_over_deducted);
    CHECK_INT(f.cause.facts[0].actual, 500001);
    CHECK_INT(f.cause.facts[0].limit, 500000);
    CHECK_INT(month_notices(&m, template_refund_to_pay, &notice), 1);
    CHECK_INT(notice.audience, audience_officer);
    CHECK_TEXT(notice.recipient_ref, "finance");
    CHECK_INT(month_notices(&m, template_payment_short, &notice), 0);
    month_followup(&m, EVENT_payroll_unit_settled, 0, &f);
    CHECK_INT(f.body.payroll_unit_settled.settled_satang, 500000);
    CHECK_INT(f.body.payroll_unit_settled.over_satang, 1);
    CHECK_INT(month_person(&m, "A").refund_payable_satang, 1);
    month_end(&m);
}

void test_what_a_loan_no_longer_takes_is_owed_back(void)
{
    struct month m = month_begin();
    struct policy_in_force policy;
    struct cause counter = cause_of("settle_order", 1);
    struct loan_payment paid;
    struct posting p;
    month_member(&m, "0417", "A", NULL);
    month_loan(&m, "A", "E-1", loan_kind_emergency, 100000);
    month_say(&m, MONTH_OPEN);
    /* The whole bill is paid at the counter before the unit deducts. */
    month_own_event(&m);
    CHECK(policy_on(m.t, value_day(2024, 1, 31), &policy));
    loan_pay(m.t, "E-1", 106115, value_day(2024, 1, 31), NULL, &policy, &counter, &paid);
    posting_begin(&p, NULL);
    posting_debit(&p, account_cash, 106115, NULL);
    posting_credit(&p, account_interest_income, paid.interest_satang, "E-1");
    posting_credit(&p, account_loan_emergency, paid.principal_satang, "E-1");
    posting_emit(m.t, value_day(2024, 1, 31), &p, &counter);
    store_mem_accept(m.store);

    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=1,061.15");
    month_say(&m, MONTH_CLOSE "1 total=1,061.15");
    CHECK_LINE(&m, 0, "A", bill_item_emergency, line_result_full, 106115, 106115);
    month_followup(&m, EVENT_refund_payable_created, 0, &f);
    CHECK_INT(f.body.refund_payable_created.amount_satang, 106115);
    CHECK_INT(f.body.refund_payable_created.refund_cause, refund_cause_over_paid);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).over_satang, 0);
    month_end(&m);
}

void test_a_short_loan_line_is_remembered_with_its_instalment(void)
{
    struct month m = month_begin();
    struct instalment row;
    month_member(&m, "0417", "A", NULL);
    month_loan(&m, "A", "E-1", loan_kind_emergency, 100000);
    month_loan(&m, "A", "E-2", loan_kind_emergency, 100000);
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=1,061.16");
    month_say(&m, MONTH_CLOSE "1 total=1,061.16");
    CHECK(!instalment_get(m.t, &(struct instalment_key){"E-1", value_day(2024, 1, 31)}, &row));
    CHECK(instalment_get(m.t, &(struct instalment_key){"E-2", value_day(2024, 1, 31)}, &row));
    CHECK_INT(row.short_position, month_followup(&m, EVENT_payroll_line_settled, 1, &f));
    month_end(&m);
}

void test_several_lines_of_a_member_add_up(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "5,000.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=2,000.00 reason=unit_error");
    month_say(&m, "2024-01-29 " MONTH_LINE "2 member_no=A collected=0.00 reason=unknown");
    month_say(&m, "2024-01-29 " MONTH_LINE "3 member_no=A collected=2,999.99");
    month_say(&m, MONTH_CLOSE "3 total=4,999.99");
    CHECK_LINE(&m, 0, "A", bill_item_share, line_result_partial, 500000, 499999);
    month_followup(&m, EVENT_payroll_line_settled, 0, &f);
    CHECK_INT(f.body.payroll_line_settled.reason, reason_unit_error);
    CHECK_INT(f.cause.facts[0].actual, 3);
    CHECK_INT(month_count(&m, EVENT_payroll_line_settled), 1);
    month_end(&m);
}

/* The bodies of what is told of lines, receipts and refunds, as text. */
static void story(const struct month *m, struct buffer *out)
{
    for (uint64_t at = 1; store_mem_followup(m->store, at, &f); at++) {
        if (f.id == EVENT_journal_posting_requested || f.id == EVENT_payroll_result_file_changed)
            continue; /* the closing of the file is told by its own event, wherever that stands */
        codec_json(schema_event((uint16_t)f.id), &f.body, out);
        buffer_add(out, "\n", 1);
    }
    buffer_add(out, "", 1);
}

static void lines_in_order(const int *order, uint32_t slice, bool before_bill, struct buffer *out)
{
    static const char *const lines[] = {
        "2024-01-29 " MONTH_LINE "1 member_no=A collected=5,000.00 reason=transferred",
        "2024-01-29 " MONTH_LINE "2 member_no=B collected=1,000.00 reason=insufficient_pay",
        "2024-01-29 " MONTH_LINE "3 member_no=A collected=500.00 reason=unit_error",
        "2024-01-29 " MONTH_LINE "4 member_no=B collected=0.00",
        "2024-01-29 " MONTH_LINE "5 member_no=D collected=7,000.00",
    };
    struct month m = month_begin();
    store_mem_set_slice(m.store, slice);
    month_member(&m, "0417", "A", "5,000.00");
    month_member(&m, "0417", "B", "5,000.00");
    month_member(&m, "0417", "C", "5,000.00");
    month_member(&m, "0417", "D", "5,000.00");
    month_loan(&m, "D", "S-1", loan_kind_ordinary, 300000);
    month_event(&m, MONTH_OPEN, !before_bill);
    for (int i = 0; i < 5; i++)
        CHECK_INT(month_event(&m, lines[order[i]], !before_bill), APPLIED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "5 total=13,500.00"), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_settled);
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 1350000);
    story(&m, out);
    month_end(&m);
}

void test_neither_the_order_of_lines_nor_the_slices_decide_anything(void)
{
    static const int forward[] = {0, 1, 2, 3, 4}, backward[] = {4, 3, 2, 1, 0}, mixed[] = {2, 4, 0, 3, 1};
    struct buffer expected = {0}, other[4] = {{0}};
    lines_in_order(forward, 64, false, &expected);
    lines_in_order(backward, 64, false, &other[0]);
    lines_in_order(mixed, 1, false, &other[1]);
    lines_in_order(mixed, 64, true, &other[2]);
    lines_in_order(backward, 2, true, &other[3]);
    for (int i = 0; i < 4; i++) {
        CHECK_TEXT((const char *)other[i].at, (const char *)expected.at);
        buffer_free(&other[i]);
    }
    buffer_free(&expected);
}

void test_a_member_with_many_loans_gets_several_balanced_postings(void)
{
    struct month m = month_begin();
    char contract_no[24];
    int64_t credited = 0;
    month_member(&m, "0417", "A", "500.00");
    for (int i = 0; i < 9; i++) {
        snprintf(contract_no, sizeof contract_no, "E-%d", i);
        month_loan(&m, "A", contract_no, loan_kind_emergency, 100000);
    }
    month_say(&m, MONTH_OPEN);
    uint64_t before = month_count(&m, EVENT_journal_posting_requested);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=10,050.36");
    month_say(&m, MONTH_CLOSE "1 total=10,050.36");                          /* 9 x 1,061.15 + 500.00 = 10,050.35 */
    CHECK_INT(month_count(&m, EVENT_journal_posting_requested), before + 2); /* 20 credits */
    for (uint64_t i = before; i < before + 2; i++) {
        month_followup(&m, EVENT_journal_posting_requested, i, &f);
        CHECK_INT(f.body.journal_posting_requested.lines[0].account, account_unit_receivable);
        credited += f.body.journal_posting_requested.total_satang;
    }
    CHECK_INT(credited, 1005036);
    CHECK_INT(month_person(&m, "A").refund_payable_satang, 1);
    month_end(&m);
}

void test_follow_ups_come_in_order(void)
{
    static const enum event_id expected[] = {
        EVENT_payroll_result_file_changed, EVENT_payroll_line_settled,   EVENT_payroll_line_settled,
        EVENT_payroll_receipt_adjusted,    EVENT_loan_instalment_posted, EVENT_notification_requested,
        EVENT_journal_posting_requested,   EVENT_payroll_unit_settled,   EVENT_unit_completeness_rated,
    };
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_loan(&m, "A", "E-1", loan_kind_emergency, 100000);
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=1,000.00");
    uint64_t at = store_mem_followups(m.store);
    month_say(&m, MONTH_CLOSE "1 total=1,000.00");
    CHECK_INT(store_mem_followups(m.store), at + 9);
    for (int i = 0; i < 9; i++) {
        CHECK(store_mem_followup(m.store, at + 1 + (uint64_t)i, &f));
        CHECK_INT(f.id, expected[i]);
    }
    month_end(&m);
}
