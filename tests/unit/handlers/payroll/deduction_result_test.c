#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"

static struct store_mem_followup f;

void test_a_line_needs_its_unit_and_its_month(void)
{
    struct month m = month_begin();
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=1.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_cycle_unknown);
    CHECK_TEXT(m.why.field, "data.period");
    CHECK_TEXT(m.why.text, "0417");
    CHECK_INT(m.why.value, MONTH_JANUARY);
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 payroll.deduction_result period=2024-01 unit_code=0418 line_no=1 member_no=A "
                            "collected=1.00"),
              REFUSED);
    CHECK_INT(m.why.code, REFUSAL_unit_unknown);
    CHECK_TEXT(m.why.field, "data.unit_code");
    CHECK_TEXT(m.why.text, "0418");
    month_end(&m);
}

void test_lines_are_counted_and_told_to_nobody(void)
{
    struct month m = month_begin();
    struct result_line line;
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    uint64_t before = store_mem_followups(m.store);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "17 member_no=A collected=300.00 reason=court_attachment"),
              APPLIED);
    CHECK_INT(store_mem_followups(m.store), before);
    CHECK(result_line_get(m.t, &(struct result_line_key){MONTH_JANUARY, "0417", "A", "", 17}, &line));
    CHECK_INT(line.collected_satang, 30000);
    CHECK_INT(line.suspense_no, 0);
    CHECK_INT(line.seq, store_mem_last_seq(m.store));
    CHECK_INT(line.reason, reason_court_attachment);
    CHECK_INT(month_file(&m, "0417", MONTH_JANUARY).lines_satang, 30000);
    CHECK_INT(month_file(&m, "0417", MONTH_JANUARY).lines, 1);
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 0); /* nothing is owed before the file is closed */
    month_end(&m);
}

void test_a_line_number_is_taken_once(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=300.00"), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=200.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_line_exists);
    CHECK_TEXT(m.why.field, "data.line_no");
    CHECK_TEXT(m.why.text, "0417");
    CHECK_INT(m.why.value, 1);
    CHECK_INT(month_file(&m, "0417", MONTH_JANUARY).lines_satang, 30000);
    month_end(&m);
}

void test_the_furthest_line_of_a_member_is_the_one_cited(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "9 member_no=A collected=300.00"), APPLIED);
    uint64_t seq = store_mem_last_seq(m.store);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "5 member_no=A collected=100.00"), APPLIED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "2 total=400.00"), APPLIED);
    month_followup(&m, EVENT_payroll_line_settled, 0, &f);
    CHECK_INT(f.body.payroll_line_settled.collected_satang, 40000);
    CHECK_INT(f.cause.because[0].seq, seq);
    CHECK_INT(f.cause.facts[0].actual, 9);
    month_end(&m);
}

void test_nothing_is_added_to_a_closed_file(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, MONTH_CLOSE "0 total=0.00");
    CHECK_INT(month_say(&m, "2024-01-31 " MONTH_LINE "1 member_no=A collected=300.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_file_closed);
    CHECK_TEXT(m.why.text, "0417");
    CHECK_INT(m.why.value, MONTH_JANUARY);
    month_end(&m);
}

static void check_suspense(const struct month *m, uint64_t n, const char *member_no, int64_t amount_satang,
                           enum suspense_reason reason)
{
    const struct payroll_suspense_created *s = &f.body.payroll_suspense_created;
    struct suspense_key key = {.suspense_no = n + 1};
    struct suspense row = {0};
    month_followup(m, EVENT_payroll_suspense_created, n, &f);
    CHECK_INT(s->suspense_no, (int64_t)n + 1);
    CHECK_TEXT(s->unit_code, "0417");
    CHECK_TEXT(s->member_no, member_no);
    CHECK_INT(s->amount_satang, amount_satang);
    CHECK_INT(s->reason, reason);
    CHECK_TEXT(f.cause.rule, "suspense");
    CHECK(suspense_get(m->t, &key, &row));
    CHECK_INT(row.amount_satang, amount_satang);
    CHECK_INT(row.reason, reason);
    CHECK_TEXT(row.member_no, member_no);
}

void test_an_unknown_member_is_parked_with_the_money_in_suspense(void)
{
    struct month m = month_begin();
    struct notification_requested notice;
    struct result_line line;
    struct suspense row;
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "4 member_no=999999 collected=500.00"), PARKED);
    CHECK_TEXT(m.why.text, "unknown_member");
    check_suspense(&m, 0, "999999", 50000, suspense_reason_unknown_member);
    CHECK_INT(f.cause.facts[0].fact, fact_line_no);
    CHECK_INT(f.cause.facts[0].actual, 4);
    CHECK_INT(f.effective_date, value_day(2024, 1, 29));
    CHECK(suspense_get(m.t, &(struct suspense_key){1}, &row));
    CHECK_INT(row.seq, store_mem_last_seq(m.store));
    CHECK_INT(row.period, MONTH_JANUARY);
    CHECK(result_line_get(m.t, &(struct result_line_key){MONTH_JANUARY, "0417", "999999", "", 4}, &line));
    CHECK_INT(line.suspense_no, 1);
    CHECK_INT(month_notices(&m, template_suspense_to_match, &notice), 1);
    CHECK_INT(notice.audience, audience_officer);
    CHECK_TEXT(notice.recipient_ref, "finance");
    CHECK_TEXT(notice.subject_ref, "1");
    CHECK_INT(month_balance(&m, account_suspense), -50000);
    CHECK_INT(month_balance(&m, account_unit_receivable), 50000);
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 50000);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).suspense_satang, 50000);
    CHECK_INT(month_file(&m, "0417", MONTH_JANUARY).lines_satang, 50000);
    CHECK_INT(month_file(&m, "0417", MONTH_JANUARY).lines, 1);
    /* Settlement leaves it where it is. */
    CHECK_INT(month_say(&m, MONTH_CLOSE "1 total=500.00"), APPLIED);
    CHECK_INT(month_balance(&m, account_suspense), -50000);
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 50000);
    month_end(&m);
}

void test_a_member_whom_this_unit_was_not_billed_is_parked(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_member(&m, "0417", "B", NULL);
    month_say(&m, "2024-01-01 unit.registered unit_code=0101 unit_group=monthly");
    month_member(&m, "0101", "C", "500.00");
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=B collected=500.00"), PARKED);
    CHECK_TEXT(m.why.text, "not_billed");
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "2 member_no=C collected=400.00"), PARKED);
    CHECK_TEXT(m.why.text, "not_billed");
    check_suspense(&m, 0, "B", 50000, suspense_reason_not_billed);
    check_suspense(&m, 1, "C", 40000, suspense_reason_not_billed);
    month_end(&m);
}

void test_nothing_deducted_needs_no_suspense(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    uint64_t before = store_mem_followups(m.store);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=999999 collected=0.00"), APPLIED);
    CHECK_INT(store_mem_followups(m.store), before);
    CHECK_INT(store_mem_rows(m.store, TABLE_suspense), 0);
    CHECK_INT(month_file(&m, "0417", MONTH_JANUARY).lines, 1);
    month_end(&m);
}

void test_money_that_came_first_pays_for_parked_lines(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-28 " MONTH_MONEY "300.00");
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "4 member_no=999999 collected=500.00"), PARKED);
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 20000);
    CHECK_INT(month_unit(&m, "0417").advance_satang, 0);
    CHECK_INT(month_balance(&m, account_suspense), -50000);
    CHECK_INT(month_balance(&m, account_unit_receivable), 20000);
    month_end(&m);
}

/* Lines sent right behind the opening of the cycle, before any bill is made. */
void test_a_line_may_come_before_its_bill(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_member(&m, "0417", "B", NULL);
    month_member(&m, "0417", "C", NULL);
    CHECK_INT(month_event(&m, MONTH_OPEN, false), APPLIED);
    CHECK_INT(month_event(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=200.00", false), APPLIED);
    CHECK_INT(month_event(&m, "2024-01-29 " MONTH_LINE "2 member_no=B collected=70.00", false), APPLIED);
    CHECK_INT(month_event(&m, "2024-01-29 " MONTH_LINE "3 member_no=C collected=0.00", false), APPLIED);
    CHECK_INT(month_event(&m, "2024-01-29 " MONTH_LINE "4 member_no=999999 collected=30.00", false), PARKED);
    CHECK_INT(month_event(&m, "2024-01-29 " MONTH_LINE "5 member_no=B collected=30.00", false), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_billing);
    CHECK_INT(month_count(&m, EVENT_payroll_suspense_created), 1);
    /* The bill finds what its lines said; what comes behind it is added. */
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "6 member_no=A collected=300.00"), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_issued);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).members, 1);
    /* Now it is known that B is not billed: a further line is parked at once, the earlier ones when the file is
     * settled. */
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "7 member_no=B collected=5.00"), PARKED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "7 total=635.00"), APPLIED);
    CHECK_LINE(&m, 0, "A", bill_item_share, line_result_full, 50000, 50000);
    CHECK_INT(month_count(&m, EVENT_payroll_line_settled), 1);
    check_suspense(&m, 0, "999999", 3000, suspense_reason_unknown_member);
    check_suspense(&m, 1, "B", 500, suspense_reason_not_billed);
    check_suspense(&m, 2, "B", 7000, suspense_reason_not_billed);
    CHECK_INT(f.cause.facts[0].actual, 2);
    check_suspense(&m, 3, "B", 3000, suspense_reason_not_billed);
    CHECK_INT(f.cause.facts[0].actual, 5);
    CHECK_INT(month_count(&m, EVENT_payroll_suspense_created), 4);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).suspense_satang, 13500);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).settled_satang, 50000);
    CHECK_INT(month_unit(&m, "0417").receivable_satang, 63500);
    month_end(&m);
}

/* Even the file may be closed before the bill is made: the queue bills first, then settles. */
void test_a_file_may_be_closed_before_its_bill(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_event(&m, MONTH_OPEN, false);
    month_event(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=200.00", false);
    CHECK_INT(month_event(&m, MONTH_CLOSE "1 total=200.00", false), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_file_closed);
    CHECK_INT(month_event(&m, "2024-01-31 clock.work_continued slice=2", false), APPLIED);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_issued), 1);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_file_closed);
    CHECK_INT(month_say(&m, "2024-01-31 unit.registered unit_code=0999 unit_group=other"), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_settled);
    CHECK_LINE(&m, 0, "A", bill_item_share, line_result_partial, 50000, 20000);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_issued), 1);
    month_end(&m);
}

/* A unit registered after its group was billed sends a file all the same: nobody was billed there. */
void test_a_unit_that_came_after_the_bills_has_everything_in_suspense(void)
{
    struct month m = month_begin();
    month_say(&m, MONTH_OPEN);
    month_say(&m, "2024-01-15 unit.registered unit_code=0500 unit_group=monthly");
    month_member(&m, "0500", "A", "500.00");
    CHECK_INT(month_say(&m, "2024-01-29 payroll.deduction_result period=2024-01 unit_code=0500 line_no=1 member_no=A "
                            "collected=500.00"),
              APPLIED);
    CHECK_INT(month_say(&m, "2024-01-30 payroll.result_file_closed period=2024-01 unit_code=0500 line_count=1 "
                            "total=500.00"),
              APPLIED);
    CHECK_INT(month_bill(&m, "0500", MONTH_JANUARY).suspense_satang, 50000);
    CHECK_INT(month_bill(&m, "0500", MONTH_JANUARY).state, unit_bill_state_settled);
    CHECK_INT(month_unit(&m, "0500").receivable_satang, 50000);
    month_end(&m);
}

void test_amounts_beyond_every_account_are_refused(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=100,000,000,000.00"), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "2 member_no=A collected=0.01"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_amount_overflow);
    CHECK_TEXT(m.why.field, "data.collected_satang");
    CHECK_INT(month_say(&m, MONTH_CLOSE "1 total=100,000,000,000.00"), APPLIED);
    month_end(&m);
    m = month_begin();
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=X collected=999,999,999,999,999.99"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_amount_overflow);
    CHECK_INT(store_mem_rows(m.store, TABLE_suspense), 0);
    month_end(&m);
}

/* What is parked is in the books already when its file is closed. */
void test_parked_money_enters_the_books_once(void)
{
    struct month m = month_begin();
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=X collected=99,999,999,999.00"), PARKED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "1 total=99,999,999,999.00"), APPLIED);
    month_end(&m);
}

/* A file that is complete before the cover sheet is out says nothing of who is billed. */
void test_a_line_waits_for_the_bill_also_when_another_file_is_complete(void)
{
    struct month m = month_begin();
    struct result_line line;
    month_member(&m, "0417", "A", "500.00");
    month_member(&m, "0417", "B", "500.00");
    CHECK_INT(month_event(&m, MONTH_OPEN, false), APPLIED);
    CHECK_INT(month_event(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=500.00", false), APPLIED);
    CHECK_INT(month_event(&m, MONTH_CLOSE "1 total=500.00", false), APPLIED);
    CHECK_INT(month_event(&m, "2024-01-30 " MONTH_LINE "1 file_ref=2 member_no=B collected=500.00", false), APPLIED);
    month_say(&m, "2024-01-30 payroll.result_file_closed period=2024-01 unit_code=0417 file_ref=2 line_count=1 "
                  "total=500.00");
    CHECK(result_line_get(m.t, &(struct result_line_key){MONTH_JANUARY, "0417", "B", "2", 1}, &line));
    CHECK_INT(line.suspense_no, 0);
    CHECK_INT(month_person(&m, "B").share_balance_satang, 50000);
    month_end(&m);
}
