#include "promise.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../policy/policy.h"
#include "../rules/money.h"

#include <string.h>

static struct promise_key promise_key(const char *case_id, uint32_t no)
{
    struct promise_key key = {.no = no};
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

static struct collection_case_key case_key(const char *case_id)
{
    struct collection_case_key key;
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

bool promise_awaited(struct txn *t, const char *case_id, const struct collection_case *c, struct promise *ret)
{
    struct promise_key key = promise_key(case_id, c->promises);
    return c->promise_until > 0 && promise_get(t, &key, ret);
}

void promise_enter(struct txn *t, const char *case_id, struct collection_case *c, const struct promise *row)
{
    struct promise_key key = promise_key(case_id, ++c->promises);
    c->promise_until = row->late_on;
    promise_put(t, &key, row);
    due_add(t, row->late_on, due_kind_promise, case_id, key.no);
}

/* A payment of before that was taken back since makes no debt under the promise. */
static int64_t paid_since(const struct promise *row, const struct loan *loan)
{
    int64_t paid = money_sub(loan->paid_satang, row->paid_before_satang);
    return paid > 0 ? paid : 0;
}

static void tell_broken(struct txn *t, const char *case_id, const struct promise *row, int64_t paid_satang,
                        const struct promise_ending *ending, const struct cause *because)
{
    notify(t, ending->date,
           &(struct notice){.template = template_promise_broken,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = case_id,
                            .amount_satang = money_sub(row->amount_satang, paid_satang),
                            .due_date = row->due_date},
           because);
}

void promise_end(struct txn *t, const char *case_id, struct collection_case *c, const struct promise_ending *ending)
{
    struct promise_key key = promise_key(case_id, c->promises);
    struct promise row;
    if (!promise_awaited(t, case_id, c, &row))
        return;
    int64_t paid = paid_since(&row, ending->loan);
    bool broken = ending->outcome == promise_outcome_broken;
    c->promises_broken += broken;
    struct mediation_promise_ended body = {
        .no = key.no,
        .due_date = row.due_date,
        .promised_satang = row.amount_satang,
        .paid_satang = paid,
        .outcome = (uint8_t)ending->outcome,
        .broken = c->promises_broken,
    };
    struct cause why = *ending->because;
    memcpy(body.case_id, key.case_id, sizeof body.case_id);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    cause_add_seq(&why, row.seq);
    cause_add_fact(&why, fact_promise_satang, paid, row.amount_satang);
    uint64_t told = emit_mediation_promise_ended(t, ending->date, &body, &why);
    due_remove(t, row.late_on, due_kind_promise, case_id, key.no);
    c->promise_until = 0;
    row.outcome = (uint8_t)ending->outcome;
    row.ended_on = ending->date;
    promise_put(t, &key, &row);
    cause_add_position(&why, told);
    if (broken)
        tell_broken(t, case_id, &row, paid, ending, &why);
}

void promise_supersede(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                       const struct cause *because)
{
    struct loan loan;
    if (c->promise_until > 0 && loan_find(t, c->contract_no, &loan))
        promise_end(t, case_id, c, &(struct promise_ending){promise_outcome_superseded, date, &loan, because});
}

void promise_due(struct txn *t, const char *case_id, uint32_t no, int32_t day)
{
    struct collection_case_key key = case_key(case_id);
    struct policy_in_force p = {0};
    struct collection_case c;
    struct promise row;
    struct loan loan;
    if (!collection_case_get(t, &key, &c) || c.promises != no || !promise_awaited(t, case_id, &c, &row) ||
        !loan_find(t, c.contract_no, &loan))
        return;
    policy_on(t, day, &p);
    struct cause why = cause_of("promise_to_pay", p.version);
    bool kept = paid_since(&row, &loan) >= row.amount_satang;
    promise_end(t, case_id, &c,
                &(struct promise_ending){kept ? promise_outcome_kept : promise_outcome_broken, day, &loan, &why});
    collection_case_put(t, &key, &c);
}

void promise_catch_up(struct txn *t, const char *case_id, int32_t day)
{
    struct collection_case_key key = case_key(case_id);
    struct collection_case c;
    if (collection_case_get(t, &key, &c) && c.promise_until > 0 && c.promise_until <= day)
        promise_due(t, case_id, c.promises, c.promise_until);
}
