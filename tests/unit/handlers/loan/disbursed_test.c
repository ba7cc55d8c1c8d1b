#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

void test_a_payout_opens_the_contract_and_is_booked(void)
{
    struct coop c;
    struct store_mem_followup f;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_TEXT(coop_told(&c), "notification.requested journal.posting_requested");
    struct loan loan = coop_loan(&c, "S-1");
    CHECK_INT(loan.principal_satang, 30000000);
    CHECK_INT(loan.disbursed_satang, 30000000);
    CHECK_INT(loan.fixed_satang, 500000);
    CHECK_INT(loan.instalments, 60);
    CHECK_INT(loan.rate_bp, 600);
    CHECK_INT(loan.counted_to, coop_day("2024-01-12"));
    CHECK_INT(loan.opened_on, coop_day("2024-01-12"));
    CHECK_INT(loan.class, loan_class_normal);
    CHECK_INT(loan.state, loan_state_active);
    CHECK_TEXT(loan.member_no, "004411");
    if (coop_latest(&c, EVENT_journal_posting_requested, &f)) {
        const struct journal_posting_requested *p = &f.body.journal_posting_requested;
        CHECK_TEXT(p->document_no, "V-S-1");
        CHECK_INT(p->lines_count, 2);
        CHECK_INT(p->lines[0].account, account_loan_ordinary);
        CHECK_INT(p->lines[0].debit_satang, 30000000);
        CHECK_INT(p->lines[1].account, account_bank);
        CHECK_INT(p->lines[1].credit_satang, 30000000);
    }
    coop_end(&c);
}

/* IN-06: the formula gives 5,799.84, rounded up to 100 baht. */
void test_in_06_an_equal_total_is_fixed_at_5800(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_total");
    CHECK_INT(coop_loan(&c, "S-1").fixed_satang, 580000);
    coop_end(&c);
}

void test_the_rate_is_that_of_the_day_of_payout(void)
{
    struct coop c;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=ordinary "
                            "amount=1,000.00 instalments=10 method=equal_principal purpose=3"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-11 loan.committee_decided application_no=A-1 decision=approved resolution_no=2"),
              APPLIED);
    CHECK_INT(
        coop_send(
            &c, "2024-01-12 policy.published version=2 take_home_min=30.00% take_home_min=1,000.00 "
                "year_divisor=365 rounding=half_up months_method=due_dates employer_contact_days=14 "
                "mediation_days=30 mediation_venue=office no_show_limit=2 committee_weekday=4 "
                "products[0].product=ordinary products[0].kind=ordinary products[0].max_instalments=150 "
                "classes[0].class=substandard classes[0].over_months=3 classes[0].provision=20.00% classes[0].npl=true "
                "classes[1].class=doubtful classes[1].over_months=6 classes[1].provision=50.00% classes[1].npl=true "
                "classes[2].class=doubtful_of_loss classes[2].over_months=12 classes[2].provision=100.00% "
                "classes[2].npl=true "
                "products[0].rate=5.75% items[0].item=share items[0].priority=1 items[1].item=emergency "
                "items[1].priority=2 items[2].item=ordinary items[2].priority=3 items[3].item=special "
                "items[3].priority=4"),
        APPLIED);
    CHECK_INT(
        coop_send(&c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 approval_ref=V"),
        APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").rate_bp, 575);
    coop_end(&c);
}

void test_only_what_was_granted_is_paid_out_and_only_once(void)
{
    struct coop c;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=ordinary "
                            "amount=1,000.00 instalments=10 method=equal_principal purpose=3"),
              APPLIED);
    coop_refused(&c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 approval_ref=V",
                 "not_decided", "data.application_no");
    CHECK_INT(coop_send(&c, "2024-01-11 loan.committee_decided application_no=A-1 decision=approved resolution_no=2"),
              APPLIED);
    coop_refused(&c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=999.99 approval_ref=V",
                 "not_as_granted", "data.paid_satang");
    coop_refused(&c, "2024-01-10 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 approval_ref=V",
                 "dates_out_of_order", "effective_date");
    coop_refused(&c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-9 paid=1,000.00 approval_ref=V",
                 "application_unknown", "data.application_no");
    CHECK_INT(
        coop_send(&c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 approval_ref=V"),
        APPLIED);
    coop_refused(&c, "2024-01-12 loan.disbursed contract_no=S-2 application_no=A-1 paid=1,000.00 approval_ref=V",
                 "application_state", "data.application_no");
    coop_end(&c);
}

void test_a_contract_number_is_never_given_twice(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_total");
    CHECK_INT(coop_send(&c, "2024-01-15 loan.application_filed application_no=A-2 member_no=004411 product=special "
                            "amount=1,000.00 instalments=10 method=equal_principal purpose=3"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-18 loan.committee_decided application_no=A-2 decision=approved resolution_no=2"),
              APPLIED);
    coop_refused(&c, "2024-01-19 loan.disbursed contract_no=S-1 application_no=A-2 paid=1,000.00 approval_ref=V",
                 "contract_exists", "data.contract_no");
    CHECK_INT(
        coop_send(&c, "2024-01-19 loan.disbursed contract_no=S-2 application_no=A-2 paid=1,000.00 approval_ref=V"),
        APPLIED);
    coop_end(&c);
}

#define PAID(day, contract, application, voucher)                                                                      \
    "2024-01-" day " loan.disbursed contract_no=" contract " application_no=" application                              \
    " paid=1,000.00 approval_ref=" voucher

static void grant(struct coop *c, const char *application_no)
{
    char line[256];
    snprintf(line, sizeof line,
             "2024-01-15 loan.application_filed application_no=%s member_no=004411 product=special "
             "amount=1,000.00 instalments=10 method=equal_principal purpose=3",
             application_no);
    CHECK_INT(coop_send(c, line), APPLIED);
    snprintf(line, sizeof line, "2024-01-18 loan.committee_decided application_no=%s decision=approved resolution_no=2",
             application_no);
    CHECK_INT(coop_send(c, line), APPLIED);
}

void test_a_voucher_pays_one_loan(void)
{
    struct coop c;
    coop_begin(&c);
    grant(&c, "A-1");
    grant(&c, "A-2");
    CHECK_INT(coop_send(&c, PAID("19", "S-1", "A-1", "V-7")), APPLIED);
    coop_refused(&c, PAID("19", "S-2", "A-2", "V-7"), "document_exists", "data.approval_ref");
    CHECK_INT(coop_send(&c, PAID("19", "S-2", "A-2", "V-8")), APPLIED);
    coop_end(&c);
}

/* Money that came back is paid again to whom the voucher names, and to nobody else. */
void test_a_voucher_whose_payout_came_back_pays_the_same_application_again(void)
{
    struct coop c;
    coop_begin(&c);
    grant(&c, "A-1");
    grant(&c, "A-2");
    CHECK_INT(coop_send(&c, PAID("19", "S-1", "A-1", "V-7")), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-22 loan.payout_returned contract_no=S-1 failure=bank_rejected document_no=B-1"),
              APPLIED);
    coop_refused(&c, PAID("23", "S-2", "A-2", "V-7"), "document_exists", "data.approval_ref");
    CHECK_INT(coop_send(&c, PAID("23", "S-3", "A-1", "V-7")), APPLIED);
    coop_refused(&c, PAID("23", "S-2", "A-2", "V-7"), "document_exists", "data.approval_ref");
    coop_end(&c);
}

/* Whoever asks why money was paid is led to the decision, its votes and its override, and from there to the screening.
 */
void test_a_payout_was_caused_by_the_decision(void)
{
    struct coop c;
    struct store_mem_followup f, granted, alert;
    coop_begin_with(&c, "products[0].share_min=50.00% products[1].share_min=50.00% products[2].share_min=50.00%");
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=ordinary "
                            "amount=1,000.00 instalments=10 method=equal_principal purpose=3"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-11 loan.committee_decided application_no=A-1 decision=approved resolution_no=2 "
                            "override_body=board override_no=3/2567"),
              APPLIED);
    CHECK_INT(
        coop_send(&c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=1,000.00 approval_ref=V"),
        APPLIED);
    static const enum event_id told[] = {EVENT_notification_requested, EVENT_journal_posting_requested};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        CHECK(coop_latest(&c, told[i], &f));
        CHECK_INT(f.cause.because_count, 1);
        CHECK(store_mem_followup(c.store, f.cause.because[0].position, &granted));
        CHECK_INT(granted.id, EVENT_payout_scheduled);
    }
    CHECK_INT(granted.cause.because_count, 2);
    CHECK(store_mem_followup(c.store, granted.cause.because[0].position, &alert));
    CHECK_INT(alert.id, EVENT_alert_raised);
    CHECK(store_mem_followup(c.store, granted.cause.because[1].position, &f));
    CHECK_INT(f.id, EVENT_loan_application_screened);
    coop_end(&c);
}
