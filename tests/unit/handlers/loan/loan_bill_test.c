#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

enum { MONTHS = 3 };

static void check_months(const char *method, const int64_t interest[MONTHS], const int64_t principal[MONTHS],
                         int64_t balance_satang)
{
    static const char *const due[MONTHS] = {"2024-01-31", "2024-02-29", "2024-03-31"};
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    coop_begin(&c);
    coop_lend(&c, "S-1", method);
    for (uint32_t i = 0; i < MONTHS; i++) {
        int32_t counted_to = coop_loan(&c, "S-1").counted_to;
        CHECK(coop_bill(&c, "S-1", value_period(2024, 1) + i, &bill));
        CHECK_INT(bill.interest_satang, interest[i]);
        CHECK_INT(bill.principal_satang, principal[i]);
        CHECK_INT(bill.arrears_satang, 0);
        CHECK_INT(bill.instalment_no, i + 1);
        CHECK_INT(bill.calc_from, counted_to);
        CHECK_INT(bill.calc_to, coop_day(due[i]));
        coop_payroll(&c, "S-1", interest[i] + principal[i], due[i], &paid);
        CHECK_INT(paid.interest_satang, interest[i]);
        CHECK_INT(paid.principal_satang, principal[i]);
        CHECK_INT(paid.excess_satang, 0);
        CHECK_INT(paid.interest_return_satang, 0);
    }
    CHECK_INT(coop_loan(&c, "S-1").principal_satang, balance_satang);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_instalment), 0);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_due), 0);
    coop_end(&c);
}

void test_in_05_equal_principal_by_the_day(void)
{
    check_months("equal_principal", (const int64_t[]){93699, 140630, 147781}, (const int64_t[]){500000, 500000, 500000},
                 28500000);
}

void test_in_06_equal_total_by_the_day(void)
{
    check_months("equal_total", (const int64_t[]){93699, 140695, 148160}, (const int64_t[]){486301, 439305, 431840},
                 28642554);
}

void test_what_was_not_paid_is_asked_for_again_without_interest_on_interest(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_payroll(&c, "S-1", 100000, "2024-01-31", &paid);
    CHECK_INT(paid.interest_satang, 93699);
    CHECK_INT(paid.principal_satang, 6301);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    CHECK_INT(bill.arrears_satang, 493699);
    CHECK_INT(bill.interest_satang, 142984); /* 299,936.99 for 29 days */
    CHECK_INT(bill.principal_satang, 500000);
    CHECK_INT(bill.instalment_no, 2);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_instalment), 2);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_due), 2);
    coop_end(&c);
}

static void lend_small(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    CHECK_INT(coop_send(c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=emergency "
                           "amount=1,000.00 instalments=2 method=equal_total purpose=3"),
              APPLIED);
    CHECK_INT(coop_send(c, "2024-01-11 loan.committee_decided application_no=A-1 decision=approved resolution_no=2"),
              APPLIED);
    CHECK_INT(coop_send(c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 approval_ref=V"),
              APPLIED);
}

void test_the_last_instalment_takes_the_rest_and_then_only_arrears_are_asked_for(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_payment paid;
    lend_small(&c, "");
    CHECK_INT(coop_loan(&c, "S-1").fixed_satang, 60000);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(bill.principal_satang, 60000 - 312);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    CHECK_INT(bill.principal_satang, 40312);
    CHECK_INT(bill.arrears_satang, 60000);
    CHECK_INT(bill.instalment_no, 2);
    /* the interest goes on, and ages the loan */
    CHECK(coop_bill(&c, "S-1", value_period(2024, 3), &bill));
    CHECK_INT(bill.instalment_no, 0);
    CHECK_INT(bill.principal_satang, 0);
    CHECK_INT(bill.interest_satang, 510);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_instalment), 3);
    coop_payroll(&c, "S-1", bill.arrears_satang + bill.interest_satang, "2024-03-31", &paid);
    CHECK_INT(paid.excess_satang, 0);
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    CHECK(!coop_bill(&c, "S-1", value_period(2024, 4), &bill));
    coop_end(&c);
}

void test_without_interest_a_loan_that_is_billed_to_its_end_asks_for_arrears_only(void)
{
    struct coop c;
    struct loan_bill bill;
    lend_small(&c, "products[0].rate=0.00%");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    CHECK(coop_bill(&c, "S-1", value_period(2024, 3), &bill));
    CHECK_INT(bill.arrears_satang, 100000);
    CHECK_INT(bill.interest_satang + bill.principal_satang, 0);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_instalment), 2);
    coop_end(&c);
}

void test_a_loan_paid_out_after_the_interest_date_is_not_billed(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_billing b = {.interest_to_date = coop_day("2024-01-11"),
                             .due_date = coop_day("2024-01-31"),
                             .late_on = coop_day("2024-02-05"),
                             .period = value_period(2024, 1)};
    struct policy_in_force p;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(policy_on(coop_txn(&c), b.due_date, &p));
    store_mem_begin_event(c.store, store_mem_last_seq(c.store) + 1);
    CHECK(!loan_bill_month(coop_txn(&c), "S-1", &b, &p, &bill));
    CHECK(!loan_bill_month(coop_txn(&c), "S-9", &b, &p, &bill));
    store_mem_accept(c.store);
    CHECK_INT(coop_loan(&c, "S-1").counted_to, coop_day("2024-01-12"));
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_instalment), 0);
    coop_end(&c);
}

void test_a_day_is_charged_once_when_the_member_paid_meanwhile(void)
{
    struct coop c;
    struct loan_bill bill;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-22 loan.payment_received contract_no=S-1 amount=100,493.15 channel=bank "
                            "document_no=R-1"),
              APPLIED); /* ten days, 493.15 */
    CHECK_INT(coop_loan(&c, "S-1").principal_satang, 20000000);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(bill.calc_from, coop_day("2024-01-22"));
    CHECK_INT(bill.interest_satang, 29589); /* nine days on 200,000.00 */
    CHECK_INT(bill.principal_satang, 500000);
    coop_end(&c);
}

void test_interest_that_a_payment_did_not_cover_is_in_the_next_bill(void)
{
    struct coop c;
    struct loan_bill bill;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-22 loan.payment_received contract_no=S-1 amount=93.15 channel=bank document_no=R"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").principal_satang, 30000000);
    CHECK_INT(coop_loan(&c, "S-1").billed_interest_satang, 40000);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_instalment), 0);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(bill.arrears_satang, 40000);
    CHECK_INT(bill.interest_satang, 44384); /* nine days on 300,000.00 */
    struct instalment_key key = {.due_date = coop_day("2024-01-31"), .contract_no = "S-1"};
    struct instalment row = {0};
    CHECK(instalment_get(coop_txn(&c), &key, &row));
    CHECK_INT(row.interest_satang, 84384);
    coop_end(&c);
}

void test_two_bills_for_one_due_date_are_one_instalment(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_billing b = {.interest_to_date = coop_day("2024-01-31"),
                             .due_date = coop_day("2024-02-29"),
                             .late_on = coop_day("2024-02-29"),
                             .period = value_period(2024, 1)};
    struct policy_in_force p;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(policy_on(coop_txn(&c), b.due_date, &p));
    store_mem_begin_event(c.store, store_mem_last_seq(c.store) + 1);
    CHECK(loan_bill_month(coop_txn(&c), "S-1", &b, &p, &bill));
    store_mem_accept(c.store);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_instalment), 1);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_due), 1);
    coop_close_to(&c, "2024-02-29"); /* a due date counts from the close of the day after it */
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 0);
    coop_close_to(&c, "2024-03-01");
    CHECK_INT(coop_loan(&c, "S-1").missed_instalments, 1);
    CHECK_INT(coop_loan(&c, "S-1").missed_satang, bill.arrears_satang + bill.interest_satang + bill.principal_satang);
    coop_end(&c);
}

/* A loan has one pause in hand: another would take the place of one whose months are still to come. */
void test_a_pause_that_is_not_over_is_not_replaced(void)
{
    struct coop c;
    struct loan_bill bill;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(coop_send(&c, "2024-02-01 loan.pause_granted contract_no=S-1 from_period=2024-02 until_period=2024-02 "
                            "kind=interest_only resolution_no=3"),
              APPLIED);
    coop_refused(&c,
                 "2024-02-01 loan.pause_granted contract_no=S-1 from_period=2024-04 until_period=2024-05 "
                 "kind=nothing resolution_no=4",
                 "pause_not_over", "data.from_period");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    CHECK_INT(bill.principal_satang, 0);
    CHECK_INT(coop_send(&c, "2024-02-01 loan.pause_granted contract_no=S-1 from_period=2024-04 until_period=2024-05 "
                            "kind=nothing resolution_no=4"),
              APPLIED);
    coop_end(&c);
}
