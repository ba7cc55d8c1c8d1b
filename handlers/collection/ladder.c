#include "ladder.h"

#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../loan/security.h"
#include "../mediation/begin.h"
#include "case.h"

#include <assert.h>
#include <string.h>

/* ---- the list of a policy */

bool ladder_rung_at(struct txn *t, uint32_t version, enum ladder_cause cause, uint32_t no, struct policy_rung *ret)
{
    struct policy_rung_key key = {.version = version};
    for (; policy_rung_get(t, &key, ret); key.rank++)
        if (ret->cause == cause && --no == 0)
            return true;
    return false;
}

static bool rung_at(struct txn *t, uint32_t version, uint32_t no, struct policy_rung *ret)
{
    return ladder_rung_at(t, version, ladder_cause_member_short, no, ret);
}

uint32_t ladder_from(struct txn *t, uint32_t version)
{
    struct policy_rung first;
    return rung_at(t, version, 1, &first) ? first.from_months : 0;
}

struct policy_rung ladder_rung(struct txn *t, const struct collection_case *c)
{
    struct policy_rung row = {0};
    bool found = rung_at(t, c->ladder_policy, c->rung, &row);
    assert(found);
    return row;
}

static bool is_letter(const struct policy_rung *row)
{
    return row->act == rung_act_notice;
}

/* ---- what is told when a rung begins */

static void write_borrower(struct txn *t, const char *case_id, const struct collection_case *c, const struct climb *at,
                           const struct cause *why)
{
    notify(t, at->date,
           &(struct notice){.template = template_rung_notice,
                            .audience = audience_member,
                            .recipient_ref = c->member_no,
                            .subject_ref = case_id,
                            .amount_satang = at->loan->missed_satang,
                            .due_date = c->due_date},
           why);
}

static void write_guarantors(struct txn *t, const struct collection_case *c, const struct climb *at,
                             const struct cause *why)
{
    struct application_guarantor_key key = {0};
    struct application_guarantor g;
    memcpy(key.application_no, at->loan->application_no, sizeof key.application_no);
    while (key.application_no[0] != '\0' && application_guarantor_seek(t, &key, true, &g) &&
           strcmp(key.application_no, at->loan->application_no) == 0)
        notify(t, at->date,
               &(struct notice){.template = template_rung_guarantor,
                                .audience = audience_guarantor,
                                .recipient_ref = key.ref,
                                .subject_ref = c->contract_no,
                                .amount_satang = at->loan->missed_satang,
                                .due_date = c->due_date},
               why);
}

static void tell_officer(struct txn *t, const char *case_id, const struct collection_case *c, enum template template,
                         const struct climb *at, const struct cause *why)
{
    notify(t, at->date,
           &(struct notice){.template = template,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = case_id,
                            .amount_satang = at->loan->missed_satang,
                            .due_date = c->due_date},
           why);
}

static void tell(struct txn *t, const char *case_id, const struct collection_case *c, const struct policy_rung *row,
                 const struct climb *at, const struct cause *why)
{
    switch ((enum rung_act)row->act) {
    case rung_act_notice:
        write_borrower(t, case_id, c, at, why);
        if (row->audience == step_audience_guarantor)
            write_guarantors(t, c, at, why);
        break;
    case rung_act_employer_meeting:
        tell_officer(t, case_id, c, template_employer_meeting_due, at, why);
        break;
    case rung_act_mediation:
        mediation_begin(t, case_id, c, at->loan, at->date, why);
        break;
    default:
        tell_officer(t, case_id, c, template_rung_due, at, why);
        break;
    }
}

void ladder_ask_again(struct txn *t, const char *case_id, const struct collection_case *c, const struct climb *at)
{
    struct policy_rung row = ladder_rung(t, c);
    tell(t, case_id, c, &row, at, at->because);
}

/* ---- climbing */

/* A meeting, mediation and a suit have stages of their own; what is done in between belongs to the stage before. */
static enum case_stage stage_of(const struct policy_rung *row, const struct collection_case *c)
{
    if (row->act == rung_act_employer_meeting)
        return case_stage_employer_contact;
    if (row->act == rung_act_mediation)
        return case_stage_mediation;
    return c->stage == case_stage_absent ? case_stage_reminded : (enum case_stage)c->stage;
}

/* The months are told where the rung names some: what counts is one more than those before. */
static void begin(struct txn *t, const char *case_id, struct collection_case *c, uint32_t no, const struct climb *at)
{
    struct policy_rung row;
    struct cause why = cause_of("ladder_rung", c->ladder_policy);
    bool found = rung_at(t, c->ladder_policy, no, &row);
    assert(found);
    struct rung_begun begun = {"", (enum step_audience)row.audience, at->date, (int32_t)row.days};
    enum case_stage stage = stage_of(&row, c);
    bool known = at->told && no == c->rung && !is_letter(&row);
    value_code_set(begun.rung, sizeof begun.rung, row.rung);
    c->rung = no;
    if (stage != (enum case_stage)c->stage)
        case_move(t, case_id, c, stage, at->date + begun.days, at->date, at->because);
    for (uint32_t i = 0; i < at->because->because_count; i++)
        cause_add_position(&why, at->because->because[i].position);
    cause_add_position(&why, c->stage_position);
    if (row.from_months > 0)
        cause_add_fact(&why, fact_months_overdue, at->loan->personal_months, row.from_months - 1);
    cause_add_fact(&why, fact_ladder_rung, no, c->rungs);
    case_step(t, case_id, c, &begun, &why);
    if (!known)
        tell(t, case_id, c, &row, at, &why);
}

void ladder_begin(struct txn *t, const char *case_id, struct collection_case *c, uint32_t version,
                  const struct climb *at)
{
    struct policy_rung row;
    c->ladder_policy = version;
    while (rung_at(t, version, c->rungs + 1, &row))
        c->rungs++;
    begin(t, case_id, c, 1, at);
}

static bool next_holds(struct txn *t, const struct collection_case *c, const struct loan *loan)
{
    struct policy_rung next;
    return rung_at(t, c->ladder_policy, c->rung + 1, &next) && next.from_months <= loan->personal_months;
}

void ladder_on(struct txn *t, const char *case_id, struct collection_case *c, const struct climb *at)
{
    begin(t, case_id, c, next_holds(t, c, at->loan) ? c->rung + 1 : c->rung, at);
}

void ladder_worse(struct txn *t, const char *case_id, const struct climb *at)
{
    struct collection_case_key key;
    struct collection_case c;
    struct policy_rung row, next;
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    if (!collection_case_get(t, &key, &c) || c.ladder_policy == 0 || !case_waits(&c))
        return;
    row = ladder_rung(t, &c);
    if (!is_letter(&row) || !rung_at(t, c.ladder_policy, c.rung + 1, &next) || next.from_months == 0 ||
        next.from_months > at->loan->personal_months)
        return;
    step_end(t, case_id, &c, step_outcome_unpaid, at->date, at->because);
    ladder_on(t, case_id, &c, at);
}

void ladder_mediates(struct txn *t, struct collection_case *c)
{
    while (c->ladder_policy > 0 && ladder_rung(t, c).act != rung_act_mediation)
        c->rung--;
}

/* ---- when days are over */

static void raise_alert(struct txn *t, const char *case_id, int32_t day, const struct cause *why)
{
    struct alert_raised body = {0};
    value_code_set(body.alert, sizeof body.alert, "rung_missed");
    value_code_set(body.subject_ref, sizeof body.subject_ref, case_id);
    emit_alert_raised(t, day, &body, why);
}

/* A letter's rung is over as well when the months of the next one have come meanwhile. */
static bool goes_on(struct txn *t, const struct collection_case *c, const struct policy_rung *row,
                    const struct loan *loan)
{
    struct policy_rung next;
    return row->missed == rung_miss_next_rung || (is_letter(row) && rung_at(t, c->ladder_policy, c->rung + 1, &next) &&
                                                  next.from_months > 0 && next.from_months <= loan->personal_months);
}

/* A letter was written; that it was not answered is told to nobody but by what follows. */
void ladder_missed(struct txn *t, const char *case_id, struct collection_case *c, const struct ladder_step *missed,
                   int32_t day)
{
    struct policy_rung row = ladder_rung(t, c);
    struct cause why = cause_of("step_missed", c->ladder_policy);
    struct loan loan;
    struct climb at = {&loan, day, &why, .told = true};
    if (!loan_find(t, c->contract_no, &loan))
        return;
    cause_add_fact(&why, fact_step_days, day - missed->began_on, missed->due_on - missed->began_on);
    step_end(t, case_id, c, is_letter(&row) ? step_outcome_unpaid : step_outcome_missed, day, &why);
    cause_add_position(&why, missed->position);
    if (row.missed == rung_miss_alert)
        raise_alert(t, case_id, day, &why);
    else if (!is_letter(&row))
        tell_officer(t, case_id, c, template_step_missed, &at, &why);
    if (goes_on(t, c, &row, &loan))
        ladder_on(t, case_id, c, &at);
    else
        begin(t, case_id, c, c->rung, &at);
}

/* ---- what cures, and what was written */

static bool case_of(struct txn *t, const char *case_id, struct collection_case *ret)
{
    struct collection_case_key key;
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return collection_case_get(t, &key, ret) && ret->ladder_policy > 0 && case_waits(ret);
}

bool ladder_cures(struct txn *t, const struct loan *loan, uint32_t *ret_limit)
{
    struct collection_case c;
    struct policy_rung row;
    if (!case_of(t, loan->case_id, &c) || ladder_rung(t, &c).cure != rung_cure_months_below)
        return false;
    for (uint32_t no = c.rung; rung_at(t, c.ladder_policy, no, &row) && row.from_months == 0;)
        no--;
    *ret_limit = row.from_months;
    return loan->personal_months < row.from_months;
}

bool ladder_wrote(struct txn *t, const char *case_id, int32_t day)
{
    struct collection_case c;
    struct ladder_step open;
    if (!case_of(t, case_id, &c) || !step_open(t, case_id, &c, &open) || open.began_on != day)
        return false;
    struct policy_rung row = ladder_rung(t, &c);
    return is_letter(&row);
}
