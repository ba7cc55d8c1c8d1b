#include "audit.h"

#include "../../handlers/committee/queue.h"
#include "../../handlers/loan/application.h"

#include <string.h>

static bool waits(const struct application *a)
{
    return application_is_open(a) && a->state != application_state_scheduled;
}

static bool stands_in_queue(struct txn *t, const char *application_no, const struct application *a)
{
    struct queue row;
    return queue_at(t, queue_of(a), a->place, &row) && strcmp(row.application_no, application_no) == 0;
}

static bool is_awaited(struct txn *t, const struct application *a)
{
    struct due_key key = {.on = a->contract_due, .kind = due_kind_contract, .no = (uint32_t)a->place};
    struct due row;
    value_code_set(key.ref, sizeof key.ref, queue_of(a));
    return due_get(t, &key, &row);
}

/* Who waits has a place, and a date that is awaited is looked at. */
static bool audit_applications(struct txn *t, char *error)
{
    struct application_key key = {0};
    struct application a;
    while (application_seek(t, &key, true, &a)) {
        bool with_date = a.state == application_state_appointed || a.state == application_state_contract_issued;
        if (waits(&a) != stands_in_queue(t, key.application_no, &a))
            return audit_wrong(error, "application %s: its place in the queue is not what its state says",
                               key.application_no);
        if (with_date != (a.contract_due > 0) || (with_date && !is_awaited(t, &a)))
            return audit_wrong(error, "application %s: nobody will look at its contract", key.application_no);
    }
    return true;
}

static bool is_intent(struct txn *t, const struct queue_key *at, const struct queue *row)
{
    struct intent_key key;
    struct intent intent;
    memcpy(key.intent_no, row->application_no, sizeof key.intent_no);
    return intent_get(t, &key, &intent) && intent.application_no[0] == '\0' && intent.place == at->place &&
           strcmp(intent.programme, at->queue) == 0;
}

static bool audit_queues(struct txn *t, char *error)
{
    struct queue_key at = {0};
    struct queue row;
    while (queue_seek(t, &at, true, &row)) {
        struct application_key key;
        struct application a;
        memcpy(key.application_no, row.application_no, sizeof key.application_no);
        bool stands =
            application_get(t, &key, &a) && waits(&a) && a.place == at.place && strcmp(queue_of(&a), at.queue) == 0;
        if (!stands && !is_intent(t, &at, &row))
            return audit_wrong(error, "queue %s: place %llu is taken by nobody who waits", at.queue,
                               (unsigned long long)at.place);
    }
    return true;
}

static int64_t burden_of(struct txn *t, const char *member_no)
{
    struct application_key key = {0};
    struct application a;
    int64_t burden = 0;
    while (application_seek(t, &key, true, &a))
        if (a.state == application_state_scheduled && strcmp(a.member_no, member_no) == 0)
            burden += a.burden_satang;
    return burden;
}

/* What is granted and not paid out is a burden of its member, and nobody has another. */
static bool audit_burdens(struct txn *t, char *error)
{
    struct member_key member_key = {0};
    struct member member;
    while (member_seek(t, &member_key, true, &member))
        if (member.granted_burden_satang != 0 && member.granted_burden_satang != burden_of(t, member_key.member_no))
            return audit_wrong(error, "member %s: the burden of what is granted is not that of the approvals",
                               member_key.member_no);
    struct application_key key = {0};
    struct application a;
    while (application_seek(t, &key, true, &a)) {
        memcpy(member_key.member_no, a.member_no, sizeof member_key.member_no);
        if (a.state == application_state_scheduled && a.burden_satang > 0 &&
            (!member_get(t, &member_key, &member) || member.granted_burden_satang == 0))
            return audit_wrong(error, "application %s: what it is granted burdens nobody", key.application_no);
    }
    return true;
}

/* A programme's budget is what its approvals reserve and its payouts used. */
static bool audit_budgets(struct txn *t, char *error)
{
    struct programme_budget_key of = {0};
    struct programme_budget budget;
    while (programme_budget_seek(t, &of, true, &budget)) {
        struct application_key key = {0};
        struct application a;
        int64_t reserved = 0, consumed = 0;
        while (application_seek(t, &key, true, &a)) {
            bool counts = strcmp(a.programme, of.programme) == 0;
            reserved += counts && a.state == application_state_scheduled ? a.granted_satang : 0;
            consumed += counts && a.state == application_state_disbursed ? a.granted_satang : 0;
        }
        if (reserved != budget.reserved_satang || consumed != budget.consumed_satang)
            return audit_wrong(error, "programme %s: its budget is not that of its approvals and payouts",
                               of.programme);
    }
    return true;
}

bool audit_road(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    return audit_applications(t, error) && audit_queues(t, error) && audit_burdens(t, error) && audit_budgets(t, error);
}
