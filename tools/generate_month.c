/* A month of the units: bills are asked of the daemon page by page, unit by unit, and each unit's files, money and
 * events are written as soon as its last bill was read. */
#include "generate_month.h"

#include "words.h"

#include "../handlers/state/records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { OFFICER_DAYS = 3 };

static const char officer[] = "officer-01";

static int32_t clamp(int32_t day, int32_t first, int32_t last)
{
    return day < first ? first : day > last ? last : day;
}

static int32_t cut_off_of(const struct month *m)
{
    return calendar_cut_off(society_calendar(m->c, m->unit.unit), m->period);
}

/* ---- the unit's days */

/* Money comes on the due day or shortly before, on a working day; of six in ten units before the file, of the others
 * behind it. */
static void dates_set(struct month *m)
{
    enum { SATURDAY = 6, MONEY_FIRST_PERCENT = 60 };
    struct unit_file *u = &m->unit;
    const struct calendar *k = society_calendar(m->c, u->unit);
    uint64_t roll = dice(m->c->seed, STREAM_unit_month, (uint64_t)m->month << 32 | u->unit);
    int32_t bill = calendar_bill(k, m->period), due = calendar_due(k, m->period), cut_off = cut_off_of(m);
    int32_t money = due - (int32_t)dice_below(roll, 3);
    int32_t weekday = value_weekday(money);
    if (weekday >= SATURDAY)
        money += 8 - weekday;
    if (u->what == UNIT_late_in_grace)
        money = due + 1 + (int32_t)dice_below(roll, 5);
    u->money_date = clamp(money, bill + 1, cut_off);
    bool money_first = dice_below(roll << 20, 100) < MONEY_FIRST_PERCENT;
    int32_t apart = (int32_t)dice_below(roll << 40, 3);
    u->date = clamp(money_first ? u->money_date + apart : u->money_date - 1 - apart, bill + 1, cut_off);
    if (u->what == UNIT_late_money || u->what == UNIT_late_file)
        u->money_date = cut_off + 1 + (int32_t)dice_below(roll, 10);
    u->late = u->what == UNIT_late_file;
    if (u->late)
        u->date = u->money_date;
}

/* ---- money */

static int64_t money_of(const struct month *m)
{
    enum { MISMATCH_SATANG = 123456 };
    int64_t sum = 0;
    for (uint32_t i = 0; i < m->unit.count; i++)
        sum += m->unit.rows[i].real_satang;
    if (m->unit.what != UNIT_mismatch)
        return sum;
    bool more = m->unit.unit % 2 || sum <= MISMATCH_SATANG;
    return more ? sum + MISMATCH_SATANG : sum - MISMATCH_SATANG;
}

static void transfer(struct month *m, uint32_t number, int64_t satang)
{
    char rest[32], date[VALUE_TEXT_MAX] = "";
    struct unit_file *u = &m->unit;
    int32_t day = u->money_date + (int32_t)number - 1;
    if (u->money_date <= cut_off_of(m))
        day = clamp(day, u->money_date, cut_off_of(m));
    snprintf(rest, sizeof rest, "%s/%u", u->code, number);
    value_day_print(day, date);
    struct event *e = month_event(m, EVENT_payroll_remittance_received, day, "money", rest);
    struct payroll_remittance_received *r = &e->body.payroll_remittance_received;
    r->period = m->period;
    memcpy(r->unit_code, u->code, sizeof r->unit_code);
    r->amount_satang = satang;
    snprintf(r->bank_ref, sizeof r->bank_ref, "KTB-%.10s-%s-%u", date, u->code, number);
    outlet_event(day > cut_off_of(m) ? &m->late : &m->remittances, e);
}

static void money_send(struct month *m)
{
    int64_t satang = money_of(m);
    uint32_t parts = m->unit.what == UNIT_split_remittance ? 3 : 1;
    for (uint32_t number = 1; number <= parts; number++) {
        int64_t part = number < parts ? satang / parts : satang - satang / parts * (parts - 1);
        if (part > 0)
            transfer(m, number, part);
    }
}

/* ---- what officers do about the unit's file */

static void line_correct(struct month *m, uint32_t i)
{
    const struct file_row *r = &m->unit.rows[i];
    char rest[32];
    snprintf(rest, sizeof rest, "%s/%u", m->unit.code, i + 1);
    int32_t day = cut_off_of(m) + OFFICER_DAYS;
    struct event *e = month_event(m, EVENT_payroll_result_line_corrected, day, "corrected", rest);
    struct payroll_result_line_corrected *d = &e->body.payroll_result_line_corrected;
    value_code_set(e->envelope.actor, sizeof e->envelope.actor, officer);
    d->period = m->period;
    memcpy(d->unit_code, m->unit.code, sizeof d->unit_code);
    d->line_no = i + 1;
    memcpy(d->member_no, r->member_no, sizeof d->member_no);
    d->collected_satang = r->real_satang;
    outlet_event(&m->late, e);
}

void file_decide(struct month *m, const char *file_ref)
{
    char rest[32];
    snprintf(rest, sizeof rest, "%s/%s", m->unit.code, file_ref);
    struct event *e = month_event(m, EVENT_payroll_held_file_decided, cut_off_of(m), "held", rest);
    struct payroll_held_file_decided *d = &e->body.payroll_held_file_decided;
    value_code_set(e->envelope.actor, sizeof e->envelope.actor, officer);
    d->period = m->period;
    memcpy(d->unit_code, m->unit.code, sizeof d->unit_code);
    value_code_set(d->file_ref, sizeof d->file_ref, file_ref);
    d->decision = file_decision_discard;
    outlet_event(&m->held, e);
}

/* ---- the unit's rows */

static struct file_row *row_add(struct month *m, const char *member_no, uint32_t number, int64_t satang)
{
    struct unit_file *u = &m->unit;
    if (u->count == u->capacity) {
        u->capacity = u->capacity ? 2 * u->capacity : 64;
        u->rows = realloc(u->rows, u->capacity * sizeof *u->rows);
        if (!u->rows)
            abort();
    }
    struct file_row *r = &u->rows[u->count++];
    *r =
        (struct file_row){.number = number, .billed_satang = satang, .collected_satang = satang, .real_satang = satang};
    value_code_set(r->member_no, sizeof r->member_no, member_no);
    r->date = calendar_due(society_calendar(m->c, u->unit), m->period);
    return r;
}

/* Not billed here: somebody who is not a member, or who came from another unit after billing. */
static void strangers_add(struct month *m)
{
    enum { UNKNOWN_FIRST = 900000, UNKNOWN_SATANG = 50000 };
    char no[12];
    if (m->unit.what == UNIT_unknown_member) {
        snprintf(no, sizeof no, "%u", UNKNOWN_FIRST + m->unit.unit % 100000);
        row_add(m, no, m->unit.unit, UNKNOWN_SATANG)->billed_satang = 0;
    }
    if (m->unit.unit == m->c->moved_to && m->month == MONTH_moved_unit && m->moved_satang > 0) {
        society_member_no(m->c, society_role_index(m->c, ROLE_moved_unit), no);
        row_add(m, no, (uint32_t)strtoul(no, NULL, 10), m->moved_satang)->billed_satang = 0;
    }
}

/* The first rows of a file that is corrected later told half of what was deducted. */
static void rows_halve(struct month *m)
{
    enum { ROWS = 3 };
    for (uint32_t i = 0, halved = 0; i < m->unit.count && halved < ROWS; i++) {
        struct file_row *r = &m->unit.rows[i];
        if (r->reason != reason_absent || r->collected_satang != r->billed_satang || r->billed_satang == 0)
            continue;
        r->collected_satang /= 2;
        r->reason = reason_unit_error;
        halved++;
    }
}

static void unit_finish(struct month *m)
{
    if (m->unit.code[0] == '\0' || m->unit.what == UNIT_never)
        return;
    strangers_add(m);
    if (m->unit.what == UNIT_resent_corrected)
        rows_halve(m);
    file_write(m);
    money_send(m);
    for (uint32_t i = 0; i < m->unit.count; i++)
        if (m->unit.rows[i].real_satang != m->unit.rows[i].collected_satang)
            line_correct(m, i);
}

static void unit_take(struct month *m, const char *code)
{
    unit_finish(m);
    m->unit.count = 0;
    memcpy(m->unit.code, code, sizeof m->unit.code);
    m->unit.unit = society_unit_of_code(m->c, code);
    if (m->unit.unit == SOCIETY_NO_UNIT)
        return;
    m->unit.what = society_unit_case(m->c, m->unit.unit, m->month);
    dates_set(m);
}

/* ---- the member's events */

/* Payments outside the payroll: 3 % of contracts a month, four in ten of them between the bill and the end of the
 * month.
 */
static void counter_visit(struct month *m, const struct person *p)
{
    enum { BAHT = 100, IN_THOUSAND = 30, BEFORE_END_PERCENT = 40, GRACE_DAYS = 5 };
    int32_t bill = calendar_bill(society_calendar(m->c, p->unit), m->period), end = value_period_last_day(m->period);
    for (uint32_t i = 0; i < p->loans_count; i++) {
        const struct person_loan *l = &p->loans[i];
        uint64_t roll = dice(m->c->seed, STREAM_counter, ((uint64_t)m->month << 32 | p->index) << 2 | i);
        char number[40];
        if (dice_below(roll, 1000) >= IN_THOUSAND || l->instalments <= m->month + 1)
            continue;
        int32_t day = dice_below(roll << 20, 100) < BEFORE_END_PERCENT
                          ? (int32_t)dice_between(roll & 0xFF, bill + 1, end)
                          : end + 1 + (int32_t)(roll & 0xFF) % GRACE_DAYS;
        snprintf(number, sizeof number, "%06u-%u-%u", p->number % 10000000, i + 1, m->month + 1);
        counter_pay(m, l->contract_no, number, day, dice_between(roll >> 8 & 0xFFFF, 5, 50) * 100 * BAHT);
    }
}

static void transferred(struct month *m, const char *member_no, uint32_t to_unit)
{
    int32_t bill = calendar_bill(society_calendar(m->c, m->unit.unit), m->period);
    struct event *e = month_event(m, EVENT_member_unit_transferred, bill + OFFICER_DAYS, "moved", member_no);
    struct member_unit_transferred *t = &e->body.member_unit_transferred;
    value_code_set(t->member_no, sizeof t->member_no, member_no);
    memcpy(t->from_unit, m->unit.code, sizeof t->from_unit);
    society_unit_code(to_unit, t->to_unit);
    outlet_event(&m->events, e);
}

/* To some other unit of the same calendar, if one is found. */
static void move_somewhere(struct month *m, uint32_t index, const char *member_no)
{
    enum { TRIES = 32 };
    for (uint64_t i = 0; i < TRIES; i++) {
        uint64_t roll = dice(m->c->seed, STREAM_unit_month, i << 56 | (uint64_t)m->month << 40 | index);
        uint32_t to = dice_below(roll, m->c->profile->units);
        if (to == m->unit.unit || m->c->unit_calendar[to] != m->c->unit_calendar[m->unit.unit])
            continue;
        transferred(m, member_no, to);
        return;
    }
}

/* ---- bills */

static bool is_ours(struct month *m, const struct bill_key *key, uint32_t *ret_index)
{
    char no[12];
    if (m->unit.unit != SOCIETY_NO_UNIT && society_index_of_no(m->c, key->member_no, ret_index)) {
        society_member_no(m->c, *ret_index, no);
        if (strcmp(no, key->member_no) == 0)
            return true;
    }
    if (m->status == 0)
        words_complain(
            "member %s of unit %s is not of this cooperative; name the --profile, --seed and --from that its "
            "setup was generated with",
            "สมาชิก %s หน่วยงาน %s ไม่ใช่ของสหกรณ์ชุดนี้ โปรดระบุ --profile --seed และ --from ให้ตรงกับที่ใช้สร้าง", key->member_no,
            key->unit_code);
    m->status = EXIT_BAD_INPUT;
    return false;
}

static bool is_left_out(const struct month *m, uint32_t index, const struct result *r)
{
    enum { ONE_OF_SO_MANY = 5 };
    return r->missing || (m->unit.what == UNIT_missing_members && index % ONE_OF_SO_MANY == 0);
}

/* What the file says of him. */
static void row_of_bill(struct month *m, const struct person *p, const char *member_no, int64_t billed_satang)
{
    struct result r = result_of(m->c, p->index, m->month, billed_satang);
    if (r.begins && r.reason == reason_transferred)
        move_somewhere(m, p->index, member_no);
    if (is_left_out(m, p->index, &r))
        return;
    struct file_row *f = row_add(m, member_no, p->number, billed_satang);
    f->collected_satang = f->real_satang = r.collected_satang;
    f->reason = r.reason;
    if (p->role == ROLE_corrected_line && m->month == MONTH_corrected_line) {
        f->collected_satang /= 2;
        f->reason = reason_unit_error;
    }
    if (p->role == ROLE_resigned && m->month == MONTH_resigned)
        f->date = value_period_last_day(m->period - 1);
}

static void bill_visit(void *context, const struct ask_row *row)
{
    static struct person p;
    struct month *m = context;
    struct bill_key key;
    struct bill bill;
    uint32_t index;
    memcpy(&key, row->key, sizeof key);
    memcpy(&bill, row->value, sizeof bill);
    if (strcmp(m->unit.code, key.unit_code) != 0)
        unit_take(m, key.unit_code);
    if (!is_ours(m, &key, &index))
        return;
    society_person(m->c, index, &p);
    m->bills++;
    if (p.role == ROLE_none)
        counter_visit(m, &p);
    if (p.role == ROLE_moved_unit && m->month == MONTH_moved_unit) {
        m->moved_satang = bill.billed_satang;
        transferred(m, key.member_no, m->c->moved_to);
    }
    row_of_bill(m, &p, key.member_no, bill.billed_satang);
}

static int bills_read(struct month *m, struct ask *a)
{
    char period[VALUE_TEXT_MAX];
    struct buffer key = {0};
    value_period_print(m->period, period);
    ask_month_key(m->period, NULL, NULL, &key);
    int status = ask_rows(a, TABLE_bill, buffer_bytes(&key), bill_visit, m);
    buffer_free(&key);
    if (status == 0 && m->status == 0)
        unit_finish(m);
    if (status == 0 && m->bills == 0) {
        words_complain(
            "there are no bills of %.7s; open the month first (coopctl generate cycle), and wait for its bills",
            "ไม่มีรายการเรียกเก็บงวด %.7s โปรดเปิดงวดก่อน (coopctl generate cycle) แล้วรอจนเรียกเก็บเสร็จ", period);
        return EXIT_BAD_INPUT;
    }
    return status ? status : m->status;
}

/* ---- the files of a month */

static int directory_make(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return 0;
    words_complain("%s: %s", "%s: %s", path, strerror(errno));
    return EXIT_IO;
}

/* NULL at the end. */
static struct outlet *outlet_of(struct month *m, int i, const char **ret_name)
{
    struct outlet *const outlets[] = {&m->remittances, &m->events, &m->late, &m->held, &m->refused, &m->results};
    static const char *const names[][2] = {{"remittances.jsonl", "remittances.msgpack"},
                                           {"events.jsonl", "events.msgpack"},
                                           {"late.jsonl", "late.msgpack"},
                                           {"held.jsonl", "held.msgpack"},
                                           {"refused.jsonl", "refused.jsonl"},
                                           {"", "results.msgpack"}};
    int count = m->msgpack ? 6 : 5;
    *ret_name = i < count ? names[i][m->msgpack] : NULL;
    return i < count ? outlets[i] : NULL;
}

static int month_open(struct month *m)
{
    char late[4096];
    const char *name;
    struct outlet list, *o;
    snprintf(late, sizeof late, "%.4000s/late", m->directory);
    int status = directory_make(m->directory);
    if (status == 0 && !m->msgpack)
        status = directory_make(late);
    if (status == 0 && !m->msgpack)
        status = outlet_create(&list, m->directory, "files.tsv", false);
    m->list = status == 0 && !m->msgpack ? list.file : NULL;
    for (int i = 0; status == 0 && (o = outlet_of(m, i, &name)) != NULL; i++)
        status = outlet_create(o, m->directory, name, m->msgpack && o != &m->refused);
    return status;
}

static int month_close(struct month *m, int status)
{
    const char *name;
    struct outlet *o, list = {.file = m->list};
    for (int i = 0; (o = outlet_of(m, i, &name)) != NULL; i++) {
        int closed = outlet_close(o, name);
        status = status ? status : closed;
    }
    int closed = outlet_close(&list, "files.tsv");
    free(m->unit.rows);
    return status ? status : closed;
}

int generate_month(const struct society *c, struct ask *a, uint32_t period, const char *directory, bool msgpack)
{
    static struct month m;
    m = (struct month){.c = c, .period = period, .month = period - c->from, .directory = directory, .msgpack = msgpack};
    int status = month_open(&m);
    if (status == 0)
        status = bills_read(&m, a);
    if (status == 0)
        status = story_play(&m, a);
    return month_close(&m, status);
}
