#include "../collection/case.h"
#include "../handler.h"
#include "../journal/notify.h"
#include "../loan/loan.h"

#include <string.h>

enum verdict handle_mediation_case_referred(struct txn *t, const struct happening *h,
                                            const struct mediation_case_referred *e, struct refusal *why)
{
    struct collection_case_key key;
    struct collection_case c;
    struct policy_in_force p;
    struct loan loan = {0};
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (c.stage != case_stage_mediation)
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (e->venue == c.venue)
        return refuse_text(why, REFUSAL_venue_same, "data.venue", e->case_id);
    loan_find(t, c.contract_no, &loan);
    struct mediation_venue_changed body = {
        .from_venue = c.venue, .venue = e->venue, .reason = e->reason, .due_date = c.due_date};
    struct cause because = cause_of("mediate_first", p.version);
    memcpy(body.case_id, e->case_id, sizeof body.case_id);
    memcpy(body.contract_no, c.contract_no, sizeof body.contract_no);
    memcpy(body.member_no, c.member_no, sizeof body.member_no);
    cause_add_position(&because, c.stage_position);
    cause_add_fact(&because, fact_arrears_satang, loan.missed_satang, 0);
    cause_add_position(&because, emit_mediation_venue_changed(t, h->effective_date, &body, &because));
    notify(t, h->effective_date,
           &(struct notice){.template = template_mediation_invitation,
                            .audience = audience_member,
                            .recipient_ref = c.member_no,
                            .subject_ref = e->case_id,
                            .amount_satang = loan_arrears(&loan),
                            .due_date = c.due_date},
           &because);
    c.venue = e->venue;
    value_code_set(key.case_id, sizeof key.case_id, e->case_id);
    collection_case_put(t, &key, &c);
    return APPLIED;
}
