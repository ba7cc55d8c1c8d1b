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

/* ---- promises, and the time to have a broken agreement enforced: each ends once, or is looked at */

static bool is_listed(struct txn *t, const char *case_id, enum due_kind kind, int32_t on, uint32_t no)
{
    struct due_key due = {.on = on, .kind = (uint8_t)kind, .no = no};
    struct due listed;
    memcpy(due.ref, case_id, sizeof due.ref);
    return due_get(t, &due, &listed);
}

static uint32_t promise_ends(struct store_mem *s, const struct promise_key *key)
{
    static struct store_mem_followup f;
    const struct mediation_promise_ended *ended = &f.body.mediation_promise_ended;
    uint32_t n = 0;
    for (uint64_t position = 1; store_mem_followup(s, position, &f); position++)
        n += f.id == EVENT_mediation_promise_ended && ended->no == key->no && strcmp(ended->case_id, key->case_id) == 0;
    return n;
}

static const char *audit_promises(struct store_mem *s, const struct collection_case_key *of,
                                  const struct collection_case *c)
{
    struct txn *t = store_mem_txn(s);
    struct promise_key key = {0};
    struct promise row;
    uint32_t broken = 0;
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    for (key.no = 1; key.no <= c->promises; key.no++) {
        if (!promise_get(t, &key, &row))
            return "a promise is not there";
        bool open = row.outcome == promise_outcome_absent;
        broken += row.outcome == promise_outcome_broken;
        if (promise_ends(s, &key) != (open ? 0 : 1) || (row.ended_on == 0) != open)
            return "a promise was not ended once";
        if (open != (key.no == c->promises && c->promise_until > 0) || (open && !is_of_stage(c)))
            return "the promise that is awaited is not the last, or its case has gone on";
        if (is_listed(t, key.case_id, due_kind_promise, row.late_on, key.no) != open)
            return "a promise that is awaited is not looked at, or one that has ended is";
    }
    return broken == c->promises_broken ? NULL : "broken promises are not counted";
}

static uint32_t enforcement_tells(struct store_mem *s, const char *case_id, enum event_id id)
{
    static struct store_mem_followup f;
    uint32_t n = 0;
    for (uint64_t position = 1; store_mem_followup(s, position, &f); position++)
        if (f.id == id)
            n += strcmp(id == EVENT_mediation_enforcement_ended ? f.body.mediation_enforcement_ended.case_id
                                                                : f.body.mediation_enforcement_deadline.case_id,
                        case_id) == 0;
    return n;
}

static const char *audit_enforcement(struct store_mem *s, const struct collection_case_key *of,
                                     const struct collection_case *c)
{
    struct txn *t = store_mem_txn(s);
    struct enforcement_key key;
    struct enforcement row;
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    bool breached = c->outcome == outcome_agreed && c->mediation_closed;
    if (enforcement_get(t, &key, &row) != breached ||
        enforcement_tells(s, key.case_id, EVENT_mediation_enforcement_deadline) != breached)
        return "the time to enforce does not run from a breach, once";
    if (!breached)
        return NULL;
    bool open = row.outcome == enforcement_outcome_absent;
    if (enforcement_tells(s, key.case_id, EVENT_mediation_enforcement_ended) != !open || (row.ended_on == 0) != open)
        return "the time to enforce did not end once";
    if (open && c->stage != case_stage_legal_ready)
        return "the time to enforce runs on although its case has gone on";
    if (is_listed(t, key.case_id, due_kind_enforcement, row.look_on, 2) != open ||
        (row.warn_on > 0 && is_listed(t, key.case_id, due_kind_enforcement, row.warn_on, 1) != open))
        return "the time to enforce is not looked at, or although it has ended";
    return NULL;
}

bool audit_cases(struct store_mem *s, char error[AUDIT_ERROR_MAX])
{
    struct collection_case_key key = {0};
    struct collection_case row;
    while (collection_case_seek(store_mem_txn(s), &key, true, &row)) {
        const char *broken = audit_steps(s, &key, &row);
        broken = broken ? broken : audit_suit(store_mem_txn(s), &key, &row);
        broken = broken ? broken : audit_promises(s, &key, &row);
        broken = broken ? broken : audit_enforcement(s, &key, &row);
        if (broken)
            snprintf(error, AUDIT_ERROR_MAX, "case %s: %s", key.case_id, broken);
        if (broken)
            return false;
    }
    return audit_letters(s, error);
}
