#include "enforcement.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../rules/money.h"
#include "../rules/months.h"

#include <string.h>

enum { ROW_WARNING = 1, ROW_LAST_DAY = 2 };

static struct enforcement_key enforcement_key(const char *case_id)
{
    struct enforcement_key key;
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

static bool running(struct txn *t, const char *case_id, struct enforcement *ret)
{
    struct enforcement_key key = enforcement_key(case_id);
    return enforcement_get(t, &key, ret) && ret->outcome == enforcement_outcome_absent;
}

/* The months are counted from the agreed date itself, not from the day behind it: a day early is safe, a day late is
 * not. What would be looked at on a day that is closed already is looked at with the next. */
void enforcement_begin(struct txn *t, const char *case_id, const struct collection_case *c, int32_t due_date,
                       int32_t day, const struct cause *because)
{
    struct enforcement_key key = enforcement_key(case_id);
    struct policy_in_force p;
    if (!policy_on(t, day, &p))
        return;
    int32_t deadline = months_later(due_date, (int32_t)p.terms.enforcement_months);
    int32_t warn_on = deadline - (int32_t)p.terms.enforcement_notice_days;
    struct enforcement row = {.from_day = due_date, .deadline = deadline};
    struct mediation_enforcement_deadline body = {.due_date = due_date, .deadline = deadline};
    struct cause why = cause_of("enforcement", p.version);
    row.look_on = deadline > day ? deadline : day + 1;
    row.warn_on = warn_on > day ? warn_on : day + 1;
    memcpy(body.case_id, key.case_id, sizeof body.case_id);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    for (uint32_t i = 0; i < because->because_count; i++)
        cause_add_position(&why, because->because[i].position);
    cause_add_fact(&why, fact_enforcement_days, day - due_date, deadline - due_date);
    row.position = emit_mediation_enforcement_deadline(t, day, &body, &why);
    if (row.warn_on < row.look_on)
        due_add(t, row.warn_on, due_kind_enforcement, case_id, ROW_WARNING);
    else
        row.warn_on = 0;
    due_add(t, row.look_on, due_kind_enforcement, case_id, ROW_LAST_DAY);
    enforcement_put(t, &key, &row);
}

static void tell(struct txn *t, const char *case_id, enum template template, const struct enforcement *row, int32_t day,
                 const struct cause *because)
{
    notify(t, day,
           &(struct notice){.template = template,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = case_id,
                            .due_date = row->deadline},
           because);
}

void enforcement_end(struct txn *t, const char *case_id, const struct collection_case *c,
                     enum enforcement_outcome outcome, int32_t date, const struct cause *because)
{
    struct enforcement_key key = enforcement_key(case_id);
    struct enforcement row;
    if (!running(t, case_id, &row))
        return;
    struct mediation_enforcement_ended body = {.deadline = row.deadline, .outcome = (uint8_t)outcome};
    struct cause why = *because;
    memcpy(body.case_id, key.case_id, sizeof body.case_id);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    cause_add_position(&why, row.position);
    if (why.facts_count == 0)
        cause_add_fact(&why, fact_enforcement_days, date - row.from_day, row.deadline - row.from_day);
    uint64_t told = emit_mediation_enforcement_ended(t, date, &body, &why);
    if (row.warn_on > 0)
        due_remove(t, row.warn_on, due_kind_enforcement, case_id, ROW_WARNING);
    due_remove(t, row.look_on, due_kind_enforcement, case_id, ROW_LAST_DAY);
    row.outcome = (uint8_t)outcome;
    row.ended_on = date;
    enforcement_put(t, &key, &row);
    cause_add_position(&why, told);
    if (outcome == enforcement_outcome_passed)
        tell(t, case_id, template_enforcement_passed, &row, date, &why);
}

/* Once the whole agreed sum is paid, however late, there is nothing left to enforce. */
void enforcement_due(struct txn *t, const char *case_id, uint32_t no, int32_t day)
{
    struct enforcement_key key = enforcement_key(case_id);
    struct collection_case_key case_key;
    struct policy_in_force p = {0};
    struct collection_case c;
    struct enforcement row;
    struct loan loan;
    value_code_set(case_key.case_id, sizeof case_key.case_id, case_id);
    if (!running(t, case_id, &row) || !collection_case_get(t, &case_key, &c) || !loan_find(t, c.contract_no, &loan))
        return;
    policy_on(t, day, &p);
    struct cause why = cause_of("enforcement", p.version);
    int64_t paid = money_sub(loan.paid_satang, c.paid_at_agreement_satang);
    cause_add_fact(&why, fact_enforcement_days, day - row.from_day, row.deadline - row.from_day);
    cause_add_fact(&why, fact_paid_satang, paid, c.agreed_satang);
    if (paid >= c.agreed_satang) {
        enforcement_end(t, case_id, &c, enforcement_outcome_kept, day, &why);
    } else if (no == ROW_LAST_DAY) {
        enforcement_end(t, case_id, &c, enforcement_outcome_passed, day, &why);
    } else {
        row.warn_on = 0;
        enforcement_put(t, &key, &row);
        cause_add_position(&why, row.position);
        tell(t, case_id, template_enforcement_near, &row, day, &why);
    }
}

void enforcement_catch_up(struct txn *t, const char *case_id, int32_t day)
{
    struct enforcement row;
    if (running(t, case_id, &row) && row.warn_on > 0 && row.warn_on <= day) {
        due_remove(t, row.warn_on, due_kind_enforcement, case_id, ROW_WARNING);
        enforcement_due(t, case_id, ROW_WARNING, row.warn_on);
    }
    if (running(t, case_id, &row) && row.look_on <= day)
        enforcement_due(t, case_id, ROW_LAST_DAY, row.look_on);
}
