#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"

#include <stdio.h>

static struct store_mem_followup f;

void test_a_bill_has_shares_and_instalments(void)
{
    struct month m = month_begin();
    const struct payroll_bill_line_issued *line = &f.body.payroll_bill_line_issued;
    struct bill_line row;
    struct bill bill;
    month_member(&m, "0417", "A", "900.00");
    month_loan(&m, "A", "S-1", loan_kind_ordinary, 500000);
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_line_issued), 2);
    month_followup(&m, EVENT_payroll_bill_line_issued, 0, &f);
    CHECK_TEXT(line->unit_code, "0417");
    CHECK_TEXT(line->member_no, "A");
    CHECK_INT(line->item, bill_item_share);
    CHECK_INT(line->amount_satang, 90000);
    CHECK_INT(line->interest_satang, 0);
    CHECK_INT(line->principal_satang, 0);
    CHECK_INT(line->calc_to, 0);
    CHECK_INT(line->priority, 1);
    CHECK_INT(line->receipt_no, 1);
    month_followup(&m, EVENT_payroll_bill_line_issued, 1, &f);
    CHECK_INT(line->item, bill_item_ordinary);
    CHECK_TEXT(line->contract_no, "S-1");
    CHECK_INT(line->instalment_no, 1);
    CHECK_INT(line->arrears_satang, 0);
    CHECK_INT(line->interest_satang, 30575); /* 60,000.00 at 6 %, 31 days of 365 */
    CHECK_INT(line->principal_satang, 500000);
    CHECK_INT(line->amount_satang, 530575);
    CHECK_INT(line->calc_from, value_day(2023, 12, 31));
    CHECK_INT(line->calc_to, value_day(2024, 1, 31));
    CHECK_INT(line->priority, 3);
    CHECK_INT(line->receipt_no, 2);
    CHECK(bill_line_get(m.t, &(struct bill_line_key){MONTH_JANUARY, "0417", "A", 2}, &row));
    CHECK_INT(row.interest_satang, 30575);
    CHECK_INT(row.principal_satang, 500000);
    CHECK_INT(row.receipt_no, 2);
    CHECK_TEXT(row.contract_no, "S-1");
    CHECK(bill_get(m.t, &(struct bill_key){MONTH_JANUARY, "0417", "A"}, &bill));
    CHECK_INT(bill.billed_satang, 620575);
    CHECK_INT(bill.lines, 2);
    month_end(&m);
}

void test_a_cover_sheet_adds_up_by_item(void)
{
    struct month m = month_begin();
    const struct payroll_bill_issued *cover = &f.body.payroll_bill_issued;
    struct notification_requested notice;
    struct due due;
    month_member(&m, "0417", "A", "900.00");
    month_member(&m, "0417", "B", "100.00");
    month_member(&m, "0417", "C", NULL);
    month_loan(&m, "A", "S-1", loan_kind_special, 500000);
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_issued), 1);
    uint64_t position = month_followup(&m, EVENT_payroll_bill_issued, 0, &f);
    CHECK_TEXT(cover->unit_code, "0417");
    CHECK_INT(cover->members, 2); /* C owes nothing and gets no bill */
    CHECK_INT(cover->lines, 3);
    CHECK_INT(cover->total_satang, 630575);
    CHECK_INT(cover->remit_due_date, value_day(2024, 1, 31));
    CHECK_INT(cover->items_count, 2);
    CHECK_INT(cover->items[0].item, bill_item_share);
    CHECK_INT(cover->items[0].lines, 2);
    CHECK_INT(cover->items[0].amount_satang, 100000);
    CHECK_INT(cover->items[1].item, bill_item_special);
    CHECK_INT(cover->items[1].lines, 1);
    CHECK_INT(cover->items[1].amount_satang, 530575);
    CHECK_INT(store_mem_rows(m.store, TABLE_bill), 2);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).state, unit_bill_state_issued);
    CHECK_INT(month_bill(&m, "0417", MONTH_JANUARY).bill_position, position);
    CHECK_INT(month_notices(&m, template_bill_ready, &notice), 1);
    CHECK_INT(notice.audience, audience_unit);
    CHECK_TEXT(notice.recipient_ref, "0417");
    CHECK_TEXT(notice.subject_ref, "2024-01");
    CHECK_INT(notice.amount_satang, 630575);
    CHECK_INT(notice.due_date, value_day(2024, 1, 31));
    struct due_key key = {value_day(2024, 2, 5), due_kind_unit_cut_off, "0417", MONTH_JANUARY};
    CHECK(due_get(m.t, &key, &due));
    month_end(&m);
}

void test_a_unit_without_members_gets_a_cover_sheet_of_zeros(void)
{
    struct month m = month_begin();
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_issued), 1);
    month_followup(&m, EVENT_payroll_bill_issued, 0, &f);
    CHECK_INT(f.body.payroll_bill_issued.lines, 0);
    CHECK_INT(f.body.payroll_bill_issued.total_satang, 0);
    CHECK_INT(f.body.payroll_bill_issued.items_count, 0);
    month_end(&m);
}

void test_money_by_the_due_date_may_come_the_day_after_before_it_is_late(void)
{
    struct month m = month_begin();
    struct due due;
    struct instalment row;
    month_member(&m, "0417", "A", NULL);
    month_loan(&m, "A", "S-1", loan_kind_ordinary, 500000);
    month_say(&m, "2024-01-10 payroll.cycle_opened period=2024-01 unit_group=monthly interest_to_date=2024-01-31 "
                  "remit_due_date=2024-01-31 cut_off_date=2024-01-31");
    struct due_key key = {value_day(2024, 2, 1), due_kind_unit_cut_off, "0417", MONTH_JANUARY};
    CHECK(due_get(m.t, &key, &due));
    CHECK(instalment_get(m.t, &(struct instalment_key){"S-1", value_day(2024, 1, 31)}, &row));
    CHECK_INT(row.late_on, value_day(2024, 2, 1));
    month_end(&m);
}

/* Units and members in order, receipts without a gap over units and months. */
void test_receipts_are_gap_free_in_order_of_issue(void)
{
    static const char *const expected[] = {"0101 A", "0101 C", "0417 B", "0417 D", "0417 D",
                                           "0101 A", "0101 C", "0417 B", "0417 D", "0417 D"};
    struct month m = month_begin();
    char who[32];
    CHECK_INT(month_say(&m, "2024-01-01 unit.registered unit_code=0101 unit_group=monthly"), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-01 unit.registered unit_code=0200 unit_group=pension"), APPLIED);
    month_member(&m, "0417", "D", "500.00");
    month_member(&m, "0101", "C", "500.00");
    month_member(&m, "0417", "B", "500.00");
    month_member(&m, "0101", "A", "500.00");
    month_member(&m, "0200", "E", "500.00");
    month_loan(&m, "D", "S-1", loan_kind_ordinary, 500000);
    month_say(&m, MONTH_OPEN);
    month_say(&m, MONTH_OPEN_FEBRUARY);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_line_issued), 10);
    for (uint64_t i = 0; i < 10; i++) {
        month_followup(&m, EVENT_payroll_bill_line_issued, i, &f);
        snprintf(who, sizeof who, "%s %s", f.body.payroll_bill_line_issued.unit_code,
                 f.body.payroll_bill_line_issued.member_no);
        CHECK_TEXT(who, expected[i]);
        CHECK_INT(f.body.payroll_bill_line_issued.receipt_no, (int64_t)i + 1);
    }
    month_end(&m);
}

static void bills(uint32_t slice, struct buffer *out)
{
    struct month m = month_begin();
    char member_no[12];
    store_mem_set_slice(m.store, slice);
    CHECK_INT(month_say(&m, "2024-01-01 unit.registered unit_code=0101 unit_group=monthly"), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-01 unit.registered unit_code=0999 unit_group=monthly"), APPLIED);
    for (int i = 0; i < 7; i++) {
        snprintf(member_no, sizeof member_no, "%03d", i);
        month_member(&m, i % 2 ? "0417" : "0999", member_no, i == 3 ? NULL : "500.00");
    }
    month_loan(&m, "003", "S-1", loan_kind_ordinary, 500000);
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_issued), 3);
    for (uint64_t at = 1; store_mem_followup(m.store, at, &f); at++) {
        codec_json(schema_event((uint16_t)f.id), &f.body, out);
        buffer_add(out, "\n", 1);
    }
    buffer_add(out, "", 1);
    month_end(&m);
}

void test_slices_decide_nothing_about_bills(void)
{
    static const uint32_t slices[] = {1, 2, 3, 4, 5, 8};
    struct buffer whole = {0};
    bills(64, &whole);
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
        struct buffer sliced = {0};
        bills(slices[i], &sliced);
        CHECK_TEXT((const char *)sliced.at, (const char *)whole.at);
        buffer_free(&sliced);
    }
    buffer_free(&whole);
}

void test_a_loan_paid_out_behind_the_day_that_interest_goes_to_is_not_billed(void)
{
    struct month m = month_begin();
    struct loan loan;
    month_member(&m, "0417", "A", NULL);
    month_loan(&m, "A", "S-1", loan_kind_ordinary, 500000);
    month_own_event(&m);
    CHECK(loan_find(m.t, "S-1", &loan));
    loan.opened_on = loan.counted_to = value_day(2024, 2, 1);
    loan_open(m.t, "S-1", &loan);
    store_mem_accept(m.store);
    month_say(&m, MONTH_OPEN);
    CHECK_INT(month_count(&m, EVENT_payroll_bill_line_issued), 0);
    CHECK_INT(store_mem_rows(m.store, TABLE_bill), 0);
    month_end(&m);
}
