#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/loan/security.h"

#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

static void send(struct coop *c, const char *line)
{
    CHECK_INT(coop_send(c, line), APPLIED);
}

/* Member 1 answers for S-1 of 300,000.00, paid out on 2024-01-12 to 004411. */
static void begin(struct coop *c, const char *policy_words)
{
    char line[COOP_TEXT_MAX];
    coop_begin_with(c, policy_words);
    for (int no = 1; no <= 3; no++) {
        snprintf(line, sizeof line,
                 "2024-01-02 member.registered member_no=%d kind=ordinary unit_code=0417 income=100,000.00", no);
        send(c, line);
    }
    send(c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=ordinary amount=300,000.00 "
            "instalments=60 method=equal_principal purpose=3 guarantors[0].kind=member guarantors[0].ref=1");
    send(c, "2024-01-11 loan.committee_decided application_no=A-1 decision=approved resolution_no=2/2567");
    send(c, "2024-01-12 loan.disbursed contract_no=S-1 application_no=A-1 paid=300,000.00 approval_ref=V-1");
}

void test_nobody_answers_for_what_is_rejected_or_repaid(void)
{
    struct coop c;
    begin(&c, "");
    send(&c, "2024-01-12 loan.application_filed application_no=A-2 member_no=2 product=ordinary amount=3,000.00 "
             "instalments=6 method=equal_total purpose=3 guarantors[0].kind=member guarantors[0].ref=1");
    CHECK_INT(security_borrowers(coop_txn(&c), "1"), 2);
    send(&c, "2024-01-15 loan.committee_decided application_no=A-2 decision=rejected resolution_no=3/2567");
    CHECK_INT(security_borrowers(coop_txn(&c), "1"), 1);
    send(&c, "2024-01-12 loan.payment_received contract_no=S-1 amount=300,000.00 channel=counter document_no=R-1");
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    CHECK_INT(security_borrowers(coop_txn(&c), "1"), 0);
    store_mem_begin_event(c.store, store_mem_last_seq(c.store) + 1);
    security_restore(coop_txn(&c), "A-1");
    store_mem_accept(c.store);
    CHECK_INT(security_borrowers(coop_txn(&c), "1"), 1);
    coop_end(&c);
}

#define SUBSTITUTED(words) "2024-02-01 loan.guarantor_substituted contract_no=S-1 resolution_no=4/2567 " words

void test_another_takes_the_place(void)
{
    struct coop c;
    struct application_guarantor g;
    begin(&c, "guarantor_max_borrowers=1 products[1].family_guarantors=true");
    coop_refused(&c, SUBSTITUTED("old_ref=2 kind=member ref=3"), "guarantor_unknown", "data.old_ref");
    coop_refused(&c, SUBSTITUTED("old_ref=1 kind=civil_servant ref=G-1"), "guarantor_kind", "data.kind");
    coop_refused(&c, SUBSTITUTED("old_ref=1 kind=member ref=004411"), "guarantor_self", "data.ref");
    coop_refused(&c, SUBSTITUTED("old_ref=1 kind=member ref=1"), "guarantor_twice", "data.ref");
    coop_refused(&c, SUBSTITUTED("old_ref=1 kind=member ref=9"), "member_unknown", "data.ref");
    send(&c, "2024-01-12 loan.application_filed application_no=A-2 member_no=2 product=ordinary amount=3,000.00 "
             "instalments=6 method=equal_total purpose=3 guarantors[0].kind=member guarantors[0].ref=3");
    coop_refused(&c, SUBSTITUTED("old_ref=1 kind=member ref=3"), "guarantor_overloaded", "data.ref");
    send(&c, SUBSTITUTED("old_ref=1 kind=family ref=F-1"));
    CHECK_TEXT(coop_told(&c), "notification.requested");
    CHECK_INT(security_borrowers(coop_txn(&c), "1"), 0);
    CHECK_INT(security_borrowers(coop_txn(&c), "F-1"), 1);
    CHECK(!security_guarantor(coop_txn(&c), "A-1", "1", &g));
    CHECK(security_guarantor(coop_txn(&c), "A-1", "F-1", &g));
    CHECK_INT(g.kind, guarantor_kind_family);
    coop_end(&c);
}

#define TIERS                                                                                                          \
    "products[1].family_guarantors=true relief_tiers[0].paid_months=12 relief_tiers[0].multiple=3 "                    \
    "relief_tiers[0].debt_max=25.00% "                                                                                 \
    "relief_tiers[0].max=50,000.00 relief_tiers[1].paid_months=36 relief_tiers[1].multiple=4 "                         \
    "relief_tiers[1].debt_max=25.00% relief_tiers[1].max=80,000.00 "

#define CLAIMED(day, ref) day " guarantor.relief_claimed contract_no=S-1 guarantor_ref=" ref " document_no=G-1"

static void pays(struct coop *c, const char *ref, int64_t principal_satang, const char *day)
{
    struct loan loan = coop_loan(c, "S-1");
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
    guarantor_paid(coop_txn(c), &loan, ref, principal_satang, coop_day(day));
    store_mem_accept(c->store);
}

void test_relief_after_twelve_months_of_paying(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin(&c, TIERS);
    coop_refused(&c, CLAIMED("2024-03-01", "1"), "guarantor_not_paying", "data.guarantor_ref");
    pays(&c, "1", 1000000, "2024-03-01"); /* lies a day too far back on 2025-03-01 */
    pays(&c, "1", 500000, "2024-04-01");
    pays(&c, "2", 500000, "2024-04-01"); /* does not answer for it */
    coop_refused(&c, CLAIMED("2025-02-28", "1"), "relief_early", "data.guarantor_ref");
    CHECK_INT(c.why.limit, coop_day("2025-03-01"));
    coop_refused(&c, CLAIMED("2025-03-01", "2"), "guarantor_unknown", "data.guarantor_ref");
    send(&c, CLAIMED("2025-03-01", "1"));
    CHECK_TEXT(coop_told(&c), "guarantor.relief_granted journal.posting_requested refund.payable_created "
                              "notification.requested");
    if (coop_latest(&c, EVENT_guarantor_relief_granted, &f)) {
        const struct guarantor_relief_granted *told = &f.body.guarantor_relief_granted;
        CHECK_INT(told->principal_satang, 500000);
        CHECK_INT(told->debt_satang, 30000000);
        CHECK_INT(told->paid_months, 12);
        CHECK_INT(told->amount_satang, 1500000);
    }
    coop_refused(&c, CLAIMED("2025-03-02", "1"), "relief_done", "data.guarantor_ref");
    coop_end(&c);
}

/* Three times 20,000.00 are 60,000.00, at most 25 % of 300,000.00, at most 50,000.00. */
void test_relief_is_capped_and_paid_to_others_at_once(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin(&c, TIERS);
    send(&c, SUBSTITUTED("old_ref=1 kind=family ref=F-1"));
    pays(&c, "F-1", 2000000, "2024-02-15");
    coop_refused(&c, CLAIMED("2025-02-15", "F-1"), "relief_empty", "data.guarantor_ref");
    pays(&c, "F-1", 2000000, "2024-02-16");
    send(&c, CLAIMED("2025-02-15", "F-1"));
    CHECK_TEXT(coop_told(&c), "guarantor.relief_granted journal.posting_requested");
    if (coop_latest(&c, EVENT_guarantor_relief_granted, &f))
        CHECK_INT(f.body.guarantor_relief_granted.amount_satang, 5000000);
    coop_end(&c);
}

void test_what_is_taken_back_was_never_paid(void)
{
    struct coop c;
    begin(&c, TIERS);
    pays(&c, "1", 500000, "2024-03-01");
    pays(&c, "1", -500000, "2024-03-05");
    struct guarantor_history g = guarantor_so_far(coop_txn(&c), "A-1", "1");
    CHECK_INT(g.paid_since, 0);
    CHECK_INT(g.paid_principal_satang, 0);
    coop_refused(&c, CLAIMED("2025-03-01", "1"), "guarantor_not_paying", "data.guarantor_ref");
    coop_end(&c);
}

/* Who stepped back and answers for the loan again has not become another: what he paid is his, and so is his relief. */
void test_relief_is_granted_once_although_another_took_his_place_meanwhile(void)
{
    struct coop c;
    begin(&c, TIERS);
    pays(&c, "1", 100000, "2024-03-01");
    pays(&c, "1", 400000, "2024-03-02");
    send(&c, CLAIMED("2025-03-01", "1"));
    send(&c, SUBSTITUTED("old_ref=1 kind=family ref=F-1"));
    send(&c, SUBSTITUTED("old_ref=F-1 kind=member ref=1"));
    CHECK_INT(guarantor_so_far(coop_txn(&c), "A-1", "1").paid_principal_satang, 500000);
    pays(&c, "1", 500000, "2025-04-01");
    coop_refused(&c, CLAIMED("2026-03-31", "1"), "relief_done", "data.guarantor_ref");
    coop_end(&c);
}

void test_what_he_had_paid_is_taken_back_although_another_took_his_place(void)
{
    struct coop c;
    begin(&c, TIERS);
    pays(&c, "1", 500000, "2024-03-01");
    send(&c, SUBSTITUTED("old_ref=1 kind=family ref=F-1"));
    pays(&c, "1", 200000, "2024-03-04"); /* answers for it no longer */
    CHECK_INT(guarantor_so_far(coop_txn(&c), "A-1", "1").paid_principal_satang, 500000);
    pays(&c, "1", -500000, "2024-03-05");
    CHECK_INT(guarantor_so_far(coop_txn(&c), "A-1", "1").paid_since, 0);
    CHECK_INT(guarantor_paid_between(coop_txn(&c), "A-1", "1", coop_day("2024-02-01"), coop_day("2024-04-01")), 0);
    coop_end(&c);
}

/* What was owed when he began is what is left of what was written off. */
void test_what_a_guarantor_pays_on_a_loan_that_was_written_off_counts(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin(&c, TIERS);
    send(&c, "2024-03-01 loan.written_off contract_no=S-1 resolution_no=9");
    send(&c, "2024-03-02 loan.payment_received contract_no=S-1 amount=100,000.00 channel=court document_no=R-1");
    send(&c, "2024-04-01 loan.payment_received contract_no=S-1 amount=4,000.00 channel=guarantor payer_no=1 "
             "document_no=R-2");
    send(&c, "2024-04-02 loan.payment_received contract_no=S-1 amount=5,000.00 channel=guarantor payer_no=1 "
             "document_no=R-3");
    send(&c, CLAIMED("2025-04-01", "1"));
    if (coop_latest(&c, EVENT_guarantor_relief_granted, &f)) {
        const struct guarantor_relief_granted *told = &f.body.guarantor_relief_granted;
        CHECK_INT(told->principal_satang, 500000);
        CHECK_INT(told->debt_satang, 20000000);
        CHECK_INT(told->amount_satang, 1500000);
    }
    coop_end(&c);
}

void test_no_relief_where_no_policy_grants_any(void)
{
    struct coop c;
    begin(&c, "");
    pays(&c, "1", 500000, "2024-03-01");
    coop_refused(&c, CLAIMED("2025-03-01", "1"), "relief_none", "data.contract_no");
    coop_end(&c);
}

/* Who answers for a loan that was written off does so until all of it has come. */
void test_a_guarantor_is_free_when_all_that_was_written_off_has_come(void)
{
    struct coop c;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-02 member.registered member_no=004499 kind=ordinary unit_code=0417 "
                            "income=90,000.00"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-2 member_no=004411 product=special "
                            "amount=100,000.00 instalments=100 method=equal_principal purpose=3 "
                            "guarantors[0].kind=member guarantors[0].ref=004499"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-15 loan.committee_decided application_no=A-2 decision=approved resolution_no=2"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-16 loan.disbursed contract_no=S-2 application_no=A-2 paid=100,000.00 "
                            "approval_ref=V-2"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-16 loan.written_off contract_no=S-2 resolution_no=9"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-17 loan.payment_received contract_no=S-2 amount=99,999.00 channel=court "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(security_borrowers(coop_txn(&c), "004499"), 1);
    CHECK_INT(coop_send(&c, "2024-01-17 loan.payment_received contract_no=S-2 amount=1.00 channel=court "
                            "document_no=R-2"),
              APPLIED);
    CHECK_INT(security_borrowers(coop_txn(&c), "004499"), 0);
    coop_end(&c);
}
