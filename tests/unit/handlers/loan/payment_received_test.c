#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

#include <string.h>

/* The sum of the sides of the last posting that name this account, debit positive. */
static int64_t posted(struct coop *c, enum account account)
{
    struct store_mem_followup f;
    int64_t sum = 0;
    if (!coop_latest(c, EVENT_journal_posting_requested, &f))
        return 0;
    const struct journal_posting_requested *p = &f.body.journal_posting_requested;
    for (uint32_t i = 0; i < p->lines_count; i++)
        if (p->lines[i].account == account)
            sum += p->lines[i].debit_satang - p->lines[i].credit_satang;
    return sum;
}

/* IN-07: billed to 01-31; 100,000.00 of principal repaid on 01-15; 16 days go back. */
void test_in_07_interest_billed_in_advance_goes_back(void)
{
    struct coop c;
    struct loan_bill bill;
    struct store_mem_followup f;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(coop_send(&c, "2024-01-15 loan.payment_received contract_no=S-1 amount=100,936.99 channel=counter "
                            "document_no=R-2567-1009"),
              APPLIED);
    CHECK_TEXT(coop_told(&c), "loan.instalment_posted refund.payable_created notification.requested "
                              "journal.posting_requested");
    if (coop_latest(&c, EVENT_loan_instalment_posted, &f)) {
        CHECK_INT(f.body.loan_instalment_posted.interest_satang, 93699);
        CHECK_INT(f.body.loan_instalment_posted.principal_satang, 10000000);
        CHECK_INT(f.body.loan_instalment_posted.balance_satang, 20000000);
        CHECK_INT(f.body.loan_instalment_posted.arrears_satang, 0);
        CHECK_TEXT(f.cause.rule, "settle_order");
    }
    if (coop_latest(&c, EVENT_refund_payable_created, &f)) {
        CHECK_INT(f.body.refund_payable_created.amount_satang, 26301);
        CHECK_INT(f.body.refund_payable_created.refund_cause, refund_cause_interest_return);
    }
    CHECK_INT(posted(&c, account_cash), 10093699);
    CHECK_INT(posted(&c, account_loan_ordinary), -10000000);
    CHECK_INT(posted(&c, account_interest_income), 26301 - 93699);
    CHECK_INT(posted(&c, account_refund_payable), -26301);
    CHECK_INT(coop_member(&c).refund_payable_satang, 26301);
    /* the bill is paid: what the unit still deducts for it is owed back */
    struct loan_payment paid;
    coop_payroll(&c, "S-1", 593699, "2024-01-31", &paid);
    CHECK_INT(paid.excess_satang, 593699);
    CHECK_INT(coop_loan(&c, "S-1").principal_satang, 20000000);
    coop_end(&c);
}

/* Ten baht at a time, each return rounds up from 2.63 satang to 3: no more goes back than was charged. */
void test_many_small_returns_never_exceed_what_was_charged(void)
{
    struct coop c;
    struct loan_bill bill;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-01 loan.application_filed application_no=A-1 member_no=004411 product=ordinary "
                            "amount=5,000.00 instalments=10 method=equal_principal purpose=3"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-02 loan.committee_decided application_no=A-1 decision=approved resolution_no=2"),
              APPLIED);
    CHECK_INT(
        coop_send(&c, "2024-01-15 loan.disbursed contract_no=S-1 application_no=A-1 paid=5,000.00 approval_ref=V"),
        APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(bill.interest_satang, 1315);
    CHECK_INT(coop_send(&c, "2024-01-15 loan.payment_received contract_no=S-1 amount=13.15 channel=counter "
                            "document_no=R"),
              APPLIED);
    for (int i = 0; i < 500; i++) {
        char line[160];
        snprintf(line, sizeof line,
                 "2024-01-15 loan.payment_received contract_no=S-1 amount=10.00 channel=counter document_no=R-%d", i);
        CHECK_INT(coop_send(&c, line), APPLIED);
    }
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    CHECK_INT(coop_member(&c).refund_payable_satang, 1315);
    coop_end(&c);
}

void test_interest_up_to_the_day_is_charged_first_and_principal_takes_the_rest(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-22 loan.payment_received contract_no=S-1 amount=1,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_TEXT(coop_told(&c), "loan.instalment_posted journal.posting_requested");
    CHECK_INT(posted(&c, account_bank), 100000);
    CHECK_INT(posted(&c, account_interest_income), -49315);
    CHECK_INT(posted(&c, account_loan_ordinary), -50685);
    CHECK_INT(coop_loan(&c, "S-1").counted_to, coop_day("2024-01-22"));
    CHECK_INT(coop_loan(&c, "S-1").paid_satang, 100000);
    coop_end(&c);
}

void test_more_than_is_owed_closes_the_loan_and_is_owed_back(void)
{
    struct coop c;
    struct store_mem_followup f;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-22 loan.payment_received contract_no=S-1 amount=300,500.00 channel=counter "
                            "document_no=R-1"),
              APPLIED);
    CHECK_TEXT(coop_told(&c), "loan.instalment_posted loan.closed refund.payable_created notification.requested "
                              "journal.posting_requested");
    if (coop_latest(&c, EVENT_refund_payable_created, &f)) {
        CHECK_INT(f.body.refund_payable_created.amount_satang, 685);
        CHECK_INT(f.body.refund_payable_created.refund_cause, refund_cause_over_paid);
        CHECK_INT(f.cause.because_count, 1);
    }
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    CHECK_INT(coop_loan(&c, "S-1").paid_satang, 30049315);
    struct member_loan_key key = {.member_no = "004411", .contract_no = "S-1"};
    struct member_loan listed = {0};
    CHECK(member_loan_get(coop_txn(&c), &key, &listed));
    CHECK(!listed.active);
    /* a payment for a loan that is repaid is the member's again */
    CHECK_INT(
        coop_send(&c, "2024-01-23 loan.payment_received contract_no=S-1 amount=1.00 channel=counter document_no=R"),
        APPLIED);
    CHECK_TEXT(coop_told(&c), "refund.payable_created notification.requested journal.posting_requested");
    /* what the payroll still brings for a closed loan is all excess */
    struct loan_payment paid;
    coop_payroll(&c, "S-1", 5000, "2024-01-31", &paid);
    CHECK_INT(paid.excess_satang, 5000);
    coop_end(&c);
}

void test_interest_comes_before_principal_over_all_instalments(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    struct instalment_key key = {.due_date = coop_day("2024-01-31"), .contract_no = "S-1"};
    struct instalment row = {0};
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    CHECK_INT(bill.interest_satang, 143014);
    coop_payroll(&c, "S-1", 93699 + 143014 + 1, "2024-02-29", &paid);
    CHECK_INT(paid.interest_satang, 93699 + 143014);
    CHECK_INT(paid.principal_satang, 1);
    CHECK(instalment_get(coop_txn(&c), &key, &row));
    CHECK_INT(row.interest_satang, 0);
    CHECK_INT(row.principal_satang, 499999);
    coop_end(&c);
}

void test_the_payroll_repays_nothing_that_was_not_billed(void)
{
    struct coop c;
    struct loan_payment paid;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    coop_payroll(&c, "S-1", 100000, "2024-01-31", &paid);
    CHECK_INT(paid.excess_satang, 100000);
    CHECK_INT((int64_t)paid.posted_position, 0);
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_instalment_posted), 0);
    CHECK_INT(coop_loan(&c, "S-1").counted_to, coop_day("2024-01-12"));
    coop_end(&c);
}

void test_a_payment_needs_an_open_contract_and_its_date(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    coop_refused(&c, "2024-01-22 loan.payment_received contract_no=S-9 amount=1.00 channel=counter document_no=R",
                 "contract_unknown", "data.contract_no");
    coop_refused(&c, "2024-01-11 loan.payment_received contract_no=S-1 amount=1.00 channel=counter document_no=R",
                 "dates_out_of_order", "effective_date");
    coop_refused(&c,
                 "2024-01-22 loan.payment_received contract_no=S-1 amount=999,999,999,999,999.99 channel=counter "
                 "document_no=R",
                 "amount_overflow", "data.amount_satang");
    coop_end(&c);
}

/* 2.63 satang would be owed back: charges round half up, returns are truncated by their own setting. */
void test_what_goes_back_is_rounded_by_its_own_setting(void)
{
    struct coop c;
    struct loan_bill bill;
    struct store_mem_followup f;
    coop_begin_with(&c, "return_rounding=truncate");
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(bill.interest_satang, 93699);
    CHECK_INT(coop_send(&c, "2024-01-15 loan.payment_received contract_no=S-1 amount=946.99 channel=counter "
                            "document_no=R-1"),
              APPLIED);
    if (coop_latest(&c, EVENT_refund_payable_created, &f))
        CHECK_INT(f.body.refund_payable_created.amount_satang, 2);
    coop_end(&c);
}
