#include "payroll.h"

#include "../clock/work.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

static enum verdict totals_check(const struct unit_bill *month, const struct payroll_result_file_closed *e,
                                 struct refusal *why)
{
    char difference[VALUE_TEXT_MAX];
    if (month->result_lines != e->line_count)
        return refuse_value(why, REFUSAL_count_mismatch, "data.line_count", month->result_lines, e->line_count);
    if (month->lines_satang == e->total_satang)
        return APPLIED;
    value_baht_print(
        money_sub(money_max(month->lines_satang, e->total_satang), money_min(month->lines_satang, e->total_satang)),
        difference);
    return refuse_all(why, REFUSAL_sum_mismatch, "data.total_satang", difference, month->lines_satang, e->total_satang);
}

/* Settlement cannot refuse, so all that it will need is asked for here: a policy, and room in the books for the money
 * that is not in suspense already. */
enum verdict handle_payroll_result_file_closed(struct txn *t, const struct happening *h,
                                               const struct payroll_result_file_closed *e, struct refusal *why)
{
    struct unit_bill_key key = {.period = e->period};
    struct unit_bill month;
    struct policy_in_force policy;
    struct work w = {.seq = h->seq, .date = h->effective_date, .period = e->period, .kind = work_kind_settle_unit};
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    memcpy(w.code, e->unit_code, sizeof w.code);
    if (!payroll_unit_bill_find(t, e->unit_code, e->period, &month, why))
        return REFUSED;
    if (month.state >= unit_bill_state_file_closed)
        return refuse_all(why, REFUSAL_file_closed, "data.unit_code", e->unit_code, e->period, 0);
    if (totals_check(&month, e, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &policy))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!posting_admit(t, money_sub(month.lines_satang, month.suspense_satang)))
        return refuse_text(why, REFUSAL_amount_overflow, "data.total_satang", NULL);
    month.state = unit_bill_state_file_closed;
    unit_bill_put(t, &key, &month);
    work_add(t, &w);
    return APPLIED;
}
