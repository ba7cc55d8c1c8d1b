#include "payroll.h"

#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

/* Its money is in suspense: it is taken out, and settlement puts the corrected amount in. */
static void suspense_take_back(struct txn *t, const struct happening *h, const struct result_line_key *key,
                               struct result_file *f, struct result_line *line)
{
    struct unit_bill_key month_key = payroll_unit_bill_key(key->unit_code, key->period);
    struct unit_bill month;
    struct suspense was = {.amount_satang = line->collected_satang,
                           .seq = line->seq,
                           .period = key->period,
                           .reason = suspense_reason_not_billed};
    struct cause because = cause_of("correct_collected", 0);
    if (line->suspense_no == 0 || !unit_bill_get(t, &month_key, &month))
        return;
    memcpy(was.unit_code, key->unit_code, sizeof was.unit_code);
    memcpy(was.member_no, key->member_no, sizeof was.member_no);
    cause_add_seq(&because, h->seq);
    payroll_unsuspend(t, line->suspense_no, &was, h->effective_date, &because);
    line->suspense_no = 0;
    month.suspense_satang = money_sub(month.suspense_satang, line->collected_satang);
    month.deducted_satang = money_sub(month.deducted_satang, line->collected_satang);
    f->suspense_satang = money_max(0, money_sub(f->suspense_satang, line->collected_satang));
    unit_bill_put(t, &month_key, &month);
}

/* The line says now what it should have said; its breakdown, if it had one, no longer adds up and is dropped. */
enum verdict handle_payroll_result_line_corrected(struct txn *t, const struct happening *h,
                                                  const struct payroll_result_line_corrected *e, struct refusal *why)
{
    struct result_file_key file_key = payroll_file_key(e->unit_code, e->period, e->file_ref);
    struct result_line_key key = payroll_line_key(e->unit_code, e->period, e->member_no);
    struct result_file f;
    struct result_line line;
    struct policy_in_force p;
    memcpy(key.file_ref, e->file_ref, sizeof key.file_ref);
    key.line_no = e->line_no;
    if (!payroll_actor_given(h, why))
        return REFUSED;
    if (!result_file_get(t, &file_key, &f))
        return refuse_all(why, REFUSAL_file_unknown, "data.file_ref", e->unit_code, e->period, 0);
    if (f.state == file_state_revoked || f.state == file_state_discarded)
        return refuse_all(why, REFUSAL_file_revoked, "data.file_ref", e->unit_code, e->period, 0);
    if (!result_line_get(t, &key, &line))
        return refuse_all(why, REFUSAL_line_unknown, "data.line_no", e->unit_code, e->line_no, 0);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    int64_t others = money_sub(f.lines_satang, line.collected_satang);
    if (e->collected_satang > money_sub(MONEY_EVENT_MAX, others) ||
        !posting_admit(t, money_add(e->collected_satang, line.collected_satang)))
        return refuse_text(why, REFUSAL_amount_overflow, "data.collected_satang", NULL);
    suspense_take_back(t, h, &key, &f, &line);
    f.lines_satang = money_add(others, e->collected_satang);
    line.collected_satang = e->collected_satang;
    line.reason = e->reason;
    line.items = 0;
    line.seq = h->seq;
    result_line_put(t, &key, &line);
    result_file_put(t, &file_key, &f);
    if (payroll_file_counts(&f))
        payroll_settle_later(t, e->unit_code, e->period, h->effective_date, h->seq);
    return APPLIED;
}
