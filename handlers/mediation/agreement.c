#include "agreement.h"

#include "../clock/work.h"
#include "../collection/case.h"
#include "../collection/ladder.h"
#include "../collection/suit.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../rules/money.h"
#include "enforcement.h"

#include <string.h>

static struct collection_case_key case_key(const char *case_id)
{
    struct collection_case_key key;
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

static struct agreement_key agreement_key(const char *case_id, uint32_t no)
{
    struct agreement_key key = {.no = no};
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

/* The last day on which a payment counts as made in time. */
static int32_t in_time_to(struct txn *t, int32_t due_date, int32_t day)
{
    struct policy_in_force p = {0};
    policy_on(t, day, &p);
    return due_date + (int32_t)p.terms.breach_grace_days;
}

/* What was paid by then is remembered: more of it may become known. */
static void paid_in_time(struct txn *t, const struct mediation_agreement_breached *breached, int32_t day)
{
    struct enforcement_key key;
    struct enforcement row;
    value_code_set(key.case_id, sizeof key.case_id, breached->case_id);
    if (!enforcement_get(t, &key, &row))
        return;
    row.paid_satang = breached->paid_satang;
    row.in_time_to = in_time_to(t, breached->due_date, day);
    enforcement_put(t, &key, &row);
}

/* Too little was paid in all up to an agreed date: the agreement is broken, and with it mediation is over. */
static void breach(struct txn *t, struct collection_case *c, const struct mediation_agreement_breached *breached,
                   int32_t day, const struct cause *because)
{
    struct cause told = *because, moved = *because;
    cause_add_position(&told, c->stage_position);
    cause_add_position(&moved, emit_mediation_agreement_breached(t, day, breached, &told));
    c->mediation_closed = true;
    case_move(t, breached->case_id, c, case_stage_legal_ready, 0, day, &moved);
    enforcement_begin(t, breached->case_id, c, breached->due_date, day, &moved);
    paid_in_time(t, breached, day);
    loan_class_look(t, c->contract_no, day);
    notify(t, day,
           &(struct notice){.template = template_agreement_broken,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = breached->case_id,
                            .amount_satang = money_sub(breached->agreed_satang, breached->paid_satang),
                            .due_date = breached->due_date},
           &moved);
}

/* When the whole agreement was kept the case is closed, even if older arrears remain: the agreement was made in their
 * place. They stay in the loan's class, and the next missed instalment opens a new case. */
static void keep(struct txn *t, const char *case_id, struct collection_case *c, int32_t day,
                 const struct cause *because)
{
    case_move(t, case_id, c, case_stage_closed, 0, day, because);
    loan_leave_case(t, c->contract_no);
}

/* Nobody can say yet that too little was deducted: the officer is told, once, and it is looked at again. */
static void await_unit(struct txn *t, const struct agreement_key *key, struct agreement *agreed,
                       const struct collection_case *c, int64_t paid_satang, int32_t day)
{
    struct policy_in_force p = {0};
    policy_on(t, day, &p);
    struct cause why = cause_of("agreement_waits", p.version);
    cause_add_position(&why, c->stage_position);
    cause_add_fact(&why, fact_paid_satang, paid_satang, agreed->total_satang);
    if (!agreed->waits)
        notify(t, day,
               &(struct notice){.template = template_agreement_waits,
                                .audience = audience_officer,
                                .recipient_ref = "collection",
                                .subject_ref = key->case_id,
                                .amount_satang = money_sub(agreed->total_satang, paid_satang),
                                .due_date = agreed->due_date},
               &why);
    agreed->waits = true;
    agreed->late_on = day + (p.terms.breach_grace_days > 0 ? (int32_t)p.terms.breach_grace_days : 1);
    agreement_put(t, key, agreed);
    due_add(t, agreed->late_on, due_kind_agreed_payment, key->case_id, key->no);
}

void agreement_due(struct txn *t, const char *case_id, uint32_t no, int32_t day)
{
    struct collection_case_key key = case_key(case_id);
    struct agreement_key agreed_key = agreement_key(case_id, no), next_key = agreement_key(case_id, no + 1);
    struct collection_case c;
    struct agreement agreed, next;
    struct loan loan;
    struct policy_in_force p = {0};
    if (!collection_case_get(t, &key, &c) || c.stage != case_stage_performing)
        return;
    if (!agreement_get(t, &agreed_key, &agreed) || !loan_find(t, c.contract_no, &loan))
        return;
    policy_on(t, day, &p);
    int64_t paid = money_sub(loan.paid_satang, c.paid_at_agreement_satang);
    struct cause why = cause_of(suit_breach(&agreed, paid) ? "agreement_breach" : "agreement_kept", p.version);
    cause_add_fact(&why, fact_paid_satang, paid, agreed.total_satang);
    if (suit_breach(&agreed, paid) &&
        loan_awaits_unit(t, c.contract_no, c.stage_on, in_time_to(t, agreed.due_date, day))) {
        await_unit(t, &agreed_key, &agreed, &c, paid, day);
    } else if (suit_breach(&agreed, paid)) {
        struct mediation_agreement_breached breached = {
            .due_date = agreed.due_date, .agreed_satang = agreed.total_satang, .paid_satang = paid};
        value_code_set(breached.case_id, sizeof breached.case_id, case_id);
        value_code_set(breached.contract_no, sizeof breached.contract_no, c.contract_no);
        breach(t, &c, &breached, day, &why);
    } else if (agreement_get(t, &next_key, &next)) {
        c.due_date = next.due_date;
        collection_case_put(t, &key, &c);
    } else {
        keep(t, case_id, &c, day, &why);
    }
}

static bool fell_due(struct txn *t, const struct agreement_key *key, int32_t day, struct agreement *ret)
{
    struct due listed;
    struct due_key due = {.kind = due_kind_agreed_payment, .no = key->no};
    memcpy(due.ref, key->case_id, sizeof due.ref);
    if (!agreement_get(t, key, ret) || ret->late_on > day)
        return false;
    due.on = ret->late_on;
    if (!due_get(t, &due, &listed))
        return false;
    due_delete(t, &due);
    return true;
}

void agreement_catch_up(struct txn *t, const char *case_id, int32_t day)
{
    struct collection_case_key key = case_key(case_id);
    struct collection_case c;
    struct agreement agreed;
    if (!collection_case_get(t, &key, &c) || c.stage != case_stage_performing)
        return;
    for (uint32_t no = 1; no <= c.payments; no++) {
        struct agreement_key agreed_key = agreement_key(case_id, no);
        while (fell_due(t, &agreed_key, day, &agreed))
            agreement_due(t, case_id, no, agreed.late_on);
    }
}

void agreement_end(struct txn *t, const char *case_id, const struct collection_case *c)
{
    struct agreement agreed;
    for (uint32_t no = 1; no <= c->payments; no++) {
        struct agreement_key key = agreement_key(case_id, no);
        if (agreement_get(t, &key, &agreed))
            due_remove(t, agreed.late_on, due_kind_agreed_payment, case_id, no);
    }
}

/* ---- money of its time that becomes known after the breach */

static bool missed_payment(struct txn *t, const struct collection_case *c, int32_t due_date, struct agreement_key *key,
                           struct agreement *ret)
{
    for (key->no = 1; key->no <= c->payments; key->no++)
        if (agreement_get(t, key, ret) && ret->due_date == due_date)
            return true;
    return false;
}

/* What is agreed for later is awaited again, but looked at on no day that is closed. Returns the next agreed date; 0:
 * there is none. */
static int32_t await_rest(struct txn *t, const struct agreement_key *missed, const struct collection_case *c)
{
    struct agreement_key key = *missed;
    struct agreement row;
    int32_t closed = clock_day_closed(t), next = 0;
    for (key.no = missed->no + 1; key.no <= c->payments && agreement_get(t, &key, &row); key.no++) {
        row.late_on = row.late_on > closed ? row.late_on : closed + 1;
        agreement_put(t, &key, &row);
        due_add(t, row.late_on, due_kind_agreed_payment, key.case_id, key.no);
        next = next > 0 ? next : row.due_date;
    }
    return next;
}

static void take_back(struct txn *t, const struct agreement_key *missed, struct collection_case *c, int32_t day,
                      const struct cause *because)
{
    step_end(t, missed->case_id, c, step_outcome_withdrawn, day, because);
    enforcement_end(t, missed->case_id, c, enforcement_outcome_withdrawn, day, because);
    c->mediation_closed = false;
    ladder_mediates(t, c);
    int32_t next = await_rest(t, missed, c);
    case_move(t, missed->case_id, c, case_stage_performing, next, day, because);
    if (next == 0)
        keep(t, missed->case_id, c, day, because);
    loan_class_look(t, c->contract_no, day);
}

/* The court is asked already: whether the suit goes on is for people to decide. */
static void alert_sued(struct txn *t, const char *case_id, int32_t day, const struct cause *why)
{
    struct alert_raised body = {0};
    value_code_set(body.alert, sizeof body.alert, "agreement_kept_sued");
    value_code_set(body.subject_ref, sizeof body.subject_ref, case_id);
    emit_alert_raised(t, day, &body, why);
}

void agreement_paid(struct txn *t, const char *case_id, const struct agreed_money *m)
{
    struct collection_case_key key = case_key(case_id);
    struct agreement_key missed = agreement_key(case_id, 0);
    struct enforcement_key of;
    struct collection_case c;
    struct enforcement row;
    struct agreement agreed;
    struct policy_in_force p = {0};
    memcpy(of.case_id, key.case_id, sizeof of.case_id);
    if (case_id[0] == '\0' || !enforcement_get(t, &of, &row) || m->paid_on > row.in_time_to ||
        !collection_case_get(t, &key, &c) || !missed_payment(t, &c, row.from_day, &missed, &agreed))
        return;
    bool was_short = suit_breach(&agreed, row.paid_satang);
    row.paid_satang = money_add(row.paid_satang, m->satang);
    enforcement_put(t, &of, &row);
    if (!was_short || suit_breach(&agreed, row.paid_satang))
        return;
    int32_t day = m->date > c.stage_on ? m->date : c.stage_on;
    policy_on(t, day, &p);
    struct cause why = cause_of("breach_taken_back", p.version);
    cause_add_position(&why, m->told_by);
    cause_add_position(&why, row.position);
    cause_add_fact(&why, fact_paid_satang, row.paid_satang, agreed.total_satang);
    if (c.stage == case_stage_legal_ready && c.mediation_closed)
        take_back(t, &missed, &c, day, &why);
    else if (c.stage == case_stage_legal)
        alert_sued(t, case_id, day, &why);
}
