#include "workload.h"

#include "../../../daemon/digest.h"
#include "../../../daemon/engine.h"
#include "../../../handlers/state/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOAN_PERCENT = 85,
    SHORT_PERCENT = 3,
    ADVANCE_SATANG = 1000,
    SET_UP_BATCH = 4096,
};

#define MAP_BYTES (UINT64_C(64) << 30)
#define SEGMENT_BYTES (UINT64_C(64) << 20)

static const char producer_name[] = "payroll";

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* Place i of 0 .. n-1 in a shuffled order: a few rounds over the next power of four, again while the result is outside.
 */
static uint32_t shuffled(uint32_t i, uint32_t n)
{
    unsigned half = 1;
    while (UINT64_C(1) << (2 * half) < n)
        half++;
    uint32_t mask = (UINT32_C(1) << half) - 1;
    do {
        uint32_t left = i >> half, right = i & mask;
        for (uint64_t round = 0; round < 4; round++) {
            uint32_t next = left ^ ((uint32_t)mix(round << 40 ^ right) & mask);
            left = right;
            right = next;
        }
        i = left << half | right;
    } while (i >= n);
    return i;
}

/* ---- who is who */

static uint32_t unit_of(uint32_t member)
{
    return member % WORKLOAD_UNITS;
}

void workload_unit_code(uint32_t unit, char out[12])
{
    snprintf(out, 12, "%04u", unit + 1);
}

static void member_no(uint32_t member, char out[12])
{
    snprintf(out, 12, "%06u", member + 1);
}

static struct event event_new(enum event_id id, int32_t date)
{
    struct event e = {.desc = schema_event((uint16_t)id), .envelope = {.effective_date = date}};
    snprintf(e.envelope.type, sizeof e.envelope.type, "%s", e.desc->name);
    return e;
}

/* ---- set-up */

struct set_up {
    struct engine *engine;
    uint64_t number; /* of the last event: its key */
};

static void durable(struct engine *e)
{
    if (!engine_make_durable(e) || (engine_checkpoint_due(e) && !engine_checkpoint(e)))
        stop("set-up", engine_failure(e));
}

static void submit(struct set_up *s, struct event *e)
{
    static struct answer answer;
    struct buffer bytes = {0};
    snprintf(e->envelope.key, sizeof e->envelope.key, "set-up/%08llu", (unsigned long long)++s->number);
    codec_encode_event(e, &bytes);
    engine_submit(s->engine, "registry", buffer_bytes(&bytes), WORKLOAD_NOW_MS, &answer);
    buffer_free(&bytes);
    if (answer.status != STATUS_APPLIED)
        stop(e->desc->name, refusal_name(answer.refusal.code));
    if (s->number % SET_UP_BATCH == 0)
        durable(s->engine);
}

static void publish_policy(struct set_up *s)
{
    struct event e = event_new(EVENT_policy_published, value_day(2023, 12, 1));
    e.body.policy_published = (struct policy_published){
        .version = 1,
        .take_home_min_bp = 3000,
        .take_home_min_satang = 100000,
        .year_divisor = 365,
        .rounding = rounding_half_up,
        .instalment_step_satang = 1000,
        .months_method = months_method_due_dates,
        .employer_contact_days = 14,
        .mediation_days = 30,
        .mediation_venue = venue_office,
        .no_show_limit = 2,
        .breach_grace_days = 7,
        .committee_weekday = 4,
        .products_count = 1,
        .products = {{.product = "ordinary", .kind = loan_kind_ordinary, .max_instalments = 150, .rate_bp = 600}},
        .classes_count = 3,
        .classes = {{loan_class_substandard, 3, 2000, true},
                    {loan_class_doubtful, 6, 5000, true},
                    {loan_class_doubtful_of_loss, 12, 10000, true}},
        .items_count = 4,
        .items = {{bill_item_share, 1}, {bill_item_emergency, 2}, {bill_item_ordinary, 3}, {bill_item_special, 4}},
    };
    submit(s, &e);
}

static void register_members(struct set_up *s, uint32_t members)
{
    for (uint32_t unit = 0; unit < WORKLOAD_UNITS; unit++) {
        struct event e = event_new(EVENT_unit_registered, value_day(2023, 12, 1));
        workload_unit_code(unit, e.body.unit_registered.unit_code);
        snprintf(e.body.unit_registered.unit_group, sizeof e.body.unit_registered.unit_group, "monthly");
        submit(s, &e);
    }
    for (uint32_t member = 0; member < members; member++) {
        struct event e = event_new(EVENT_member_registered, value_day(2023, 12, 4));
        struct member_registered *m = &e.body.member_registered;
        member_no(member, m->member_no);
        workload_unit_code(unit_of(member), m->unit_code);
        m->kind = member_kind_ordinary;
        m->birth_date = value_day(1980, 5, 14);
        m->income_satang = 6000000;
        m->share_monthly_satang = 50000 + (int64_t)(mix(member) % 200) * 1000;
        submit(s, &e);
    }
}

static void lend(struct set_up *s, uint32_t member)
{
    int64_t amount_satang = 10000000 + (int64_t)(mix(member ^ 0xA11CE) % 400) * 100000;
    struct event filed = event_new(EVENT_loan_application_filed, value_day(2024, 1, 4));
    struct event decided = event_new(EVENT_loan_committee_decided, value_day(2024, 1, 11));
    struct event paid = event_new(EVENT_loan_disbursed, value_day(2024, 1, 12));
    struct loan_application_filed *f = &filed.body.loan_application_filed;
    struct loan_committee_decided *d = &decided.body.loan_committee_decided;
    struct loan_disbursed *p = &paid.body.loan_disbursed;
    snprintf(f->application_no, sizeof f->application_no, "A-2567-%06u", member + 1);
    member_no(member, f->member_no);
    snprintf(f->product, sizeof f->product, "ordinary");
    f->amount_satang = amount_satang;
    f->instalments = 60;
    f->method = member % 2 ? loan_method_equal_principal : loan_method_equal_total;
    f->purpose = 3;
    memcpy(d->application_no, f->application_no, sizeof d->application_no);
    d->decision = decision_approved;
    snprintf(d->resolution_no, sizeof d->resolution_no, "2/2567");
    snprintf(p->contract_no, sizeof p->contract_no, "S-2567-%06u", member + 1);
    memcpy(p->application_no, f->application_no, sizeof p->application_no);
    p->paid_satang = amount_satang;
    snprintf(p->approval_ref, sizeof p->approval_ref, "V-2567-%06u", member + 1);
    submit(s, &filed);
    submit(s, &decided);
    submit(s, &paid);
}

static void bill_month(struct set_up *s)
{
    struct event e = event_new(EVENT_payroll_cycle_opened, value_day(2024, 1, 20));
    e.body.payroll_cycle_opened = (struct payroll_cycle_opened){
        .period = value_period(2024, 1),
        .unit_group = "monthly",
        .interest_to_date = value_day(2024, 1, 31),
        .remit_due_date = value_day(2024, 1, 31),
        .cut_off_date = value_day(2024, 2, 5),
    };
    submit(s, &e);
    for (int slice = 1; engine_work(s->engine, 0); slice++)
        if (slice % 64 == 0)
            durable(s->engine);
    durable(s->engine);
    if (!engine_checkpoint(s->engine))
        stop("set-up", engine_failure(s->engine));
}

static void read_bills(struct workload *w, struct txn *t)
{
    struct bill_key key = {.period = value_period(2024, 1)};
    struct bill bill;
    while (bill_seek(t, &key, true, &bill)) {
        unsigned long number = strtoul(key.member_no, NULL, 10);
        if (number >= 1 && number <= w->members)
            w->due_satang[number - 1] = bill.billed_satang;
    }
}

void workload_set_up(struct workload *w, const char *dir, uint32_t members)
{
    char error[ENGINE_ERROR_MAX] = "";
    struct datadir d;
    struct engine_config config = {.map_bytes = MAP_BYTES, .segment_bytes = SEGMENT_BYTES, .checkpoint_events = 65536};
    struct set_up s = {0};
    *w = (struct workload){.members = members};
    w->due_satang = allocate(members, sizeof *w->due_satang);
    w->paid_satang = allocate(members, sizeof *w->paid_satang);
    digest_init();
    if (!datadir_create(dir, "bench", SEGMENT_BYTES, error) || !datadir_open(dir, true, &d, error))
        stop(dir, error);
    s.engine = engine_open(&d, &config, error);
    if (!s.engine)
        stop(dir, error);
    publish_policy(&s);
    register_members(&s, members);
    for (uint32_t member = 0; member < members; member++)
        if (mix(member ^ 0x10A2) % 100 < LOAN_PERCENT)
            lend(&s, member);
    bill_month(&s);
    read_bills(w, store_txn(engine_store(s.engine)));
    engine_close(s.engine);
    datadir_close(&d);
}

void workload_free(struct workload *w)
{
    free(w->due_satang);
    free(w->paid_satang);
    free(w->pool_ends);
    buffer_free(&w->pool);
}

/* ---- events that are timed */

/* Every different result is somebody's line; over all members it goes round in shuffled order. */
static void result_make(struct workload *w, uint32_t member, bool rest)
{
    struct event e = event_new(EVENT_payroll_deduction_result, value_day(2024, 1, 31));
    struct payroll_deduction_result *r = &e.body.payroll_deduction_result;
    struct unit_lines *unit = &w->units[unit_of(member)];
    int64_t left_satang = w->due_satang[member] - w->paid_satang[member];
    r->period = value_period(2024, 1);
    workload_unit_code(unit_of(member), r->unit_code);
    member_no(member, r->member_no);
    r->line_no = ++unit->count;
    r->collected_satang = rest || left_satang < ADVANCE_SATANG ? left_satang : ADVANCE_SATANG;
    if (rest && mix(member ^ 0x5407) % 100 < SHORT_PERCENT) {
        r->collected_satang /= 2;
        r->reason = reason_insufficient_pay;
    }
    w->paid_satang[member] += r->collected_satang;
    unit->collected_satang += r->collected_satang;
    w->collected_satang += r->collected_satang;
    snprintf(e.envelope.key, sizeof e.envelope.key, "2024-01/%08llu", (unsigned long long)++w->results);
    codec_encode_event(&e, &w->pool);
    w->pool_ends[w->results] = w->pool.len;
}

/* Event i of all: a new one, or the one WORKLOAD_RESEND_BACK earlier. Which result that was: so many less as were sent
 * again before it. */
static struct bytes event_bytes(const struct workload *w, uint64_t result)
{
    size_t from = w->pool_ends[result - 1];
    return (struct bytes){w->pool.at + from, w->pool_ends[result] - from};
}

static uint64_t resent_before(uint64_t i)
{
    uint64_t all = i / WORKLOAD_RESEND_EVERY, first = 2 * WORKLOAD_RESEND_BACK / WORKLOAD_RESEND_EVERY;
    return all > first ? all - first : 0;
}

static void request_open(struct requests *r, size_t id, uint32_t events)
{
    struct request_span *span = &r->spans[r->count];
    *span = (struct request_span){.at = r->bytes.len, .events = events};
    codec_put_map(&r->bytes, 4);
    codec_put_text(&r->bytes, "op");
    codec_put_text(&r->bytes, "submit");
    codec_put_text(&r->bytes, "producer");
    codec_put_text(&r->bytes, producer_name);
    codec_put_text(&r->bytes, "id");
    codec_put_integer(&r->bytes, (int64_t)id);
    codec_put_text(&r->bytes, "events");
    codec_put_array(&r->bytes, events);
}

static void request_close(struct requests *r)
{
    struct request_span *span = &r->spans[r->count++];
    span->len = (uint32_t)(r->bytes.len - span->at);
    r->events += span->events;
}

static void requests_begin(struct requests *r, uint64_t events, uint32_t per_request)
{
    *r = (struct requests){0};
    r->spans = allocate((size_t)(events / per_request) + 1, sizeof *r->spans);
}

void workload_results(struct workload *w, uint64_t events, uint32_t per_request, bool rest, struct requests *ret)
{
    size_t ends = (size_t)(w->sent + events + 1);
    requests_begin(ret, events, per_request);
    w->pool_ends = realloc(w->pool_ends, ends * sizeof *w->pool_ends);
    if (!w->pool_ends)
        abort();
    w->pool_ends[0] = 0;
    for (uint64_t done = 0; done < events;) {
        uint32_t count = (uint32_t)(events - done < per_request ? events - done : per_request);
        request_open(ret, ret->count + 1, count);
        for (uint32_t i = 0; i < count; i++, w->sent++) {
            uint64_t result = w->results + 1;
            if (workload_resends(w->sent)) {
                uint64_t earlier = w->sent - WORKLOAD_RESEND_BACK;
                result = earlier - resent_before(earlier) + 1;
                ret->resent++;
            } else {
                result_make(w, shuffled((uint32_t)(w->results % w->members), w->members), rest);
            }
            struct bytes event = event_bytes(w, result);
            buffer_add(&ret->bytes, event.at, event.len);
        }
        request_close(ret);
        done += count;
    }
}

void workload_closings(const struct workload *w, struct requests *ret)
{
    requests_begin(ret, WORKLOAD_UNITS, 64);
    for (uint32_t unit = 0; unit < WORKLOAD_UNITS; unit++) {
        struct event e = event_new(EVENT_payroll_result_file_closed, value_day(2024, 1, 31));
        struct payroll_result_file_closed *c = &e.body.payroll_result_file_closed;
        if (unit % 64 == 0)
            request_open(ret, ret->count + 1, unit + 64 < WORKLOAD_UNITS ? 64 : WORKLOAD_UNITS - unit);
        c->period = value_period(2024, 1);
        workload_unit_code(unit, c->unit_code);
        c->line_count = w->units[unit].count;
        c->total_satang = w->units[unit].collected_satang;
        snprintf(e.envelope.key, sizeof e.envelope.key, "2024-01/closed/%s", c->unit_code);
        codec_encode_event(&e, &ret->bytes);
        if (unit % 64 == 63 || unit + 1 == WORKLOAD_UNITS)
            request_close(ret);
    }
}

void requests_free(struct requests *r)
{
    buffer_free(&r->bytes);
    free(r->spans);
    *r = (struct requests){0};
}

/* ---- what came of it */

void workload_totals_read(const char *dir, struct workload_totals *ret)
{
    char error[ENGINE_ERROR_MAX] = "";
    struct datadir d;
    struct unit_bill_key key = {.period = value_period(2024, 1)};
    struct unit_bill month;
    *ret = (struct workload_totals){0};
    if (!datadir_open(dir, false, &d, error))
        stop(dir, error);
    struct store_config config = {.dir = d.state, .map_bytes = MAP_BYTES, .read_only = true};
    memcpy(config.id, d.id, sizeof config.id);
    struct store *s = store_open(&config, error);
    if (!s)
        stop(dir, error);
    while (unit_bill_seek(store_txn(s), &key, true, &month)) {
        ret->units_settled += month.state == unit_bill_state_settled;
        ret->collected_satang += month.deducted_satang;
        ret->settled_satang += month.settled_satang + month.over_satang + month.suspense_satang;
    }
    struct result_file_key file_key = {.period = value_period(2024, 1)};
    struct result_file file;
    while (result_file_seek(store_txn(s), &file_key, true, &file))
        ret->lines += file.lines;
    store_close(s);
    datadir_close(&d);
}
