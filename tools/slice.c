#include "slice.h"

#include "../daemon/digest.h"

#include <stdlib.h>
#include <string.h>

/* What a code names. A unit is either taken whole, or only known to be there; so is a member. */
enum namespace {
    MEMBER = 'm',
    MEMBER_IS_THERE = 'x',
    CONTRACT = 'c',
    APPLICATION = 'a',
    INTENT = 'i',
    UNIT = 'u',
    UNIT_IS_THERE = 'e',
    MONTH = 'p',
    CLINIC = 'l',
    CLINIC_CASE = 'k',
    SUSPENSE = 's', /* numbers of all members together: leads nowhere */
};

/* found: an event by one of its codes, or a code by one of its events. full: only where the event itself is taken
 * whole. */
struct link {
    uint64_t from, to;
    bool full;
};

struct links {
    struct link *at;
    size_t count, room;
};

struct slice_index {
    struct links found, leads; /* code -> seq; seq -> code */
    struct links global;       /* seqs */
    uint64_t last;
};

static void *grown(void *memory, size_t *room, size_t unit)
{
    *room = *room * 2 + 256;
    memory = realloc(memory, *room * unit);
    if (!memory)
        abort();
    return memory;
}

static void link_add(struct links *l, uint64_t from, uint64_t to, bool full)
{
    if (l->count == l->room)
        l->at = grown(l->at, &l->room, sizeof *l->at);
    l->at[l->count++] = (struct link){from, to, full};
}

static int by_from(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static size_t first_from(const struct links *l, uint64_t from)
{
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->at[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whoever is only known to be there has an odd code: what is found by it alone is not taken whole. */
enum { IS_THERE = 1 };

static uint64_t code_of(enum namespace space, const char *text)
{
    char kind = (char)space;
    uint64_t code = digest_fold(digest_fold(0, &kind, 1), text, strlen(text)) << 1;
    return space == MEMBER_IS_THERE || space == UNIT_IS_THERE ? code | IS_THERE : code;
}

static uint64_t month_code(const char *unit, uint32_t period)
{
    return digest_fold(code_of(MONTH, unit), &period, sizeof period) << 1;
}

bool slice_case_member(const char *case_id, char ret[12])
{
    const char *end = strrchr(case_id, '-');
    if (strncmp(case_id, "C-", 2) != 0 || end < case_id + 3 || end - case_id - 2 >= 12)
        return false;
    memset(ret, 0, 12);
    memcpy(ret, case_id + 2, (size_t)(end - case_id - 2));
    return true;
}

/* ---- what an event is found by, and where it leads */

struct naming {
    struct slice_index *index;
    uint64_t seq;
    const char *type, *unit; /* unit: of a unit's month, NULL: it is none */
    bool any;
};

static void found_by(struct naming *n, enum namespace space, const char *text)
{
    link_add(&n->index->found, code_of(space, text), n->seq, true);
    n->any = true;
}

static void leads_to(struct naming *n, enum namespace space, const char *text, bool full)
{
    link_add(&n->index->leads, n->seq, code_of(space, text), full);
}

static void both(struct naming *n, enum namespace space, const char *text)
{
    found_by(n, space, text);
    leads_to(n, space, text, true);
}

static bool is_about(const struct naming *n, const char *subject)
{
    return strncmp(n->type, subject, strlen(subject)) == 0;
}

/* A line of a unit's file leads to the unit's month, but not to everybody else in it; nor does an officer's move of
 * money. */
static void member_name(struct naming *n, const char *member_no)
{
    found_by(n, MEMBER, member_no);
    if (is_about(n, "member.") || is_about(n, "share."))
        found_by(n, MEMBER_IS_THERE, member_no);
    if (is_about(n, "clinic."))
        leads_to(n, MEMBER_IS_THERE, member_no, true);
    else if (!n->unit && !is_about(n, "suspense."))
        leads_to(n, MEMBER, member_no, true);
}

/* Where a member belongs is taken whole; where somebody who is only there belongs must be there. */
static void home_name(struct naming *n, const char *unit)
{
    leads_to(n, UNIT, unit, true);
    leads_to(n, UNIT_IS_THERE, unit, false);
}

static void unit_name(struct naming *n, const char *unit)
{
    if (is_about(n, "member.")) {
        home_name(n, unit);
        return;
    }
    found_by(n, UNIT, unit);
    if (is_about(n, "unit."))
        found_by(n, UNIT_IS_THERE, unit);
    else
        leads_to(n, UNIT_IS_THERE, unit, false);
}

static void case_name(struct naming *n, const char *case_id)
{
    char member_no[12];
    if (slice_case_member(case_id, member_no))
        both(n, MEMBER, member_no);
}

static void code_name(struct naming *n, const char *field, const char *text)
{
    if (strcmp(field, "member_no") == 0)
        member_name(n, text);
    else if (strcmp(field, "unit_code") == 0)
        unit_name(n, text);
    else if (strcmp(field, "from_unit") == 0 || strcmp(field, "to_unit") == 0 || strcmp(field, "pension_unit") == 0)
        home_name(n, text);
    else if (strcmp(field, "case_id") == 0)
        case_name(n, text);
    else if (strcmp(field, "contract_no") == 0)
        both(n, CONTRACT, text);
    else if (strcmp(field, "application_no") == 0)
        both(n, APPLICATION, text);
    else if (strcmp(field, "intent_no") == 0)
        both(n, INTENT, text);
    else if (strcmp(field, "clinic_code") == 0)
        both(n, CLINIC, text);
    else if (strcmp(field, "case_no") == 0)
        both(n, CLINIC_CASE, text);
    else if (strcmp(field, "payer_no") == 0 && strcmp(n->type, "loan.payer_assigned") == 0)
        both(n, MEMBER, text);
    else if (strcmp(field, "payer_no") == 0 || strcmp(field, "ref") == 0 || strcmp(field, "old_ref") == 0 ||
             strcmp(field, "guarantor_ref") == 0)
        leads_to(n, MEMBER_IS_THERE, text, true);
}

static void body_name(struct naming *n, const struct record_desc *d, const uint8_t *body)
{
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (schema_is_absent(f, body))
            continue;
        for (uint32_t k = 0; f->kind == SCALAR_list && k < schema_list_count(f, body); k++)
            body_name(n, f->record, body + f->offset + k * f->record->size);
        if (schema_is_code(f))
            code_name(n, f->name, (const char *)body + f->offset);
        else if (strcmp(f->name, "suspense_no") == 0)
            found_by(n, SUSPENSE, "");
    }
}

static const struct field_desc *field_named(const struct record_desc *d, const char *name, const void *body)
{
    for (int i = 0; i < d->fields_count; i++)
        if (strcmp(d->fields[i].name, name) == 0)
            return schema_is_absent(&d->fields[i], body) ? NULL : &d->fields[i];
    return NULL;
}

/* An event that names a unit and a month belongs to that month of it. */
static void month_name(struct naming *n, const struct event *e)
{
    const struct field_desc *unit = field_named(e->desc, "unit_code", &e->body);
    const struct field_desc *period = field_named(e->desc, "period", &e->body);
    if (!unit || !period)
        return;
    n->unit = (const char *)&e->body + unit->offset;
    uint64_t code = month_code(n->unit, (uint32_t)schema_integer(period, &e->body));
    link_add(&n->index->found, code, n->seq, true);
    link_add(&n->index->leads, n->seq, code, true);
}

/* A correction is about whatever the event is about that it names. */
static void target_name(struct naming *n, uint64_t target)
{
    const struct links *leads = &n->index->leads;
    for (size_t i = first_from(leads, target); i < leads->count && leads->at[i].from == target; i++) {
        struct link link = leads->at[i];
        link_add(&n->index->leads, n->seq, link.to, link.full);
        if (link.to & IS_THERE)
            continue;
        link_add(&n->index->found, link.to, n->seq, true);
        n->any = true;
    }
}

/* ---- the index */

struct slice_index *slice_index_new(void)
{
    struct slice_index *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    return x;
}

void slice_index_free(struct slice_index *x)
{
    if (!x)
        return;
    free(x->found.at);
    free(x->leads.at);
    free(x->global.at);
    free(x);
}

/* Seats name members, who have nothing to do with it; a ledger's totals are of all members together. */
void slice_index_add(struct slice_index *x, uint64_t seq, const struct event *e, const char *about)
{
    struct naming n = {.index = x, .seq = seq, .type = e->desc->name};
    x->last = seq;
    if (e->desc->direction == INTERNAL || is_about(&n, "consumer."))
        return;
    if (!is_about(&n, "committee.") && !is_about(&n, "policy.")) {
        month_name(&n, e);
        body_name(&n, e->desc, (const uint8_t *)&e->body);
    }
    if (e->desc->id == EVENT_correction_requested && e->body.correction_requested.target_seq < seq)
        target_name(&n, e->body.correction_requested.target_seq);
    if (about[0])
        both(&n, MEMBER, about);
    if (!n.any)
        link_add(&x->global, seq, seq, true);
}

void slice_index_finish(struct slice_index *x)
{
    qsort(x->found.at, x->found.count, sizeof *x->found.at, by_from);
    /* leads are in order of seq already */
}

/* ---- the closure */

struct closure {
    const struct slice_index *index;
    uint64_t until;
    uint8_t *taken;  /* by seq: 0 not, 1 only that it is there, 2 whole */
    uint64_t *codes; /* still to be looked up */
    size_t count, room;
    uint64_t *seen; /* open addressing; 0: free */
    size_t seen_count, seen_room;
};

static bool seen_put(uint64_t *seen, size_t room, uint64_t code)
{
    size_t at = code % room;
    for (; seen[at]; at = (at + 1) % room)
        if (seen[at] == code)
            return false;
    seen[at] = code;
    return true;
}

static void seen_grow(struct closure *c)
{
    uint64_t *old = c->seen;
    size_t old_room = c->seen_room;
    c->seen_room = old_room * 2 + 1024;
    c->seen = calloc(c->seen_room, sizeof *c->seen);
    if (!c->seen)
        abort();
    for (size_t i = 0; i < old_room; i++)
        if (old[i])
            seen_put(c->seen, c->seen_room, old[i]);
    free(old);
}

static void code_want(struct closure *c, uint64_t code)
{
    if (c->seen_count * 2 >= c->seen_room)
        seen_grow(c);
    if (!seen_put(c->seen, c->seen_room, code))
        return;
    c->seen_count++;
    if (c->count == c->room)
        c->codes = grown(c->codes, &c->room, sizeof *c->codes);
    c->codes[c->count++] = code;
}

static void event_take(struct closure *c, uint64_t seq, bool whole)
{
    uint8_t as = whole ? 2 : 1;
    if (seq > c->until || c->taken[seq] >= as)
        return;
    c->taken[seq] = as;
    const struct links *leads = &c->index->leads;
    for (size_t i = first_from(leads, seq); i < leads->count && leads->at[i].from == seq; i++)
        if (whole || !leads->at[i].full)
            code_want(c, leads->at[i].to);
}

static void codes_follow(struct closure *c)
{
    const struct links *found = &c->index->found;
    while (c->count > 0) {
        uint64_t code = c->codes[--c->count];
        for (size_t i = first_from(found, code); i < found->count && found->at[i].from == code; i++)
            event_take(c, found->at[i].to, !(code & IS_THERE));
    }
}

static uint64_t *seqs_of(const struct closure *c, size_t *ret_count)
{
    uint64_t *seqs = malloc((c->until + 1) * sizeof *seqs);
    if (!seqs)
        abort();
    *ret_count = 0;
    for (uint64_t seq = 1; seq <= c->until; seq++)
        if (c->taken[seq])
            seqs[(*ret_count)++] = seq;
    return seqs;
}

uint64_t *slice_of(const struct slice_index *x, const char (*members)[12], uint32_t count, uint64_t until,
                   size_t *ret_count)
{
    struct closure c = {.index = x, .until = until < x->last ? until : x->last};
    c.taken = calloc(c.until + 1, 1);
    if (!c.taken)
        abort();
    for (size_t i = 0; i < x->global.count; i++)
        event_take(&c, x->global.at[i].from, true);
    for (uint32_t i = 0; i < count; i++)
        code_want(&c, code_of(MEMBER, members[i]));
    codes_follow(&c);
    uint64_t *seqs = seqs_of(&c, ret_count);
    free(c.taken);
    free(c.codes);
    free(c.seen);
    return seqs;
}
