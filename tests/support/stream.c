#include "stream_parts.h"

#include "../../handlers/clock/work.h"
#include "../../handlers/loan/loan.h"
#include "../../handlers/state/records.h"

#include <stdio.h>
#include <string.h>

struct stream stream_new(uint64_t seed)
{
    return (struct stream){.state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
}

uint64_t stream_dice(struct stream *s, uint64_t sides)
{
    s->state ^= s->state << 13;
    s->state ^= s->state >> 7;
    s->state ^= s->state << 17;
    return (s->state >> 11) % sides;
}

static bool ends_with(const char *name, const char *end)
{
    size_t a = strlen(name), b = strlen(end);
    return a >= b && strcmp(name + a - b, end) == 0;
}

/* The business date moves with the days closed. */
static int32_t today(struct txn *t)
{
    int32_t closed = clock_day_closed(t);
    return closed ? closed + 1 : value_day(2024, 1, 2);
}

static void code_draw(struct stream *s, const struct field_desc *f, char *to)
{
    static const struct {
        const char *end, *format;
        unsigned pool;
    } pools[] = {
        {"member_no", "%06u", STREAM_MEMBERS},
        {"unit_code", "U%u", 3},
        {"unit_group", "G%u", 2},
        {"_unit", "U%u", 3},
        {"payer_no", "%06u", 12},
        {"application_no", "A-%u", STREAM_APPLICATIONS},
        {"contract_no", "S-%u", STREAM_CONTRACTS},
        {"case_id", "C-%06u", 6},
        {"consumer", "sink%u", 2},
        {"types", "journal.", 1},
        {"case_no", "CC-%u", 30},
        {"clinic_code", "CL-%u", 3},
        {"programme", "relief", 1},
        {"intent_no", "I-%u", 16},
        {"person", "P-%u", 3},
    };
    static const char *const products[] = {"emergency", "ordinary", "special", "yacht"};
    if (strcmp(f->name, "product") == 0) {
        snprintf(to, f->size, "%s", products[stream_dice(s, 20) ? stream_dice(s, 3) : 3]);
        return;
    }
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) {
        char text[32];
        if (!ends_with(f->name, pools[i].end))
            continue;
        snprintf(text, sizeof text, pools[i].format, 1 + (unsigned)stream_dice(s, pools[i].pool));
        snprintf(to, f->size, "%s", text);
        return;
    }
    if (strcmp(f->name, "file_ref") == 0 || strcmp(f->name, "account_no") == 0) {
        if (stream_dice(s, 3) == 0)
            snprintf(to, f->size, "%u", 2 + (unsigned)stream_dice(s, 6));
        return;
    }
    if (f->rule & REQUIRED || stream_dice(s, 2))
        snprintf(to, f->size, "D-%u", (unsigned)stream_dice(s, 1000));
}

static int64_t number_draw(struct stream *s, const struct field_desc *f)
{
    static const int64_t amounts[] = {0, 1, 50000, 90000, 100000, 593699, 1000000, 2500000, 20000000};
    if (f->kind == SCALAR_money) {
        bool positive = f->rule & POSITIVE && stream_dice(s, 30);
        return amounts[positive + stream_dice(s, sizeof amounts / sizeof *amounts - positive)] +
               (stream_dice(s, 4) ? 0 : (int64_t)stream_dice(s, 100000));
    }
    if (f->kind == SCALAR_rate)
        return 100 * (int64_t)(1 + stream_dice(s, 6));
    if (strcmp(f->name, "instalments") == 0)
        return 1 + (int64_t)stream_dice(s, 40);
    if (strcmp(f->name, "line_no") == 0)
        return 1 + (int64_t)stream_dice(s, 400);
    return 1 + (int64_t)stream_dice(s, 6);
}

static void body_draw(struct stream *s, struct txn *t, const struct record_desc *d, uint8_t *self)
{
    memset(self, 0, d->size);
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        int64_t n = number_draw(s, f);
        uint32_t count;
        if (f->kind == SCALAR_list) {
            count = (uint32_t)stream_dice(s, f->max < 4 ? f->max + 1u : 4);
            for (uint32_t k = 0; k < count; k++)
                body_draw(s, t, f->record, self + f->offset + k * f->record->size);
            memcpy(self + f->count_at, &count, sizeof count);
        } else if (f->kind == SCALAR_choice) {
            size_t words = 0;
            while (f->choice->words[words + 1])
                words++;
            self[f->offset] = (uint8_t)(1 + stream_dice(s, words));
        } else if (f->kind == SCALAR_flag) {
            self[f->offset] = (uint8_t)stream_dice(s, 2);
        } else if (f->kind == SCALAR_day) {
            int32_t day = today(t) + (int32_t)stream_dice(s, 60) - 5;
            memcpy(self + f->offset, &day, sizeof day);
        } else if (f->kind == SCALAR_period) {
            uint32_t period = value_period_of(today(t)) - (stream_dice(s, 8) ? 0 : 1);
            memcpy(self + f->offset, &period, sizeof period);
        } else if (schema_is_code(f)) {
            code_draw(s, f, (char *)self + f->offset);
        } else {
            memcpy(self + f->offset, &n, f->size);
        }
    }
}

/* Every setting within its bounds. */
static void terms_mend(struct policy_published *p)
{
#define TERM(kind, name, rule, sample, least, most, otherwise, doc)                                                    \
    if ((int64_t)p->name < (least) || (int64_t)p->name > (most))                                                       \
        p->name = (least);
#include "../../proto/schema/terms.def"
}

/* ---- making it plausible */

/* Bands that cover the line, products that exist, rows that are there once. */
static void policy_lists_mend(struct policy_published *p)
{
    p->rates_count = p->collaterals_count = p->cycles_count = 0;
    for (uint32_t i = 0; i < p->guarantor_bands_count; i++)
        p->guarantor_bands[i] = (struct guarantor_band){
            "ordinary", i * 50000000, i + 1 < p->guarantor_bands_count ? (i + 1) * 50000000 - 1 : 0, i + 1};
    for (uint32_t i = 0; i < p->share_bands_count; i++)
        p->share_bands[i] =
            (struct share_band){i * 1500000, i + 1 < p->share_bands_count ? (i + 1) * 1500000 - 1 : 0, 50000 * (i + 1)};
    for (uint32_t i = 0; i < p->holidays_count; i++)
        p->holidays[i].day = p->calendar_until - (int32_t)i;
    for (uint32_t i = 1; i < p->programmes_count; i++) { /* the first is the streams' own */
        struct programme *g = &p->programmes[i];
        snprintf(g->programme, sizeof g->programme, "R-%c", 'A' + (int)i);
        g->ends_on = g->starts_on + 60;
    }
    p->relief_tiers_count = 2; /* a stream is a year or two long */
    for (uint32_t i = 0; i < p->relief_tiers_count; i++)
        p->relief_tiers[i] = (struct relief_tier){
            .paid_months = 1 + 2 * i, .multiple = 1 + i, .debt_max_bp = 2500, .max_satang = 5000000};
}

static void policy_mend(struct stream *s, struct policy_published *p, uint64_t version)
{
    static const struct product products[] = {
        {"emergency", loan_kind_emergency, 12, 600},
        {"ordinary", loan_kind_ordinary, 150, 575},
        {"special", loan_kind_special, 360, 625},
    };
    terms_mend(p);
    p->version = (uint32_t)version;
    p->take_home_min_bp = 3000;
    p->take_home_min_satang = 100000;
    p->instalment_step_satang = version % 2 ? 10000 : 0;
    p->year_divisor = version % 2 ? 365 : 0;
    static const uint32_t steps[] = {0, 25, 5, 10, 1};
    p->rounding_step_satang = steps[version % 5];
    p->look_alike_bp = 9000;
    p->completeness_min_bp = 9000;
    p->chase_days = 1 + (uint32_t)stream_dice(s, 20);
    p->suspense_days = 1 + (uint32_t)stream_dice(s, 20);
    p->committee_weekday = 4;
    p->retirement_age = 40 + (uint32_t)stream_dice(s, 3);
    p->guarantor_max_borrowers = 4 * (uint32_t)stream_dice(s, 2);
    p->approval_days = (uint32_t)stream_dice(s, 3) * 20;
    memcpy(p->products, products, sizeof products);
    p->products_count = 3;
    p->products[1].rate_kind = rate_kind_table;
    p->products[version % 3].contract_first = 1;
    p->programmes_count = 1;
    p->programmes[0] = (struct programme){
        "relief", value_day(2024, 1, 1), value_day(2024, 12, 31), 60000000, 3000, 100000, 12, 150, 360,
        1,        version % 2 == 0};
    p->classes_count = 3;
    for (uint32_t i = 0; i < 3; i++)
        p->classes[i] = (struct class_bound){
            .class = (uint8_t)(loan_class_substandard + i), .over_months = 1u << i, .provision_bp = 2000, .npl = 1};
    p->class_scope = version % 3 == 0 ? class_scope_member : class_scope_contract;
    p->watch_payments = 1 + (uint32_t)stream_dice(s, 3);
    p->enforcement_months = 1; /* so that the time passes within a stream */
    p->enforcement_notice_days = 1 + (uint32_t)stream_dice(s, 40);
    p->interest_income = stream_dice(s, 3) ? income_basis_accrued : income_basis_when_paid;
    p->provision_monthly = version % 4 > 0;
    p->class_triggers_count = (uint32_t)stream_dice(s, 5);
    for (uint32_t i = 0; i < p->class_triggers_count; i++)
        p->class_triggers[i] = (struct class_trigger){(uint8_t)(class_rule_sued + i % 4),
                                                      (uint8_t)(loan_class_normal + stream_dice(s, 4))};
    p->provision_phases_count = (uint32_t)stream_dice(s, 3);
    for (uint32_t i = 0; i < p->provision_phases_count; i++)
        p->provision_phases[i] = (struct provision_phase){2024 + i, (int32_t)stream_dice(s, 10001)};
    policy_lists_mend(p);
    stream_policy_ladder(s, p);
    stream_policy_year(s, p);
    p->items_count = stream_dice(s, 3) ? 9 : 4;          /* what one policy bills, the next may not */
    static const uint8_t strides[] = {1, 2, 4, 5, 7, 8}; /* each leads once through all nine places */
    uint32_t step = strides[stream_dice(s, 6)], first = (uint32_t)stream_dice(s, 9);
    for (uint32_t i = 0; i < p->items_count; i++) {
        uint8_t item = (uint8_t)(bill_item_share + i);
        bool credit = item == bill_item_refund || (item > bill_item_deposit && stream_dice(s, 3) == 0);
        p->items[i] = (struct deduction_order){.item = item, .priority = 1 + (first + i * step) % 9, .credit = credit};
    }
}

static void cycle_mend(struct txn *t, struct payroll_cycle_opened *c)
{
    c->period = value_period_of(today(t));
    c->interest_to_date = value_period_last_day(c->period);
    c->remit_due_date = c->interest_to_date;
    c->cut_off_date = c->remit_due_date + 5;
}

static void file_mend(struct stream *s, struct txn *t, struct payroll_result_file_closed *c)
{
    struct result_file_key key = {.period = c->period};
    struct result_file file = {0};
    memcpy(key.unit_code, c->unit_code, sizeof key.unit_code);
    memcpy(key.file_ref, c->file_ref, sizeof key.file_ref);
    result_file_get(t, &key, &file);
    c->line_count = file.lines;
    c->total_satang = file.lines_satang + (stream_dice(s, 10) == 0);
}

/* A line for somebody who is billed, mostly with what is billed; but every other member hardly ever pays. */
static void line_mend(struct stream *s, struct txn *t, struct payroll_deduction_result *r)
{
    struct bill_key key = {.period = r->period};
    struct bill bill;
    memcpy(key.unit_code, r->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, r->member_no, sizeof key.member_no);
    if (!bill_seek(t, &key, false, &bill) || key.period != r->period)
        return;
    memcpy(r->unit_code, key.unit_code, sizeof r->unit_code);
    memcpy(r->member_no, key.member_no, sizeof r->member_no);
    if (stream_dice(s, 3))
        r->items_count = 0;
    r->collected_satang =
        stream_dice(s, 4) ? bill.billed_satang : (int64_t)stream_dice(s, (uint64_t)bill.billed_satang + 100000);
    if (r->member_no[strlen(r->member_no) - 1] % 2 == 0 && stream_dice(s, 30))
        r->collected_satang = r->items_count = 0;
    for (uint32_t i = 0; i < r->items_count; i++) /* the unit's own breakdown, which adds up */
        r->items[i].amount_satang = i > 0 ? (int64_t)stream_dice(s, 50000) : 0;
    int64_t rest = r->collected_satang;
    for (uint32_t i = 1; i < r->items_count; i++)
        rest -= r->items[i].amount_satang;
    if (r->items_count > 0 && rest >= 0)
        r->items[0].amount_satang = rest;
}

/* Contracts of one borrower, from a random loan on. */
static void restructure_mend(struct stream *s, struct txn *t, struct restructure_agreed *r)
{
    struct loan_key key = {0};
    struct loan loan;
    snprintf(key.contract_no, sizeof key.contract_no, "S-%u", (unsigned)stream_dice(s, STREAM_CONTRACTS));
    r->contracts_count = 1;
    if (!loan_seek(t, &key, false, &loan))
        return;
    memcpy(r->contracts[0].contract_no, key.contract_no, sizeof key.contract_no);
    snprintf(r->contract_no, sizeof r->contract_no, "R-%u", (unsigned)stream_dice(s, 40));
    struct member_loan_key listed = {0};
    struct member_loan row;
    memcpy(listed.member_no, loan.member_no, sizeof listed.member_no);
    while (r->contracts_count < 3 && member_loan_seek(t, &listed, true, &row) &&
           strcmp(listed.member_no, loan.member_no) == 0)
        if (row.active && strcmp(listed.contract_no, key.contract_no) != 0)
            memcpy(r->contracts[r->contracts_count++].contract_no, listed.contract_no, sizeof listed.contract_no);
}

/* Shapes some events after the state; the rest of the stream stays as drawn. */
static void event_mend(struct stream *s, struct txn *t, struct event *e)
{
    struct policy_key policy_key = {0};
    struct policy policy = {0};
    switch (e->desc->id) {
    case EVENT_policy_published:
        while (policy_seek(t, &policy_key, true, &policy))
            ;
        policy_mend(s, &e->body.policy_published, policy.version + 1);
        break;
    case EVENT_clock_day_closed:
        e->body.clock_day_closed.date = e->envelope.effective_date;
        break;
    case EVENT_payroll_cycle_opened:
        cycle_mend(t, &e->body.payroll_cycle_opened);
        break;
    case EVENT_payroll_result_file_closed:
        file_mend(s, t, &e->body.payroll_result_file_closed);
        break;
    case EVENT_payroll_deduction_result:
        line_mend(s, t, &e->body.payroll_deduction_result);
        break;
    case EVENT_restructure_agreed:
        restructure_mend(s, t, &e->body.restructure_agreed);
        break;
    case EVENT_loan_pause_granted:
        e->body.loan_pause_granted.from_period = value_period_of(today(t)) + (uint32_t)stream_dice(s, 2);
        e->body.loan_pause_granted.until_period = e->body.loan_pause_granted.from_period;
        break;
    case EVENT_consumer_acknowledged:
        e->body.consumer_acknowledged.position = 1 + stream_dice(s, txn_last_position(t) + 2);
        break;
    default:
        break;
    }
}

/* ---- the beginning: a policy, three units, most of the members, and a loan for most of them */

enum {
    FOUNDING_UNITS = 3,
    FOUNDING_MEMBERS = 10,
    FOUNDING_LOANS = 9,
    LOANS_FROM = 1 + FOUNDING_UNITS + FOUNDING_MEMBERS,
    FOUNDING = LOANS_FROM + 3 * FOUNDING_LOANS,
};

static const struct record_desc *founding_draw(const struct stream *s)
{
    static const uint16_t loan[] = {EVENT_loan_application_filed, EVENT_loan_committee_decided, EVENT_loan_disbursed};
    if (s->made == 1)
        return schema_event(EVENT_policy_published);
    if (s->made <= 1 + FOUNDING_UNITS)
        return schema_event(EVENT_unit_registered);
    return schema_event(s->made <= LOANS_FROM ? EVENT_member_registered : loan[(s->made - LOANS_FROM - 1) % 3]);
}

static void founding_loan(struct stream *s, unsigned no, struct loan_application_filed *a)
{
    static const struct loan_application_filed beginning = {.product = "special",
                                                            .instalments = 24,
                                                            .method = loan_method_equal_total,
                                                            .purpose = 3,
                                                            .guarantors_count = 2};
    *a = beginning;
    snprintf(a->application_no, sizeof a->application_no, "A-%u", no);
    snprintf(a->member_no, sizeof a->member_no, "%06u", no);
    a->amount_satang = 1000000 + 10000 * (int64_t)stream_dice(s, 400);
    for (unsigned i = 0; i < a->guarantors_count; i++) {
        a->guarantors[i].kind = guarantor_kind_member;
        snprintf(a->guarantors[i].ref, sizeof a->guarantors[i].ref, "%06u", 1 + (no + i) % FOUNDING_MEMBERS);
    }
}

static void founding_mend(struct stream *s, struct event *e)
{
    struct unit_registered *u = &e->body.unit_registered;
    struct member_registered *m = &e->body.member_registered;
    unsigned no = (unsigned)s->made - 1;
    e->envelope.effective_date = value_day(2024, 1, s->made == 1 ? 1 : 2);
    if (e->desc->id == EVENT_unit_registered) {
        snprintf(u->unit_code, sizeof u->unit_code, "U%u", no);
        snprintf(u->unit_group, sizeof u->unit_group, "G1");
    } else if (e->desc->id == EVENT_member_registered) {
        no -= FOUNDING_UNITS;
        snprintf(m->member_no, sizeof m->member_no, "%06u", no);
        snprintf(m->unit_code, sizeof m->unit_code, "U%u", 1 + no % FOUNDING_UNITS);
        m->income_satang = 2000000 + 500000 * no;
        m->share_monthly_satang = 500000;
        m->birth_date = value_day(1984 - (int)(no % 4), 2 + (int)no, 1); /* around the age of the streams' policies */
    } else if (e->desc->id == EVENT_loan_application_filed) {
        founding_loan(s, 1 + (no - LOANS_FROM) / 3, &e->body.loan_application_filed);
    } else if (e->desc->id == EVENT_loan_disbursed) {
        snprintf(e->body.loan_disbursed.contract_no, sizeof e->body.loan_disbursed.contract_no, "S-%u",
                 1 + (no - LOANS_FROM) / 3);
    }
}

/* Which event: days and result lines are frequent, policies rare. */
static const struct record_desc *event_draw(struct stream *s)
{
    static const uint16_t road[] = {EVENT_loan_contract_appointed, EVENT_loan_contract_issued,
                                    EVENT_loan_contract_returned, EVENT_relief_intent_filed,
                                    EVENT_relief_entitlement_calculated};
    static const uint16_t ladder[] = {
        EVENT_employer_meeting_held,      EVENT_employer_meeting_held,      EVENT_mediation_session_held,
        EVENT_mediation_session_held,     EVENT_mediation_outcome_recorded, EVENT_legal_case_filed,
        EVENT_loan_guarantor_substituted, EVENT_loan_payment_received,      EVENT_guarantor_relief_claimed,
        EVENT_notice_delivery_reported,   EVENT_mediation_promise_made,     EVENT_mediation_case_referred,
        EVENT_mediation_evidence_filed,   EVENT_collection_step_taken,      EVENT_collection_step_taken,
        EVENT_correction_requested,       EVENT_correction_requested,       EVENT_period_closed};
    uint64_t roll = stream_dice(s, 100);
    if (s->made <= FOUNDING)
        return founding_draw(s);
    if (roll < 13)
        return schema_event(EVENT_clock_day_closed);
    if (roll < 50)
        return schema_event(EVENT_payroll_deduction_result);
    if (roll < 54)
        return schema_event(EVENT_payroll_cycle_opened);
    if (roll < 57)
        return schema_event(EVENT_payroll_result_file_closed);
    if (roll < 61)
        return schema_event(EVENT_loan_application_filed);
    if (roll < 69)
        return schema_event(roll % 2 ? EVENT_loan_disbursed : EVENT_loan_committee_decided);
    if (roll < 77)
        return schema_event(road[stream_dice(s, sizeof road / sizeof *road)]);
    if (roll < 88)
        return schema_event(ladder[stream_dice(s, sizeof ladder / sizeof *ladder)]);
    static const uint16_t year[] = {EVENT_share_refunded, EVENT_profit_allocation_approved, EVENT_dividend_approved,
                                    EVENT_income_year_reported, EVENT_share_purchased};
    if (roll < 90)
        return schema_event(year[stream_dice(s, sizeof year / sizeof *year)]);
    for (;;) {
        const struct record_desc *d = schema_event((uint16_t)(1 + stream_dice(s, EVENT_count - 1)));
        if (d->direction == IN && (d->id != EVENT_policy_published || stream_dice(s, 20) == 0))
            return d;
    }
}

void stream_next(struct stream *s, struct txn *t, struct event *ret)
{
    memset(ret, 0, sizeof *ret);
    s->made++;
    ret->desc = event_draw(s);
    body_draw(s, t, ret->desc, (uint8_t *)&ret->body);
    ret->envelope.effective_date = today(t) + (stream_dice(s, 10) ? 0 : (int32_t)stream_dice(s, 8) - 4);
    snprintf(ret->envelope.type, sizeof ret->envelope.type, "%s", ret->desc->name);
    snprintf(ret->envelope.key, sizeof ret->envelope.key, "e/%llu",
             (unsigned long long)(s->made <= FOUNDING || stream_dice(s, 50) ? s->made : 1 + stream_dice(s, s->made)));
    event_mend(s, t, ret);
    stream_mend_officer(s, t, ret);
    stream_mend_road(s, t, ret);
    stream_mend_ladder(s, t, ret);
    stream_mend_year(s, t, ret);
    stream_mend_books(s, t, ret);
    if (s->made <= FOUNDING)
        founding_mend(s, ret);
}

/* ---- dumps */

static void table_dump(struct txn *t, enum table number, struct buffer *out)
{
    const struct table_desc *d = table_desc(number);
    uint8_t key[TABLE_KEY_MAX] = {0};
    _Alignas(8) uint8_t value[TABLE_VALUE_MAX], key_struct[TABLE_KEY_MAX * 2];
    for (bool more = txn_seek(t, number, key, false, value); more; more = txn_seek(t, number, key, true, value)) {
        d->decode_key(key, key_struct);
        buffer_add_text(out, d->name);
        buffer_add_text(out, " ");
        codec_json(&d->key, key_struct, out);
        codec_json(&d->value, value, out);
        buffer_add_text(out, "\n");
    }
}

void stream_dump(struct txn *t, struct buffer *out)
{
    enum event_id id;
    union event_body body;
    for (int i = 0; i < TABLE_count; i++)
        table_dump(t, (enum table)i, out);
    for (uint64_t p = 1; txn_followup(t, p, &id, &body); p++) {
        char number[VALUE_TEXT_MAX];
        value_integer_print((int64_t)p, number);
        buffer_add_text(out, number);
        buffer_add_text(out, " ");
        buffer_add_text(out, schema_event((uint16_t)id)->name);
        buffer_add_text(out, " ");
        codec_json(schema_event((uint16_t)id), &body, out);
        buffer_add_text(out, "\n");
    }
}
