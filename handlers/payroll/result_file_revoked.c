#include "payroll.h"

#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

/* The difference that an officer had accepted goes with the file. */
static void difference_take_back(struct txn *t, const struct happening *h, const struct result_file_key *key,
                                 struct result_file *f, struct unit_bill *month)
{
    struct suspense was = {.amount_satang = f->difference_satang,
                           .seq = h->seq,
                           .period = key->period,
                           .reason = suspense_reason_total_mismatch};
    struct cause because = cause_of("file_revoked", 0);
    if (f->difference_no == 0)
        return;
    cause_add_seq(&because, h->seq);
    memcpy(was.unit_code, key->unit_code, sizeof was.unit_code);
    payroll_unsuspend(t, f->difference_no, &was, h->effective_date, &because);
    month->deducted_satang = money_sub(month->deducted_satang, f->difference_satang);
    month->suspense_satang = money_sub(month->suspense_satang, f->difference_satang);
    f->difference_no = 0;
    f->difference_satang = 0;
}

/* What the file did is undone by settling its unit's month without it, whatever has happened since. */
enum verdict handle_payroll_result_file_revoked(struct txn *t, const struct happening *h,
                                                const struct payroll_result_file_revoked *e, struct refusal *why)
{
    struct result_file_key key = payroll_file_key(e->unit_code, e->period, e->file_ref);
    struct unit_bill_key month_key = payroll_unit_bill_key(e->unit_code, e->period);
    struct unit_bill month;
    struct result_file f;
    struct policy_in_force p;
    if (!payroll_actor_given(h, why))
        return REFUSED;
    if (!result_file_get(t, &key, &f) || !unit_bill_get(t, &month_key, &month))
        return refuse_all(why, REFUSAL_file_unknown, "data.file_ref", e->unit_code, e->period, 0);
    if (f.state == file_state_revoked || f.state == file_state_discarded)
        return refuse_all(why, REFUSAL_file_revoked, "data.file_ref", e->unit_code, e->period, 0);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!posting_admit(t, f.lines_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.file_ref", NULL);
    difference_take_back(t, h, &key, &f, &month);
    f.revocation = e->reason;
    payroll_file_change(t, h, &key, &f, file_state_revoked);
    month.complete = payroll_files_complete(t, e->unit_code, e->period);
    if (!month.complete && month.state > unit_bill_state_issued)
        month.state = unit_bill_state_issued;
    unit_bill_put(t, &month_key, &month);
    payroll_settle_later(t, e->unit_code, e->period, h->effective_date, h->seq);
    return APPLIED;
}
