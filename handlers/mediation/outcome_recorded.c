#include "../clock/work.h"
#include "../collection/case.h"
#include "../handler.h"
#include "../loan/loan.h"
#include "../rules/money.h"

static enum verdict check_agreement(const struct happening *h, const struct mediation_outcome_recorded *e,
                                    struct refusal *why)
{
    int32_t previous = h->effective_date;
    int64_t total = 0;
    if (e->document_no[0] == '\0')
        return refuse_text(why, REFUSAL_schedule_missing, "data.document_no", NULL);
    if (e->schedule_count == 0)
        return refuse_text(why, REFUSAL_schedule_missing, "data.schedule", NULL);
    for (uint32_t i = 0; i < e->schedule_count; i++) {
        if (e->schedule[i].due_date <= previous)
            return refuse_value(why, REFUSAL_schedule_missing, "data.schedule", e->schedule[i].due_date, previous);
        previous = e->schedule[i].due_date;
        total = money_add(total, e->schedule[i].amount_satang);
        if (total > VALUE_MONEY_MAX)
            return refuse_value(why, REFUSAL_amount_overflow, "data.schedule", total, VALUE_MONEY_MAX);
    }
    return APPLIED;
}

/* The day at whose close an agreed date and its grace are over; never one that is closed already. */
static int32_t late_from(struct txn *t, int32_t due_date, const struct policy_in_force *p)
{
    int32_t late_on = due_date + (int32_t)p->terms.breach_grace_days;
    int32_t closed = clock_day_closed(t);
    return late_on > closed ? late_on : closed + 1;
}

/* Stores what was agreed. Returns the sum. */
static int64_t store_schedule(struct txn *t, const struct mediation_outcome_recorded *e,
                              const struct policy_in_force *p)
{
    struct agreement_key key = {0};
    int64_t total = 0;
    value_code_set(key.case_id, sizeof key.case_id, e->case_id);
    for (uint32_t i = 0; i < e->schedule_count; i++) {
        const struct agreed_payment *agreed = &e->schedule[i];
        total = money_add(total, agreed->amount_satang);
        struct agreement row = {
            .amount_satang = agreed->amount_satang,
            .total_satang = total,
            .due_date = agreed->due_date,
            .late_on = late_from(t, agreed->due_date, p),
        };
        key.no = i + 1;
        agreement_put(t, &key, &row);
        due_add(t, row.late_on, due_kind_agreed_payment, e->case_id, key.no);
    }
    return total;
}

static void agree(struct txn *t, const struct happening *h, const struct mediation_outcome_recorded *e,
                  struct collection_case *c, const struct policy_in_force *p)
{
    struct cause why = cause_of("mediation_outcome", p->version);
    struct loan loan = {0};
    if (loan_find(t, c->contract_no, &loan))
        c->paid_at_agreement_satang = loan.paid_satang;
    c->outcome = e->outcome;
    c->agreed_satang = store_schedule(t, e, p);
    c->payments = e->schedule_count;
    cause_add_fact(&why, fact_agreed_satang, c->agreed_satang, loan_arrears(&loan));
    case_move(t, e->case_id, c, case_stage_performing, e->schedule[0].due_date, h->effective_date, &why);
}

static void end_without_success(struct txn *t, const struct happening *h, const struct mediation_outcome_recorded *e,
                                struct collection_case *c, const struct policy_in_force *p)
{
    struct cause why = cause_of("mediation_outcome", p->version);
    struct loan loan;
    if (loan_find(t, c->contract_no, &loan))
        cause_add_fact(&why, fact_arrears_satang, loan.missed_satang, 0);
    c->outcome = e->outcome;
    c->withdrawn_by = e->withdrawn_by;
    c->mediation_closed = true;
    if (e->outcome == outcome_withdrawn)
        step_end(t, e->case_id, c, step_outcome_withdrawn, h->effective_date, &why);
    case_move(t, e->case_id, c, case_stage_legal_ready, 0, h->effective_date, &why);
}

/* A session may have told of this absence already, on whatever day its outcome is written down. */
static void absence(struct txn *t, const struct happening *h, const struct mediation_outcome_recorded *e,
                    struct collection_case *c, const struct policy_in_force *p)
{
    struct collection_case_key key;
    bool told = c->absence_told;
    value_code_set(key.case_id, sizeof key.case_id, e->case_id);
    c->absence_told = false;
    collection_case_put(t, &key, c);
    if (!told)
        case_no_show(t, e->case_id, c, h->effective_date, p);
}

enum verdict handle_mediation_outcome_recorded(struct txn *t, const struct happening *h,
                                               const struct mediation_outcome_recorded *e, struct refusal *why)
{
    struct collection_case c;
    struct policy_in_force p;
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (c.stage != case_stage_mediation)
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (e->withdrawn_by && e->outcome != outcome_withdrawn)
        return refuse_text(why, REFUSAL_not_withdrawn, "data.withdrawn_by", e->case_id);
    if (e->outcome == outcome_failed && c.sessions == 0)
        return refuse_text(why, REFUSAL_session_missing, "data.outcome", e->case_id);
    if (e->outcome == outcome_agreed && check_agreement(h, e, why) == REFUSED)
        return REFUSED;
    if (e->outcome == outcome_agreed)
        agree(t, h, e, &c, &p);
    else if (e->outcome == outcome_no_show)
        absence(t, h, e, &c, &p);
    else
        end_without_success(t, h, e, &c, &p);
    return APPLIED;
}
