#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"
#include "../../../../handlers/payroll/payroll.h"

#include <stdio.h>

static struct store_mem_followup f;

static struct month billed(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "5,000.00");
    month_say(&m, MONTH_OPEN);
    return m;
}

/* The due row, as the close of a day brings it. */
static void cut_off(struct month *m, int32_t day)
{
    month_own_event(m);
    payroll_unit_cut_off(m->t, "0417", MONTH_JANUARY, day);
    store_mem_accept(m->store);
}

static void check_overdue(const struct month *m, bool file_missing, int64_t remitted_satang, int64_t amount_satang)
{
    const struct payroll_unit_remittance_overdue *body = &f.body.payroll_unit_remittance_overdue;
    struct notification_requested notice;
    CHECK_INT(month_count(m, EVENT_payroll_unit_remittance_overdue), 1);
    month_followup(m, EVENT_payroll_unit_remittance_overdue, 0, &f);
    CHECK_TEXT(body->unit_code, "0417");
    CHECK_INT(body->period, MONTH_JANUARY);
    CHECK_INT(body->file_missing, file_missing);
    CHECK_INT(body->billed_satang, 500000);
    CHECK_INT(body->remitted_satang, remitted_satang);
    CHECK_TEXT(f.cause.rule, "chase_remittance");
    CHECK_INT(f.cause.because[0].position, month_bill(m, "0417", MONTH_JANUARY).bill_position);
    CHECK_INT(f.cause.facts[0].fact, fact_due_day);
    CHECK_INT(f.cause.facts[0].actual, 5);
    CHECK_INT(f.cause.facts[0].limit, 5);
    CHECK_INT(f.effective_date, value_day(2024, 2, 5));
    CHECK_INT(month_notices(m, template_remittance_overdue, &notice), 1);
    CHECK_INT(notice.audience, audience_unit);
    CHECK_TEXT(notice.recipient_ref, "0417");
    CHECK_TEXT(notice.subject_ref, "2024-01");
    CHECK_INT(notice.amount_satang, amount_satang);
    CHECK_INT(notice.due_date, value_day(2024, 1, 31));
}

void test_neither_file_nor_money_is_overdue(void)
{
    struct month m = billed();
    cut_off(&m, value_day(2024, 2, 5));
    check_overdue(&m, true, 0, 500000);
    month_end(&m);
}

void test_all_the_money_without_its_file_is_overdue(void)
{
    struct month m = billed();
    month_say(&m, "2024-01-31 " MONTH_MONEY "5,000.00");
    cut_off(&m, value_day(2024, 2, 5));
    check_overdue(&m, true, 500000, 0);
    month_end(&m);
}

void test_less_money_than_the_file_says_is_overdue(void)
{
    struct month m = billed();
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=4,000.00");
    month_say(&m, MONTH_CLOSE "1 total=4,000.00");
    month_say(&m, "2024-01-31 " MONTH_MONEY "3,999.99");
    cut_off(&m, value_day(2024, 2, 5));
    check_overdue(&m, false, 399999, 1);
    month_end(&m);
}

/* What was not deducted is the member's arrears, not the unit's. */
void test_what_was_deducted_and_sent_is_not_overdue(void)
{
    struct month m = billed();
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=4,000.00");
    month_say(&m, MONTH_CLOSE "1 total=4,000.00");
    month_say(&m, "2024-01-31 " MONTH_MONEY "4,000.00");
    cut_off(&m, value_day(2024, 2, 5));
    CHECK_INT(month_count(&m, EVENT_payroll_unit_remittance_overdue), 0);
    month_end(&m);
}

/* Money sent for December that was too much pays for January. */
void test_a_unit_whose_account_is_even_owes_nothing(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "5,000.00");
    month_say(&m, "2024-01-02 payroll.cycle_opened period=2023-12 unit_group=monthly interest_to_date=2023-12-31 "
                  "remit_due_date=2023-12-31 cut_off_date=2024-01-05");
    month_say(&m, "2024-01-03 payroll.remittance_received period=2023-12 unit_code=0417 bank_ref=K amount=9,000.00");
    month_say(&m, "2024-01-03 payroll.deduction_result period=2023-12 unit_code=0417 line_no=1 member_no=A "
                  "collected=5,000.00");
    month_say(&m, "2024-01-03 payroll.result_file_closed period=2023-12 unit_code=0417 line_count=1 total=5,000.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=4,000.00");
    month_say(&m, MONTH_CLOSE "1 total=4,000.00");
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 0);
    cut_off(&m, value_day(2024, 2, 5));
    CHECK_INT(month_count(&m, EVENT_payroll_unit_remittance_overdue), 0);
    month_end(&m);
}

void test_a_unit_that_was_billed_nothing_has_nothing_to_send(void)
{
    struct month m = month_begin();
    month_say(&m, MONTH_OPEN);
    cut_off(&m, value_day(2024, 2, 5));
    CHECK_INT(month_count(&m, EVENT_payroll_unit_remittance_overdue), 0);
    month_end(&m);
}

void test_the_cut_off_comes_with_the_close_of_its_day(void)
{
    struct month m = billed();
    char line[80];
    for (int day = 1; day <= 4; day++) {
        snprintf(line, sizeof line, "2024-02-0%d clock.day_closed date=2024-02-0%d", day, day);
        CHECK_INT(month_say(&m, line), APPLIED);
    }
    CHECK_INT(month_count(&m, EVENT_payroll_unit_remittance_overdue), 0);
    CHECK_INT(month_say(&m, "2024-02-05 clock.day_closed date=2024-02-05"), APPLIED);
    check_overdue(&m, true, 0, 500000);
    CHECK_INT(month_say(&m, "2024-02-06 clock.day_closed date=2024-02-06"), APPLIED);
    CHECK_INT(month_count(&m, EVENT_payroll_unit_remittance_overdue), 1);
    month_end(&m);
}

void test_refunds_add_up(void)
{
    struct month m = billed();
    struct cause because = cause_of("settle_order", 1);
    month_own_event(&m);
    payroll_refund(m.t, "A", 100, refund_cause_over_paid, value_day(2024, 1, 31), &because);
    payroll_refund(m.t, "A", 0, refund_cause_over_paid, value_day(2024, 1, 31), &because);
    payroll_refund(m.t, "A", 50, refund_cause_interest_return, value_day(2024, 1, 31), &because);
    CHECK_INT(month_count(&m, EVENT_refund_payable_created), 2);
    month_followup(&m, EVENT_refund_payable_created, 1, &f);
    CHECK_TEXT(f.body.refund_payable_created.member_no, "A");
    CHECK_INT(f.body.refund_payable_created.amount_satang, 50);
    CHECK_INT(f.body.refund_payable_created.balance_satang, 150);
    CHECK_INT(f.body.refund_payable_created.refund_cause, refund_cause_interest_return);
    CHECK_INT(month_person(&m, "A").refund_payable_satang, 150);
    store_mem_refuse(m.store); /* the books were left to the caller */
    month_end(&m);
}
