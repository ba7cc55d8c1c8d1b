#include "../award/measure.h"
#include "../clinic/clinic.h"
#include "../collection/case.h"
#include "../dividend/dividend.h"
#include "../guarantor/notice_clock.h"
#include "../handler.h"
#include "../loan/application.h"
#include "../loan/loan.h"
#include "../mediation/agreement.h"
#include "../mediation/enforcement.h"
#include "../mediation/promise.h"
#include "../member/member.h"
#include "../member/readmission.h"
#include "../override/override.h"
#include "../patronage/patronage.h"
#include "../payroll/payroll.h"
#include "work.h"

/* true: a settlement was queued that must be done before rows of another kind are looked at. */
static bool act_on(struct txn *t, const struct due_key *key, int32_t day)
{
    switch ((enum due_kind)key->kind) {
    case due_kind_unit_cut_off:
        return payroll_unit_cut_off(t, key->ref, key->no, day);
    case due_kind_instalment:
        loan_instalment_due(t, key->ref, (int32_t)key->no, day);
        break;
    case due_kind_suspense:
        payroll_suspense_due(t, key->no, day);
        break;
    case due_kind_advance:
        payroll_advance_due(t, key->ref, day);
        break;
    case due_kind_agreed_payment:
        agreement_due(t, key->ref, key->no, day);
        break;
    case due_kind_retirement:
        member_retirement_due(t, key->ref, day);
        break;
    case due_kind_clinic_month:
        clinic_month_due(t, key->ref, key->no, day);
        break;
    case due_kind_contract:
        application_contract_due(t, key->ref, key->no, day);
        break;
    case due_kind_approval:
        application_approval_due(t, key->ref, day);
        break;
    case due_kind_guarantor_target:
        notice_target_due(t, key->ref, (int32_t)key->no, day);
        break;
    case due_kind_guarantor_deadline:
        notice_deadline_due(t, key->ref, (int32_t)key->no, day);
        break;
    case due_kind_readmission:
        readmission_due(t, key->ref, day);
        break;
    case due_kind_clinic_case:
        clinic_case_due(t, key->ref, day);
        break;
    case due_kind_step:
        case_step_due(t, key->ref, key->no, day);
        break;
    case due_kind_override:
        override_due(t, key->ref, key->no, day);
        break;
    case due_kind_promise:
        promise_due(t, key->ref, key->no, day);
        break;
    case due_kind_enforcement:
        enforcement_due(t, key->ref, key->no, day);
        break;
    case due_kind_absent:
        break;
    }
    return false;
}

/* Whether all that the day asks of its units' files and money is behind the row at key. */
static bool is_behind_units(const struct due_key *key, int32_t day)
{
    return key->on == day && key->kind > due_kind_advance;
}

/* Each row is taken out before it is acted on: it is consumed whatever comes of it. Cut-offs come first; where one
 * queues a settlement, the rest of the day, even if there is none, goes behind it. What arrives once the units are done
 * is late for this day, however far the rest has come. */
static bool close_day_some(struct txn *t, struct work *w, uint32_t *budget)
{
    bool units = work_closes_units(t), more = true;
    while (more) {
        struct due_key key = {0};
        struct due row;
        more = due_seek(t, &key, false, &row) && key.on <= w->date;
        if (w->settling && !(more && key.kind == due_kind_unit_cut_off)) {
            w->settling = false;
            work_add(t, w);
            return true;
        }
        if (units && (!more || is_behind_units(&key, w->date))) {
            clock_set_units_closing(t, 0);
            units = false;
        }
        if (more && *budget == 0)
            return false;
        if (more) {
            --*budget;
            due_delete(t, &key);
            w->settling = act_on(t, &key, w->date) || w->settling;
        }
    }
    return true;
}

static bool work_some(struct txn *t, struct work *w, uint32_t *budget)
{
    switch ((enum work_kind)w->kind) {
    case work_kind_bill_group:
        return payroll_bill_some(t, w, budget);
    case work_kind_settle_unit:
        return payroll_settle_some(t, w, budget);
    case work_kind_close_day:
        return close_day_some(t, w, budget);
    case work_kind_patronage:
        return patronage_compute_some(t, w, budget);
    case work_kind_retirement:
        return member_retirement_some(t, w, budget);
    case work_kind_classify:
        return loan_class_some(t, w, budget);
    case work_kind_provision:
        return loan_provision_some(t, w, budget);
    case work_kind_dividend:
        return dividend_compute_some(t, w, budget);
    case work_kind_measure_members:
        return measure_members_some(t, w, budget);
    case work_kind_measure_loans:
        return measure_loans_some(t, w, budget);
    case work_kind_measure_shares:
        return measure_shares_some(t, w, budget);
    case work_kind_absent:
        break;
    }
    return true;
}

/* To finish an item costs a unit as well, so that a queue of items with nothing to do is no long event either. */
enum verdict handle_clock_work_continued(struct txn *t, const struct happening *h, const struct clock_work_continued *e,
                                         struct refusal *why)
{
    uint32_t budget = e->slice;
    struct work_key key = {0};
    struct work w;
    (void)h, (void)why;
    while (budget > 0 && work_seek(t, &key, false, &w)) {
        if (!work_some(t, &w, &budget)) {
            work_put(t, &key, &w);
            break;
        }
        work_delete(t, &key);
        budget -= budget > 0;
    }
    return APPLIED;
}
