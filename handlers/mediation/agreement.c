#include "agreement.h"

#include "../clock/work.h"
#include "../collection/case.h"
#include "../collection/suit.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../rules/money.h"
#include "enforcement.h"

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
    if (suit_breach(&agreed, paid)) {
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

void agreement_catch_up(struct txn *t, const char *case_id, int32_t day)
{
    struct collection_case_key key = case_key(case_id);
    struct collection_case c;
    struct agreement agreed;
    struct due listed;
    if (!collection_case_get(t, &key, &c) || c.stage != case_stage_performing)
        return;
    for (uint32_t no = 1; no <= c.payments; no++) {
        struct agreement_key agreed_key = agreement_key(case_id, no);
        if (!agreement_get(t, &agreed_key, &agreed) || agreed.late_on > day)
            return;
        struct due_key due = {.on = agreed.late_on, .kind = due_kind_agreed_payment, .no = no};
        value_code_set(due.ref, sizeof due.ref, case_id);
        if (!due_get(t, &due, &listed))
            continue;
        due_delete(t, &due);
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
