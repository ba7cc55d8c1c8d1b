/* coopctl files: the units' result files and where each is; and the decision about one that is held. */
#include "arguments.h"
#include "dates.h"
#include "files.h"
#include "table.h"
#include "words.h"

#include <string.h>

/* ---- the list */

enum { COLUMNS = 9 };

struct listing {
    struct ask ask;
    bool json;
    struct table_page page;
    uint64_t rows, held;
    struct buffer periods; /* of the unit's group */
    char unit_group[12];
};

static void heading_add(struct listing *l)
{
    const char *const english[COLUMNS] = {"period", "unit",  "part",  "state", "lines",
                                          "total",  "equal", "since", "reason"};
    const char *const thai[COLUMNS] = {"งวด", "หน่วยงาน", "แฟ้ม", "สถานะ", "แถว", "ยอดรวม", "แถวซ้ำ", "ตั้งแต่", "เหตุผล"};
    table_begin(&l->page, COLUMNS);
    for (uint32_t i = 0; i < COLUMNS; i++)
        table_cell(&l->page, words_thai() ? thai[i] : english[i]);
    for (uint32_t i = 4; i < 7; i++)
        table_align_right(&l->page, i);
}

static void file_add(struct listing *l, const struct ask_row *row)
{
    const struct result_file_key *key = (const void *)row->key;
    const struct result_file *f = (const void *)row->value;
    char text[VALUE_TEXT_MAX];
    if (l->rows == 1)
        heading_add(l);
    table_cell(&l->page, dates_period(key->period, text));
    table_cell(&l->page, key->unit_code);
    table_cell(&l->page, key->file_ref[0] ? key->file_ref : FILES_MAIN);
    table_cell(&l->page, files_state(f->state));
    table_cell_number(&l->page, f->lines);
    table_cell_baht(&l->page, f->lines_satang + f->difference_satang);
    table_cell_number(&l->page, f->equal_lines);
    table_cell(&l->page, dates_day(f->changed_on, text));
    table_cell(&l->page, f->revocation ? schema_word_text(schema_enum_named("revocation"), f->revocation) : "-");
}

static void file_visit(void *context, const struct ask_row *row)
{
    struct listing *l = context;
    struct buffer out = {0};
    l->rows++;
    l->held += ((const struct result_file *)(const void *)row->value)->state == file_state_held;
    if (!l->json) {
        file_add(l, row);
        return;
    }
    codec_json_any(row->raw, &out);
    printf("%.*s\n", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

static int files_ask(struct listing *l, uint32_t period, const char *unit_code)
{
    struct buffer key = {0};
    files_key(&key, period, unit_code);
    int status = ask_rows(&l->ask, TABLE_result_file, buffer_bytes(&key), file_visit, l);
    buffer_free(&key);
    return status;
}

static void cycle_note(void *context, const struct ask_row *row)
{
    struct listing *l = context;
    const struct cycle_key *key = (const void *)row->key;
    if (strcmp(key->unit_group, l->unit_group) == 0)
        buffer_add(&l->periods, &key->period, sizeof key->period);
}

/* Every month that its group was billed for. */
static int unit_ask(struct listing *l, const char *unit_code)
{
    struct ask_row row;
    bool found;
    int status = ask_row(&l->ask, TABLE_unit, unit_code, &row, &found);
    if (status != 0)
        return status;
    if (!found) {
        words_complain("there is no unit %s", "ไม่พบหน่วยงาน %s", unit_code);
        return EXIT_REJECTED;
    }
    memcpy(l->unit_group, ((const struct unit *)(const void *)row.value)->unit_group, sizeof l->unit_group);
    status = ask_rows(&l->ask, TABLE_cycle, (struct bytes){0}, cycle_note, l);
    for (size_t at = 0; at < l->periods.len && status == 0; at += sizeof(uint32_t)) {
        uint32_t period;
        memcpy(&period, l->periods.at + at, sizeof period);
        status = files_ask(l, period, unit_code);
    }
    return status;
}

static int list(const struct arguments *a)
{
    struct listing l = {.json = a->json};
    const char *unit = a->operands[0];
    uint32_t period = 0;
    bool all = strcmp(unit, "all") == 0;
    if (a->operands_count > 1 && !dates_period_read("files", a->operands[1], &period))
        return EXIT_BAD_USAGE;
    int status = ask_open(a, &l.ask);
    if (status != 0)
        return status;
    status = all || period > 0 ? files_ask(&l, period, all ? NULL : unit) : unit_ask(&l, unit);
    if (status == 0 && l.rows == 0)
        words_note("There is no result file.", "ไม่มีแฟ้มผลหัก");
    if (status == 0 && !l.json && l.rows > 0)
        table_end(&l.page, stdout);
    if (status == 0 && l.held > 0)
        words_note("%llu held: decide with coopctl files count|discard UNIT PERIOD [PART] --actor STAFF",
                   "พักรอตัดสิน %llu แฟ้ม: ใช้ coopctl files count|discard หน่วยงาน งวด [แฟ้ม] --actor เจ้าหน้าที่",
                   (unsigned long long)l.held);
    ask_close(&l.ask);
    buffer_free(&l.page.cells);
    buffer_free(&l.periods);
    return status;
}

/* ---- the decision */

/* The key names the event that held the file, so that the same decision again is the same event. Once it is decided,
 * that event stands in the key of the decision. */
static int key_set(struct desk *d, const struct files_named *f)
{
    static struct event decided; /* too large for the stack */
    char period[VALUE_TEXT_MAX];
    int status = 0;
    value_period_print(f->period, period);
    if (f->file.state != file_state_held &&
        desk_event_find(d, f->file.changed_seq, EVENT_payroll_held_file_decided, &decided, &status))
        desk_key(d, "%s", decided.envelope.key);
    else
        desk_key(d, "decide/%s/%s/%s/%llu", period, f->unit_code, f->file_ref, (unsigned long long)f->file.changed_seq);
    return status;
}

static int decide(struct desk *d, const struct arguments *a)
{
    struct files_named f;
    int status = files_find(d, a->operands + 1, a->operands_count - 1, &f);
    if (status != 0)
        return status;
    struct payroll_held_file_decided *body =
        &desk_event(d, EVENT_payroll_held_file_decided, value_period_last_day(f.period))->payroll_held_file_decided;
    body->period = d->period = f.period;
    memcpy(body->unit_code, f.unit_code, sizeof body->unit_code);
    memcpy(d->unit_code, f.unit_code, sizeof d->unit_code);
    memcpy(body->file_ref, f.file_ref, sizeof body->file_ref);
    body->decision = strcmp(a->operands[0], "count") == 0 ? file_decision_count : file_decision_discard;
    status = key_set(d, &f);
    return status ? status : desk_run(d);
}

int cmd_files(const struct files_options *o)
{
    static struct desk d; /* too large for the stack */
    const struct arguments *a = &o->given;
    bool decides =
        a->operands_count > 0 && (strcmp(a->operands[0], "count") == 0 || strcmp(a->operands[0], "discard") == 0);
    if (!decides && (a->operands_count < 1 || a->operands_count > 2))
        return arguments_wrong("files", "name a unit, or all, and a month at most", "ระบุหน่วยงานหรือ all และงวด (ถ้ามี)");
    if (!decides)
        return list(a);
    if (a->operands_count < 3 || a->operands_count > 4)
        return arguments_wrong("files", "say files %s UNIT PERIOD [PART]", "ใช้ files %s หน่วยงาน งวด [แฟ้ม]",
                               a->operands[0]);
    int status = desk_open(&d, "files", a, &(struct desk_given){o->actor, o->producer, o->date, o->dry_run, NULL});
    if (status != 0)
        return status;
    status = decide(&d, a);
    desk_close(&d);
    return status;
}
