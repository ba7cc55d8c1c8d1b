#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define AGREED(day)                                                                                                    \
    day " restructure.agreed contract_no=R-1 product=special instalments=120 method=equal_principal "                  \
        "arrears_interest=carried resolution_no=4 contracts[0].contract_no=S-1"
#define WRITTEN_OFF(day) day " loan.written_off contract_no=S-1 resolution_no=9"

/* S-1 of 300,000.00 is billed to the end of January; 100,000.00 of it are repaid on the 20th. */
static void begin_repaid(struct coop *c)
{
    struct loan_bill bill;
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    CHECK(coop_bill(c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(coop_send(c, "2024-01-20 loan.payment_received contract_no=S-1 amount=105,936.99 channel=bank "
                           "document_no=R-1"),
              APPLIED);
}

/* Interest was charged on another principal on the days before: only from the day of the payment on does what goes back
 * follow from the principal of today. */
void test_a_contract_does_not_end_before_it_was_paid_last(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_repaid(&c);
    coop_refused(&c, AGREED("2024-01-19"), "before_payment", "effective_date");
    CHECK_INT(c.why.value, coop_day("2024-01-19"));
    CHECK_INT(c.why.limit, coop_day("2024-01-20"));
    coop_refused(&c, WRITTEN_OFF("2024-01-19"), "before_payment", "effective_date");
    coop_refused(&c, AGREED("2024-01-11"), "dates_out_of_order", "effective_date");
    CHECK_INT(coop_send(&c, AGREED("2024-01-20")), APPLIED);
    /* 195,000.00 for the 11 days from the 20th to the end of January */
    if (coop_latest(&c, EVENT_refund_payable_created, &f))
        CHECK_INT(f.body.refund_payable_created.amount_satang, 35260);
    CHECK_INT(coop_loan(&c, "R-1").principal_satang, coop_loan(&c, "R-1").disbursed_satang);
    coop_end(&c);
}

void test_what_was_not_paid_since_may_be_back_dated(void)
{
    struct coop c;
    struct loan_bill bill;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(coop_send(&c, AGREED("2024-01-15")), APPLIED);
    CHECK_INT(coop_loan(&c, "R-1").billed_interest_satang, 14795); /* 300,000.00 for 3 days */
    coop_end(&c);
}

/* Taken back is as if never paid. */
void test_a_payment_that_was_taken_back_stands_in_nobodys_way(void)
{
    struct coop c;
    static const char *const month[] = {
        "2024-01-13 payroll.cycle_opened period=2024-01 unit_group=monthly interest_to_date=2024-01-31 "
        "remit_due_date=2024-01-31 cut_off_date=2024-02-05",
        "2024-01-28 payroll.deduction_result period=2024-01 unit_code=0417 line_no=1 member_no=004411 "
        "collected=5,936.99",
        "2024-01-28 payroll.result_file_closed period=2024-01 unit_code=0417 line_count=1 total=5,936.99",
        "2024-01-29 payroll.result_file_revoked period=2024-01 unit_code=0417 reason=unit_error actor=finance-2",
    };
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    for (int i = 0; i < 3; i++)
        CHECK_INT(coop_send(&c, month[i]), APPLIED);
    coop_refused(&c, AGREED("2024-01-27"), "before_payment", "effective_date");
    CHECK_INT(coop_send(&c, month[3]), APPLIED);
    CHECK_INT(coop_send(&c, AGREED("2024-01-27")), APPLIED);
    coop_end(&c);
}
