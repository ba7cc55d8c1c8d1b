#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

static void begin(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    coop_lend(c, "S-1", "equal_principal");
}

static int64_t balance(struct coop *c, enum account account)
{
    struct ledger_key key = {.account = (uint8_t)account};
    struct ledger row = {0};
    ledger_get(coop_txn(c), &key, &row);
    return row.debit_satang - row.credit_satang;
}

void test_interest_is_income_with_its_bill_and_not_again_when_paid(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    begin(&c, "interest_income=accrued");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_TEXT(coop_told(&c), "journal.posting_requested");
    CHECK_INT(coop_loan(&c, "S-1").accrued_satang, bill.interest_satang);
    CHECK_INT(balance(&c, account_interest_receivable), bill.interest_satang);
    CHECK_INT(balance(&c, account_interest_income), -bill.interest_satang);
    coop_payroll(&c, "S-1", 50000, "2024-01-31", &paid);
    CHECK_INT(balance(&c, account_interest_receivable), bill.interest_satang - 50000);
    CHECK_INT(balance(&c, account_interest_income), -bill.interest_satang);
    coop_end(&c);
}

void test_without_the_setting_nothing_is_accrued(void)
{
    struct coop c;
    begin(&c, "");
    coop_miss(&c, "S-1", 4);
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_substandard);
    CHECK_INT(coop_count(&c, EVENT_loan_accrual_stopped), 0);
    CHECK_INT(balance(&c, account_interest_receivable), 0);
    coop_end(&c);
}

/* An allowance for the whole debt changes neither the class nor accrual (outstanding-cooperative guide 2551, 3.5, holds
 * for its form alone). */
void test_an_allowance_does_not_let_accrual_go_on(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin(&c, "interest_income=accrued provision_monthly=true classes[0].provision=100.00%");
    coop_miss(&c, "S-1", 4);
    coop_close_to(&c, "2024-05-31");
    CHECK(coop_loan(&c, "S-1").provision_satang == coop_loan(&c, "S-1").principal_satang);
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_substandard);
    CHECK_INT(coop_loan(&c, "S-1").accrual_stopped, true);
    if (CHECK(coop_latest(&c, EVENT_loan_accrual_stopped, &f)))
        CHECK_INT(f.body.loan_accrual_stopped.reversed_satang, f.body.loan_accrual_stopped.unpaid_satang);
    CHECK_INT(balance(&c, account_interest_receivable), 0);
    CHECK_INT(balance(&c, account_interest_income), 0);
    coop_end(&c);
}

/* What was billed in advance on principal repaid meanwhile is not owed, and is no receivable (IN-07). */
void test_interest_given_back_is_no_receivable(void)
{
    struct coop c;
    struct loan_bill bill;
    begin(&c, "interest_income=accrued");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(coop_send(&c, "2024-01-20 loan.payment_received contract_no=S-1 amount=200,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").accrued_satang, 0);
    CHECK_INT(balance(&c, account_interest_receivable), 0);
    coop_end(&c);
}

void test_a_month_of_rest_accrues_nothing(void)
{
    struct coop c;
    struct loan_bill bill;
    begin(&c, "interest_income=accrued");
    CHECK_INT(coop_send(&c, "2024-01-15 loan.pause_granted contract_no=S-1 kind=nothing from_period=2024-02 "
                            "until_period=2024-02 resolution_no=1"),
              APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    int64_t accrued = coop_loan(&c, "S-1").accrued_satang;
    coop_bill(&c, "S-1", value_period(2024, 2), &bill);
    CHECK_INT(coop_loan(&c, "S-1").accrued_satang, accrued);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 3), &bill));
    CHECK_INT(coop_loan(&c, "S-1").accrued_satang, accrued + bill.interest_satang);
    coop_end(&c);
}

/* What is owed goes over to the new contract, which accrues it with its first bill. */
void test_a_restructuring_takes_it_out_and_the_new_contract_accrues_it(void)
{
    struct coop c;
    struct loan_bill bill;
    begin(&c, "interest_income=accrued");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(coop_send(&c, "2024-02-10 restructure.agreed contract_no=S-2 contracts[0].contract_no=S-1 "
                            "product=ordinary instalments=60 method=equal_principal arrears_interest=carried "
                            "resolution_no=2/2567"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").accrued_satang, 0);
    CHECK_INT(coop_loan(&c, "S-2").accrued_satang, 0);
    int64_t carried = coop_loan(&c, "S-2").billed_interest_satang;
    CHECK(carried > 0);
    CHECK(coop_bill(&c, "S-2", value_period(2024, 2), &bill));
    CHECK_INT(coop_loan(&c, "S-2").accrued_satang, carried + bill.interest_satang);
    coop_end(&c);
}
