#include "forecast.h"

#include "onward.h"
#include "refold.h"
#include "stopping.h"
#include "words.h"

#include "../daemon/datadir.h"
#include "../daemon/digest.h"
#include "../handlers/rules/months.h"
#include "../handlers/state/records.h"

#include <stdlib.h>
#include <string.h>

static const char part[] = "forecast"; /* the files that are made up, so that they are no unit's own */

struct forecast {
    struct datadir dir;
    bool dir_open;
    char place[REFOLD_SCRATCH_MAX];
    struct store *store; /* the copy */
    uint64_t seq, from_position;
    int32_t from;
    char (*shorts)[12]; /* in order */
    uint32_t count, room;
};

static int fail(const char *error, int status)
{
    words_complain("%s", "%s", error);
    return status;
}

/* ---- who is short */

static int by_number(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void short_add(struct forecast *f, const char *member_no)
{
    if (f->count == f->room) {
        f->room = f->room * 2 + 64;
        f->shorts = realloc(f->shorts, f->room * sizeof *f->shorts);
        if (!f->shorts)
            abort();
    }
    memcpy(f->shorts[f->count++], member_no, sizeof *f->shorts);
}

/* On whose slip a loan is billed that is overdue, and not by the fault of the unit or our own. */
static void shorts_find(struct forecast *f)
{
    struct txn *t = store_txn(f->store);
    struct loan_key key = {0};
    struct loan loan;
    uint32_t kept = 0;
    while (loan_seek(t, &key, true, &loan))
        if (loan.state == loan_state_active && loan.personal_months > 0)
            short_add(f, loan.payer_no[0] ? loan.payer_no : loan.member_no);
    if (f->count > 0)
        qsort(f->shorts, f->count, sizeof *f->shorts, by_number);
    for (uint32_t i = 0; i < f->count; i++)
        if (kept == 0 || strcmp(f->shorts[kept - 1], f->shorts[i]) != 0)
            memmove(f->shorts[kept++], f->shorts[i], sizeof *f->shorts);
    f->count = kept;
}

static bool is_short(const struct forecast *f, const char *member_no)
{
    return f->count > 0 && bsearch(member_no, f->shorts, f->count, sizeof *f->shorts, by_number) != NULL;
}

/* ---- the copy */

static bool copy(struct forecast *f, char *error)
{
    struct store_config c = {.dir = f->dir.state, .map_bytes = REFOLD_MAP_BYTES, .read_only = true};
    memcpy(c.id, f->dir.id, sizeof c.id);
    struct store *live = store_open(&c, error);
    bool copied = live && store_copy(live, f->place, error);
    store_close(live);
    c.dir = f->place;
    c.read_only = false;
    f->store = copied ? store_open(&c, error) : NULL;
    return f->store != NULL;
}

int forecast_open(const char *dir, struct forecast **ret)
{
    char error[ENGINE_ERROR_MAX] = "";
    struct forecast *f = *ret = calloc(1, sizeof *f);
    if (!f)
        abort();
    digest_init();
    if (!datadir_open(dir, false, &f->dir, error))
        return fail(error, EXIT_CONFIG);
    f->dir_open = true;
    int status = refold_scratch(&f->dir, f->place);
    if (status != 0)
        return status;
    stopping_watch();
    if (!copy(f, error))
        return fail(error, EXIT_REJECTED);
    f->seq = store_position(f->store).seq;
    f->from_position = txn_last_position(store_txn(f->store));
    f->from = handler_day_closed(store_txn(f->store));
    if (f->from == 0) {
        words_complain("no day was closed yet; close one first", "ยังไม่มีการปิดวัน โปรดปิดวันก่อน");
        return EXIT_REJECTED;
    }
    shorts_find(f);
    return 0;
}

void forecast_close(struct forecast *f)
{
    if (!f)
        return;
    store_close(f->store);
    if (f->place[0])
        refold_remove(f->place);
    if (f->dir_open)
        datadir_close(&f->dir);
    free(f->shorts);
    free(f);
}

int32_t forecast_from(const struct forecast *f)
{
    return f->from;
}

uint32_t forecast_short(const struct forecast *f)
{
    return f->count;
}

bool forecast_followup(struct forecast *f, uint64_t n, struct store_followup *ret)
{
    return store_followup(f->store, f->from_position + 1 + n, ret);
}

/* ---- going forward: each returns 0, or the exit status after it was said what is wrong */

static int store_ok(struct forecast *f)
{
    struct store_position reached = {.seq = f->seq};
    if (store_is_heavy(f->store))
        store_checkpoint(f->store, &reached);
    return store_failure(f->store) ? fail(store_failure(f->store), EXIT_IO) : 0;
}

static struct event *event_on(int32_t date, enum event_id id)
{
    static struct event e;
    memset(&e, 0, sizeof e);
    e.desc = schema_event((uint16_t)id);
    e.envelope.effective_date = date;
    return &e;
}

/* Our own events are not refused, but for a state that was not thought of here: then it is better said than passed
 * over. */
static int take(struct forecast *f, const struct event *e)
{
    struct refusal why;
    char english[400], thai[400];
    if (onward_apply(f->store, ++f->seq, e, &why) != REFUSED)
        return store_ok(f);
    refusal_sentence(&why, REFUSAL_ENGLISH, english, sizeof english);
    refusal_sentence(&why, REFUSAL_THAI, thai, sizeof thai);
    if (words_thai())
        words_complain("%s: %s", "คาดการณ์ต่อไม่ได้ที่ %s: %s", e->desc->name, thai);
    else
        words_complain("the forecast cannot go on at %s: %s", "%s: %s", e->desc->name, english);
    return EXIT_REJECTED;
}

static int finish(struct forecast *f)
{
    return onward_finish(f->store, f->seq) ? store_ok(f) : fail(store_failure(f->store), EXIT_IO);
}

/* The end of a month stays the end of one. */
static int32_t month_later(int32_t day)
{
    uint32_t period = value_period_of(day);
    return day == value_period_last_day(period) ? value_period_last_day(period + 1) : months_later(day, 1);
}

/* A group's next month, billed on the first day of the month in which it is due. */
static int group_bill(struct forecast *f, const char group[12], uint32_t last_period, int32_t day)
{
    struct cycle_key key = {.period = last_period};
    struct cycle last;
    memcpy(key.unit_group, group, sizeof key.unit_group);
    if (!cycle_get(store_txn(f->store), &key, &last) ||
        day < value_period_first_day(value_period_of(month_later(last.remit_due_date))))
        return 0;
    struct event *e = event_on(day, EVENT_payroll_cycle_opened);
    struct payroll_cycle_opened *c = &e->body.payroll_cycle_opened;
    memcpy(c->unit_group, group, sizeof c->unit_group);
    c->period = last_period + 1;
    c->interest_to_date = month_later(last.interest_to_date);
    c->remit_due_date = month_later(last.remit_due_date);
    c->cut_off_date = month_later(last.cut_off_date);
    int status = take(f, e);
    return status ? status : finish(f);
}

static int months_bill(struct forecast *f, int32_t day)
{
    struct unit_group_key key = {0};
    struct unit_group group;
    int status = 0;
    while (status == 0 && unit_group_seek(store_txn(f->store), &key, true, &group))
        if (group.last_period > 0)
            status = group_bill(f, key.unit_group, group.last_period, day);
    return status;
}

/* ---- the units */

struct sent {
    uint32_t lines;
    int64_t satang;
};

static bool has_line(struct forecast *f, const struct bill_key *of)
{
    struct result_line_key key = {.period = of->period};
    struct result_line line;
    memcpy(key.unit_code, of->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, of->member_no, sizeof key.member_no);
    return result_line_seek(store_txn(f->store), &key, true, &line) && key.period == of->period &&
           strcmp(key.unit_code, of->unit_code) == 0 && strcmp(key.member_no, of->member_no) == 0;
}

static int line_send(struct forecast *f, const struct bill_key *of, const struct bill *bill, int32_t day,
                     struct sent *s)
{
    struct event *e = event_on(day, EVENT_payroll_deduction_result);
    struct payroll_deduction_result *r = &e->body.payroll_deduction_result;
    bool none = is_short(f, of->member_no);
    int64_t asked = bill->billed_satang - bill->matched_satang;
    r->period = of->period;
    memcpy(r->unit_code, of->unit_code, sizeof r->unit_code);
    memcpy(r->member_no, of->member_no, sizeof r->member_no);
    value_code_set(r->file_ref, sizeof r->file_ref, part);
    r->line_no = ++s->lines;
    r->collected_satang = none || asked < 0 ? 0 : asked;
    r->reason = none ? reason_insufficient_pay : reason_absent;
    s->satang += r->collected_satang;
    return take(f, e);
}

static int lines_send(struct forecast *f, const struct unit_bill_key *of, int32_t day, struct sent *s)
{
    struct bill_key key = {.period = of->period};
    struct bill bill;
    int status = 0;
    memcpy(key.unit_code, of->unit_code, sizeof key.unit_code);
    while (status == 0 && bill_seek(store_txn(f->store), &key, true, &bill) && key.period == of->period &&
           strcmp(key.unit_code, of->unit_code) == 0)
        if (!bill.settled && !has_line(f, &key))
            status = line_send(f, &key, &bill, day, s);
    return status;
}

static int file_close(struct forecast *f, const struct unit_bill_key *of, int32_t day, const struct sent *s)
{
    struct event *e = event_on(day, EVENT_payroll_result_file_closed);
    struct payroll_result_file_closed *c = &e->body.payroll_result_file_closed;
    c->period = of->period;
    memcpy(c->unit_code, of->unit_code, sizeof c->unit_code);
    value_code_set(c->file_ref, sizeof c->file_ref, part);
    c->line_count = s->lines;
    c->total_satang = s->satang;
    int status = take(f, e);
    return status ? status : finish(f);
}

static int money_send(struct forecast *f, const struct unit_bill_key *of, int32_t day, const struct sent *s)
{
    struct event *e = event_on(day, EVENT_payroll_remittance_received);
    struct payroll_remittance_received *r = &e->body.payroll_remittance_received;
    char period[VALUE_TEXT_MAX];
    value_period_print(of->period, period);
    r->period = of->period;
    memcpy(r->unit_code, of->unit_code, sizeof r->unit_code);
    r->amount_satang = s->satang;
    snprintf(r->bank_ref, sizeof r->bank_ref, "%s-%.7s-%s", part, period, of->unit_code);
    int status = s->satang > 0 ? take(f, e) : 0;
    return status ? status : finish(f);
}

/* Whether its file is still to come, and its day has; once. */
static bool is_to_send(struct forecast *f, const struct unit_bill_key *of, const struct unit_bill *month, int32_t day)
{
    struct txn *t = store_txn(f->store);
    struct unit_key unit_key;
    struct unit unit;
    struct cycle_key cycle_key = {.period = of->period};
    struct cycle cycle;
    struct result_file_key file_key = {.period = of->period};
    struct result_file file;
    memcpy(unit_key.unit_code, of->unit_code, sizeof unit_key.unit_code);
    memcpy(file_key.unit_code, of->unit_code, sizeof file_key.unit_code);
    value_code_set(file_key.file_ref, sizeof file_key.file_ref, part);
    if (month->state != unit_bill_state_issued || result_file_get(t, &file_key, &file) ||
        !unit_get(t, &unit_key, &unit))
        return false;
    memcpy(cycle_key.unit_group, unit.unit_group, sizeof cycle_key.unit_group);
    return cycle_get(t, &cycle_key, &cycle) && day >= cycle.remit_due_date;
}

static int units_send(struct forecast *f, int32_t day)
{
    struct unit_bill_key key = {0};
    struct unit_bill month;
    int status = 0;
    while (status == 0 && unit_bill_seek(store_txn(f->store), &key, true, &month)) {
        struct sent s = {0};
        if (!is_to_send(f, &key, &month, day))
            continue;
        status = lines_send(f, &key, day, &s);
        if (status == 0)
            status = file_close(f, &key, day, &s);
        if (status == 0)
            status = money_send(f, &key, day, &s);
    }
    return status;
}

int forecast_run(struct forecast *f, int32_t until)
{
    int status = finish(f);
    for (int32_t day = f->from + 1; day <= until && status == 0; day++) {
        if (stopping())
            return EXIT_AGAIN;
        status = months_bill(f, day);
        if (status == 0)
            status = units_send(f, day);
        struct event *e = event_on(day, EVENT_clock_day_closed);
        e->body.clock_day_closed.date = day;
        if (status == 0)
            status = take(f, e);
        if (status == 0)
            status = finish(f);
    }
    return status;
}
