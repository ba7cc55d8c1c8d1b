#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

/* A bill line goes from each of its results to each other one, as its unit corrects itself: the receipt stands at what
 * was collected, one that is cancelled is never used again, and nothing is edited without being told. */

enum { BILLED = 593699 };
static const struct {
    const char *collected;
    int64_t stands_at; /* the receipt; 0: cancelled */
} results[] = {
    [line_result_absent] = {NULL, BILLED},        [line_result_full] = {"5,936.99", BILLED},
    [line_result_partial] = {"3,000.00", 300000}, [line_result_none] = {"0.00", 0},
    [line_result_over] = {"6,000.00", BILLED},
};
enum { RESULTS = sizeof results / sizeof *results };

static struct bill_line line_of(struct coop *c)
{
    struct bill_line_key key = {
        .period = value_period(2024, 1), .unit_code = "0417", .member_no = "004411", .place = 1};
    struct bill_line row = {0};
    CHECK(bill_line_get(coop_txn(c), &key, &row));
    return row;
}

static void begin_billed(struct coop *c)
{
    coop_begin(c);
    coop_lend(c, "S-1", "equal_principal");
    CHECK_INT(coop_send(c, "2024-01-15 payroll.cycle_opened period=2024-01 unit_group=monthly "
                           "interest_to_date=2024-01-31 remit_due_date=2024-01-31 cut_off_date=2024-02-05"),
              APPLIED);
    CHECK_INT(line_of(c).result, line_result_absent);
    CHECK_INT((int64_t)line_of(c).receipt_no, 1);
}

static void settle(struct coop *c, const char *collected)
{
    char text[256];
    snprintf(text, sizeof text,
             "2024-01-31 payroll.deduction_result period=2024-01 unit_code=0417 line_no=1 member_no=004411 "
             "collected=%s%s",
             collected, strcmp(collected, "5,936.99") < 0 ? " reason=unit_error" : "");
    CHECK_INT(coop_send(c, text), APPLIED);
    snprintf(text, sizeof text,
             "2024-01-31 payroll.result_file_closed period=2024-01 unit_code=0417 line_count=1 total=%s", collected);
    CHECK_INT(coop_send(c, text), APPLIED);
}

/* To line_result_absent the file is taken back. */
static void change(struct coop *c, enum line_result to)
{
    char text[256];
    snprintf(text, sizeof text,
             "2024-02-01 payroll.result_line_corrected period=2024-01 unit_code=0417 line_no=1 member_no=004411 "
             "collected=%s actor=officer-07",
             results[to].collected ? results[to].collected : "");
    CHECK_INT(coop_send(c, results[to].collected
                               ? text
                               : "2024-02-01 payroll.result_file_revoked period=2024-01 unit_code=0417 "
                                 "reason=own_error actor=officer-07"),
              APPLIED);
}

/* How often a follow-up was told by the last step. */
static int told(struct coop *c, const char *type)
{
    int n = 0;
    for (const char *at = coop_told(c); (at = strstr(at, type)); at++)
        n++;
    return n;
}

static void check_receipt(struct coop *c, enum line_result from, enum line_result to, uint64_t receipt_before)
{
    struct bill_line line = line_of(c);
    int64_t before = results[from].stands_at, after = results[to].stands_at;
    bool stays_cancelled = from == line_result_none && to == line_result_absent; /* until something is collected */
    bool renewed = before == 0 && after > 0 && !stays_cancelled;
    bool right = line.result == to && told(c, "payroll.receipt_issued") == renewed &&
                 told(c, "payroll.receipt_cancelled") == (before > 0 && after == 0) &&
                 told(c, "payroll.receipt_adjusted") == (before > 0 && after > 0 && before != after) &&
                 line.cancelled == (after == 0 || stays_cancelled) &&
                 line.receipt_no == receipt_before + (renewed ? 1 : 0);
    if (!CHECK(right))
        printf("# from %d to %d: result %d, receipt %d, %s\n", from, to, line.result, (int)line.receipt_no,
               coop_told(c));
}

void test_a_billed_line_is_settled_to_each_result(void)
{
    struct coop c;
    for (int to = line_result_full; to < RESULTS; to++) {
        begin_billed(&c);
        settle(&c, results[to].collected);
        check_receipt(&c, line_result_absent, (enum line_result)to, 1);
        CHECK_INT(told(&c, "payroll.line_settled"), 1);
        coop_end(&c);
    }
}

void test_a_settled_line_is_corrected_to_each_other_result(void)
{
    struct coop c;
    for (int from = line_result_full; from < RESULTS; from++) {
        for (int to = line_result_absent; to < RESULTS; to++) {
            if (to == from)
                continue;
            begin_billed(&c);
            settle(&c, results[from].collected);
            uint64_t receipt_no = line_of(&c).receipt_no;
            change(&c, (enum line_result)to);
            check_receipt(&c, (enum line_result)from, (enum line_result)to, receipt_no);
            CHECK_INT(told(&c, to == line_result_absent ? "payroll.line_reopened" : "payroll.line_settled"), 1);
            coop_end(&c);
        }
    }
}

/* A line that is open again is settled like a new one, by another file. */
void test_a_line_that_is_open_again_is_settled_anew(void)
{
    struct coop c;
    for (int from = line_result_full; from < RESULTS; from++) {
        begin_billed(&c);
        settle(&c, results[from].collected);
        change(&c, line_result_absent);
        uint64_t receipt_no = line_of(&c).receipt_no;
        bool cancelled = line_of(&c).cancelled;
        CHECK_INT(coop_send(&c,
                            "2024-02-02 payroll.deduction_result period=2024-01 unit_code=0417 file_ref=2 line_no=1 "
                            "member_no=004411 collected=5,936.99"),
                  APPLIED);
        CHECK_INT(coop_send(&c, "2024-02-02 payroll.result_file_closed period=2024-01 unit_code=0417 file_ref=2 "
                                "line_count=1 total=5,936.99"),
                  APPLIED);
        CHECK_INT(line_of(&c).result, line_result_full);
        CHECK(!line_of(&c).cancelled);
        CHECK_INT((int64_t)line_of(&c).receipt_no, (int64_t)receipt_no + cancelled);
        coop_end(&c);
    }
}
