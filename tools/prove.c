#include "prove.h"

#include "dates.h"
#include "prove_parts.h"
#include "stopping.h"
#include "told.h"
#include "words.h"

#include "../daemon/digest.h"

#include <stdlib.h>
#include <string.h>

int prove_fail(const char *error, int status)
{
    words_complain("%s", "%s", error);
    return status;
}

/* ---- opening: the state as of its last checkpoint, and which events the journal has */

static bool record_index(void *context, const struct journal_record *record, const uint8_t hash[JOURNAL_HASH])
{
    static struct event e;
    static struct store_followup f;
    struct prove *p = context;
    struct refusal why;
    char about[12] = "", unit[12];
    (void)hash;
    if (stopping() || !codec_decode_event(record->body, &e, &why))
        return false;
    uint64_t *position = prove_position(&e);
    if (position && store_followup(p->live, *position, &f))
        prove_about(p, &f, about, unit);
    slice_index_add(p->index, record->seq, &e, about);
    p->records = record->seq;
    return true;
}

static int journal_index(struct prove *p)
{
    static const uint8_t start[JOURNAL_HASH];
    char error[JOURNAL_ERROR_MAX] = "";
    struct journal_config c = {.dir = p->dir.journal, .read_only = true};
    memcpy(c.store_id, p->dir.id, sizeof c.store_id);
    p->journal = journal_open(&c, error);
    if (!p->journal)
        return prove_fail(error, EXIT_REJECTED);
    uint64_t head = journal_head(p->journal).seq;
    if (!journal_read_after(p->journal, 0, start, record_index, p, error))
        return prove_fail(error, EXIT_REJECTED);
    slice_index_finish(p->index);
    if (p->records == head)
        return 0;
    words_complain("stopped at record %llu of %llu: it cannot be read by this release",
                   "หยุดที่รายการ %llu จาก %llu: รุ่นนี้อ่านไม่ได้", (unsigned long long)p->records + 1,
                   (unsigned long long)head);
    return EXIT_REJECTED;
}

int prove_open(const char *dir, struct prove **ret)
{
    char error[DATADIR_ERROR_MAX] = "";
    struct prove *p = *ret = calloc(1, sizeof *p);
    if (!p)
        abort();
    digest_init();
    p->index = slice_index_new();
    stopping_watch();
    if (!datadir_open(dir, false, &p->dir, error))
        return prove_fail(error, EXIT_CONFIG);
    p->dir_open = true;
    struct store_config c = {.dir = p->dir.state, .map_bytes = REFOLD_MAP_BYTES, .read_only = true};
    memcpy(c.id, p->dir.id, sizeof c.id);
    p->live = store_open(&c, error);
    if (!p->live)
        return prove_fail(error, EXIT_REJECTED);
    p->last = txn_last_position(store_txn(p->live));
    p->wanted = calloc(p->last + 1, sizeof *p->wanted);
    if (!p->wanted)
        abort();
    return journal_index(p);
}

void prove_close(struct prove *p)
{
    if (!p)
        return;
    journal_close(p->journal);
    store_close(p->live);
    slice_index_free(p->index);
    if (p->dir_open)
        datadir_close(&p->dir);
    free(p->claims);
    free(p->wanted);
    free(p);
}

uint64_t prove_last(const struct prove *p)
{
    return p->last;
}

/* ---- choosing */

static bool want(struct prove *p, uint64_t position, const struct store_followup *f)
{
    if (p->wanted[position])
        return false;
    p->wanted[position] = true;
    if (p->count == p->room) {
        p->room = p->room * 2 + 256;
        p->claims = realloc(p->claims, p->room * sizeof *p->claims);
        if (!p->claims)
            abort();
    }
    struct claim *c = &p->claims[p->count++];
    *c = (struct claim){.position = position, .seq = f->seq};
    prove_about(p, f, c->member_no, c->group);
    return true;
}

int prove_want(struct prove *p, uint64_t position)
{
    static struct store_followup f;
    if (position < 1 || position > p->last || !store_followup(p->live, position, &f)) {
        words_complain(
            "there is no followup %llu: the last checkpoint of the state has %llu; a running daemon makes one after a "
            "moment of quiet",
            "ไม่พบเหตุการณ์สืบเนื่อง %llu: จุดบันทึกล่าสุดมีถึงลำดับ %llu coopd ที่ทำงานอยู่จะบันทึกเมื่อว่างสักครู่",
            (unsigned long long)position, (unsigned long long)p->last);
        return EXIT_REJECTED;
    }
    want(p, position, &f);
    return 0;
}

static bool names(const struct record_desc *d, const uint8_t *body, const char *code)
{
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (schema_is_code(f) && strcmp((const char *)body + f->offset, code) == 0)
            return true;
        for (uint32_t n = 0; f->kind == SCALAR_list && n < schema_list_count(f, body); n++)
            if (names(f->record, body + f->offset + n * f->record->size, code))
                return true;
    }
    return false;
}

uint64_t prove_want_about(struct prove *p, const char *code)
{
    static struct store_followup f;
    uint64_t new = 0;
    for (uint64_t at = 1; at <= p->last; at++)
        if (store_followup(p->live, at, &f) && names(schema_event((uint16_t)f.id), (const uint8_t *)&f.body, code))
            new += want(p, at, &f);
    return new;
}

static bool is_of_collections(const struct store_followup *f)
{
    static const char *const types[] = {
#define TYPE(prefix, compares) prefix,
#define BECAUSE(rule, compares)
#include "collections.def"
    };
    static const char *const rules[] = {
#define TYPE(prefix, compares)
#define BECAUSE(rule, compares) rule,
#include "collections.def"
    };
    const char *type = schema_event((uint16_t)f->id)->name;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(type, types[i], strlen(types[i])) == 0)
            return true;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(f->cause.rule, rules[i]) == 0)
            return true;
    return false;
}

uint64_t prove_want_collections(struct prove *p)
{
    static struct store_followup f;
    uint64_t new = 0;
    for (uint64_t at = 1; at <= p->last; at++)
        if (store_followup(p->live, at, &f) && is_of_collections(&f))
            new += want(p, at, &f);
    return new;
}

/* splitmix64: the same draw for a seed everywhere. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Each that is left has the same chance: so many are still needed of so many still to come. */
uint64_t prove_want_sample(struct prove *p, uint64_t n, uint64_t seed)
{
    static struct store_followup f;
    uint64_t left = p->last - p->count, new = 0;
    for (uint64_t at = 1; at <= p->last && new < n &&left > 0; at++) {
        if (p->wanted[at])
            continue;
        if (draw(&seed) % left < n - new &&store_followup(p->live, at, &f))
            new += want(p, at, &f);
        left--;
    }
    return new;
}

/* ---- by the whole journal */

/* "month, in arrears", from the fields' own names. */
static void fields_tell(const char *fields, struct buffer *out)
{
    char name[64];
    for (const char *at = fields; *at;) {
        size_t len = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)len, at);
        told_name(name, out);
        at += len;
        if (*at)
            buffer_add_text(out, ", ");
        at += strspn(at, ", ");
    }
}

static void side_tell(const char *english, const char *thai, const struct store_followup *f)
{
    char day[VALUE_TEXT_MAX];
    struct buffer line = {0};
    told_name(schema_event((uint16_t)f->id)->name, &line);
    buffer_add_text(&line, ": ");
    told_body(schema_event((uint16_t)f->id), &f->body, &line);
    fprintf(stderr, "    %s: %s  %.*s\n", words_pick(english, thai), dates_day(f->effective_date, day), (int)line.len,
            (const char *)line.at);
    buffer_free(&line);
}

/* The first that differs: what it is, when it took effect, what it says, why. */
static void differences(const struct store_followup *state, const struct store_followup *journal, char fields[240])
{
    fields[0] = '\0';
    if (state->id != journal->id)
        snprintf(fields, 240, "type");
    else
        codec_differences(schema_event((uint16_t)state->id), &state->body, &journal->body, fields, 240);
    if (!fields[0] && state->effective_date != journal->effective_date)
        snprintf(fields, 240, "effective_date");
    if (!fields[0])
        codec_differences(schema_record_named("cause"), &state->cause, &journal->cause, fields, 240);
    if (!fields[0])
        snprintf(fields, 240, "seq");
}

static void differ_tell(const struct store_followup *state, const struct store_followup *journal)
{
    char fields[240];
    struct buffer told = {0};
    differences(state, journal, fields);
    fields_tell(fields, &told);
    words_complain("followup %llu does not come out of the journal as the state has it: it differs in %.*s",
                   "เหตุการณ์สืบเนื่อง %llu คำนวณจากสมุดรายวันเหตุการณ์แล้วไม่ตรงกับสถานะ: ต่างกันที่ %.*s",
                   (unsigned long long)state->position, (int)told.len, (const char *)told.at);
    side_tell("the state", "สถานะ", state);
    side_tell("the journal", "สมุดรายวันเหตุการณ์", journal);
    buffer_free(&told);
}

static bool same(const struct store_followup *a, const struct store_followup *b)
{
    return a->id == b->id && a->seq == b->seq && a->effective_date == b->effective_date &&
           memcmp(&a->cause, &b->cause, sizeof a->cause) == 0 &&
           memcmp(&a->body, &b->body, schema_event((uint16_t)b->id)->size) == 0;
}

static void rest_compare(struct prove *p, struct store *folded, uint64_t events)
{
    static struct store_followup state, journal;
    for (size_t i = 0; i < p->count; i++) {
        struct claim *c = &p->claims[i];
        if (c->proof != NOT_PROVED)
            continue;
        bool here = store_followup(p->live, c->position, &state), there = store_followup(folded, c->position, &journal);
        c->proof = here && there && same(&state, &journal) ? BY_ALL : FAILED;
        c->events = events;
        if (c->proof == FAILED && here && there)
            differ_tell(&state, &journal);
        else if (c->proof == FAILED)
            words_complain("followup %llu does not come out of the journal",
                           "เหตุการณ์สืบเนื่อง %llu ไม่มีในผลคำนวณจากสมุดรายวันเหตุการณ์", (unsigned long long)c->position);
    }
}

static int rest_prove(struct prove *p)
{
    char place[REFOLD_SCRATCH_MAX];
    struct refold r;
    uint64_t until = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->claims[i].proof == NOT_PROVED && p->claims[i].seq > until)
            until = p->claims[i].seq;
    if (until == 0)
        return 0;
    int status = refold_scratch(&p->dir, place);
    if (status != 0)
        return status;
    bool folded =
        refold_begin(&r, &p->dir, place, stopping_watch()) && refold_to(&r, until, words_pick("folding", "คำนวณใหม่"));
    if (folded)
        rest_compare(p, r.store, until);
    else
        prove_fail(r.error, EXIT_REJECTED);
    refold_end(&r);
    refold_remove(place);
    return folded ? 0 : EXIT_REJECTED;
}

/* ---- all of it */

static int by_group(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int order = strcmp(x->group, y->group);
    if (order == 0)
        order = strcmp(x->member_no, y->member_no);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

static int by_position(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    return (x->position > y->position) - (x->position < y->position);
}

static int groups_prove(struct prove *p)
{
    int status = 0;
    qsort(p->claims, p->count, sizeof *p->claims, by_group);
    for (size_t from = 0, to; from < p->count && status == 0 && !stopping(); from = to) {
        for (to = from + 1; to < p->count && strcmp(p->claims[to].group, p->claims[from].group) == 0;)
            to++;
        if (p->claims[from].group[0])
            status = prove_group(p, &p->claims[from], to - from);
    }
    return status;
}

static void claim_tell(struct prove *p, const struct claim *c)
{
    static struct store_followup f;
    char day[VALUE_TEXT_MAX];
    struct buffer line = {0};
    if (c->proof == FAILED || !store_followup(p->live, c->position, &f))
        return;
    told_name(schema_event((uint16_t)f.id)->name, &line);
    buffer_add_text(&line, ": ");
    told_body(schema_event((uint16_t)f.id), &f.body, &line);
    printf("[%llu] %s  %.*s\n", (unsigned long long)c->position, dates_day(f.effective_date, day), (int)line.len,
           (const char *)line.at);
    buffer_free(&line);
    if (c->proof == BY_SLICE)
        printf(words_pick(
                   "    comes out again of %llu of the %llu events: those that decide about member %s and unit %s\n",
                   "    คำนวณซ้ำได้ตรงกันจาก %llu ใน %llu เหตุการณ์ ที่เกี่ยวกับสมาชิก %s หน่วยงาน %s\n"),
               (unsigned long long)c->events, (unsigned long long)p->records, c->member_no, c->group);
    else if (c->group[0])
        printf(words_pick("    comes out again of the whole journal up to event %llu; what decides about member %s "
                          "alone does not "
                          "give it (queues, budgets, totals and numbers are of all members together)\n",
                          "    คำนวณซ้ำได้ตรงกันจากสมุดรายวันเหตุการณ์ทั้งหมดถึงเหตุการณ์ %llu เฉพาะส่วนของสมาชิก %s ไม่พอ "
                          "(คิว งบประมาณ ยอดรวม และเลขที่ เป็นของสมาชิกทุกคนรวมกัน)\n"),
               (unsigned long long)c->events, c->member_no);
    else
        printf(words_pick("    comes out again of the whole journal up to event %llu: it is about no member alone\n",
                          "    คำนวณซ้ำได้ตรงกันจากสมุดรายวันเหตุการณ์ทั้งหมดถึงเหตุการณ์ %llu เพราะไม่ใช่เรื่องของสมาชิกคนเดียว\n"),
               (unsigned long long)c->events);
}

int prove_all(struct prove *p, bool each)
{
    uint64_t counts[FAILED + 1] = {0};
    int status = groups_prove(p);
    if (status == 0 && !stopping())
        status = rest_prove(p);
    if (status != 0 || stopping())
        return status ? status : EXIT_AGAIN;
    qsort(p->claims, p->count, sizeof *p->claims, by_position);
    for (size_t i = 0; i < p->count; i++) {
        counts[p->claims[i].proof]++;
        if (each)
            claim_tell(p, &p->claims[i]);
    }
    printf(words_pick("%llu by the part of the journal that decides about their members, %llu by the whole journal\n",
                      "%llu รายการจากส่วนของสมาชิก %llu รายการจากสมุดรายวันเหตุการณ์ทั้งหมด\n"),
           (unsigned long long)counts[BY_SLICE], (unsigned long long)counts[BY_ALL]);
    printf("%llu passed, %llu failed\n", (unsigned long long)(counts[BY_SLICE] + counts[BY_ALL]),
           (unsigned long long)counts[FAILED]);
    return counts[FAILED] == 0 ? 0 : EXIT_REJECTED;
}
