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
        {"member_no", "%06u", 12},   {"unit_code", "U%u", 3},  {"unit_group", "G%u", 2},
        {"_unit", "U%u", 3},         {"payer_no", "%06u", 12}, {"application_no", "A-%u", 24},
        {"contract_no", "S-%u", 16}, {"case_id", "C-%06u", 6}, {"consumer", "sink%u", 2},
        {"types", "journal.", 1},    {"case_no", "CC-%u", 30}, {"clinic_code", "CL-%u", 3},
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
    if (f->kind == SCALAR_money)
        return amounts[stream_dice(s, sizeof amounts / sizeof *amounts)] +
               (stream_dice(s, 4) ? 0 : (int64_t)stream_dice(s, 100000));
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
    for (uint32_t i = 0; i < p->programmes_count; i++) {
        struct programme *g = &p->programmes[i];
        snprintf(g->programme, sizeof g->programme, "R-%c", 'A' + (int)i);
        g->ends_on = g->starts_on + 60;
    }
    for (uint32_t i = 0; i < p->relief_tiers_count; i++)
        p->relief_tiers[i].paid_months = 12 * (i + 1);
}

static void policy_mend(struct stream *s, struct policy_published *p, uint64_t version)
{
    static const struct product products[] = {
        {"emergency", loan_kind_emergency, 12, 600},
        {"ordinary", loan_kind_ordinary, 150, 575},
        {"special", loan_kind_special, 360, 625},
    };
    p->version = (uint32_t)version;
    p->take_home_min_bp = 3000;
    p->take_home_min_satang = 100000;
    p->year_divisor = version % 2 ? 365 : 0;
    static const uint32_t steps[] = {0, 25, 5, 10, 1};
    p->rounding_step_satang = steps[version % 5];
    p->look_alike_bp = 9000;
    p->completeness_min_bp = 9000;
    p->chase_days = 1 + (uint32_t)stream_dice(s, 20);
    p->suspense_days = 1 + (uint32_t)stream_dice(s, 20);
    p->committee_weekday = 4;
    memcpy(p->products, products, sizeof products);
    p->products_count = 3;
    p->products[1].rate_kind = rate_kind_table;
    p->classes_count = 3;
    for (uint32_t i = 0; i < 3; i++)
        p->classes[i] = (struct class_bound){
            .class = (uint8_t)(loan_class_substandard + i), .over_months = 3u << i, .provision_bp = 2000, .npl = 1};
    policy_lists_mend(p);
    p->items_count = stream_dice(s, 3) ? 9 : 4; /* what one policy bills, the next may not */
    for (uint32_t i = 0; i < p->items_count; i++) {
        uint8_t item = (uint8_t)(bill_item_share + i);
        bool credit = item == bill_item_refund || (item > bill_item_deposit && stream_dice(s, 3) == 0);
        p->items[i] =
            (struct deduction_order){.item = item, .priority = 1 + (uint32_t)stream_dice(s, 6), .credit = credit};
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

/* A line for somebody who is billed, mostly with what is billed. */
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
    for (uint32_t i = 0; i < r->items_count; i++) /* the unit's own breakdown, which adds up */
        r->items[i].amount_satang = i > 0 ? (int64_t)stream_dice(s, 50000) : 0;
    int64_t rest = r->collected_satang;
    for (uint32_t i = 1; i < r->items_count; i++)
        rest -= r->items[i].amount_satang;
    if (r->items_count > 0 && rest >= 0)
        r->items[0].amount_satang = rest;
}

/* The next application in this state, from a random one on. */
static bool application_pick(struct stream *s, struct txn *t, uint8_t state, char application_no[24],
                             struct application *ret)
{
    struct application_key key = {0};
    snprintf(key.application_no, sizeof key.application_no, "A-%u", (unsigned)stream_dice(s, 24));
    for (bool more = application_seek(t, &key, false, ret); more; more = application_seek(t, &key, true, ret)) {
        if (ret->state == state) {
            memcpy(application_no, key.application_no, sizeof key.application_no);
            return true;
        }
    }
    return false;
}

static void decision_mend(struct stream *s, struct txn *t, struct loan_committee_decided *d)
{
    struct application a;
    if (!application_pick(s, t, application_state_queued, d->application_no, &a))
        return;
    d->decision = stream_dice(s, 5) ? decision_approved : d->decision;
    d->amount_satang = a.amount_satang;
    d->instalments = a.instalments;
    d->override_body = resolving_body_board;
    snprintf(d->override_no, sizeof d->override_no, "9/2567");
}

static void fees_mend(struct stream *s, struct loan_disbursed *d)
{
    for (uint32_t i = 0; i < 3; i++)
        d->fees[i] =
            (struct kept_back){.kind = (uint8_t)(fee_kind_fee + i), .amount_satang = 1 + (int64_t)stream_dice(s, 9999)};
    d->fees_count = 3;
    d->net_satang = d->paid_satang;
    for (uint32_t i = 0; i < 3; i++)
        d->net_satang -= d->fees[i].amount_satang;
}

/* Pays off the borrower's first open contract. */
static void offset_mend(struct txn *t, const char *member_no, struct loan_disbursed *d)
{
    struct member_loan_key key = {0};
    struct member_loan listed;
    struct policy_in_force p;
    memcpy(key.member_no, member_no, sizeof key.member_no);
    if (!member_loan_seek(t, &key, true, &listed) || strcmp(key.member_no, member_no) != 0 || !listed.active ||
        !policy_on(t, today(t), &p))
        return;
    memcpy(d->offsets[0].contract_no, key.contract_no, sizeof key.contract_no);
    d->offsets[0].amount_satang = loan_payoff(t, key.contract_no, today(t), &p);
    d->offsets_count = 1;
    d->net_satang = (d->net_satang > 0 ? d->net_satang : d->paid_satang) - d->offsets[0].amount_satang;
}

/* Contracts of one borrower, from a random loan on. */
static void restructure_mend(struct stream *s, struct txn *t, struct restructure_agreed *r)
{
    struct loan_key key = {0};
    struct loan loan;
    snprintf(key.contract_no, sizeof key.contract_no, "S-%u", (unsigned)stream_dice(s, 16));
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

static void payout_mend(struct stream *s, struct txn *t, struct loan_disbursed *d)
{
    struct application a;
    if (application_pick(s, t, application_state_scheduled, d->application_no, &a))
        d->paid_satang = a.granted_satang + (stream_dice(s, 10) == 0);
    d->offsets_count = d->fees_count = 0;
    d->net_satang = 0;
    snprintf(d->prepared_by, sizeof d->prepared_by, "officer-1");
    snprintf(d->checked_by, sizeof d->checked_by, "officer-2");
    if (stream_dice(s, 4) == 0)
        fees_mend(s, d);
    if (stream_dice(s, 2) == 0)
        offset_mend(t, a.member_no, d);
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
    case EVENT_loan_committee_decided:
        decision_mend(s, t, &e->body.loan_committee_decided);
        break;
    case EVENT_loan_disbursed:
        payout_mend(s, t, &e->body.loan_disbursed);
        break;
    case EVENT_loan_payment_received:
        memset(e->body.loan_payment_received.payer_no, 0, sizeof e->body.loan_payment_received.payer_no);
        break;
    case EVENT_restructure_agreed:
        restructure_mend(s, t, &e->body.restructure_agreed);
        break;
    case EVENT_loan_pause_granted:
        e->body.loan_pause_granted.from_period = value_period_of(today(t)) + (uint32_t)stream_dice(s, 2);
        e->body.loan_pause_granted.until_period = e->body.loan_pause_granted.from_period;
        break;
    case EVENT_patronage_approved:
        e->body.patronage_approved.year = (uint32_t)value_civil(today(t)).year - 1;
        break;
    case EVENT_consumer_acknowledged:
        e->body.consumer_acknowledged.position = 1 + stream_dice(s, txn_last_position(t) + 2);
        break;
    default:
        break;
    }
}

/* Which event: days and result lines are frequent, policies rare. */
static const struct record_desc *event_draw(struct stream *s)
{
    uint64_t roll = stream_dice(s, 100);
    if (s->made == 1)
        return schema_event(EVENT_policy_published);
    if (roll < 13)
        return schema_event(EVENT_clock_day_closed);
    if (roll < 50)
        return schema_event(EVENT_payroll_deduction_result);
    if (roll < 54)
        return schema_event(EVENT_payroll_cycle_opened);
    if (roll < 60)
        return schema_event(EVENT_payroll_result_file_closed);
    if (roll < 64)
        return schema_event(EVENT_loan_application_filed);
    if (roll < 72)
        return schema_event(roll % 2 ? EVENT_loan_disbursed : EVENT_loan_committee_decided);
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
    if (s->made == 1)
        ret->envelope.effective_date = value_day(2024, 1, 1);
    snprintf(ret->envelope.type, sizeof ret->envelope.type, "%s", ret->desc->name);
    snprintf(ret->envelope.key, sizeof ret->envelope.key, "e/%llu",
             (unsigned long long)(stream_dice(s, 50) ? s->made : 1 + stream_dice(s, s->made)));
    event_mend(s, t, ret);
    stream_mend_officer(s, t, ret);
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

/* ---- laws */

enum { ACCOUNTS = 32 };

static const char *ledger_law(struct txn *t, int64_t balance[ACCOUNTS])
{
    struct ledger_key key = {0};
    struct ledger l;
    int64_t sum = 0;
    memset(balance, 0, ACCOUNTS * sizeof *balance);
    for (bool more = ledger_seek(t, &key, false, &l); more; more = ledger_seek(t, &key, true, &l)) {
        balance[key.account] = l.debit_satang - l.credit_satang;
        sum += balance[key.account];
    }
    return sum == 0 ? NULL : "the trial balance is not zero";
}

static const char *loans_law(struct txn *t, const int64_t balance[ACCOUNTS])
{
    struct loan_key key = {0};
    struct loan loan;
    int64_t principal = 0;
    for (bool more = loan_seek(t, &key, false, &loan); more; more = loan_seek(t, &key, true, &loan)) {
        struct instalment_key ik = {0};
        struct instalment in;
        int64_t open_interest = 0, open_principal = 0;
        memcpy(ik.contract_no, key.contract_no, sizeof ik.contract_no);
        for (bool open = instalment_seek(t, &ik, false, &in); open && strcmp(ik.contract_no, key.contract_no) == 0;
             open = instalment_seek(t, &ik, true, &in)) {
            open_interest += in.interest_satang;
            open_principal += in.principal_satang;
        }
        if (loan.principal_satang < 0 || loan.principal_satang > loan.disbursed_satang)
            return "a loan's principal is outside 0 .. disbursed";
        if (open_principal != loan.billed_principal_satang || open_interest > loan.billed_interest_satang)
            return "a loan's open instalments are not what it has billed";
        principal += loan.principal_satang;
    }
    return principal == balance[account_loan_emergency] + balance[account_loan_ordinary] + balance[account_loan_special]
               ? NULL
               : "the loan accounts are not the sum of the loans";
}

static const char *members_law(struct txn *t, const int64_t balance[ACCOUNTS])
{
    struct member_key key = {0};
    struct member m;
    int64_t shares = 0, refunds = 0;
    for (bool more = member_seek(t, &key, false, &m); more; more = member_seek(t, &key, true, &m)) {
        shares += m.share_balance_satang;
        refunds += m.refund_payable_satang + m.refund_billed_satang;
    }
    if (shares != -balance[account_share_capital])
        return "share capital is not the sum of the members' shares";
    return refunds == -balance[account_refund_payable] ? NULL : "refunds payable are not the sum of the members'";
}

static const char *units_law(struct txn *t, const int64_t balance[ACCOUNTS])
{
    struct unit_key key = {0};
    struct unit u;
    struct suspense_key sk = {0};
    struct suspense s;
    int64_t receivable = 0, waiting = 0;
    for (bool more = unit_seek(t, &key, false, &u); more; more = unit_seek(t, &key, true, &u)) {
        if (u.receivable_satang < 0 || u.advance_satang < 0 || (u.receivable_satang > 0 && u.advance_satang > 0))
            return "a unit's receivable and advance exclude each other and are not negative";
        receivable += u.receivable_satang;
        waiting += u.advance_satang;
    }
    for (bool more = suspense_seek(t, &sk, false, &s); more; more = suspense_seek(t, &sk, true, &s))
        waiting += s.amount_satang;
    if (receivable != balance[account_unit_receivable])
        return "the unit receivable is not the sum of the units'";
    return waiting == -balance[account_suspense] ? NULL : "suspense is not the sum of what waits";
}

const char *stream_broken_law(struct txn *t)
{
    int64_t balance[ACCOUNTS];
    const char *broken = ledger_law(t, balance);
    if (!broken)
        broken = loans_law(t, balance);
    if (!broken)
        broken = members_law(t, balance);
    return broken ? broken : units_law(t, balance);
}
