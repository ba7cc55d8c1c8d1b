#include "payroll.h"

#include "../rules/money.h"

#include <string.h>

static int64_t distance(int64_t a, int64_t b)
{
    return money_sub(money_max(a, b), money_min(a, b));
}

static enum verdict mismatch(const struct result_file *f, const struct payroll_result_file_closed *e,
                             struct refusal *why)
{
    char difference[VALUE_TEXT_MAX];
    if (f->lines != e->line_count)
        return refuse_value(why, REFUSAL_count_mismatch, "data.line_count", f->lines, e->line_count);
    value_baht_print(distance(f->lines_satang, e->total_satang), difference);
    return refuse_all(why, REFUSAL_sum_mismatch, "data.total_satang", difference, f->lines_satang, e->total_satang);
}

/* Totals that do not agree are refused, unless somebody answers for them by name, with a reason and a limit, within
 * what the policy allows anybody. */
static enum verdict totals_check(struct txn *t, const struct happening *h, const struct payroll_result_file_closed *e,
                                 struct result_file *f, struct refusal *why)
{
    struct policy_in_force p;
    int64_t difference = distance(f->lines_satang, e->total_satang), limit = e->accept_limit_satang;
    bool accepting = e->accept_reason != acceptance_absent || e->accept_limit_satang > 0;
    if (accepting && (e->accept_reason == acceptance_absent || e->accept_limit_satang == 0 || h->actor[0] == '\0'))
        return refuse_text(why, REFUSAL_acceptance_incomplete, "data.accept_reason", NULL);
    if (f->lines == e->line_count && difference == 0)
        return APPLIED;
    if (!accepting)
        return mismatch(f, e, why);
    if (policy_on(t, h->effective_date, &p) && p.terms.imbalance_max_satang > 0)
        limit = money_min(limit, p.terms.imbalance_max_satang);
    if (difference > limit)
        return refuse_value(why, REFUSAL_imbalance_too_large, "data.total_satang", difference, limit);
    f->difference_satang = money_sub(e->total_satang, f->lines_satang);
    return APPLIED;
}

enum verdict handle_payroll_result_file_closed(struct txn *t, const struct happening *h,
                                               const struct payroll_result_file_closed *e, struct refusal *why)
{
    struct result_file_key key = payroll_file_key(e->unit_code, e->period, e->file_ref);
    struct unit_bill month;
    struct result_file f;
    if (!payroll_unit_bill_find(t, e->unit_code, e->period, &month, why))
        return REFUSED;
    if (!payroll_file_find(t, &key, &month, &f, why)) /* one of nothing too: nobody was deducted from */
        return REFUSED;
    if (f.state == file_state_revoked || f.state == file_state_discarded)
        return refuse_all(why, REFUSAL_file_revoked, "data.file_ref", e->unit_code, e->period, 0);
    if (f.state != file_state_open && f.state != file_state_counting)
        return refuse_all(why, REFUSAL_file_closed, "data.file_ref", e->unit_code, e->period, 0);
    if (totals_check(t, h, e, &f, why) == REFUSED)
        return REFUSED;
    f.more_to_come = e->more_to_come;
    if (f.state == file_state_open && payroll_file_looks_alike(t, h->effective_date, &key, &f)) {
        payroll_file_hold(t, h, &key, &f);
        payroll_settle_later(t, e->unit_code, e->period, h->effective_date, h->seq);
        refusal_set(why, REFUSAL_none, NULL,
                    schema_word_text(schema_enum_named("suspense_reason"), suspense_reason_look_alike), 0, 0);
        return PARKED;
    }
    return payroll_file_count(t, h, &key, &f, why) ? APPLIED : REFUSED;
}
