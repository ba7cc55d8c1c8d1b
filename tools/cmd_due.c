/* coopctl due: what must be done up to a day, and by whom. The due table says what the clock will look at; this says
 * who has to see to it before. */
#include "arguments.h"
#include "ask.h"
#include "dates.h"
#include "table.h"
#include "told.h"
#include "words.h"

#include "../handlers/guarantor/notice_clock.h"
#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 6, DETAIL_MAX = 120 };

struct due_word {
    const char *desk, *english, *thai;
};

/* A switch, so that the compiler names a kind that due.def leaves out. */
static struct due_word word_of(uint8_t kind)
{
    switch ((enum due_kind)kind) {
#define DUE(kind, desk, english, thai)                                                                                 \
    case due_kind_##kind:                                                                                              \
        return (struct due_word){#desk, english, thai};
#include "due.def"
    case due_kind_absent:
        break;
    }
    return (struct due_word){"", "", ""};
}

struct listing {
    struct ask ask;
    int32_t until;
    struct buffer rows; /* struct due_key */
};

/* What a row is about beside its own key. */
struct detail {
    char text[DETAIL_MAX], member_no[12];
    int64_t amount_satang;
};

static void row_keep(void *context, const struct ask_row *row)
{
    struct listing *l = context;
    const struct due_key *key = (const void *)row->key;
    if (key->on <= l->until && word_of(key->kind).desk[0] != '\0')
        buffer_add(&l->rows, key, sizeof *key);
}

static int by_desk(const void *left, const void *right)
{
    const struct due_key *a = left, *b = right;
    int order = strcmp(word_of(a->kind).desk, word_of(b->kind).desk);
    if (order == 0)
        order = (a->on > b->on) - (a->on < b->on);
    return order ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

/* ---- details */

struct wanted {
    uint32_t no;
    void *ret;
    bool found;
};

static void step_keep(void *context, const struct ask_row *row)
{
    struct wanted *w = context;
    if (((const struct ladder_step_key *)(const void *)row->key)->no != w->no)
        return;
    memcpy(w->ret, row->value, sizeof(struct ladder_step));
    w->found = true;
}

static void agreement_keep(void *context, const struct ask_row *row)
{
    struct wanted *w = context;
    if (((const struct agreement_key *)(const void *)row->key)->no != w->no)
        return;
    memcpy(w->ret, row->value, sizeof(struct agreement));
    w->found = true;
}

static void promise_keep(void *context, const struct ask_row *row)
{
    struct wanted *w = context;
    if (((const struct promise_key *)(const void *)row->key)->no != w->no)
        return;
    memcpy(w->ret, row->value, sizeof(struct promise));
    w->found = true;
}

static void enforcement_keep(void *context, const struct ask_row *row)
{
    struct wanted *w = context;
    memcpy(w->ret, row->value, sizeof(struct enforcement));
    w->found = true;
}

static void place_keep(void *context, const struct ask_row *row)
{
    struct wanted *w = context;
    if (((const struct queue_key *)(const void *)row->key)->place != w->no)
        return;
    memcpy(w->ret, row->value, sizeof(struct queue));
    w->found = true;
}

static int rows_of(struct listing *l, enum table table, const struct due_key *key, ask_visit *visit, struct wanted *w)
{
    struct buffer map = {0};
    codec_put_map(&map, 1);
    codec_put_text(&map, table_desc(table)->key.fields[0].name);
    codec_put_text(&map, key->ref);
    int status = ask_rows(&l->ask, table, buffer_bytes(&map), visit, w);
    buffer_free(&map);
    return status;
}

static int case_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct ask_row row;
    bool found;
    int status = ask_row(&l->ask, TABLE_collection_case, key->ref, &row, &found);
    if (status == 0 && found)
        memcpy(d->member_no, ((const struct collection_case *)(const void *)row.value)->member_no, sizeof d->member_no);
    return status;
}

static int step_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct ladder_step step;
    struct wanted w = {.no = key->no, .ret = &step};
    char text[VALUE_TEXT_MAX];
    int status = rows_of(l, TABLE_ladder_step, key, step_keep, &w);
    if (status == 0 && w.found) {
        struct buffer told = {0};
        told_word("rung", step.rung, &told);
        buffer_add_text(&told, words_pick(" with ", " กับ "));
        told_word("step_audience", schema_word_text(schema_enum_named("step_audience"), step.audience), &told);
        buffer_add_text(&told, words_pick(" by ", " ภายใน "));
        buffer_add_text(&told, dates_day(step.due_on, text));
        snprintf(d->text, sizeof d->text, "%.*s", (int)told.len, (const char *)told.at);
        buffer_free(&told);
    }
    return status ? status : case_detail(l, key, d);
}

static int agreement_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct agreement agreed;
    struct wanted w = {.no = key->no, .ret = &agreed};
    char text[VALUE_TEXT_MAX];
    int status = rows_of(l, TABLE_agreement, key, agreement_keep, &w);
    if (status == 0 && w.found) {
        d->amount_satang = agreed.amount_satang;
        snprintf(d->text, sizeof d->text, words_pick("agreed for %s", "ตกลงชำระ %s"), dates_day(agreed.due_date, text));
    }
    return status ? status : case_detail(l, key, d);
}

static int promise_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct promise promised;
    struct wanted w = {.no = key->no, .ret = &promised};
    char text[VALUE_TEXT_MAX];
    int status = rows_of(l, TABLE_promise, key, promise_keep, &w);
    if (status == 0 && w.found) {
        d->amount_satang = promised.amount_satang;
        snprintf(d->text, sizeof d->text, words_pick("promised for %s", "สัญญาไว้วันที่ %s"),
                 dates_day(promised.due_date, text));
    }
    return status ? status : case_detail(l, key, d);
}

static int enforcement_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct enforcement row;
    struct wanted w = {.ret = &row};
    char text[VALUE_TEXT_MAX];
    int status = rows_of(l, TABLE_enforcement, key, enforcement_keep, &w);
    if (status == 0 && w.found)
        snprintf(d->text, sizeof d->text, words_pick("to be asked of a court by %s", "ต้องยื่นต่อศาลภายใน %s"),
                 dates_day(row.deadline, text));
    return status ? status : case_detail(l, key, d);
}

static int contract_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct queue place;
    struct wanted w = {.no = key->no, .ret = &place};
    int status = rows_of(l, TABLE_queue, key, place_keep, &w);
    if (status == 0 && w.found) {
        memcpy(d->member_no, place.member_no, sizeof d->member_no);
        snprintf(d->text, sizeof d->text, "%s", place.application_no);
    }
    return status;
}

static void suspense_keep(void *context, const struct ask_row *row)
{
    struct wanted *w = context;
    memcpy(w->ret, row->value, sizeof(struct suspense));
    w->found = true;
}

static int suspense_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct suspense item;
    struct wanted w = {.ret = &item};
    struct buffer map = {0};
    codec_put_map(&map, 1);
    codec_put_text(&map, "suspense_no");
    codec_put_integer(&map, key->no);
    int status = ask_rows(&l->ask, TABLE_suspense, buffer_bytes(&map), suspense_keep, &w);
    buffer_free(&map);
    if (status == 0 && w.found) {
        d->amount_satang = item.amount_satang;
        snprintf(d->text, sizeof d->text, words_pick("item %u of unit %s", "รายการ %u ของหน่วยงาน %s"), key->no,
                 item.unit_code);
    }
    return status;
}

/* The day up to which a guarantor's time runs is the last on which a notice may reach him. */
static int guarantor_detail(struct listing *l, const struct due_key *key, struct detail *d)
{
    struct ask_row row;
    bool found;
    char text[VALUE_TEXT_MAX];
    int32_t last = (int32_t)key->no + NOTICE_DAYS;
    int status = ask_row(&l->ask, TABLE_loan, key->ref, &row, &found);
    if (status == 0 && found)
        memcpy(d->member_no, ((const struct loan *)(const void *)row.value)->member_no, sizeof d->member_no);
    snprintf(d->text, sizeof d->text, words_pick("by %s", "ภายใน %s"), dates_day(last, text));
    return status;
}

static int detail_of(struct listing *l, const struct due_key *key, struct detail *d)
{
    char text[VALUE_TEXT_MAX];
    *d = (struct detail){0};
    switch ((enum due_kind)key->kind) {
    case due_kind_step:
        return step_detail(l, key, d);
    case due_kind_agreed_payment:
        return agreement_detail(l, key, d);
    case due_kind_promise:
        return promise_detail(l, key, d);
    case due_kind_enforcement:
        return enforcement_detail(l, key, d);
    case due_kind_contract:
        return contract_detail(l, key, d);
    case due_kind_suspense:
        return suspense_detail(l, key, d);
    case due_kind_guarantor_target:
    case due_kind_guarantor_deadline:
        return guarantor_detail(l, key, d);
    case due_kind_unit_cut_off:
        snprintf(d->text, sizeof d->text, "%s", dates_period(key->no, text));
        return 0;
    default:
        return 0;
    }
}

/* ---- printing */

static void heading(struct table_page *page)
{
    const char *const english[COLUMNS] = {"desk", "by", "what", "whose", "member", "detail"};
    const char *const thai[COLUMNS] = {"ฝ่าย", "ภายใน", "เรื่อง", "ของ", "สมาชิก", "รายละเอียด"};
    table_begin(page, COLUMNS);
    for (uint32_t i = 0; i < COLUMNS; i++)
        table_cell(page, words_thai() ? thai[i] : english[i]);
}

static void line_add(struct table_page *page, const struct due_key *key, const struct detail *d)
{
    const struct due_word w = word_of(key->kind);
    struct buffer desk = {0};
    char text[VALUE_TEXT_MAX], baht[VALUE_TEXT_MAX], whole[DETAIL_MAX + 2 * VALUE_TEXT_MAX] = "";
    value_baht_print(d->amount_satang, baht);
    snprintf(whole, sizeof whole, "%s%s%s", d->text, d->amount_satang ? "  " : "", d->amount_satang ? baht : "");
    told_word("desk", w.desk, &desk);
    buffer_add(&desk, "", 1);
    table_cell(page, (const char *)desk.at);
    buffer_free(&desk);
    table_cell(page, dates_day(key->on, text));
    table_cell(page, words_thai() ? w.thai : w.english);
    table_cell(page, key->ref[0] ? key->ref : "-");
    table_cell(page, d->member_no[0] ? d->member_no : "-");
    table_cell(page, whole[0] ? whole : "-");
}

static void line_json(const struct due_key *key, const struct detail *d)
{
    char day[VALUE_TEXT_MAX];
    value_day_print(key->on, day);
    printf("{\"desk\":\"%s\",\"on\":\"%s\",\"kind\":\"%s\",\"ref\":\"%s\",\"no\":%u,\"member_no\":\"%s\","
           "\"amount_satang\":%lld}\n",
           word_of(key->kind).desk, day, schema_word_text(schema_enum_named("due_kind"), key->kind), key->ref, key->no,
           d->member_no, (long long)d->amount_satang);
}

static int print(struct listing *l, bool json)
{
    struct due_key *keys = (void *)l->rows.at;
    size_t count = l->rows.len / sizeof *keys;
    struct table_page page = {0};
    struct detail d;
    int status = 0;
    if (count > 0)
        qsort(keys, count, sizeof *keys, by_desk);
    if (!json && count > 0)
        heading(&page);
    for (size_t i = 0; i < count && status == 0; i++) {
        status = detail_of(l, &keys[i], &d);
        if (status == 0 && json)
            line_json(&keys[i], &d);
        else if (status == 0)
            line_add(&page, &keys[i], &d);
    }
    if (status == 0 && !json && count > 0)
        table_end(&page, stdout);
    if (status == 0 && count == 0)
        words_note("Nothing is due.", "ไม่มีเรื่องครบกำหนด");
    buffer_free(&page.cells);
    return status;
}

/* The day that is to be closed next. */
static int next_day(struct listing *l)
{
    struct ask_row row;
    bool found;
    int status = ask_row(&l->ask, TABLE_counter, "day_closed", &row, &found);
    if (status == 0 && found)
        l->until = (int32_t)((const struct counter *)(const void *)row.value)->value + 1;
    return status;
}

int cmd_due(const struct due_options *o)
{
    struct listing l = {0};
    const char *date = o->given.operands_count == 1 ? o->given.operands[0] : NULL;
    if (o->given.operands_count > 1 || (date && !value_day_parse(date, strlen(date), &l.until)))
        return arguments_wrong("due", "name one day at most, like 2024-01-31", "ระบุวันเดียว เช่น 2024-01-31");
    int status = ask_open(&o->given, &l.ask);
    if (status != 0)
        return status;
    if (!date)
        status = next_day(&l);
    if (status == 0)
        status = ask_rows(&l.ask, TABLE_due, (struct bytes){0}, row_keep, &l);
    if (status == 0)
        status = print(&l, o->given.json);
    ask_close(&l.ask);
    buffer_free(&l.rows);
    return status;
}
