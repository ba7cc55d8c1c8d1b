/* coopctl why: finds where a story about a loan, case or application begins, and has it told. */
#include "arguments.h"
#include "story.h"
#include "stream.h"
#include "told.h"
#include "why_prove.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>

static int not_found(const char *what, const char *id)
{
    words_complain("there is no %s %s", "ไม่พบ %s %s", what, id);
    return EXIT_REJECTED;
}

/* How it stands now, before how that came about. */
static void standing_json(const struct ask_row *row)
{
    struct buffer out = {0};
    codec_json(&row->table->key, row->key, &out);
    printf("{\"%s\":{\"key\":%.*s,\"value\":", row->table->name, (int)out.len, (const char *)out.at);
    out.len = 0;
    codec_json(&row->table->value, row->value, &out);
    printf("%.*s}}\n", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

static void loan_sentence(const struct loan_key *key, const struct loan *loan)
{
    char principal[VALUE_TEXT_MAX], word[64];
    value_baht_print(loan->principal_satang, principal);
    struct buffer class = {0};
    snprintf(word, sizeof word, "loan_class.%s", schema_word_text(schema_enum_named("loan_class"), loan->class));
    told_name(word, &class);
    printf(words_pick("Loan %s of member %s: principal %s baht, class %.*s, %u months overdue",
                      "สัญญา %s ของสมาชิก %s: เงินต้น %s บาท ชั้นหนี้ %.*s ค้าง %u เดือน"),
           key->contract_no, loan->member_no, principal, (int)class.len, (const char *)class.at, loan->months_overdue);
    buffer_free(&class);
    if (loan->case_id[0])
        printf(words_pick(", case %s", " เรื่องติดตาม %s"), loan->case_id);
    putchar('\n');
}

/* The last follow-up that names it, where the state keeps none. */
static int last_tell(struct story *s, const char *subject)
{
    const struct stream_filter f = {"", subject};
    static struct stream_item item;
    uint64_t after, last;
    bool found = false;
    int status = stream_last(s->ask, &f, 1, &after, &last);
    if (status == 0 && after < last)
        status = stream_at(s->ask, after + 1, &item, &found);
    return status == 0 && found ? story_tell(s, after + 1) : status;
}

/* The contracts of a member that are told of. */
struct member_contracts {
    struct member_loan_key contracts[32];
    uint32_t count;
};

static int row_find(struct story *s, enum table table, const char *what, const char *id, struct ask_row *ret)
{
    bool found;
    int status = ask_row(s->ask, table, id, ret, &found);
    if (status == 0 && !found)
        return not_found(what, id);
    return status;
}

/* The last step is kept. */
static void step_keep(void *context, const struct ask_row *row)
{
    *(uint64_t *)context = ((const struct ladder_step *)(const void *)row->value)->position;
}

/* How it came to its stage; on a listed ladder, to its rung, if a step of it is open. */
static int case_story(struct story *s, const char *id)
{
    struct ask_row row;
    struct collection_case c;
    struct buffer key = {0};
    uint64_t step = 0;
    int status = row_find(s, TABLE_collection_case, "case", id, &row);
    if (status != 0)
        return status;
    memcpy(&c, row.value, sizeof c);
    if (s->json)
        standing_json(&row);
    if (c.ladder_policy > 0 && c.due_date > 0) {
        codec_put_map(&key, 1);
        codec_put_text(&key, "case_id");
        codec_put_text(&key, id);
        status = ask_rows(s->ask, TABLE_ladder_step, buffer_bytes(&key), step_keep, &step);
        buffer_free(&key);
    }
    return status ? status : story_tell(s, step > c.stage_position ? step : c.stage_position);
}

/* Whatever became of a loan since, it was granted by somebody: his decision, with its votes and what it passed over. */
static int grant_tell(struct story *s, const char *application_no)
{
    struct ask_row row;
    bool found;
    int status = ask_row(s->ask, TABLE_application, application_no, &row, &found);
    if (status != 0 || !found)
        return status;
    uint64_t granted = ((const struct application *)(const void *)row.value)->granted_position;
    return granted > 0 ? story_tell(s, granted) : 0;
}

static int loan_story(struct story *s, const char *id)
{
    struct ask_row row;
    int status = row_find(s, TABLE_loan, "loan", id, &row);
    if (status != 0)
        return status;
    struct loan loan;
    memcpy(&loan, row.value, sizeof loan);
    if (s->json)
        standing_json(&row);
    else
        loan_sentence((const struct loan_key *)(const void *)row.key, &loan);
    if (loan.case_id[0])
        status = case_story(s, loan.case_id);
    uint64_t roots[] = {loan.class_position, loan.delinquency_position};
    for (size_t i = 0; i < sizeof roots / sizeof *roots && status == 0; i++)
        if (roots[i] > 0)
            status = story_tell(s, roots[i]);
    if (status == 0 && s->nodes == 0)
        status = last_tell(s, id);
    return status == 0 && loan.application_no[0] ? grant_tell(s, loan.application_no) : status;
}

/* Of everything that happened to a member: his flag, and each of his loans. */
static void contract_keep(void *context, const struct ask_row *row)
{
    struct member_contracts *m = context;
    if (m->count < sizeof m->contracts / sizeof *m->contracts)
        m->contracts[m->count++] = *(const struct member_loan_key *)(const void *)row->key;
}

static int member_story(struct story *s, const char *id)
{
    struct member_contracts *m = &(struct member_contracts){0};
    struct ask_row row;
    struct buffer key = {0};
    int status = row_find(s, TABLE_member, "member", id, &row);
    if (status != 0)
        return status;
    if (s->json)
        standing_json(&row);
    codec_put_map(&key, 1);
    codec_put_text(&key, "member_no");
    codec_put_text(&key, id);
    status = ask_rows(s->ask, TABLE_member_loan, buffer_bytes(&key), contract_keep, m);
    buffer_free(&key);
    for (uint32_t i = 0; i < m->count && status == 0; i++)
        status = loan_story(s, m->contracts[i].contract_no);
    return status == 0 && s->nodes == 0 ? last_tell(s, id) : status;
}

static int application_story(struct story *s, const char *id)
{
    struct ask_row row;
    int status = row_find(s, TABLE_application, "application", id, &row);
    if (status != 0)
        return status;
    if (s->json)
        standing_json(&row);
    status = last_tell(s, id);
    uint64_t screened = ((const struct application *)(const void *)row.value)->screened_position;
    return status == 0 && screened > 0 ? story_tell(s, screened) : status;
}

static int followup_story(struct story *s, const char *id)
{
    int64_t position;
    static struct stream_item item;
    bool found = false;
    if (!value_integer_parse(id, strlen(id), &position) || position < 1)
        return arguments_wrong("why", "%s is no position", "%s ไม่ใช่ลำดับที่", id);
    int status = stream_at(s->ask, (uint64_t)position, &item, &found);
    if (status == 0 && !found)
        return not_found("followup", id);
    return status ? status : story_tell(s, (uint64_t)position);
}

int cmd_why(const struct why_options *o)
{
    static const struct {
        const char *name;
        int (*tell)(struct story *s, const char *id);
    } subjects[] = {{"loan", loan_story},
                    {"case", case_story},
                    {"member", member_story},
                    {"application", application_story},
                    {"followup", followup_story}};
    static const char *const names[] = {"loan", "case", "member", "application", "followup", NULL};
    static struct story story;
    struct ask a;
    if (o->prove)
        return why_prove(o);
    if (o->given.operands_count != 2 || o->all_of || o->sample || o->seed)
        return arguments_wrong("why", "say what, and its number: coopctl why loan S-2567-0007",
                               "ระบุชนิดและเลขที่ เช่น coopctl why loan S-2567-0007");
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        if (strcmp(subjects[i].name, o->given.operands[0]) != 0)
            continue;
        int status = ask_open(&o->given, &a);
        if (status != 0)
            return status;
        story = (struct story){.ask = &a, .json = o->given.json};
        status = subjects[i].tell(&story, o->given.operands[1]);
        ask_close(&a);
        return status;
    }
    const char *nearest = arguments_nearest(o->given.operands[0], names);
    return arguments_wrong("why", "%s: there are stories of a loan, case, member, application or followup%s%s",
                           "%s: มีเรื่องของ loan, case, member, application หรือ followup%s%s", o->given.operands[0],
                           nearest ? words_pick("; did you mean ", " หมายถึง ") : "", nearest ? nearest : "");
}
