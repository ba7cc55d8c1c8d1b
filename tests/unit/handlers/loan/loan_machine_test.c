/* The loan's state machine: active -> closed | restructured | written_off | undone, and back from closed when the
 * payment is taken back. Every event on a contract in every state; what is not listed is refused, or changes nothing of
 * the state. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <string.h>

#define RESTRUCTURED                                                                                                   \
    "2024-01-14 restructure.agreed contract_no=R-1 product=special instalments=120 method=equal_principal "            \
    "arrears_interest=carried resolution_no=4 contracts[0].contract_no=S-1"
#define WRITTEN_OFF "2024-01-14 loan.written_off contract_no=S-1 resolution_no=9"
#define RETURNED "2024-01-14 loan.payout_returned contract_no=S-1 failure=bank_rejected document_no=KTB-"
#define REPAID "2024-01-12 loan.payment_received contract_no=S-1 amount=300,000.00 channel=bank document_no=R-1"

/* A loan that stands in this state. */
static void begin_in(struct coop *c, enum loan_state state)
{
    static const char *const ways[] = {
        [loan_state_closed] = REPAID,
        [loan_state_restructured] = RESTRUCTURED,
        [loan_state_written_off] = WRITTEN_OFF,
        [loan_state_undone] = RETURNED "1",
    };
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    if (state != loan_state_active)
        CHECK_INT(coop_send(c, ways[state]), APPLIED);
    CHECK_INT(coop_loan(c, "S-1").state, state);
}

static const struct move {
    const char *event;
    uint8_t to[loan_state_undone + 1]; /* by state: the state after it; 0: refused */
} moves[] = {
    {"2024-01-15 loan.payment_received contract_no=S-1 amount=1,000.00 channel=bank document_no=R-2",
     {0, loan_state_active, loan_state_closed, loan_state_restructured, loan_state_written_off, loan_state_undone}},
    {"2024-01-15 loan.payment_received contract_no=S-1 amount=400,000.00 channel=bank document_no=R-3",
     {0, loan_state_closed, loan_state_closed, loan_state_restructured, loan_state_written_off, loan_state_undone}},
    {"2024-01-15 loan.payout_returned contract_no=S-1 failure=bank_rejected document_no=KTB-2",
     {0, loan_state_undone, loan_state_closed, loan_state_restructured, loan_state_written_off, 0}},
    {"2024-01-15 restructure.agreed contract_no=R-2 product=special instalments=120 method=equal_principal "
     "arrears_interest=waived resolution_no=5 contracts[0].contract_no=S-1",
     {0, loan_state_restructured}},
    {"2024-01-15 loan.written_off contract_no=S-1 resolution_no=8", {0, loan_state_written_off}},
    {"2024-01-15 loan.pause_granted contract_no=S-1 from_period=2024-02 until_period=2024-03 kind=nothing "
     "resolution_no=6",
     {0, loan_state_active}},
    {"2024-01-15 loan.payer_assigned contract_no=S-1 payer_no=004411", {0, loan_state_active}},
    {"2024-01-15 loan.disbursed contract_no=S-1 application_no=A-S-1 paid=300,000.00 approval_ref=V-2", {0}},
};

void test_only_listed_moves_are_made(void)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        for (int state = loan_state_active; state <= loan_state_undone; state++) {
            struct coop c;
            begin_in(&c, (enum loan_state)state);
            uint8_t to = moves[i].to[state];
            CHECK_INT(coop_send(&c, moves[i].event), to == 0 ? REFUSED : APPLIED);
            CHECK_INT(coop_loan(&c, "S-1").state, to == 0 ? state : to);
            coop_end(&c);
        }
    }
}

void test_only_an_active_loan_is_billed_and_paid_by_the_payroll(void)
{
    for (int state = loan_state_active; state <= loan_state_undone; state++) {
        struct coop c;
        struct loan_bill bill;
        struct loan_payment paid;
        begin_in(&c, (enum loan_state)state);
        CHECK_INT(coop_bill(&c, "S-1", value_period(2024, 1), &bill), state == loan_state_active);
        coop_payroll(&c, "S-1", 593699, "2024-01-31", &paid);
        CHECK_INT(paid.excess_satang, state == loan_state_active ? 0 : 593699);
        CHECK_INT(coop_loan(&c, "S-1").state, state);
        coop_end(&c);
    }
}

void test_what_ended_is_owed_no_more(void)
{
    for (int state = loan_state_closed; state <= loan_state_undone; state++) {
        struct coop c;
        begin_in(&c, (enum loan_state)state);
        struct loan loan = coop_loan(&c, "S-1");
        CHECK_INT(loan.principal_satang, 0);
        CHECK_INT(loan.billed_interest_satang, 0);
        CHECK_INT(loan.billed_principal_satang, 0);
        struct policy_in_force p;
        CHECK(policy_on(coop_txn(&c), coop_day("2024-01-20"), &p));
        CHECK_INT(loan_payoff(coop_txn(&c), "S-1", coop_day("2024-01-20"), &p), 0);
        coop_end(&c);
    }
}
