#include "prove_parts.h"

#include "onward.h"
#include "words.h"

#include "../daemon/digest.h"
#include "../handlers/state/records.h"

#include <stdlib.h>
#include <string.h>

/* ---- whom it is about */

static bool member_unit(struct prove *p, const char *member_no, char ret_member[12], char ret_unit[12])
{
    struct member_key key = {0};
    struct member row;
    if (strlen(member_no) >= sizeof key.member_no)
        return false;
    memcpy(key.member_no, member_no, strlen(member_no));
    if (!member_get(store_txn(p->live), &key, &row))
        return false;
    memcpy(ret_member, key.member_no, sizeof key.member_no);
    memcpy(ret_unit, row.unit_code, sizeof row.unit_code);
    return true;
}

static bool contract_member(struct prove *p, const char *contract_no, char ret_member[12], char ret_unit[12])
{
    struct loan_key key = {0};
    struct loan row;
    memcpy(key.contract_no, contract_no, strnlen(contract_no, sizeof key.contract_no - 1));
    return loan_get(store_txn(p->live), &key, &row) && member_unit(p, row.member_no, ret_member, ret_unit);
}

static bool application_member(struct prove *p, const char *application_no, char ret_member[12], char ret_unit[12])
{
    struct application_key key = {0};
    struct application row;
    memcpy(key.application_no, application_no, strnlen(application_no, sizeof key.application_no - 1));
    return application_get(store_txn(p->live), &key, &row) && member_unit(p, row.member_no, ret_member, ret_unit);
}

static bool code_member(struct prove *p, const char *code, char ret_member[12], char ret_unit[12])
{
    char member_no[12];
    if (slice_case_member(code, member_no) && member_unit(p, member_no, ret_member, ret_unit))
        return true;
    return contract_member(p, code, ret_member, ret_unit) || application_member(p, code, ret_member, ret_unit) ||
           member_unit(p, code, ret_member, ret_unit);
}

/* A contract, case or application tells its borrower; only then does a member's number, who may be a guarantor. */
bool prove_about(struct prove *p, const struct store_followup *f, char ret_member[12], char ret_unit[12])
{
    static const char *const fields[] = {"contract_no", "case_id",     "application_no",
                                         "member_no",   "subject_ref", "recipient_ref"};
    const struct record_desc *d = schema_event((uint16_t)f->id);
    memset(ret_member, 0, 12);
    memset(ret_unit, 0, 12);
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        for (int i = 0; i < d->fields_count; i++)
            if (strcmp(d->fields[i].name, fields[k]) == 0 && !schema_is_absent(&d->fields[i], &f->body) &&
                code_member(p, (const char *)&f->body + d->fields[i].offset, ret_member, ret_unit))
                return true;
    return false;
}

/* ---- comparing without what is counted for all together */

static bool is_counted_for_all(const struct record_desc *d, const char *field)
{
    static const char *const counted[] = {"receipt_no", "replaces_no", "posting_no", "suspense_no", "place", "taken"};
    size_t len = strlen(field);
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (strcmp(field, counted[i]) == 0)
            return true;
    if (strcmp(d->name, "posting_line") == 0 && strcmp(field, "balance_satang") == 0)
        return true;
    return len > 9 && strcmp(field + len - 9, "_position") == 0;
}

static void mask(const struct record_desc *d, uint8_t *body)
{
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        for (uint32_t k = 0; f->kind == SCALAR_list && k < schema_list_count(f, body); k++)
            mask(f->record, body + f->offset + k * f->record->size);
        if (is_counted_for_all(d, f->name))
            memset(body + f->offset, 0, f->size);
    }
}

/* Type, date, body, and of the cause the rule, the policy and what was compared; where it stands in its journal does
 * not count. */
static uint64_t essence(const struct store_followup *f, struct buffer *bytes)
{
    static struct store_followup masked;
    masked = *f;
    mask(schema_event((uint16_t)f->id), (uint8_t *)&masked.body);
    masked.cause.because_count = 0;
    bytes->len = 0;
    codec_pack(schema_event((uint16_t)f->id), &masked.body, bytes);
    uint64_t digest = digest_fold((uint64_t)f->id, bytes->at, bytes->len);
    bytes->len = 0;
    codec_pack(schema_record_named("cause"), &masked.cause, bytes);
    digest = digest_fold(digest, bytes->at, bytes->len);
    return digest_fold(digest, &f->effective_date, sizeof f->effective_date);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* How many of the same stand at and behind the first of them. */
static size_t equal_at(const uint64_t *essences, size_t count, uint64_t wanted, size_t *ret_first)
{
    size_t low = 0, high = count, n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (essences[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < count && essences[low + n] == wanted)
        n++;
    *ret_first = low;
    return n;
}

/* Two that say the same need two that came out. */
static void claims_match(struct prove *p, struct store *scratch, struct claim *claims, size_t count, size_t events)
{
    static struct store_followup f;
    struct buffer bytes = {0};
    uint64_t made = txn_last_position(store_txn(scratch));
    uint64_t *essences = malloc((made + 1) * sizeof *essences);
    uint32_t *used = calloc(made + 1, sizeof *used);
    size_t first;
    if (!essences || !used)
        abort();
    for (uint64_t at = 1; at <= made; at++)
        essences[at - 1] = store_followup(scratch, at, &f) ? essence(&f, &bytes) : 0;
    qsort(essences, made, sizeof *essences, by_value);
    for (size_t i = 0; i < count; i++) {
        if (!store_followup(p->live, claims[i].position, &f))
            continue;
        size_t n = equal_at(essences, made, essence(&f, &bytes), &first);
        if (n > 0 && used[first] < n) {
            used[first]++;
            claims[i].proof = BY_SLICE;
            claims[i].events = events;
        }
    }
    free(essences);
    free(used);
    buffer_free(&bytes);
}

/* ---- folding a slice */

uint64_t *prove_position(struct event *e)
{
    for (int i = 0; i < e->desc->fields_count; i++)
        if (strcmp(e->desc->fields[i].name, "position") == 0)
            return (uint64_t *)(void *)((uint8_t *)&e->body + e->desc->fields[i].offset);
    return NULL;
}

/* Follow-ups stand elsewhere in a slice: the latest that says the same is meant. */
static void position_translate(struct prove *p, struct store *s, struct event *e)
{
    static struct store_followup f;
    struct buffer bytes = {0};
    uint64_t *position = prove_position(e);
    if (!position || !store_followup(p->live, *position, &f))
        return;
    uint64_t wanted = essence(&f, &bytes), at = txn_last_position(store_txn(s));
    while (at > 0 && (!store_followup(s, at, &f) || essence(&f, &bytes) != wanted))
        at--;
    *position = at;
    buffer_free(&bytes);
}

static bool slice_fold(struct prove *p, struct store *s, const uint64_t *seqs, size_t count, char *error)
{
    static struct event e;
    struct journal_record record;
    struct refusal why;
    for (size_t i = 0; i < count; i++) {
        if (!journal_read(p->journal, seqs[i], &record, error) || !codec_decode_event(record.body, &e, &why))
            return false;
        position_translate(p, s, &e);
        onward_apply(s, seqs[i], &e, &why); /* one that is refused without its neighbours changes nothing here */
        if (!onward_finish(s, seqs[i]))
            return false;
        struct store_position reached = {.seq = seqs[i]};
        if (store_is_heavy(s) && !store_checkpoint(s, &reached))
            return false;
    }
    return true;
}

static uint64_t *group_slice(struct prove *p, const struct claim *claims, size_t count, size_t *ret_count)
{
    char(*members)[12] = calloc(count, sizeof *members);
    uint32_t members_count = 0;
    uint64_t until = 0;
    if (!members)
        abort();
    for (size_t i = 0; i < count; i++) {
        until = claims[i].seq > until ? claims[i].seq : until;
        if (i == 0 || strcmp(claims[i].member_no, claims[i - 1].member_no) != 0)
            memcpy(members[members_count++], claims[i].member_no, sizeof *members);
    }
    uint64_t *seqs = slice_of(p->index, (const char(*)[12])members, members_count, until, ret_count);
    free(members);
    return seqs;
}

int prove_group(struct prove *p, struct claim *claims, size_t count)
{
    char error[STORE_ERROR_MAX] = "", place[REFOLD_SCRATCH_MAX];
    struct store_config c = {.dir = place, .map_bytes = REFOLD_MAP_BYTES};
    memcpy(c.id, p->dir.id, sizeof c.id);
    int status = refold_scratch(&p->dir, place);
    if (status != 0)
        return status;
    struct store *s = store_create(&c, error) ? store_open(&c, error) : NULL;
    size_t events;
    uint64_t *seqs = group_slice(p, claims, count, &events);
    bool folded = s && slice_fold(p, s, seqs, events, error);
    if (folded)
        claims_match(p, s, claims, count, events);
    else if (s && store_failure(s))
        snprintf(error, sizeof error, "%s", store_failure(s));
    free(seqs);
    store_close(s);
    refold_remove(place);
    return folded ? 0 : prove_fail(error, EXIT_IO);
}
