#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"
#include "../../../../handlers/journal/posting.h"

static struct month two_lines(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "5,000.00");
    month_member(&m, "0417", "B", "5,000.00");
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=5,000.00"), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "2 member_no=B collected=3,000.00"), APPLIED);
    return m;
}

void test_totals_must_agree_to_the_satang(void)
{
    struct month m = two_lines();
    CHECK_INT(month_say(&m, MONTH_CLOSE "2 total=8,000.01"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_sum_mismatch);
    CHECK_TEXT(m.why.field, "data.total_satang");
    CHECK_INT(m.why.value, 800000);
    CHECK_INT(m.why.limit, 800001);
    CHECK_TEXT(m.why.text, "0.01");
    CHECK_INT(month_say(&m, MONTH_CLOSE "2 total=0.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_sum_mismatch);
    CHECK_TEXT(m.why.text, "8,000.00");
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_issued);
    CHECK_INT(month_count(&m, EVENT_payroll_line_settled), 0);
    /* Mended, under the same totals as the lines. */
    CHECK_INT(month_say(&m, MONTH_CLOSE "2 total=8,000.00"), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_settled);
    month_end(&m);
}

void test_every_line_must_be_there(void)
{
    struct month m = two_lines();
    CHECK_INT(month_say(&m, MONTH_CLOSE "3 total=8,000.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_count_mismatch);
    CHECK_TEXT(m.why.field, "data.line_count");
    CHECK_INT(m.why.value, 2);
    CHECK_INT(m.why.limit, 3);
    CHECK_INT(month_say(&m, MONTH_CLOSE "1 total=8,000.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_count_mismatch);
    month_end(&m);
}

void test_parked_lines_belong_to_the_file(void)
{
    struct month m = two_lines();
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "3 member_no=X collected=1.00"), PARKED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "2 total=8,000.00"), REFUSED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "3 total=8,001.00"), APPLIED);
    month_end(&m);
}

void test_a_file_is_closed_once(void)
{
    struct month m = two_lines();
    CHECK_INT(month_event(&m, MONTH_CLOSE "2 total=8,000.00", false), APPLIED);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_file_closed);
    CHECK_INT(month_event(&m, MONTH_CLOSE "2 total=8,000.00", false), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_file_closed);
    CHECK_INT(store_mem_rows(m.store, TABLE_work), 1);
    month_end(&m);
}

void test_unit_and_month_must_be_known(void)
{
    struct month m = month_begin();
    CHECK_INT(month_say(&m, MONTH_CLOSE "0 total=0.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_cycle_unknown);
    CHECK_INT(
        month_say(&m, "2024-01-30 payroll.result_file_closed period=2024-01 unit_code=0418 line_count=0 total=0.00"),
        REFUSED);
    CHECK_INT(m.why.code, REFUSAL_unit_unknown);
    month_end(&m);
}

void test_settlement_needs_a_policy(void)
{
    struct month m = two_lines();
    CHECK_INT(month_say(&m, "2023-12-31 payroll.result_file_closed period=2024-01 unit_code=0417 line_count=2 "
                            "total=8,000.00"),
              REFUSED);
    CHECK_INT(m.why.code, REFUSAL_no_policy);
    CHECK_INT(m.why.value, value_day(2023, 12, 31));
    month_end(&m);
}

void test_an_empty_file_settles_all_as_not_collected(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "5,000.00");
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, MONTH_CLOSE "0 total=0.00"), APPLIED);
    CHECK_LINE(&m, 0, "A", bill_item_share, line_result_none, 500000, 0);
    CHECK_INT(month_count(&m, EVENT_payroll_unit_settled), 1);
    CHECK_INT(month_count(&m, EVENT_journal_posting_requested), 0); /* not collected: nothing to book */
    month_end(&m);
}
