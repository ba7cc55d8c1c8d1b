#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/member/readmission.h"
#include "../../../../handlers/member/member.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

static void begin(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    coop_lend(c, "S-1", "equal_principal");
    CHECK_INT(coop_send(c, "2024-01-13 member.left member_no=004411 cause=expelled"), APPLIED);
}

/* A month's instalment, paid on its due date or not at all; closed up to the day on which it would be late. */
static void month(struct coop *c, uint32_t no, bool paid, enum fault fault)
{
    struct loan_bill bill;
    struct loan_payment payment;
    uint32_t period = value_period(2024, (int)no);
    int32_t due = value_period_last_day(period);
    char day[VALUE_TEXT_MAX];
    CHECK(coop_bill(c, "S-1", period, &bill));
    value_day_print(due, day);
    if (paid)
        coop_payroll(c, "S-1", bill.arrears_satang + bill.interest_satang + bill.principal_satang, day, &payment);
    if (!paid) {
        store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
        loan_mark_short(coop_txn(c), "S-1", due, 0, fault, due);
        store_mem_accept(c->store);
    }
    value_day_print(due + 5, day);
    coop_close_to(c, day);
}

static struct payment_run run_of(struct coop *c)
{
    struct member_key who;
    struct member member;
    CHECK(member_find(coop_txn(c), "004411", &who, &member));
    return readmission_run(coop_txn(c), &who, &member);
}

void test_after_so_many_due_dates_in_a_row_it_is_told_once(void)
{
    struct coop c;
    struct store_mem_followup f;
    begin(&c, "readmission_payments=3");
    for (uint32_t no = 1; no <= 5; no++)
        month(&c, no, true, fault_absent);
    CHECK_INT(run_of(&c).payments, 5);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_readmission_eligible), 1);
    if (CHECK(coop_latest(&c, EVENT_member_readmission_eligible, &f))) {
        CHECK_INT(f.effective_date, coop_day("2024-04-05"));
        CHECK_INT(f.body.member_readmission_eligible.payments, 3);
        CHECK_INT(f.body.member_readmission_eligible.since, coop_day("2024-01-31"));
        CHECK_INT(f.cause.facts[0].limit, 3);
    }
    coop_end(&c);
}

void test_a_miss_of_his_own_begins_anew_and_one_of_his_unit_does_not(void)
{
    struct coop c;
    begin(&c, "readmission_payments=3");
    month(&c, 1, true, fault_absent);
    month(&c, 2, false, fault_unit_late);
    CHECK_INT(run_of(&c).payments, 1);
    month(&c, 3, true, fault_absent);
    CHECK_INT(run_of(&c).payments, 2);
    CHECK_INT(run_of(&c).since, coop_day("2024-01-31"));
    month(&c, 4, false, fault_member_short);
    CHECK_INT(run_of(&c).payments, 0);
    month(&c, 5, true, fault_absent);
    month(&c, 6, true, fault_absent);
    CHECK_INT(run_of(&c).payments, 2);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_readmission_eligible), 0);
    month(&c, 7, true, fault_absent);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_readmission_eligible), 1);
    coop_end(&c);
}

void test_a_new_run_is_told_again(void)
{
    struct coop c;
    begin(&c, "readmission_payments=2");
    month(&c, 1, true, fault_absent);
    month(&c, 2, true, fault_absent);
    month(&c, 3, false, fault_member_short);
    month(&c, 4, true, fault_absent);
    month(&c, 5, true, fault_absent);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_readmission_eligible), 2);
    coop_end(&c);
}

void test_without_a_number_nobody_is_told_and_everybody_may_be_taken_back(void)
{
    struct coop c;
    begin(&c, "");
    month(&c, 1, true, fault_absent);
    month(&c, 2, true, fault_absent);
    CHECK_INT((int64_t)coop_count(&c, EVENT_member_readmission_eligible), 0);
    CHECK_INT(coop_send(&c, "2024-03-06 member.readmitted member_no=004411"), APPLIED);
    coop_end(&c);
}

void test_who_owes_waits_where_the_policy_asks_for_it(void)
{
    struct coop c;
    begin(&c, "readmission_payments=2 readmission_required=true");
    month(&c, 1, true, fault_absent);
    coop_refused(&c, "2024-02-06 member.readmitted member_no=004411", "readmission_early", "data.member_no");
    CHECK_INT(c.why.value, 1);
    CHECK_INT(c.why.limit, 2);
    month(&c, 2, true, fault_absent);
    CHECK_INT(coop_send(&c, "2024-03-06 member.readmitted member_no=004411"), APPLIED);
    coop_end(&c);
}
