#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/scenario.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

static void begin_guaranteed(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    CHECK_INT(
        coop_send(c, "2024-01-01 member.registered member_no=004412 kind=ordinary unit_code=0417 income=50,000.00"),
        APPLIED);
    CHECK_INT(coop_send(c, "2024-01-05 loan.application_filed application_no=A-1 member_no=004411 product=ordinary "
                           "amount=300,000.00 instalments=60 method=equal_principal purpose=4 "
                           "guarantors[0].kind=member guarantors[0].ref=004412"),
              APPLIED);
    CHECK_INT(coop_send(c, "2024-01-09 loan.committee_decided application_no=A-1 decision=approved amount=300,000.00 "
                           "instalments=60 resolution_no=2/2567"),
              APPLIED);
    CHECK_INT(coop_send(c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=300,000.00 "
                           "approval_ref=V-1"),
              APPLIED);
}

static struct guarantor_clock clock_of(struct coop *c, const char *from_day)
{
    struct guarantor_clock_key key = {.from_day = coop_day(from_day)};
    struct guarantor_clock clock = {0};
    value_code_set(key.contract_no, sizeof key.contract_no, "S-1");
    value_code_set(key.ref, sizeof key.ref, "004412");
    CHECK(guarantor_clock_get(coop_txn(c), &key, &clock));
    return clock;
}

static enum verdict report(struct coop *c, uint64_t position, const char *status, const char *date, const char *on)
{
    char line[200];
    snprintf(line, sizeof line, "%s notice.delivery_reported position=%llu status=%s date=%s postal_ref=RC-1", on,
             (unsigned long long)position, status, date);
    return coop_send(c, line);
}

void test_sixty_days_from_1_february_2024_are_1_april(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_guaranteed(&c, "");
    coop_miss(&c, "S-1", 1);
    CHECK_TEXT(coop_told(&c), "loan.delinquency_changed guarantor.notice_due notification.requested "
                              "notification.requested");
    struct guarantor_clock clock = clock_of(&c, "2024-02-01");
    CHECK_INT(clock.default_on, coop_day("2024-02-01"));
    CHECK_INT(clock.deadline, coop_day("2024-04-01"));
    CHECK_INT(clock.target_on, coop_day("2024-03-02"));
    CHECK_INT(clock.overdue_on, coop_day("2024-04-02"));
    if (CHECK(coop_latest(&c, EVENT_guarantor_notice_due, &f))) {
        CHECK_INT(f.body.guarantor_notice_due.deadline, coop_day("2024-04-01"));
        CHECK_INT(f.body.guarantor_notice_due.arrears_satang, 593699);
        CHECK_INT(f.body.guarantor_notice_due.principal_satang, 30000000);
        CHECK_TEXT(f.cause.rule, "guarantor_notice");
        CHECK_INT(f.cause.policy, 1);
        CHECK_INT(f.cause.facts[0].actual, 4);
        CHECK_INT(f.cause.facts[0].limit, 60);
    }
    coop_close_to(&c, "2024-04-01");
    CHECK_INT((int64_t)coop_count(&c, EVENT_guarantor_notice_overdue), 0);
    coop_close_to(&c, "2024-04-02");
    CHECK_TEXT(coop_told(&c), "guarantor.notice_overdue notification.requested");
    CHECK_INT(clock_of(&c, "2024-02-01").capped_from, coop_day("2024-04-02"));
    coop_end(&c);
}

/* A due date of 30 January, in a leap year. */
void test_sixty_days_from_31_january_2024_are_31_march(void)
{
    struct coop c;
    struct loan_bill bill;
    struct loan_billing b = {.interest_to_date = coop_day("2024-01-30"),
                             .due_date = coop_day("2024-01-30"),
                             .late_on = coop_day("2024-02-05"),
                             .period = value_period(2024, 1)};
    struct policy_in_force p;
    begin_guaranteed(&c, "");
    CHECK(policy_on(coop_txn(&c), b.due_date, &p));
    store_mem_begin_event(c.store, store_mem_last_seq(c.store) + 1);
    CHECK(loan_bill_month(coop_txn(&c), "S-1", &b, &p, &bill));
    store_mem_accept(c.store);
    coop_close_to(&c, "2024-02-05");
    CHECK_INT(clock_of(&c, "2024-01-31").deadline, coop_day("2024-03-31"));
    coop_end(&c);
}

/* What becomes known late moves the look, not the law's day: the next close tells at once that it is over. */
void test_a_default_that_is_known_late_counts_from_its_first_day(void)
{
    struct coop c;
    struct loan_bill bill;
    begin_guaranteed(&c, "");
    coop_close_to(&c, "2024-04-10");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &bill));
    coop_close_to(&c, "2024-04-11");
    struct guarantor_clock clock = clock_of(&c, "2024-02-01");
    CHECK_INT(clock.deadline, coop_day("2024-04-01"));
    CHECK_INT(clock.overdue_on, coop_day("2024-04-12"));
    coop_close_to(&c, "2024-04-12");
    CHECK_TEXT(coop_told(&c), "guarantor.notice_overdue notification.requested");
    CHECK_INT(clock_of(&c, "2024-02-01").capped_from, coop_day("2024-04-02"));
    CHECK_INT(report(&c, clock.notice_position, "received", "2024-04-13", "2024-04-13"), APPLIED);
    CHECK_TEXT(coop_told(&c), "guarantor.notice_delivered");
    clock = clock_of(&c, "2024-02-01");
    CHECK_INT(clock.state, clock_state_overdue);
    CHECK_INT(clock.capped_from, coop_day("2024-04-02"));
    coop_end(&c);
}

void test_only_what_reached_him_counts_and_only_the_first_time(void)
{
    struct coop c;
    begin_guaranteed(&c, "guarantor_notice_days=10");
    coop_miss(&c, "S-1", 1);
    uint64_t notice = clock_of(&c, "2024-02-01").notice_position;
    CHECK_INT(report(&c, notice, "sent", "2024-02-06", "2024-02-06"), APPLIED);
    CHECK_TEXT(coop_told(&c), "");
    coop_close_to(&c, "2024-02-10");
    coop_close_to(&c, "2024-02-11");
    CHECK_TEXT(coop_told(&c), "notification.requested"); /* the officer, on the policy's day */
    CHECK_INT(report(&c, notice, "returned", "2024-02-12", "2024-02-12"), APPLIED);
    CHECK_TEXT(coop_told(&c), "notification.requested");
    CHECK_INT(report(&c, notice, "received", "2024-02-20", "2024-02-20"), APPLIED);
    CHECK_TEXT(coop_told(&c), "guarantor.notice_delivered");
    CHECK_INT(report(&c, notice, "received", "2024-02-20", "2024-02-21"), REFUSED);
    CHECK_TEXT(refusal_name(c.why.code), "notice_received");
    CHECK_INT(report(&c, notice, "received", "2024-02-19", "2024-02-21"), APPLIED);
    CHECK_INT(report(&c, notice - 1, "received", "2024-02-21", "2024-02-21"), REFUSED);
    CHECK_TEXT(refusal_name(c.why.code), "notice_unknown");
    CHECK_INT(report(&c, 9999, "received", "2024-02-21", "2024-02-21"), REFUSED);
    CHECK_INT(report(&c, notice, "received", "2024-01-31", "2024-02-21"), REFUSED);
    CHECK_TEXT(refusal_name(c.why.code), "dates_out_of_order");
    coop_close_to(&c, "2024-04-10");
    CHECK_INT((int64_t)coop_count(&c, EVENT_guarantor_notice_overdue), 0);
    coop_end(&c);
}

/* Writing off is an entry in the books: only the whole recovery ends what he answers for. */
void test_a_loan_that_is_written_off_does_not_release_the_guarantor(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin_guaranteed(&c, "");
    coop_miss(&c, "S-1", 1);
    CHECK_INT(coop_send(&c, "2024-02-20 loan.written_off contract_no=S-1 resolution_no=9/2567"), APPLIED);
    CHECK_INT(clock_of(&c, "2024-02-01").state, clock_state_running);
    CHECK_INT(coop_send(&c, "2024-02-25 loan.payment_received contract_no=S-1 amount=300,000.00 channel=court "
                            "document_no=R-1"),
              APPLIED);
    if (CHECK(coop_latest(&c, EVENT_guarantor_notice_released, &f))) {
        CHECK_INT(f.body.guarantor_notice_released.reason, clock_end_written_off);
        CHECK(!f.body.guarantor_notice_released.corrects);
    }
    CHECK_INT(clock_of(&c, "2024-02-01").state, clock_state_released);
    coop_close_to(&c, "2024-04-10");
    CHECK_INT((int64_t)coop_count(&c, EVENT_guarantor_notice_overdue), 0);
    coop_end(&c);
}
