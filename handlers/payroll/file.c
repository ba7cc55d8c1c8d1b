#include "payroll.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

struct result_file_key payroll_file_key(const char *unit_code, uint32_t period, const char *file_ref)
{
    struct result_file_key key = {.period = period};
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    value_code_set(key.file_ref, sizeof key.file_ref, file_ref);
    return key;
}

bool payroll_file_next(struct txn *t, const char *unit_code, uint32_t period, struct result_file_key *key,
                       struct result_file *ret)
{
    bool after = key->period > 0; /* the main file comes first: its name is empty */
    if (!after)
        *key = payroll_file_key(unit_code, period, NULL);
    return result_file_seek(t, key, after, ret) && key->period == period && strcmp(key->unit_code, unit_code) == 0;
}

struct result_line_key payroll_line_key(const char *unit_code, uint32_t period, const char *member_no)
{
    struct result_line_key key = {.period = period};
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return key;
}

/* All files of a month are looked at in one event. unverified default */
enum { FILES_MAX = 64 };

bool payroll_file_find(struct txn *t, const struct result_file_key *key, struct unit_bill *month,
                       struct result_file *ret, struct refusal *why)
{
    struct unit_bill_key month_key = payroll_unit_bill_key(key->unit_code, key->period);
    if (result_file_get(t, key, ret))
        return true;
    if (month->files == FILES_MAX) {
        refuse_all(why, REFUSAL_files_full, "data.file_ref", key->unit_code, 0, FILES_MAX);
        return false;
    }
    *ret = (struct result_file){.state = file_state_open};
    month->files++;
    unit_bill_put(t, &month_key, month);
    return true;
}

bool payroll_file_counts(const struct result_file *f)
{
    return f->state == file_state_counting || f->state == file_state_closed;
}

bool payroll_actor_given(const struct happening *h, struct refusal *why)
{
    if (h->actor[0] != '\0')
        return true;
    refuse_text(why, REFUSAL_actor_missing, "actor", NULL);
    return false;
}

uint64_t payroll_file_change(struct txn *t, const struct happening *h, const struct result_file_key *key,
                             struct result_file *f, enum file_state state)
{
    struct payroll_result_file_changed body = {
        .period = key->period,
        .state = (uint8_t)state,
        .lines = f->lines,
        .total_satang = f->lines_satang,
        .difference_satang = f->difference_satang,
    };
    struct cause because = cause_of(state == file_state_held      ? "look_alike"
                                    : state == file_state_revoked ? "file_revoked"
                                                                  : "correct_collected",
                                    0);
    f->state = (uint8_t)state;
    f->changed_seq = h->seq;
    f->changed_on = h->effective_date;
    result_file_put(t, key, f);
    memcpy(body.unit_code, key->unit_code, sizeof body.unit_code);
    memcpy(body.file_ref, key->file_ref, sizeof body.file_ref);
    if (h->actor)
        value_code_set(body.actor, sizeof body.actor, h->actor);
    if (state == file_state_held)
        cause_add_fact(&because, fact_equal_lines, f->equal_lines, f->lines);
    return emit_payroll_result_file_changed(t, h->effective_date, &body, &because);
}

/* Whether any other file is left that the lines could be equal to: those of one that was taken back since do not count.
 */
static bool has_other(struct txn *t, const struct result_file_key *key)
{
    struct result_file_key at = {0};
    struct result_file f;
    while (payroll_file_next(t, key->unit_code, key->period, &at, &f)) {
        bool gone = f.state == file_state_revoked || f.state == file_state_discarded;
        if (!gone && f.lines > 0 && strcmp(at.file_ref, key->file_ref) != 0)
            return true;
    }
    return false;
}

bool payroll_file_looks_alike(struct txn *t, int32_t day, const struct result_file_key *key,
                              const struct result_file *f)
{
    struct policy_in_force p;
    enum { WHOLE_BP = 10000 };
    return f->equal_lines > 0 && has_other(t, key) && policy_on(t, day, &p) &&
           (uint64_t)f->equal_lines * WHOLE_BP >= (uint64_t)f->lines * (uint64_t)p.terms.look_alike_bp;
}

void payroll_file_hold(struct txn *t, const struct happening *h, const struct result_file_key *key,
                       struct result_file *f)
{
    struct cause follows = cause_of("look_alike", 0);
    cause_add_position(&follows, payroll_file_change(t, h, key, f, file_state_held));
    notify(t, h->effective_date,
           &(struct notice){.template = template_file_held,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = key->unit_code,
                            .amount_satang = f->lines_satang},
           &follows);
}

bool payroll_files_complete(struct txn *t, const char *unit_code, uint32_t period)
{
    struct result_file_key key = {0};
    struct result_file f;
    while (payroll_file_next(t, unit_code, period, &key, &f)) {
        if (f.state == file_state_closed && !f.more_to_come)
            return true;
    }
    return false;
}

/* Settlement cannot refuse, so all that it will need is asked for here: a policy, and room in the books for the money
 * that is not in suspense already. */
bool payroll_file_count(struct txn *t, const struct happening *h, const struct result_file_key *key,
                        struct result_file *f, struct refusal *why)
{
    struct unit_bill_key month_key = payroll_unit_bill_key(key->unit_code, key->period);
    struct unit_bill month = {.state = unit_bill_state_billing};
    struct policy_in_force policy;
    int64_t difference = f->difference_satang > 0 ? f->difference_satang : -f->difference_satang;
    if (!policy_on(t, h->effective_date, &policy)) {
        refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
        return false;
    }
    if (!posting_admit(t, money_add(money_sub(f->lines_satang, f->suspense_satang), difference))) {
        refuse_text(why, REFUSAL_amount_overflow, "data.total_satang", NULL);
        return false;
    }
    unit_bill_get(t, &month_key, &month);
    uint64_t position = payroll_file_change(t, h, key, f, file_state_closed);
    if (difference > 0) {
        struct suspense item = {.amount_satang = f->difference_satang,
                                .seq = h->seq,
                                .period = key->period,
                                .reason = suspense_reason_total_mismatch};
        struct cause because = cause_of("accepted_imbalance", policy.version);
        cause_add_position(&because, position);
        cause_add_fact(&because, fact_difference_satang, difference, policy.terms.imbalance_max_satang);
        memcpy(item.unit_code, key->unit_code, sizeof item.unit_code);
        f->difference_no = payroll_suspend(t, &item, h->effective_date, &because);
        month.deducted_satang = money_add(month.deducted_satang, f->difference_satang);
        month.suspense_satang = money_add(month.suspense_satang, f->difference_satang);
        result_file_put(t, key, f);
    }
    month.complete = month.complete || !f->more_to_come;
    month.state = month.complete ? unit_bill_state_file_closed : month.state;
    unit_bill_put(t, &month_key, &month);
    payroll_settle_later(t, key->unit_code, key->period, h->effective_date, h->seq);
    return true;
}

void payroll_settle_later(struct txn *t, const char *unit_code, uint32_t period, int32_t date, uint64_t seq)
{
    struct work w = {.seq = seq, .date = date, .period = period, .kind = work_kind_settle_unit};
    value_code_set(w.code, sizeof w.code, unit_code);
    work_add(t, &w);
}
