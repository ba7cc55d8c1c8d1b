/* coopctl funnel: where the running loans stand, from current over overdue and the ladder to the court. */
#include "arguments.h"
#include "ask.h"
#include "past.h"
#include "table.h"
#include "words.h"

#include "../handlers/state/records.h"

#include <stdlib.h>
#include <string.h>

enum place {
#define FUNNEL(name, english, thai) PLACE_##name,
#include "funnel.def"
    PLACES
};

static const struct {
    const char *name, *english, *thai;
} places[PLACES] = {
#define FUNNEL(name, english, thai) {#name, english, thai},
#include "funnel.def"
};

struct funnel {
    uint64_t loans[PLACES];
    int64_t satang[PLACES];
    struct buffer open; /* struct open_case, by contract */
};

struct open_case {
    char contract_no[24];
    uint8_t stage;
};

static int by_contract(const void *left, const void *right)
{
    return strcmp(((const struct open_case *)left)->contract_no, ((const struct open_case *)right)->contract_no);
}

static void case_keep(void *context, const struct ask_row *row)
{
    struct funnel *f = context;
    const struct collection_case *c = (const void *)row->value;
    struct open_case kept = {.stage = c->stage};
    memcpy(kept.contract_no, c->contract_no, sizeof kept.contract_no);
    if (c->stage != case_stage_closed && c->stage != case_stage_reminded) /* which its months tell better */
        buffer_add(&f->open, &kept, sizeof kept);
}

static enum place place_of_stage(uint8_t stage)
{
    switch ((enum case_stage)stage) {
    case case_stage_mediation:
        return PLACE_mediation;
    case case_stage_performing:
        return PLACE_agreed;
    case case_stage_legal_ready:
        return PLACE_failed;
    case case_stage_legal:
        return PLACE_legal;
    default:
        return PLACE_employer;
    }
}

/* A suit goes on beside a new case of the same loan, so the farthest of its open cases counts. */
static bool is_in_case(const struct funnel *f, const char *contract_no, enum place *ret)
{
    const struct open_case *all = (const void *)f->open.at;
    size_t count = f->open.len / sizeof *all;
    struct open_case wanted;
    memcpy(wanted.contract_no, contract_no, sizeof wanted.contract_no);
    const struct open_case *found = count > 0 ? bsearch(&wanted, all, count, sizeof *all, by_contract) : NULL;
    if (!found)
        return false;
    while (found > all && by_contract(found - 1, &wanted) == 0)
        found--;
    *ret = place_of_stage(found->stage);
    for (; found < all + count && by_contract(found, &wanted) == 0; found++)
        if (place_of_stage(found->stage) > *ret)
            *ret = place_of_stage(found->stage);
    return true;
}

static void loan_count(void *context, const struct ask_row *row)
{
    static const enum place by_months[] = {PLACE_current, PLACE_month_1, PLACE_month_2};
    struct funnel *f = context;
    const struct loan *loan = (const void *)row->value;
    enum place at;
    if (loan->state != loan_state_active)
        return;
    if (!is_in_case(f, ((const struct loan_key *)(const void *)row->key)->contract_no, &at)) {
        uint32_t months = loan->months_overdue;
        at = loan->npl ? PLACE_npl : months < 3 ? by_months[months] : PLACE_months_more;
    }
    f->loans[at]++;
    f->satang[at] += loan->principal_satang;
}

static int count(struct ask *a, struct funnel *f)
{
    int status = ask_rows(a, TABLE_collection_case, (struct bytes){0}, case_keep, f);
    if (f->open.len > 0)
        qsort(f->open.at, f->open.len / sizeof(struct open_case), sizeof(struct open_case), by_contract);
    return status ? status : ask_rows(a, TABLE_loan, (struct bytes){0}, loan_count, f);
}

static int count_past(const struct funnel_options *o, int32_t day, struct funnel *f)
{
    struct ask a = {0};
    int status = past_open(o->given.dir, day, &a.past);
    if (status == 0)
        status = count(&a, f);
    past_close(a.past);
    return status;
}

/* ---- printing */

static void print_json(const struct funnel *now, const struct funnel *before)
{
    for (int i = 0; i < PLACES; i++) {
        printf("{\"place\":\"%s\",\"loans\":%llu,\"principal_satang\":%lld", places[i].name,
               (unsigned long long)now->loans[i], (long long)now->satang[i]);
        if (before)
            printf(",\"loans_change\":%lld,\"principal_change_satang\":%lld",
                   (long long)now->loans[i] - (long long)before->loans[i],
                   (long long)(now->satang[i] - before->satang[i]));
        puts("}");
    }
}

static void print_line(const struct funnel *now, const struct funnel *before)
{
    const char *const english[] = {"where", "loans", "principal", "loans +/-", "principal +/-"};
    const char *const thai[] = {"สถานะ", "สัญญา", "เงินต้น", "สัญญา +/-", "เงินต้น +/-"};
    struct table_page page = {0};
    uint32_t columns = before ? 5 : 3;
    table_begin(&page, columns);
    for (uint32_t i = 0; i < columns; i++)
        table_cell(&page, words_thai() ? thai[i] : english[i]);
    for (uint32_t i = 1; i < columns; i++)
        table_align_right(&page, i);
    for (int i = 0; i < PLACES; i++) {
        table_cell(&page, words_thai() ? places[i].thai : places[i].english);
        table_cell_number(&page, (int64_t)now->loans[i]);
        table_cell_baht(&page, now->satang[i]);
        if (!before)
            continue;
        table_cell_number(&page, (int64_t)now->loans[i] - (int64_t)before->loans[i]);
        table_cell_baht(&page, now->satang[i] - before->satang[i]);
    }
    table_end(&page, stdout);
    buffer_free(&page.cells);
}

int cmd_funnel(const struct funnel_options *o)
{
    struct funnel now = {0}, before = {0};
    struct ask a;
    int32_t day = 0;
    if (o->given.operands_count > 0)
        return arguments_wrong("funnel", "it takes no operand", "ไม่ต้องระบุอะไรเพิ่ม");
    if (o->since && !value_day_parse(o->since, strlen(o->since), &day))
        return arguments_wrong("funnel", "--since: a date of the common era like 2024-01-31",
                               "--since: ใช้วันที่ ค.ศ. เช่น 2024-01-31");
    if (o->since && !o->given.dir)
        return arguments_wrong("funnel", "--since reads the journal: name the data directory with --dir",
                               "--since อ่านสมุดรายวันเหตุการณ์ โปรดระบุไดเรกทอรีข้อมูลด้วย --dir");
    int status = ask_open(&o->given, &a);
    if (status != 0)
        return status;
    status = count(&a, &now);
    ask_close(&a);
    if (status == 0 && o->since)
        status = count_past(o, day, &before);
    if (status == 0 && o->given.json)
        print_json(&now, o->since ? &before : NULL);
    else if (status == 0)
        print_line(&now, o->since ? &before : NULL);
    buffer_free(&now.open);
    buffer_free(&before.open);
    return status;
}
