#include "../../handlers/collection/ladder.h"
#include "audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was told of a case: that a step, a promise (by its number) or the time to enforce (0) began, or ended. */
struct told {
    char case_id[24];
    uint32_t no;
    uint16_t id;
};

struct tellings {
    struct told *at;
    size_t count, room;
};

static int by_case(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    int order = strcmp(x->case_id, y->case_id);
    if (order == 0)
        order = (x->no > y->no) - (x->no < y->no);
    return order ? order : x->id - y->id;
}

static void told_add(struct tellings *all, const char *case_id, uint32_t no, uint16_t id)
{
    if (all->count == all->room) {
        all->room = all->room * 2 + 64;
        all->at = realloc(all->at, all->room * sizeof *all->at);
        if (!all->at)
            abort();
    }
    struct told *new = &all->at[all->count++];
    *new = (struct told){.no = no, .id = id};
    value_code_set(new->case_id, sizeof new->case_id, case_id);
}

static struct tellings tellings_of(const struct books *b)
{
    static struct store_mem_followup f;
    struct tellings all = {0};
    const union event_body *e = &f.body;
    for (uint64_t position = 1; b->followup(b->of, position, &f); position++) {
        if (f.id == EVENT_collection_step_due)
            told_add(&all, e->collection_step_due.case_id, e->collection_step_due.no, f.id);
        if (f.id == EVENT_collection_step_ended)
            told_add(&all, e->collection_step_ended.case_id, e->collection_step_ended.no, f.id);
        if (f.id == EVENT_mediation_promise_ended)
            told_add(&all, e->mediation_promise_ended.case_id, e->mediation_promise_ended.no, f.id);
        if (f.id == EVENT_mediation_enforcement_deadline)
            told_add(&all, e->mediation_enforcement_deadline.case_id, 0, f.id);
        if (f.id == EVENT_mediation_enforcement_ended)
            told_add(&all, e->mediation_enforcement_ended.case_id, 0, f.id);
    }
    if (all.count > 0)
        qsort(all.at, all.count, sizeof *all.at, by_case);
    return all;
}

/* How often it was told. */
static uint32_t told_times(const struct tellings *all, const char *case_id, uint32_t no, enum event_id id)
{
    struct told wanted = {.no = no, .id = (uint16_t)id};
    value_code_set(wanted.case_id, sizeof wanted.case_id, case_id);
    const struct told *found = all->count > 0 ? bsearch(&wanted, all->at, all->count, sizeof wanted, by_case) : NULL;
    uint32_t times = 0;
    while (found && found > all->at && by_case(found - 1, &wanted) == 0)
        found--;
    for (; found && found < all->at + all->count && by_case(found, &wanted) == 0; found++)
        times++;
    return times;
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
           c->stage == case_stage_reminded || c->stage == case_stage_legal_ready;
}

static bool is_of_rung(struct txn *t, const struct collection_case *c, const struct ladder_step *step)
{
    struct policy_rung rung;
    return ladder_rung_at(t, c->ladder_policy, ladder_cause_member_short, c->rung, &rung) &&
           strcmp(rung.rung, step->rung) == 0 && rung.audience == step->audience;
}

/* Every case that waits for a step has one open, the last; every step was told once, and its end once. */
static const char *audit_steps(struct txn *t, const struct tellings *all, const struct collection_case_key *of,
                               const struct collection_case *c)
{
    struct ladder_step_key key = {0};
    struct ladder_step row;
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    for (key.no = 1; key.no <= c->steps; key.no++) {
        if (!ladder_step_get(t, &key, &row))
            return "a step is not there";
        bool open = row.outcome == step_outcome_absent;
        if (told_times(all, key.case_id, key.no, EVENT_collection_step_due) != 1 ||
            told_times(all, key.case_id, key.no, EVENT_collection_step_ended) != (open ? 0 : 1))
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

/* ---- promises, and the time to have a broken agreement enforced: each ends once, or is looked at */

static bool is_listed(struct txn *t, const char *case_id, enum due_kind kind, int32_t on, uint32_t no)
{
    struct due_key due = {.on = on, .kind = (uint8_t)kind, .no = no};
    struct due listed;
    memcpy(due.ref, case_id, sizeof due.ref);
    return due_get(t, &due, &listed);
}

static const char *audit_promises(struct txn *t, const struct tellings *all, const struct collection_case_key *of,
                                  const struct collection_case *c)
{
    struct promise_key key = {0};
    struct promise row;
    uint32_t broken = 0;
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    for (key.no = 1; key.no <= c->promises; key.no++) {
        if (!promise_get(t, &key, &row))
            return "a promise is not there";
        bool open = row.outcome == promise_outcome_absent;
        broken += row.outcome == promise_outcome_broken;
        if (told_times(all, key.case_id, key.no, EVENT_mediation_promise_ended) != (open ? 0 : 1) ||
            (row.ended_on == 0) != open)
            return "a promise was not ended once";
        if (open != (key.no == c->promises && c->promise_until > 0) || (open && !is_of_stage(c)))
            return "the promise that is awaited is not the last, or its case has gone on";
        if (is_listed(t, key.case_id, due_kind_promise, row.late_on, key.no) != open)
            return "a promise that is awaited is not looked at, or one that has ended is";
    }
    return broken == c->promises_broken ? NULL : "broken promises are not counted";
}

static const char *audit_enforcement(struct txn *t, const struct tellings *all, const struct collection_case_key *of,
                                     const struct collection_case *c)
{
    struct enforcement_key key;
    struct enforcement row;
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    bool breached = c->outcome == outcome_agreed && c->mediation_closed;
    uint32_t begun = told_times(all, key.case_id, 0, EVENT_mediation_enforcement_deadline);
    uint32_t ended = told_times(all, key.case_id, 0, EVENT_mediation_enforcement_ended);
    if (!enforcement_get(t, &key, &row))
        return breached || begun > 0 ? "the time to enforce does not run from a breach" : NULL;
    bool open = row.outcome == enforcement_outcome_absent;
    bool over = row.outcome == enforcement_outcome_withdrawn || row.outcome == enforcement_outcome_passed;
    if (begun == 0 || (!breached && !over)) /* the breach was taken back, before its time was over or behind it */
        return "the time to enforce does not run from a breach";
    if (begun != ended + open || (row.ended_on == 0) != open)
        return "the time to enforce did not end once";
    if (open && c->stage != case_stage_legal_ready)
        return "the time to enforce runs on although its case has gone on";
    if (is_listed(t, key.case_id, due_kind_enforcement, row.look_on, 2) != open ||
        (row.warn_on > 0 && is_listed(t, key.case_id, due_kind_enforcement, row.warn_on, 1) != open))
        return "the time to enforce is not looked at, or although it has ended";
    return NULL;
}

/* What was agreed is awaited while the agreement is being kept, and only then. */
static const char *audit_agreement(struct txn *t, const struct collection_case_key *of, const struct collection_case *c)
{
    struct agreement_key key = {0};
    struct agreement row;
    bool ahead = false;
    memcpy(key.case_id, of->case_id, sizeof key.case_id);
    for (key.no = 1; key.no <= c->payments; key.no++) {
        if (!agreement_get(t, &key, &row))
            return "an agreed payment is not there";
        bool listed = is_listed(t, key.case_id, due_kind_agreed_payment, row.late_on, key.no);
        ahead = ahead || listed;
        if (listed && c->stage != case_stage_performing)
            return "an agreed payment is awaited although its case has gone on";
    }
    return c->stage == case_stage_performing && !ahead ? "no agreed payment is awaited" : NULL;
}

bool audit_cases(const struct books *b, char error[AUDIT_ERROR_MAX])
{
    struct collection_case_key key = {0};
    struct collection_case row;
    struct tellings all = tellings_of(b);
    const char *broken = NULL;
    while (!broken && collection_case_seek(b->txn, &key, true, &row)) {
        broken = audit_steps(b->txn, &all, &key, &row);
        broken = broken ? broken : audit_suit(b->txn, &key, &row);
        broken = broken ? broken : audit_promises(b->txn, &all, &key, &row);
        broken = broken ? broken : audit_enforcement(b->txn, &all, &key, &row);
        broken = broken ? broken : audit_agreement(b->txn, &key, &row);
        if (broken)
            snprintf(error, AUDIT_ERROR_MAX, "case %s: %s", key.case_id, broken);
    }
    free(all.at);
    return !broken;
}
