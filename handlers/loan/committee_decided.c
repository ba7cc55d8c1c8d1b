#include "../../proto/check.h"
#include "../committee/agenda.h"
#include "../committee/votes.h"
#include "../journal/notify.h"
#include "../relief/budget.h"
#include "application.h"
#include "loan_rate.h"
#include "screening.h"
#include "security.h"

#include <string.h>

static bool grants(uint8_t decision)
{
    return decision == decision_approved || decision == decision_reduced;
}

/* What is granted, as an application of its own; what the decision does not name is as asked for. */
static struct application granted_of(const struct application *a, const struct loan_committee_decided *e)
{
    struct application granted = *a;
    if (e->amount_satang > 0)
        granted.amount_satang = e->amount_satang;
    if (e->instalments > 0)
        granted.instalments = e->instalments;
    return granted;
}

static enum verdict check_terms(const struct application *a, const struct application *granted, uint8_t decision,
                                struct refusal *why)
{
    if (granted->amount_satang > a->amount_satang)
        return refuse_value(why, REFUSAL_more_than_asked, "data.amount_satang", granted->amount_satang,
                            a->amount_satang);
    if (granted->instalments > a->instalments)
        return refuse_value(why, REFUSAL_more_instalments, "data.instalments", granted->instalments, a->instalments);
    bool same = granted->amount_satang == a->amount_satang && granted->instalments == a->instalments;
    if (decision == decision_approved && granted->amount_satang != a->amount_satang)
        return refuse_value(why, REFUSAL_not_as_asked, "data.amount_satang", granted->amount_satang, a->amount_satang);
    if (decision == decision_approved && !same)
        return refuse_value(why, REFUSAL_instalments_not_as_asked, "data.instalments", granted->instalments,
                            a->instalments);
    if (decision == decision_reduced && same)
        return refuse_value(why, REFUSAL_not_reduced, "data.amount_satang", granted->amount_satang, a->amount_satang);
    return APPLIED;
}

static enum verdict refuse_failed(const struct screening *s, struct refusal *why)
{
    const struct screening_check *failed = screening_failed(s);
    if (failed->check == check_instalments)
        return refuse_value(why, REFUSAL_instalments_failed, "data.instalments", failed->actual, failed->limit);
    if (failed->check == check_take_home)
        return refuse_value(why, REFUSAL_take_home_failed, "data.amount_satang", failed->actual, failed->limit);
    bool money = check_unit((enum check)failed->check) == CHECK_MONEY;
    return refuse_all(why, money ? REFUSAL_screening_amount_failed : REFUSAL_screening_failed, "data.application_no",
                      schema_word_text(schema_enum_named("check"), failed->check), failed->actual, failed->limit);
}

static uint64_t alert_overridden(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                                 const struct screening *s, const struct cause *decided)
{
    struct alert_raised alert = {.alert = "limit_overridden"};
    struct cause why = *decided;
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, e->application_no);
    value_code_set(alert.resolution_no, sizeof alert.resolution_no, e->override_no);
    screening_facts(s, true, &why);
    screening_alert(s, &alert);
    return emit_alert_raised(t, h->effective_date, &alert, &why);
}

/* Screens again what is granted, by the policy of the day: income, loans and rules may have changed since it was filed.
 */
static enum verdict grant(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                          struct application_step *step, struct refusal *why)
{
    struct application *a = &step->a;
    struct application granted = granted_of(a, e);
    bool overridden = e->override_body != resolving_body_absent && e->override_no[0] != '\0';
    struct policy_product product;
    struct screening s;
    if (check_terms(a, &granted, e->decision, why) == REFUSED)
        return REFUSED;
    if (!screening_product(t, a->product, &step->p, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.application_no", a->product);
    screening_run(t,
                  &(struct screening_of){.application_no = e->application_no,
                                         .application = &granted,
                                         .product = &product,
                                         .policy = &step->p,
                                         .date = h->effective_date},
                  &s);
    if (!s.passed && !overridden)
        return refuse_failed(&s, why);
    if (!s.passed && e->override_until > 0 && h->effective_date > e->override_until)
        return refuse_all(why, REFUSAL_override_expired, "data.override_until", e->override_no, h->effective_date,
                          e->override_until);
    a->granted_satang = granted.amount_satang;
    a->granted_instalments = granted.instalments;
    a->rate_bp = loan_product_rate(t, a->product, h->effective_date);
    a->overridden = screening_failed_bits(&s);
    a->burden_satang = s.first_instalment_satang;
    if (!screening_reserve(t, a->member_no, a->burden_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    if (!s.passed) {
        struct cause decided = cause_of("committee_decision", step->p.version);
        cause_add_position(&decided, a->screened_position);
        step->override_position = alert_overridden(t, h, e, &s, &decided);
    }
    application_schedule(t, step, h->effective_date);
    return budget_reserve(t, h->effective_date, step, why);
}

static uint64_t tell_payout(struct txn *t, const struct happening *h, const struct application_step *s,
                            const struct cause *why)
{
    struct payout_scheduled body = {.payout_date = s->a.payout_on, .amount_satang = s->a.granted_satang};
    value_code_set(body.application_no, sizeof body.application_no, s->key.application_no);
    value_code_set(body.member_no, sizeof body.member_no, s->a.member_no);
    return emit_payout_scheduled(t, h->effective_date, &body, why);
}

/* The day named is that of the payout; or of the next meeting, for what is deferred is put on its agenda. */
static void tell(struct txn *t, const struct happening *h, uint8_t decision, struct application_step *s)
{
    struct cause why = cause_of("committee_decision", s->p.version);
    int32_t next = 0;
    cause_add_position(&why, s->override_position);
    cause_add_position(&why, s->a.screened_position);
    if (decision == decision_deferred)
        next = agenda_add(t, s->key.application_no, &s->a, h->effective_date, &s->p);
    if (grants(decision)) {
        next = s->a.payout_on;
        s->a.granted_position = tell_payout(t, h, s, &why);
    }
    notify(t, h->effective_date,
           &(struct notice){.template = template_loan_decided,
                            .audience = audience_member,
                            .recipient_ref = s->a.member_no,
                            .subject_ref = s->key.application_no,
                            .amount_satang = s->a.granted_satang,
                            .due_date = next},
           &why);
}

/* The daily queue is decided without a meeting, on any day (Amnat Charoen 2567, cl. 5). */
static enum verdict check_meeting(const struct happening *h, const struct application_step *s, struct refusal *why)
{
    if (s->a.queue == loan_queue_weekly && h->effective_date < s->a.meeting_on)
        return refuse_all(why, REFUSAL_before_meeting, "effective_date", s->key.application_no, h->effective_date,
                          s->a.meeting_on);
    return APPLIED;
}

enum verdict handle_loan_committee_decided(struct txn *t, const struct happening *h,
                                           const struct loan_committee_decided *e, struct refusal *why)
{
    struct application_step s;
    if (application_take(t, h, e->application_no, &s, why) == REFUSED)
        return REFUSED;
    if (s.a.state != application_state_queued)
        return application_refuse(&s, application_state_queued, why);
    if (check_meeting(h, &s, why) == REFUSED)
        return REFUSED;
    if (votes_check(t, h, e, &s.a, why) == REFUSED)
        return REFUSED;
    if (grants(e->decision) && grant(t, h, e, &s, why) == REFUSED)
        return REFUSED;
    if (e->decision == decision_rejected)
        application_finish(t, &s, application_state_rejected, h->effective_date, NULL);
    tell(t, h, e->decision, &s);
    application_save(t, &s);
    return APPLIED;
}
