#include "evidence_parts.h"

#include "words.h"

#include "../daemon/digest.h"

#include <stdlib.h>
#include <string.h>

#define EVIDENCE_MAP_BYTES (UINT64_C(64) << 30) /* address space, not disk */

static int fail(const char *error, int status)
{
    words_complain("%s", "%s", error);
    return status;
}

static void *zeros(uint64_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        abort();
    return memory;
}

/* ---- what is about the case */

static bool names(const struct evidence *e, const struct record_desc *d, const uint8_t *body)
{
    const char *const codes[] = {e->case_id, e->case_row.contract_no, e->loan.application_no};
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        for (size_t k = 0; schema_is_code(f) && k < sizeof codes / sizeof *codes; k++)
            if (codes[k][0] && strcmp((const char *)body + f->offset, codes[k]) == 0)
                return true;
        for (uint32_t n = 0; f->kind == SCALAR_list && n < schema_list_count(f, body); n++)
            if (names(e, f->record, body + f->offset + n * f->record->size))
                return true;
    }
    return false;
}

static void rule_note(struct evidence *e, const struct cause *c)
{
    const struct rule_desc *rule = schema_rule(c->rule);
    uint32_t i = 0;
    while (rule && i < e->rules_count && e->rules[i] != rule->code)
        i++;
    if (rule && i == e->rules_count && i < EVIDENCE_RULES_MAX)
        e->rules[e->rules_count++] = rule->code;
    for (i = 0; i < e->policies_count && e->policies[i] != c->policy;)
        i++;
    if (c->policy > 0 && i == e->policies_count && i < EVIDENCE_POLICIES_MAX)
        e->policies[e->policies_count++] = c->policy;
}

/* A follow-up is taken with all that led to it; from behind, so that what it names is still to come. The ledger has its
 * own evidence. */
static void followups_choose(struct evidence *e)
{
    static struct store_followup f;
    for (uint64_t at = e->last; at > 0; at--) {
        if (!store_followup(e->state, at, &f))
            continue;
        bool about =
            f.id != EVENT_journal_posting_requested && names(e, schema_event((uint16_t)f.id), (const uint8_t *)&f.body);
        if (!about && !e->decision[at])
            continue;
        e->decision[at] = true;
        rule_note(e, &f.cause);
        if (f.seq <= e->head)
            e->input[f.seq] = true;
        for (uint32_t i = 0; i < f.cause.because_count; i++) {
            const struct reference *r = &f.cause.because[i];
            if (r->position > 0 && r->position < at)
                e->decision[r->position] = true;
            else if (r->seq > 0 && r->seq <= e->head)
                e->input[r->seq] = true;
        }
    }
}

static bool record_look(void *context, const struct journal_record *record, const uint8_t hash[JOURNAL_HASH])
{
    static struct event event;
    struct evidence *e = context;
    struct refusal why;
    if (record->seq > e->head)
        return false;
    memcpy(e->hash[record->seq], hash, JOURNAL_HASH);
    if (codec_decode_event(record->body, &event, &why) && names(e, event.desc, (const uint8_t *)&event.body))
        e->input[record->seq] = true;
    return true;
}

/* ---- opening */

static int state_open(struct evidence *e)
{
    char error[STORE_ERROR_MAX] = "";
    struct store_config c = {.dir = e->dir.state, .map_bytes = EVIDENCE_MAP_BYTES, .read_only = true};
    memcpy(c.id, e->dir.id, sizeof c.id);
    e->state = store_open(&c, error);
    if (!e->state)
        return fail(error, EXIT_REJECTED);
    e->head = store_position(e->state).seq;
    e->last = txn_last_position(store_txn(e->state));
    e->decision = zeros(e->last, sizeof *e->decision);
    e->input = zeros(e->head, sizeof *e->input);
    e->hash = zeros(e->head, sizeof *e->hash);
    return 0;
}

static int case_read(struct evidence *e, const char *case_id)
{
    struct collection_case_key key = {0};
    struct loan_key loan_key = {0};
    memcpy(key.case_id, case_id, strnlen(case_id, sizeof key.case_id - 1));
    memcpy(e->case_id, key.case_id, sizeof e->case_id);
    if (!collection_case_get(store_txn(e->state), &key, &e->case_row)) {
        words_complain("there is no case %s as of the last checkpoint of the state", "ไม่พบเรื่องติดตาม %s ณ จุดบันทึกล่าสุด",
                       case_id);
        return EXIT_REJECTED;
    }
    memcpy(loan_key.contract_no, e->case_row.contract_no, sizeof loan_key.contract_no);
    loan_get(store_txn(e->state), &loan_key, &e->loan);
    return 0;
}

static int journal_read_all(struct evidence *e)
{
    static const uint8_t start[JOURNAL_HASH];
    char error[JOURNAL_ERROR_MAX] = "";
    struct journal_config c = {.dir = e->dir.journal, .read_only = true};
    memcpy(c.store_id, e->dir.id, sizeof c.store_id);
    e->journal = journal_open(&c, error);
    if (!e->journal || !journal_read_after(e->journal, 0, start, record_look, e, error))
        return fail(error, EXIT_REJECTED);
    if (memcmp(e->hash[e->head], store_position(e->state).hash, JOURNAL_HASH) == 0)
        return 0;
    words_complain("the journal's chain of hashes is not the one that the state has folded: run coopctl verify %s",
                   "ลูกโซ่ค่าแฮชของสมุดรายวันเหตุการณ์ไม่ตรงกับที่สถานะคำนวณไว้ โปรดใช้ coopctl verify %s", e->dir.path);
    return EXIT_REJECTED;
}

int evidence_open(const char *dir, const char *case_id, struct evidence **ret)
{
    char error[DATADIR_ERROR_MAX] = "";
    struct evidence *e = *ret = zeros(0, sizeof *e);
    digest_init();
    if (!datadir_open(dir, false, &e->dir, error))
        return fail(error, EXIT_CONFIG);
    e->dir_open = true;
    int status = state_open(e);
    status = status ? status : case_read(e, case_id);
    if (status == 0)
        followups_choose(e);
    return status ? status : journal_read_all(e);
}

void evidence_close(struct evidence *e)
{
    if (!e)
        return;
    journal_close(e->journal);
    store_close(e->state);
    if (e->dir_open)
        datadir_close(&e->dir);
    free(e->decision);
    free(e->input);
    free(e->hash);
    free(e);
}
