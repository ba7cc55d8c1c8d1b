/* A unit's file: comma-separated, in CP874, dates with Buddhist years, as spreadsheets of units make it. */
#include "generate_month.h"

#include "words.h"

#include <errno.h>
#include <string.h>

enum { BUDDHIST = 543 };

/* How one writing of it differs from the right one. */
struct variant {
    const char *suffix;   /* of its name */
    const char *part;     /* "": the main file */
    const char *calendar; /* that it is said to have */
    const char *expect;   /* what becomes of it: taken refused repeated held differs */
    int64_t total_added_satang;
    bool three_decimals, corrected;
};

static const char *case_name(enum unit_case what)
{
    static const char *const names[] = {
        "-",
#define UNIT(name, month, slot, what) #name,
#include "generate_case.def"
    };
    return names[what];
}

/* ---- cells */

/* Thai letters and digits as the bytes of CP874; everything else here is ASCII. */
static void line_write(FILE *f, struct buffer *line, bool thai_digits)
{
    uint8_t *to = line->at;
    for (size_t i = 0; i < line->len; i++) {
        uint8_t byte = line->at[i];
        if (byte == 0xE0 && i + 2 < line->len) { /* U+0E00 .. U+0E7F: three bytes of UTF-8 */
            byte = (uint8_t)(0xA0 + ((line->at[i + 1] & 0x03) << 6 | (line->at[i + 2] & 0x3F)));
            i += 2;
        } else if (thai_digits && byte >= '0' && byte <= '9') {
            byte = (uint8_t)(0xF0 + byte - '0');
        }
        *to++ = byte;
    }
    fwrite(line->at, 1, (size_t)(to - line->at), f);
    line->len = 0;
}

static void add_baht(struct buffer *out, int64_t satang, const char *more_digits)
{
    char text[VALUE_TEXT_MAX];
    value_baht_print(satang, text);
    buffer_add_text(out, ",\"");
    buffer_add_text(out, text);
    buffer_add_text(out, more_digits);
    buffer_add_text(out, "\"");
}

static int64_t row_satang(const struct file_row *r, const struct variant *v)
{
    return v->corrected ? r->real_satang : r->collected_satang;
}

static void row_write(const struct month *m, const struct variant *v, uint32_t i, struct buffer *line, FILE *f)
{
    const struct file_row *r = &m->unit.rows[i];
    char text[160];
    struct civil d = value_civil(r->date);
    snprintf(text, sizeof text, "%u,%s,%s%s %s", i + 1, r->member_no, society_title(r->number), society_name(r->number),
             society_surname(r->number));
    buffer_add_text(line, text);
    add_baht(line, r->billed_satang, "");
    add_baht(line, row_satang(r, v), v->three_decimals && i == 0 ? "5" : "");
    bool told = r->reason != reason_absent && !(v->corrected && r->real_satang != r->collected_satang);
    snprintf(text, sizeof text, ",%s,%02d/%02d/%04d\n",
             told ? schema_word_text(schema_enum_named("reason"), (uint8_t)r->reason) : "", d.day, d.month,
             d.year + BUDDHIST);
    buffer_add_text(line, text);
    line_write(f, line, m->unit.what == UNIT_thai_digits);
}

/* ---- a file */

static void rows_write(struct month *m, const struct variant *v, FILE *f)
{
    struct buffer line = {0};
    int64_t total = v->total_added_satang;
    buffer_add_text(&line, "ลำดับ,เลขทะเบียนสมาชิก,ชื่อ-สกุล,ยอดเรียกเก็บ,ยอดหัก,เหตุผล,วันที่หัก\n");
    line_write(f, &line, false);
    for (uint32_t i = 0; i < m->unit.count; i++) {
        total += row_satang(&m->unit.rows[i], v);
        row_write(m, v, i, &line, f);
    }
    buffer_add_text(&line, "รวม,,,");
    add_baht(&line, total, "");
    buffer_add_text(&line, ",,\n");
    line_write(f, &line, m->unit.what == UNIT_thai_digits);
    buffer_free(&line);
}

/* "-" stands for nothing, so that a shell can read the list column by column. */
static void list_add(struct month *m, const struct variant *v, const char *name)
{
    char date[VALUE_TEXT_MAX] = "";
    value_day_print(m->unit.date, date);
    fprintf(m->list, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, m->unit.code, v->part[0] ? v->part : "-", v->calendar, date,
            v->expect, case_name(m->unit.what));
}

static void csv_write(struct month *m, const struct variant *v)
{
    char name[80], path[4096];
    snprintf(name, sizeof name, "%sunit-%s%s.csv", m->unit.late ? "late/" : "", m->unit.code, v->suffix);
    snprintf(path, sizeof path, "%.4000s/%s", m->directory, name);
    FILE *f = fopen(path, "we");
    bool ok = f != NULL;
    if (f) {
        rows_write(m, v, f);
        ok = !ferror(f);
        ok = fclose(f) == 0 && ok;
    }
    list_add(m, v, name);
    if (ok)
        return;
    words_complain("%s: %s", "%s: %s", path, strerror(errno));
    m->status = EXIT_IO;
}

/* ---- the same as events, under the keys that an import gives */

static void line_event(struct month *m, const struct variant *v, const char *period, uint32_t i, struct outlet *o)
{
    const struct file_row *r = &m->unit.rows[i];
    struct event *e = event_new(EVENT_payroll_deduction_result, r->date, "%.7s/%s/%s%s%u", period, m->unit.code,
                                v->part, v->part[0] ? "/" : "", i + 1);
    struct payroll_deduction_result *d = &e->body.payroll_deduction_result;
    d->period = m->period;
    d->line_no = i + 1;
    d->collected_satang = r->collected_satang;
    d->reason = (uint8_t)r->reason;
    memcpy(d->unit_code, m->unit.code, sizeof d->unit_code);
    memcpy(d->member_no, r->member_no, sizeof d->member_no);
    value_code_set(d->file_ref, sizeof d->file_ref, v->part);
    outlet_event(o, e);
}

static void events_write(struct month *m, const struct variant *v)
{
    struct outlet *o = m->unit.late ? &m->late : &m->results;
    char period[VALUE_TEXT_MAX];
    int64_t total = 0;
    value_period_print(m->period, period);
    for (uint32_t i = 0; i < m->unit.count; i++) {
        line_event(m, v, period, i, o);
        total += m->unit.rows[i].collected_satang;
    }
    struct event *e = event_new(EVENT_payroll_result_file_closed, value_period_last_day(m->period), "%.7s/%s/%s%sclose",
                                period, m->unit.code, v->part, v->part[0] ? "/" : "");
    struct payroll_result_file_closed *closed = &e->body.payroll_result_file_closed;
    closed->period = m->period;
    closed->line_count = m->unit.count;
    closed->total_satang = total;
    memcpy(closed->unit_code, m->unit.code, sizeof closed->unit_code);
    value_code_set(closed->file_ref, sizeof closed->file_ref, v->part);
    outlet_event(o, e);
}

/* ---- all that the unit sends */

/* A small unit may have no row that could be told wrong. */
static bool has_corrections(const struct unit_file *u)
{
    for (uint32_t i = 0; i < u->count; i++)
        if (u->rows[i].real_satang != u->rows[i].collected_satang)
            return true;
    return false;
}

/* A file that the importer refuses has no events. */
void file_write(struct month *m)
{
    enum { ADDED_SATANG = 10000 };
    struct variant right = {"", "", "be", "taken", 0, false, false}, v = right;
    v.expect = "refused";
    v.total_added_satang = m->unit.what == UNIT_wrong_total ? ADDED_SATANG : 0;
    v.three_decimals = m->unit.what == UNIT_three_decimals;
    v.calendar = m->unit.what == UNIT_wrong_era ? "ce" : "be";
    v.suffix = m->unit.what == UNIT_wrong_total ? "-wrong-total" : v.three_decimals ? "-three-decimals" : "-wrong-era";
    if (m->msgpack) {
        events_write(m, &right);
    } else {
        if (m->unit.what == UNIT_wrong_total || m->unit.what == UNIT_three_decimals || m->unit.what == UNIT_wrong_era)
            csv_write(m, &v);
        csv_write(m, &right);
    }
    struct variant again = {"-again", "", "be", "repeated", 0, false, false};
    struct variant part = {"-part-2", "2", "be", "held", 0, false, false};
    struct variant corrected = {"-corrected", "", "be", "differs", 0, false, true};
    if (m->unit.what == UNIT_same_file_again)
        (m->msgpack ? events_write : csv_write)(m, &again);
    if (m->unit.what == UNIT_look_alike) {
        (m->msgpack ? events_write : csv_write)(m, &part);
        file_decide(m, part.part);
    }
    if (m->unit.what == UNIT_resent_corrected && !m->msgpack && has_corrections(&m->unit))
        csv_write(m, &corrected);
}
