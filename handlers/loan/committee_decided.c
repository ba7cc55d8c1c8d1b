#include "../committee/agenda.h"
#include "../handler.h"
#include "../journal/notify.h"
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
        return refuse_value(why, REFUSAL_out_of_range, "data.instalments", granted->instalments, a->instalments);
    if (decision == decision_reduced && same)
        return refuse_value(why, REFUSAL_out_of_range, "data.amount_satang", granted->amount_satang,
                            a->amount_satang - 1);
    return APPLIED;
}

static enum verdict refuse_failed(const struct screening *s, struct refusal *why)
{
    const struct screening_check *failed = screening_failed(s);
    if (failed->check == check_instalments)
        return refuse_value(why, REFUSAL_instalments_failed, "data.instalments", failed->actual, failed->limit);
    if (failed->check == check_take_home)
        return refuse_value(why, REFUSAL_take_home_failed, "data.amount_satang", failed->actual, failed->limit);
    return refuse_all(why, REFUSAL_screening_failed, "data.application_no",
                      schema_word_text(schema_enum_named("check"), failed->check), failed->actual, failed->limit);
}

static void alert_overridden(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                             const struct screening *s, const struct cause *decided)
{
    struct alert_raised alert = {.alert = "limit_overridden"};
    struct cause why = *decided;
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, e->application_no);
    value_code_set(alert.resolution_no, sizeof alert.resolution_no, e->override_no);
    screening_facts(s, true, &why);
    screening_alert(s, &alert);
    emit_alert_raised(t, h->effective_date, &alert, &why);
}

/* Screens again what is granted, by the policy of the day: income, loans and rules may have changed since it was filed.
 */
static enum verdict grant(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                          struct application *a, struct refusal *why)
{
    struct application granted = granted_of(a, e);
    bool overridden = e->override_body != resolving_body_absent && e->override_no[0] != '\0';
    struct policy_in_force p;
    struct policy_product product;
    struct screening s;
    if (check_terms(a, &granted, e->decision, why) == REFUSED)
        return REFUSED;
    policy_on(t, h->effective_date, &p);
    if (!screening_product(t, a->product, &p, &product))
        return refuse_text(why, REFUSAL_product_unknown, "data.application_no", a->product);
    screening_run(t,
                  &(struct screening_of){.application_no = e->application_no,
                                         .application = &granted,
                                         .product = &product,
                                         .policy = &p,
                                         .date = h->effective_date},
                  &s);
    if (!s.passed && !overridden)
        return refuse_failed(&s, why);
    a->granted_satang = granted.amount_satang;
    a->granted_instalments = granted.instalments;
    a->rate_bp = product.rate_bp;
    a->decided_on = h->effective_date;
    a->state = application_state_scheduled;
    a->overridden = screening_failed_bits(&s);
    a->burden_satang = s.first_instalment_satang;
    if (!screening_reserve(t, a->member_no, a->burden_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    if (!s.passed) {
        struct cause decided = cause_of("committee_decision", p.version);
        cause_add_position(&decided, a->screened_position);
        alert_overridden(t, h, e, &s, &decided);
    }
    return APPLIED;
}

/* Deferred is put on the next agenda. */
static void notify_member(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                          const struct application *a, const struct policy_in_force *p)
{
    struct cause why = cause_of("committee_decision", p->version);
    int32_t next_meeting = 0;
    if (e->decision == decision_deferred)
        next_meeting = agenda_add(t, e->application_no, a, h->effective_date, p);
    cause_add_position(&why, a->screened_position);
    notify(t, h->effective_date,
           &(struct notice){.template = template_loan_decided,
                            .audience = audience_member,
                            .recipient_ref = a->member_no,
                            .subject_ref = e->application_no,
                            .amount_satang = a->granted_satang,
                            .due_date = next_meeting},
           &why);
}

enum verdict handle_loan_committee_decided(struct txn *t, const struct happening *h,
                                           const struct loan_committee_decided *e, struct refusal *why)
{
    struct application_key key;
    struct application a;
    struct policy_in_force p;
    value_code_set(key.application_no, sizeof key.application_no, e->application_no);
    if (!application_get(t, &key, &a))
        return refuse_text(why, REFUSAL_application_unknown, "data.application_no", e->application_no);
    if (a.state != application_state_queued)
        return refuse_text(why, REFUSAL_application_state, "data.application_no", e->application_no);
    if (h->effective_date < a.filed_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, a.filed_on);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (grants(e->decision) && grant(t, h, e, &a, why) == REFUSED)
        return REFUSED;
    if (e->decision == decision_rejected) {
        a.state = application_state_rejected;
        security_release(t, e->application_no);
    }
    application_put(t, &key, &a);
    notify_member(t, h, e, &a, &p);
    return APPLIED;
}
