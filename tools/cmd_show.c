/* coopctl show: rows of the state, by the names that people use or by the tables' own, with what belongs to them. */
#include "arguments.h"
#include "ask.h"
#include "dates.h"
#include "past.h"
#include "table.h"
#include "waiting.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>
#include <unistd.h>

enum { PARTS_MAX = 7, KEYS_MAX = 8 };

/* What a name shows: a table, and the tables whose rows belong to one of its rows: their first key field is its key. */
static const struct subject {
    const char *name;
    enum table table;
    int parts_count;
    enum table parts[PARTS_MAX];
} subjects[] = {
    {"member", TABLE_member, 0, {0}}, /* its loans: loans_show() */
    {"loan", TABLE_loan, 1, {TABLE_instalment}},
    {"case",
     TABLE_collection_case,
     7,
     {TABLE_ladder_step, TABLE_mediation_session, TABLE_offer, TABLE_promise, TABLE_agreement, TABLE_enforcement,
      TABLE_case_document}},
    {"application", TABLE_application, 0, {0}},
    {"unit", TABLE_unit, 0, {0}},
    {"suspense", TABLE_suspense, 0, {0}},
    {"ledger", TABLE_ledger, 0, {0}},
    {"cycle", TABLE_cycle, 0, {0}},
    {"period", TABLE_book_month, 0, {0}},
    {"notice", TABLE_notice_progress, 0, {0}},
    {"policy", TABLE_policy_terms, 3, {TABLE_policy_product, TABLE_policy_class, TABLE_policy_item}},
};

struct show {
    struct ask ask;
    bool json;
    const struct subject *subject; /* NULL: a table by its own name */
    enum table table;
    struct buffer key; /* the map asked for */
    int key_fields;
    bool streams; /* rows leave as they come: nothing has to be aligned */
    struct table_page page;
    uint64_t rows;
    struct ask_row first;
    struct buffer first_json; /* of the first row, so that its parts can be put in */
    int64_t debit_satang, credit_satang, suspense_satang;
};

/* ---- what is asked for */

static const struct subject *subject_find(const char *name)
{
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (strcmp(subjects[i].name, name) == 0)
            return &subjects[i];
    return NULL;
}

/* What can be shown: people's names first, then the tables'. */
static void names_tell(void)
{
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        buffer_add_text(&out, i ? ", " : "");
        buffer_add_text(&out, subjects[i].name);
    }
    buffer_add_text(&out, words_pick("; or a table: ", " หรือตาราง: "));
    for (int i = 0; i < TABLE_count; i++) {
        buffer_add_text(&out, i ? " " : "");
        buffer_add_text(&out, table_desc((enum table)i)->name);
    }
    words_note("Show one of %.*s", "แสดงได้: %.*s", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

static int unknown_subject(const char *name)
{
    int status;
    const char *words[sizeof subjects / sizeof *subjects + TABLE_count + 1] = {0};
    size_t n = 0;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        words[n++] = subjects[i].name;
    for (int i = 0; i < TABLE_count; i++)
        words[n++] = table_desc((enum table)i)->name;
    const char *nearest = arguments_nearest(name, words);
    if (nearest)
        return arguments_wrong("show", "%s is nothing to show; did you mean %s?", "ไม่มี %s ให้แสดง หมายถึง %s หรือไม่", name,
                               nearest);
    status = arguments_wrong("show", "%s is nothing to show", "ไม่มี %s ให้แสดง", name);
    names_tell();
    return status;
}

/* A month or a day as people write it, in the form that the daemon takes. false: it was said what is wrong. */
static bool date_take(const struct field_desc *f, const char **text, char plain[VALUE_TEXT_MAX])
{
    uint32_t period;
    int32_t day;
    if (f->kind == SCALAR_period) {
        if (!dates_period_read("show", *text, &period))
            return false;
        value_period_print(period, plain);
    } else if (f->kind == SCALAR_day) {
        if (!dates_day_read("show", f->name, *text, &day))
            return false;
        value_day_print(day, plain);
    } else {
        return true;
    }
    *text = plain;
    return true;
}

/* The key fields in order, each as it stands or as name=value; a leading part of them is enough. */
static int key_read(struct show *s, const struct arguments *a)
{
    const struct record_desc *d = &table_desc(s->table)->key;
    _Alignas(8) uint8_t body[2 * TABLE_KEY_MAX] = {0};
    char plain[VALUE_TEXT_MAX];
    int given = a->operands_count - 1;
    if (given > d->fields_count)
        return arguments_wrong("show", "%s has %d key fields", "%s มีคีย์ %d ช่อง", a->operands[0], d->fields_count);
    codec_put_map(&s->key, (uint32_t)given);
    for (int i = 0; i < given; i++) {
        const struct field_desc *f = &d->fields[i];
        const char *text = a->operands[1 + i];
        if (strncmp(text, f->name, f->name_len) == 0 && text[f->name_len] == '=')
            text += f->name_len + 1;
        if (!date_take(f, &text, plain))
            return EXIT_BAD_USAGE;
        if (!codec_field_parse(f, text, body))
            return arguments_wrong("show", "%s is no %s; give the key fields in order, as they are or as name=value",
                                   "%s ไม่ใช่ %s ใส่คีย์ตามลำดับ หรือ ชื่อ=ค่า", text, f->name);
        codec_put_text(&s->key, f->name);
        if (schema_is_integer(f))
            codec_put_integer(&s->key, schema_integer(f, body));
        else
            codec_put_text(&s->key, text);
    }
    s->key_fields = given;
    return 0;
}

/* ---- printing */

static void headings_add(struct show *s, const struct table_desc *t)
{
    const struct record_desc *parts[] = {&t->key, &t->value};
    char name[64];
    uint32_t column = 0;
    table_begin(&s->page, (uint32_t)t->key.fields_count + t->value.fields_count);
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < parts[p]->fields_count; i++, column++) {
            table_field_name(&parts[p]->fields[i], name, sizeof name);
            table_cell(&s->page, name);
            if (schema_is_integer(&parts[p]->fields[i]))
                table_align_right(&s->page, column);
        }
}

static void fields_add(struct show *s, const struct record_desc *d, const void *body)
{
    char value[512];
    for (int i = 0; i < d->fields_count; i++) {
        table_field_value(&d->fields[i], body, value, sizeof value);
        table_cell(&s->page, value);
    }
}

static void row_add(void *context, const struct ask_row *row)
{
    struct show *s = context;
    if (s->rows++ == 0) {
        s->first = *row;
        s->first.raw = (struct bytes){0};
        codec_json_any(row->raw, &s->first_json);
        headings_add(s, row->table);
    }
    fields_add(s, &row->table->key, row->key);
    fields_add(s, &row->table->value, row->value);
    if (s->streams)
        table_end(&s->page, stdout);
    if (s->table == TABLE_suspense)
        s->suspense_satang += ((const struct suspense *)(const void *)row->value)->amount_satang;
    if (s->table == TABLE_ledger) {
        const struct ledger *account = (const void *)row->value;
        s->debit_satang += account->debit_satang;
        s->credit_satang += account->credit_satang;
    }
}

static void row_json(void *context, const struct ask_row *row)
{
    struct show *s = context;
    struct buffer out = {0};
    codec_json_any(row->raw, &out);
    if (s->rows++ > 0)
        putchar(s->key_fields < 0 ? ',' : '\n'); /* inside an array, or a line each */
    fwrite(out.at, 1, out.len, stdout);
    buffer_free(&out);
}

/* One row, a field a line, with what the field means where somebody looks at it. */
static void card_print(struct show *s)
{
    const struct table_desc *t = s->first.table;
    const struct record_desc *parts[] = {&t->key, &t->value};
    const void *bodies[] = {s->first.key, s->first.value};
    bool explained = isatty(STDOUT_FILENO) && !words_thai();
    char name[64], value[512];
    struct table_page page;
    table_begin(&page, explained ? 3 : 2);
    page.no_heading = true;
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < parts[p]->fields_count; i++) {
            const struct field_desc *f = &parts[p]->fields[i];
            table_field_name(f, name, sizeof name);
            table_field_value(f, bodies[p], value, sizeof value);
            table_cell(&page, name);
            table_cell(&page, value);
            if (explained)
                table_cell(&page, f->doc);
        }
    table_end(&page, stdout);
}

/* Every posting is balanced, so all accounts together must be. */
static int ledger_end(struct show *s)
{
    int64_t difference = s->debit_satang - s->credit_satang;
    table_cell(&s->page, words_pick("total", "รวม"));
    table_cell_baht(&s->page, s->debit_satang);
    table_cell_baht(&s->page, s->credit_satang);
    table_cell(&s->page, words_pick("difference", "ผลต่าง"));
    table_cell_baht(&s->page, difference);
    table_cell(&s->page, "");
    table_end(&s->page, stdout);
    if (difference == 0)
        return EXIT_DONE;
    words_complain("debits and credits differ: run coopctl verify, and report this",
                   "เดบิตและเครดิตไม่เท่ากัน โปรดใช้ coopctl verify และแจ้งปัญหา");
    return EXIT_REJECTED;
}

static bool shows_one(const struct show *s)
{
    return s->rows == 1 && s->key_fields > 0 && s->key_fields == table_desc(s->table)->key.fields_count;
}

/* ---- what belongs to a row */

/* The first key field of the part is the (only) key field of the row. */
static void part_key(const struct show *s, enum table part, struct buffer *out)
{
    const struct field_desc *from = &s->first.table->key.fields[0], *to = &table_desc(part)->key.fields[0];
    char text[VALUE_TEXT_MAX];
    codec_put_map(out, 1);
    codec_put_text(out, to->name);
    codec_field_text(from, s->first.key, text, sizeof text);
    if (schema_is_integer(from))
        codec_put_integer(out, schema_integer(from, s->first.key));
    else
        codec_put_text(out, text);
}

static int part_show(struct show *s, enum table part)
{
    struct show inner = {.ask = s->ask, .table = part, .key_fields = -1};
    int status;
    part_key(s, part, &inner.key);
    if (s->json)
        printf(",\"%s\":[", table_desc(part)->name);
    status = ask_rows(&inner.ask, part, buffer_bytes(&inner.key), s->json ? row_json : row_add, &inner);
    if (s->json)
        putchar(']');
    if (!s->json && inner.rows > 0) {
        printf("\n%s\n", table_desc(part)->name);
        table_end(&inner.page, stdout);
    }
    s->ask.wire.id = inner.ask.wire.id;
    buffer_free(&inner.key);
    buffer_free(&inner.first_json);
    return status;
}

/* ---- a member's loans */

struct contracts {
    struct buffer numbers; /* NUL-terminated, one behind the other */
    uint32_t count;
};

static void contract_note(void *context, const struct ask_row *row)
{
    struct contracts *c = context;
    const struct member_loan_key *key = (const void *)row->key;
    buffer_add(&c->numbers, key->contract_no, strlen(key->contract_no) + 1);
    c->count++;
}

/* Of a loan's many fields those that tell how it stands; its first is the heading. */
static void loan_add(struct show *s, const struct ask_row *row)
{
    static const char *const shown[] = {"product", "state",          "disbursed_satang", "principal_satang",
                                        "class",   "months_overdue", "case_id"};
    enum { SHOWN = sizeof shown / sizeof *shown };
    const struct record_desc *d = &row->table->value;
    const struct field_desc *fields[SHOWN] = {0};
    char text[512];
    for (int i = 0; i < SHOWN; i++)
        for (int k = 0; k < d->fields_count; k++)
            if (strcmp(d->fields[k].name, shown[i]) == 0)
                fields[i] = &d->fields[k];
    if (s->rows++ == 0) {
        table_begin(&s->page, SHOWN + 1);
        table_cell(&s->page, "contract_no");
        for (int i = 0; i < SHOWN; i++) {
            table_field_name(fields[i], text, sizeof text);
            table_cell(&s->page, text);
        }
    }
    table_cell(&s->page, ((const struct loan_key *)(const void *)row->key)->contract_no);
    for (int i = 0; i < SHOWN; i++) {
        table_field_value(fields[i], row->value, text, sizeof text);
        table_cell(&s->page, text);
    }
}

static void loan_json(struct show *s, const struct ask_row *row)
{
    struct buffer out = {0};
    codec_json(&row->table->key, row->key, &out);
    printf("%s{\"key\":%.*s,\"value\":", s->rows++ > 0 ? "," : "", (int)out.len, (const char *)out.at);
    out.len = 0;
    codec_json(&row->table->value, row->value, &out);
    printf("%.*s}", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

static int loans_show(struct show *s)
{
    struct show inner = {.ask = s->ask, .table = TABLE_loan, .key_fields = -1};
    struct contracts contracts = {.count = 0};
    struct ask_row row;
    bool found;
    part_key(s, TABLE_member_loan, &inner.key);
    int status = ask_rows(&inner.ask, TABLE_member_loan, buffer_bytes(&inner.key), contract_note, &contracts);
    const char *at = (const char *)contracts.numbers.at;
    if (s->json)
        fputs(",\"loan\":[", stdout);
    for (uint32_t i = 0; i < contracts.count && status == 0; i++, at += strlen(at) + 1) {
        status = ask_row(&inner.ask, TABLE_loan, at, &row, &found);
        if (status == 0 && found && !s->json)
            loan_add(&inner, &row);
        if (status == 0 && found && s->json)
            loan_json(&inner, &row);
    }
    if (s->json)
        putchar(']');
    if (inner.rows > 0 && !s->json) {
        puts("\nloan");
        table_end(&inner.page, stdout);
    }
    s->ask.wire.id = inner.ask.wire.id;
    buffer_free(&inner.key);
    buffer_free(&contracts.numbers);
    return status;
}

static int parts_show(struct show *s)
{
    int status = s->subject && s->table == TABLE_member ? loans_show(s) : 0;
    for (int i = 0; s->subject && i < s->subject->parts_count && status == 0; i++)
        status = part_show(s, s->subject->parts[i]);
    return status;
}

/* ---- the two forms */

static int nothing(const struct show *s, const struct arguments *a)
{
    if (s->key_fields == 0) {
        words_note("There is nothing in %s.", "ไม่มีข้อมูลใน %s", a->operands[0]);
        return EXIT_DONE;
    }
    words_complain("there is no %s %s%s%s", "ไม่พบ %s %s%s%s", a->operands[0], a->operands[1],
                   a->operands_count > 2 ? " " : "", a->operands_count > 2 ? a->operands[2] : "");
    return EXIT_REJECTED;
}

static int show_line(struct show *s, const struct arguments *a)
{
    s->streams = !isatty(STDOUT_FILENO) && s->key_fields < table_desc(s->table)->key.fields_count;
    int status = ask_rows(&s->ask, s->table, buffer_bytes(&s->key), row_add, s);
    if (status != 0)
        return status;
    if (s->table == TABLE_suspense && s->key_fields == 0) {
        table_end(&s->page, stdout);
        return waiting_print(&s->ask, s->suspense_satang);
    }
    if (s->rows == 0)
        return nothing(s, a);
    if (s->table == TABLE_ledger && s->key_fields == 0)
        return ledger_end(s);
    if (!shows_one(s)) {
        table_end(&s->page, stdout);
        return EXIT_DONE;
    }
    card_print(s);
    return parts_show(s);
}

static int show_json(struct show *s, const struct arguments *a)
{
    bool whole_key = s->key_fields > 0 && s->key_fields == table_desc(s->table)->key.fields_count;
    int status = ask_rows(&s->ask, s->table, buffer_bytes(&s->key), whole_key ? row_add : row_json, s);
    if (status != 0)
        return status;
    if (s->rows == 0)
        return nothing(s, a);
    if (whole_key) {
        fwrite(s->first_json.at, 1, s->first_json.len - 1, stdout);
        status = parts_show(s);
        putchar('}');
    }
    putchar('\n');
    return status;
}

/* The daemon, or with --as-of its journal. */
static int source_open(struct show *s, const struct show_options *o)
{
    int32_t day;
    if (!o->as_of)
        return ask_open(&o->given, &s->ask);
    if (!dates_day_read("show", "--as-of", o->as_of, &day))
        return EXIT_BAD_USAGE;
    if (!o->given.dir)
        return arguments_wrong("show", "--as-of reads the journal: name the data directory with --dir",
                               "--as-of อ่านสมุดรายวันเหตุการณ์ โปรดระบุไดเรกทอรีข้อมูลด้วย --dir");
    return past_open(o->given.dir, day, &s->ask.past);
}

int cmd_show(const struct show_options *o)
{
    const struct arguments *a = &o->given;
    struct show s = {.json = a->json};
    if (a->operands_count == 0) {
        arguments_wrong("show", "say what to show", "ระบุสิ่งที่จะแสดง");
        names_tell();
        return EXIT_BAD_USAGE;
    }
    s.subject = subject_find(a->operands[0]);
    s.table = s.subject ? s.subject->table : table_named(a->operands[0]);
    if (s.subject && strcmp(s.subject->name, "policy") == 0 && a->operands_count == 1)
        s.table = TABLE_policy; /* without a version: which policy is in force when */
    if (s.table == TABLE_count)
        return unknown_subject(a->operands[0]);
    int status = key_read(&s, a);
    if (status == 0)
        status = source_open(&s, o);
    if (status == 0)
        status = s.json ? show_json(&s, a) : show_line(&s, a);
    past_close(s.ask.past);
    ask_close(&s.ask);
    buffer_free(&s.key);
    buffer_free(&s.first_json);
    buffer_free(&s.page.cells);
    return status;
}
