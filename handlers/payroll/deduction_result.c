#include "payroll.h"

#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

/* A line only adds up here; what it pays is decided when the file is closed (settle.c), so the order of lines decides
 * nothing. Bills may still be in the making when lines come: then the member's bill row is opened with no bill lines,
 * and billing finds it. Whether a member is billed by this unit is known once its cover sheet is out; before, only
 * somebody who is no member at all is parked, and settlement parks whoever turned out not to be billed. */

static bool member_exists(struct txn *t, const char member_no[12])
{
    struct member_key key;
    struct member member;
    memcpy(key.member_no, member_no, sizeof key.member_no);
    return member_get(t, &key, &member);
}

/* Of several lines, the furthest in the file is the one cited, and of several reasons the one listed first in the
 * contract counts: both whatever the order in which they come. */
static void bill_count(struct bill *bill, const struct happening *h, const struct payroll_deduction_result *e)
{
    bill->collected_satang = money_add(bill->collected_satang, e->collected_satang);
    if (e->line_no > bill->line_no) {
        bill->line_no = e->line_no;
        bill->result_seq = h->seq;
    }
    if (e->reason != reason_absent && (bill->reason == reason_absent || e->reason < bill->reason))
        bill->reason = e->reason;
}

static enum verdict park(struct txn *t, const struct happening *h, const struct payroll_deduction_result *e,
                         enum suspense_reason reason, struct refusal *why)
{
    struct suspense item = {
        .amount_satang = e->collected_satang, .seq = h->seq, .period = e->period, .reason = (uint8_t)reason};
    struct cause because = cause_of("suspense", 0), drawn = cause_of("double_entry", 0);
    if (!posting_admit(t, e->collected_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.collected_satang", NULL);
    memcpy(item.unit_code, e->unit_code, sizeof item.unit_code);
    memcpy(item.member_no, e->member_no, sizeof item.member_no);
    cause_add_fact(&because, fact_line_no, e->line_no, 0);
    payroll_suspend(t, &item, h->effective_date, &because);
    payroll_receivable_add(t, e->unit_code, e->collected_satang, h->effective_date, &drawn);
    refusal_set(why, REFUSAL_none, NULL, schema_word_text(schema_enum_named("suspense_reason"), item.reason), 0, 0);
    return PARKED;
}

enum verdict handle_payroll_deduction_result(struct txn *t, const struct happening *h,
                                             const struct payroll_deduction_result *e, struct refusal *why)
{
    struct unit_bill_key month_key = {.period = e->period};
    struct result_line_key line_key = {.period = e->period, .line_no = e->line_no};
    struct bill_key bill_key = {.period = e->period};
    struct unit_bill month;
    struct result_line known, line = {.collected_satang = e->collected_satang};
    struct bill bill = {0};
    enum verdict verdict = APPLIED;
    memcpy(month_key.unit_code, e->unit_code, sizeof month_key.unit_code);
    memcpy(line_key.unit_code, e->unit_code, sizeof line_key.unit_code);
    memcpy(bill_key.unit_code, e->unit_code, sizeof bill_key.unit_code);
    memcpy(bill_key.member_no, e->member_no, sizeof bill_key.member_no);
    memcpy(line.member_no, e->member_no, sizeof line.member_no);
    if (!payroll_unit_bill_find(t, e->unit_code, e->period, &month, why))
        return REFUSED;
    if (month.state >= unit_bill_state_file_closed)
        return refuse_all(why, REFUSAL_file_closed, "data.unit_code", e->unit_code, e->period, 0);
    if (result_line_get(t, &line_key, &known))
        return refuse_all(why, REFUSAL_line_exists, "data.line_no", e->unit_code, e->line_no, 0);
    if (e->collected_satang > money_sub(MONEY_EVENT_MAX, month.lines_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.collected_satang", NULL);
    bill_get(t, &bill_key, &bill);
    bool billed = bill.lines > 0, member = billed || member_exists(t, e->member_no);
    line.matched = billed || (member && month.state == unit_bill_state_billing);
    if (line.matched) {
        bill_count(&bill, h, e);
        bill_put(t, &bill_key, &bill);
    } else if (e->collected_satang > 0) {
        verdict = park(t, h, e, member ? suspense_reason_not_billed : suspense_reason_unknown_member, why);
        if (verdict == REFUSED)
            return REFUSED;
        month.suspense_satang = money_add(month.suspense_satang, e->collected_satang);
    }
    month.lines_satang = money_add(month.lines_satang, e->collected_satang);
    month.result_lines++;
    result_line_put(t, &line_key, &line);
    unit_bill_put(t, &month_key, &month);
    return verdict;
}
