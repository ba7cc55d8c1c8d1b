#include "../../handlers/collection/ladder.h"
#include "audit.h"

#include <stdio.h>
#include <string.h>

/* A step that was told as due ended as often as its row says: once, or not yet. */
struct told {
    uint32_t due, ended;
};

static struct told told_of(struct store_mem *s, const struct ladder_step_key *key)
{
    static struct store_mem_followup f;
    struct told told = {0};
    for (uint64_t position = 1; store_mem_followup(s, position, &f); position++) {
        const struct collection_step_due *due = &f.body.collection_step_due;
        const struct collection_step_ended *ended = &f.body.collection_step_ended;
        if (f.id == EVENT_collection_step_due)
            told.due += due->no == key->no && strcmp(due->case_id, key->case_id) == 0;
        if (f.id == EVENT_collection_step_ended)
            told.ended += ended->no == key->no && strcmp(ended->case_id, key->case_id) == 0;
    }
    return told;
}

static bool is_looked_at(struct txn *t, const struct ladder_step_key *key, const struct ladder_step *row)
{
    struct due_key due = {.on = row->look_on, .kind = due_kind_step, .no = key->no};
    struct due listed;
    memcpy(due.ref, key->case_id, sizeof due.ref);
    return due_get(t, &due, &listed);
}

static bool is_of_stage(const struct collection_case *c)
{
    return c->stage == case_stage_employer_contact || c->stage == case_stage_mediation ||
           c->stage == case_stage_reminded || (c->stage == case_stage_legal_ready && c->rungs > 0);
}

static bool is_of_rung(struct txn *t, const struct collection_case *c, const struct ladder_step *step)
{
    struct policy_rung rung;
    return ladder_rung_at(t, c->ladder_policy, ladder_cause_member_short, c->rung, &rung) &&
           strcmp(rung.rung, step->rung) == 0 && rung.audience == step->audience &&
           step->due_on == step->began_on + (int32_t)rung.days;
}

/* Every case that waits for a step has one open, the last; every step was told once, and its end once. */
static const char *audit_steps(struct store_mem *s, const struct collection_case_key *of,
                               const struct collection_case *c)
{
    struct txn *t = store_mem_txn(s);
    struct ladder_step_key key = {0};
    struct ladder_step row;
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    for (key.no = 1; key.no <= c->steps; key.no++) {
        struct told told = told_of(s, &key);
        if (!ladder_step_get(t, &key, &row))
            return "a step is not there";
        bool open = row.outcome == step_outcome_absent;
        if (told.due != 1 || told.ended != (open ? 0 : 1))
            return "a step was not told once, or not ended once";
        if (is_looked_at(t, &key, &row) != open)
            return "a step that is open is not looked at, or one that has ended is";
        if (open != (key.no == c->steps && is_of_stage(c)))
            return "the open step is not the one that its stage waits for";
        if (open && c->rungs > 0 && !is_of_rung(t, c, &row))
            return "the open step is not that of the rung that the case is on";
    }
    return NULL;
}

/* No suit without mediation that is over, or a resolution that passed over it (Local government 2566, cl. 1.7, 1.8); an
 * override that is neither used nor expired is looked at. */
static const char *audit_suit(struct txn *t, const struct collection_case_key *of, const struct collection_case *c)
{
    struct override_key key = {0};
    struct override row;
    bool allowed = c->employer_met && c->mediation_closed;
    bool mediates = c->stage == case_stage_mediation || c->stage == case_stage_performing;
    if ((mediates || c->stage == case_stage_legal_ready) && !c->employer_met)
        return "the employer was not met before mediation";
    if (c->stage == case_stage_legal_ready && !c->mediation_closed)
        return "a suit may be filed before mediation is over";
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    for (key.no = 1; key.no <= c->overrides; key.no++) {
        struct due_key due = {.kind = due_kind_override, .no = key.no};
        struct due listed;
        memcpy(due.ref, key.case_id, sizeof due.ref);
        if (!override_get(t, &key, &row))
            return "an override is not there";
        due.on = row.look_on;
        if (row.look_on > 0 && (row.used_on > 0 || !due_get(t, &due, &listed)))
            return "an override is not looked at, or although it was used";
        if (row.used_on > 0 && (row.used_on < row.granted_on || (row.until > 0 && row.used_on > row.until)))
            return "an override was used while it did not hold";
        allowed = allowed || row.used_on > 0;
    }
    return c->stage == case_stage_legal && !allowed ? "a suit was filed before mediation was over" : NULL;
}

/* ---- letters */

static bool is_letter(const struct notification_requested *n)
{
    return n->template == template_arrears_notice || n->template == template_mediation_invitation ||
           n->template == template_guarantor_notice || n->template == template_rung_notice ||
           n->template == template_rung_guarantor;
}

/* Nobody is written to about a debt twice on one day (Debt Collection Act 2558): the letters to a person have days that
 * only rise, and the last is the one that the state knows. */
static const char *audit_letter(struct store_mem *s, uint64_t position, const struct store_mem_followup *letter)
{
    static struct store_mem_followup f;
    const struct notification_requested *n = &letter->body.notification_requested, *other;
    int32_t day = n->not_before > 0 ? n->not_before : letter->effective_date;
    struct contact_key key;
    struct contact last;
    bool later = false;
    while (store_mem_followup(s, ++position, &f)) {
        other = &f.body.notification_requested;
        if (f.id != EVENT_notification_requested || !is_letter(other) ||
            strcmp(other->recipient_ref, n->recipient_ref) != 0)
            continue;
        later = true;
        if ((other->not_before > 0 ? other->not_before : f.effective_date) <= day)
            return "is written to about a debt twice on one day";
        break;
    }
    memcpy(key.person, n->recipient_ref, sizeof key.person);
    if (!later && (!contact_get(store_mem_txn(s), &key, &last) || last.on != day))
        return "has a last letter that the state does not know";
    return NULL;
}

static bool audit_letters(struct store_mem *s, char error[AUDIT_ERROR_MAX])
{
    static struct store_mem_followup f;
    for (uint64_t position = 1; store_mem_followup(s, position, &f); position++) {
        const struct notification_requested *n = &f.body.notification_requested;
        if (f.id != EVENT_notification_requested || !is_letter(n))
            continue;
        const char *broken = audit_letter(s, position, &f);
        if (broken)
            snprintf(error, AUDIT_ERROR_MAX, "%s %s", n->recipient_ref, broken);
        if (broken)
            return false;
    }
    return true;
}

bool audit_cases(struct store_mem *s, char error[AUDIT_ERROR_MAX])
{
    struct collection_case_key key = {0};
    struct collection_case row;
    while (collection_case_seek(store_mem_txn(s), &key, true, &row)) {
        const char *broken = audit_steps(s, &key, &row);
        broken = broken ? broken : audit_suit(store_mem_txn(s), &key, &row);
        if (broken)
            snprintf(error, AUDIT_ERROR_MAX, "case %s: %s", key.case_id, broken);
        if (broken)
            return false;
    }
    return audit_letters(s, error);
}
