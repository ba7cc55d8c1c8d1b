#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"

/* One file is taken back, and another counts, before the month is settled again: the lines differ although their
 * number, their sum and the sum of their places in the journal are the same. */
void test_other_lines_of_the_same_sum_are_settled(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_loan(&m, "A", "S-1", loan_kind_ordinary, 100000);
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 member_no=A collected=200.00"), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "1 file_ref=2 member_no=A collected=150.00 items[0].item=ordinary "
                            "items[0].amount=150.00"),
              APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "2 file_ref=2 member_no=A collected=250.00 items[0].item=ordinary "
                            "items[0].amount=250.00"),
              APPLIED);
    CHECK_INT(month_say(&m, "2024-01-29 " MONTH_LINE "2 member_no=A collected=200.00"), APPLIED);
    CHECK_INT(month_say(&m, MONTH_CLOSE "2 total=400.00"), APPLIED);
    CHECK_INT(month_person(&m, "A").share_balance_satang, 40000);
    CHECK_INT(month_event(&m,
                          "2024-01-30 payroll.result_file_revoked period=2024-01 unit_code=0417 reason=unit_error "
                          "actor=officer-1",
                          false),
              APPLIED);
    CHECK_INT(month_event(&m, MONTH_CLOSE "2 file_ref=2 total=400.00", false), APPLIED);
    month_say(&m, "2024-01-30 " MONTH_MONEY "400.00");
    CHECK_INT(month_person(&m, "A").share_balance_satang, 0);
    month_end(&m);
}
