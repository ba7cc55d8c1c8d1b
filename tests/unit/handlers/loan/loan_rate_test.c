#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/loan/loan_rate.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define CHANGED(day, rate) day " loan.rate_changed product=ordinary rate=" rate

static void begin(struct coop *c)
{
    coop_begin_with(c, "products[1].rate_kind=table");
    coop_lend(c, "S-1", "equal_principal");
}

void test_a_day_bears_the_rate_of_that_day(void)
{
    struct coop c;
    struct loan_bill bill;
    begin(&c);
    CHECK_INT(coop_send(&c, CHANGED("2024-01-16", "5.75%")), APPLIED);
    CHECK_INT(coop_send(&c, CHANGED("2024-01-20", "3.00%")), APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    /* 13 to 15 January: 3 days at 6.00; 16 to 19: 4 at 5.75; 20 to 31: 12 at 3.00: 300,000 * 77 % / 365 */
    CHECK_INT(bill.interest_satang, 63288);
    CHECK_INT(coop_loan(&c, "S-1").rate_bp, 600);
    CHECK_INT(loan_product_rate(coop_txn(&c), "ordinary", coop_day("2024-01-19")), 575);
    CHECK_INT(loan_product_rate(coop_txn(&c), "ordinary", coop_day("2024-01-20")), 300);
    CHECK_INT(loan_product_rate(coop_txn(&c), "ordinary", coop_day("2023-01-20")), 0);
    coop_end(&c);
}

/* Billed in advance across a change: what is repaid on the 15th gives back each day at its rate. */
void test_interest_goes_back_at_the_rates_of_the_days(void)
{
    struct coop c;
    struct loan_bill bill;
    begin(&c);
    CHECK_INT(coop_send(&c, CHANGED("2024-01-21", "3.00%")), APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(bill.interest_satang, 66575); /* 8 days at 6.00, 11 at 3.00 */
    CHECK_INT(coop_send(&c, "2024-01-15 loan.payment_received contract_no=S-1 amount=100,665.75 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(coop_member(&c).refund_payable_satang, 17260); /* 100,000: 5 days at 6.00, 11 at 3.00 */
    coop_end(&c);
}

void test_no_rate_changes_for_days_that_are_charged(void)
{
    struct coop c;
    struct loan_bill bill;
    begin(&c);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_refused(&c, CHANGED("2024-01-31", "5.75%"), "rate_charged", "effective_date");
    CHECK_INT(c.why.limit, coop_day("2024-01-31"));
    CHECK_INT(coop_send(&c, CHANGED("2024-01-31", "6.00%")), APPLIED); /* changes nothing */
    CHECK_INT(coop_send(&c, CHANGED("2024-02-01", "5.75%")), APPLIED);
    coop_end(&c);
}

void test_contracts_with_a_rate_of_their_own_hold_nothing_up(void)
{
    struct coop c;
    struct loan_bill bill;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(coop_send(&c, CHANGED("2024-01-20", "5.75%")), APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    CHECK_INT(bill.interest_satang, 143014); /* 300,000 at 6.00 for 29 days */
    coop_refused(&c, "2024-01-20 loan.rate_changed product=yacht rate=5.75%", "product_unknown", "data.product");
    coop_end(&c);
}

/* The fixed total of an equal total does not change with the rate; the last instalment takes the rest. */
void test_an_equal_total_keeps_its_total(void)
{
    struct coop c;
    struct loan_bill bill;
    coop_begin_with(&c, "products[1].rate_kind=table");
    coop_lend(&c, "S-1", "equal_total");
    CHECK_INT(coop_send(&c, CHANGED("2024-01-13", "3.00%")), APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK_INT(bill.interest_satang, 46849);
    CHECK_INT(bill.interest_satang + bill.principal_satang, 580000);
    coop_end(&c);
}

/* What is asked for is screened, and granted, at the rate that it would be paid out at. */
void test_what_is_screened_bears_the_rate_of_the_day(void)
{
    struct coop c;
    struct application a;
    struct application_key key = {.application_no = "A-2"};
    coop_begin(&c);
    CHECK_INT(coop_send(&c, CHANGED("2024-01-05", "12.00%")), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-08 loan.application_filed application_no=A-2 member_no=004411 product=ordinary "
                            "amount=100,000.00 instalments=100 method=equal_principal purpose=3"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-08 loan.committee_decided application_no=A-2 decision=approved resolution_no=2"),
              APPLIED);
    CHECK(application_get(coop_txn(&c), &key, &a));
    CHECK_INT(a.rate_bp, 1200);
    CHECK_INT(a.burden_satang, 100000 + 101918); /* 100,000 at 12.00 for 31 days */
    coop_end(&c);
}

#define PUBLISHED(words)                                                                                               \
    "2024-02-01 policy.published version=2 take_home_min=30.00% take_home_min=1,000.00 year_divisor=365 "              \
    "rounding=half_up instalment_step=100.00 months_method=due_dates employer_contact_days=14 mediation_days=30 "      \
    "mediation_venue=office no_show_limit=2 breach_grace_days=7 committee_weekday=4 chase_days=366 "                   \
    "suspense_days=366 products[0].product=ordinary products[0].kind=ordinary products[0].max_instalments=150 "        \
    "products[0].rate_kind=table classes[0].class=substandard classes[0].over_months=3 classes[0].provision=20.00% "   \
    "classes[0].npl=true classes[1].class=doubtful classes[1].over_months=6 "                                          \
    "classes[1].provision=50.00% classes[1].npl=true classes[2].class=doubtful_of_loss "                               \
    "classes[2].over_months=12 classes[2].provision=100.00% classes[2].npl=true items[0].item=share "                  \
    "items[0].priority=1 items[1].item=emergency items[1].priority=2 "                                                 \
    "items[2].item=ordinary items[2].priority=3 items[3].item=special items[3].priority=4 " words

/* What an older policy, or a resolution, had planned for days from then on is void. */
void test_a_new_policy_tells_every_rate_from_its_first_day_on(void)
{
    struct coop c;
    begin(&c);
    CHECK_INT(coop_send(&c, CHANGED("2024-01-20", "5.75%")), APPLIED);
    CHECK_INT(coop_send(&c, CHANGED("2024-03-01", "9.00%")), APPLIED);
    CHECK_INT(coop_send(&c, PUBLISHED("products[0].rate=5.00%")), APPLIED);
    CHECK_INT(loan_product_rate(coop_txn(&c), "ordinary", coop_day("2024-01-31")), 575);
    CHECK_INT(loan_product_rate(coop_txn(&c), "ordinary", coop_day("2024-02-01")), 500);
    CHECK_INT(loan_product_rate(coop_txn(&c), "ordinary", coop_day("2024-03-01")), 500);
    coop_end(&c);
}

void test_a_new_policy_voids_no_rate_that_was_charged(void)
{
    struct coop c;
    struct loan_bill bill;
    begin(&c);
    CHECK_INT(coop_send(&c, CHANGED("2024-02-10", "9.00%")), APPLIED);
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &bill));
    coop_refused(&c, PUBLISHED("products[0].rate=6.00%"), "rate_charged", "data.rates");
    CHECK_INT(c.why.limit, coop_day("2024-02-29"));
    CHECK_INT(coop_send(&c, PUBLISHED("products[0].rate=6.00% rates[0].product=ordinary rates[0].from_day=2024-02-10 "
                                      "rates[0].rate=9.00%")),
              APPLIED);
    CHECK_INT(loan_product_rate(coop_txn(&c), "ordinary", coop_day("2024-02-10")), 900);
    coop_end(&c);
}
