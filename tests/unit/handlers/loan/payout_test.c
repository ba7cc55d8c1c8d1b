#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

#define PAID "2024-02-01 loan.disbursed contract_no=S-2 application_no=A-2 paid=100,000.00 approval_ref=V-2 "

/* S-1 runs; A-2 is granted; another member has S-9. */
static void begin(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    CHECK_INT(coop_send(c, "2024-01-02 member.registered member_no=004499 kind=ordinary unit_code=0417 "
                           "income=90,000.00"),
              APPLIED);
    static const char *const applications[][2] = {{"A-2", "004411"}, {"A-9", "004499"}};
    for (int i = 0; i < 2; i++) {
        char line[COOP_TEXT_MAX];
        snprintf(line, sizeof line,
                 "2024-01-10 loan.application_filed application_no=%s member_no=%s product=special "
                 "amount=100,000.00 instalments=100 method=equal_principal purpose=3",
                 applications[i][0], applications[i][1]);
        CHECK_INT(coop_send(c, line), APPLIED);
        snprintf(line, sizeof line,
                 "2024-01-15 loan.committee_decided application_no=%s decision=approved resolution_no=2",
                 applications[i][0]);
        CHECK_INT(coop_send(c, line), APPLIED);
    }
    CHECK_INT(coop_send(c, "2024-01-16 loan.disbursed contract_no=S-9 application_no=A-9 paid=100,000.00 "
                           "approval_ref=V-9"),
              APPLIED);
}

void test_offsets_are_the_borrowers_open_contracts_each_once(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c, PAID "net=1.00 offsets[0].contract_no=S-7 offsets[0].amount=99,999.00", "contract_unknown",
                 "data.offsets");
    coop_refused(&c, PAID "net=1.00 offsets[0].contract_no=S-9 offsets[0].amount=99,999.00", "contract_of_other",
                 "data.offsets");
    coop_refused(&c, PAID "net=1.00 offsets[0].contract_no=S-1 offsets[0].amount=99,999.00", "offset_not_payoff",
                 "data.offsets");
    CHECK_INT(c.why.limit, 30000000 + 98630); /* 20 days */
    coop_refused(&c, PAID "offsets[0].contract_no=S-1 offsets[0].amount=300,986.30", "kept_back_too_much",
                 "data.paid_satang");
    CHECK_INT(coop_send(&c, "2024-01-31 loan.payment_received contract_no=S-1 amount=290,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    coop_refused(&c,
                 PAID "net=1.00 offsets[0].contract_no=S-1 offsets[0].amount=10,938.79 offsets[1].contract_no=S-1 "
                      "offsets[1].amount=10,938.79",
                 "contract_twice", "data.offsets");
    CHECK_INT(coop_send(&c, "2024-02-01 loan.payment_received contract_no=S-1 amount=10,938.79 channel=bank "
                            "document_no=R-2"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    coop_refused(&c, PAID "net=1.00 offsets[0].contract_no=S-1 offsets[0].amount=1.00", "loan_ended", "data.offsets");
    coop_end(&c);
}

/* What the application named to be closed was not counted as a burden. */
void test_what_the_application_closes_must_be_among_the_offsets(void)
{
    struct coop c;
    begin(&c);
    struct application_closes_key key = {.application_no = "A-2", .contract_no = "S-1"};
    store_mem_begin_event(c.store, store_mem_last_seq(c.store) + 1);
    application_closes_put(coop_txn(&c), &key, &(struct application_closes){.listed = true});
    store_mem_accept(c.store);
    coop_refused(&c, PAID, "offset_missing", "data.offsets");
    CHECK_TEXT(c.why.text, "S-1");
    /* paid off meanwhile, it need not be */
    CHECK_INT(coop_send(&c, "2024-01-12 loan.payment_received contract_no=S-1 amount=300,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(coop_send(&c, PAID), APPLIED);
    coop_end(&c);
}

void test_a_net_amount_is_what_is_left(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c, PAID "net=99,999.99", "net_not_as_computed", "data.net_satang");
    coop_refused(&c, PAID "fees[0].kind=fee fees[0].amount=0.01", "net_not_as_computed", "data.net_satang");
    CHECK_INT(c.why.limit, 9999999);
    CHECK_INT(coop_send(&c, PAID "fees[0].kind=share fees[0].amount=60,000.00 fees[1].kind=share "
                                 "fees[1].amount=40,000.00"),
              APPLIED);
    CHECK_INT(coop_member(&c).share_balance_satang, 10000000);
    CHECK_TEXT(coop_told(&c), "notification.requested journal.posting_requested");
    /* nothing was paid out in money, so nothing can come back */
    coop_refused(&c, "2024-02-02 loan.payout_returned contract_no=S-2 failure=bank_rejected document_no=K-1",
                 "payout_not_to_return", "data.contract_no");
    coop_end(&c);
}

/* The old contract is closed for good, so the new one stays, and the net amount is the member's. */
void test_a_payout_that_paid_something_off_is_not_undone(void)
{
    struct coop c;
    begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-31 loan.payment_received contract_no=S-1 amount=290,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    struct policy_in_force p;
    policy_on(coop_txn(&c), coop_day("2024-02-01"), &p);
    int64_t payoff = loan_payoff(coop_txn(&c), "S-1", coop_day("2024-02-01"), &p);
    CHECK_INT(payoff, 1093699 + 180); /* 936.99 of interest went first; one day more on 10,936.99 */
    CHECK_INT(coop_send(&c, PAID "net=89,061.21 offsets[0].contract_no=S-1 offsets[0].amount=10,938.79"), APPLIED);
    CHECK_INT(coop_loan(&c, "S-1").state, loan_state_closed);
    CHECK_INT(coop_send(&c, "2024-02-02 loan.payout_returned contract_no=S-2 failure=member_declined document_no=K-1"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-2").state, loan_state_active);
    CHECK_INT(coop_member(&c).refund_payable_satang, 8906121);
    coop_end(&c);
}

static uint8_t state_of(struct coop *c, const char *application_no)
{
    struct application_key key;
    struct application a = {0};
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    application_get(coop_txn(c), &key, &a);
    return a.state;
}

/* The day on which the approval would have lapsed has passed while the loan stood: it has its days anew. */
void test_the_approval_of_a_payout_that_came_back_lapses(void)
{
    struct coop c;
    coop_begin_with(&c, "approval_days=30");
    CHECK_INT(coop_send(&c, "2024-01-10 loan.application_filed application_no=A-2 member_no=004411 product=special "
                            "amount=100,000.00 instalments=100 method=equal_principal purpose=3"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-15 loan.committee_decided application_no=A-2 decision=approved resolution_no=2"),
              APPLIED);
    CHECK_INT(coop_send(&c, PAID), APPLIED);
    coop_close_to(&c, "2024-02-14");
    CHECK_INT(coop_send(&c, "2024-02-15 loan.payout_returned contract_no=S-2 failure=bank_rejected document_no=K-1"),
              APPLIED);
    CHECK_INT(state_of(&c, "A-2"), application_state_scheduled);
    coop_close_to(&c, "2024-03-15");
    CHECK_INT(state_of(&c, "A-2"), application_state_scheduled);
    coop_close_to(&c, "2024-03-16");
    CHECK_INT(state_of(&c, "A-2"), application_state_expired);
    CHECK_INT(coop_member(&c).granted_burden_satang, 0);
    coop_end(&c);
}

/* An approval does not outlive membership. */
void test_nothing_is_paid_out_to_one_who_left(void)
{
    struct coop c;
    begin(&c);
    CHECK_INT(coop_send(&c, "2024-02-01 member.left member_no=004411 cause=died"), APPLIED);
    coop_refused(&c, PAID, "not_a_member", "data.application_no");
    CHECK_TEXT(c.why.text, "004411");
    coop_end(&c);
}
