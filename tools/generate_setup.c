/* A cooperative's events up to its first bill. */
#include "generate.h"

#include "words.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* ---- events on their way out */

void outlet_open(struct outlet *o, FILE *file, bool msgpack)
{
    *o = (struct outlet){.file = file, .msgpack = msgpack};
}

int outlet_create(struct outlet *o, const char *directory, const char *name, bool msgpack)
{
    char path[4096];
    snprintf(path, sizeof path, "%.4000s/%s", directory, name);
    outlet_open(o, fopen(path, "we"), msgpack);
    if (o->file)
        return 0;
    words_complain("%s: %s", "%s: %s", path, strerror(errno));
    return EXIT_IO;
}

int outlet_close(struct outlet *o, const char *name)
{
    bool ok = !o->file || (!ferror(o->file) && fflush(o->file) == 0);
    if (o->file && fclose(o->file) != 0)
        ok = false;
    o->file = NULL;
    buffer_free(&o->line);
    if (!ok)
        words_complain("%s: %s", "%s: %s", name, strerror(errno));
    return ok ? 0 : EXIT_IO;
}

static void text_member(struct buffer *out, const char *name, const char *text)
{
    buffer_add_text(out, out->len > 1 ? ",\"" : "\"");
    buffer_add_text(out, name);
    buffer_add_text(out, "\":");
    codec_json_text(out, text, strlen(text));
}

void outlet_event(struct outlet *o, const struct event *e)
{
    char date[VALUE_TEXT_MAX] = "";
    o->line.len = 0;
    if (o->msgpack) {
        codec_encode_event(e, &o->line);
    } else {
        value_day_print(e->envelope.effective_date, date);
        buffer_add_text(&o->line, "{");
        text_member(&o->line, "type", e->envelope.type);
        text_member(&o->line, "key", e->envelope.key);
        text_member(&o->line, "effective_date", date);
        if (e->envelope.actor[0])
            text_member(&o->line, "actor", e->envelope.actor);
        buffer_add_text(&o->line, ",\"data\":");
        codec_json(e->desc, &e->body, &o->line);
        buffer_add_text(&o->line, "}\n");
    }
    fwrite(o->line.at, 1, o->line.len, o->file);
}

struct event *event_new(enum event_id id, int32_t date, const char *key, ...)
{
    static struct event e; /* too large for the stack */
    va_list arguments;
    memset(&e, 0, sizeof e);
    e.desc = schema_event((uint16_t)id);
    e.envelope.effective_date = date;
    snprintf(e.envelope.type, sizeof e.envelope.type, "%s", e.desc->name);
    va_start(arguments, key);
    vsnprintf(e.envelope.key, sizeof e.envelope.key, key, arguments);
    va_end(arguments);
    return &e;
}

/* ---- policy */

/* Interest by the real length of each year; caps and floors are those of Amnat Charoen 2567. */
static struct event *policy_new(int32_t date, uint32_t version)
{
    static const enum bill_item order[] = {bill_item_share,   bill_item_emergency, bill_item_ordinary,
                                           bill_item_special, bill_item_deposit,   bill_item_insurance,
                                           bill_item_welfare, bill_item_funeral};
    struct event *e = event_new(EVENT_policy_published, date, "policy/%u", version);
    struct policy_published *p = &e->body.policy_published;
    *p = (struct policy_published){
        .version = version,
        .take_home_min_bp = 3000,
        .take_home_min_satang = 100000,
        .rounding = rounding_half_up,
        .instalment_step_satang = SOCIETY_INSTALMENT_STEP_SATANG,
        .months_method = months_method_due_dates,
        .employer_contact_days = 14,
        .mediation_days = 30,
        .mediation_venue = venue_office,
        .no_show_limit = 2,
        .breach_grace_days = 7,
        .committee_weekday = SOCIETY_COMMITTEE_WEEKDAY,
        .classes_count = 3,
        .classes = {{loan_class_substandard, 3, 2000, true},
                    {loan_class_doubtful, 6, 5000, true},
                    {loan_class_doubtful_of_loss, 12, 10000, true}},
    };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        p->items[p->items_count++] = (struct deduction_order){(uint8_t)order[i], (uint32_t)i + 1, false};
    p->items[p->items_count++] = (struct deduction_order){bill_item_refund, (uint32_t)p->items_count, true};
    return e;
}

static void policy_publish(struct outlet *o, int32_t date, uint32_t version, int32_t rate_change_bp)
{
    struct event *e = policy_new(date, version);
    struct policy_published *p = &e->body.policy_published;
    for (const struct society_product *from; (from = society_product(p->products_count)) != NULL;) {
        struct product *to = &p->products[p->products_count++];
        value_code_set(to->product, sizeof to->product, from->product);
        to->kind = (uint8_t)from->kind;
        to->max_instalments = from->max_instalments;
        to->associates = true;
        to->rate_bp = from->rate_bp + rate_change_bp;
    }
    outlet_event(o, e);
}

/* ---- units and members */

static void units_register(const struct society *c, struct outlet *o, int32_t date)
{
    for (uint32_t unit = 0; unit < c->profile->units; unit++) {
        char code[12];
        society_unit_code(unit, code);
        struct event *e = event_new(EVENT_unit_registered, date, "unit/%s", code);
        struct unit_registered *u = &e->body.unit_registered;
        value_code_set(u->unit_code, sizeof u->unit_code, code);
        value_code_set(u->unit_group, sizeof u->unit_group, society_calendar(c, unit)->group);
        outlet_event(o, e);
    }
}

static void member_register(struct outlet *o, const struct person *p)
{
    struct event *e = event_new(EVENT_member_registered, p->join_date, "member/%s", p->member_no);
    struct member_registered *m = &e->body.member_registered;
    memcpy(m->member_no, p->member_no, sizeof m->member_no);
    society_unit_code(p->unit, m->unit_code);
    m->kind = (uint8_t)p->kind;
    m->birth_date = p->birth_date;
    m->income_satang = p->income_satang;
    m->other_deductions_satang = p->other_satang;
    m->share_monthly_satang = p->share_satang;
    outlet_event(o, e);
}

static void orders_set(const struct society *c, struct outlet *o, const struct person *p)
{
    const struct enum_desc *words = schema_enum_named("bill_item");
    for (uint8_t item = bill_item_deposit; item <= bill_item_funeral; item++) {
        if (p->orders[item] == 0)
            continue;
        struct event *e = event_new(EVENT_payroll_standing_order_set, value_period_first_day(c->from - 1),
                                    "order/%s/%s", p->member_no, schema_word_text(words, item));
        struct payroll_standing_order_set *s = &e->body.payroll_standing_order_set;
        memcpy(s->member_no, p->member_no, sizeof s->member_no);
        s->item = item;
        s->amount_satang = p->orders[item];
        s->from_period = c->from;
        if (item == bill_item_deposit)
            snprintf(s->account_no, sizeof s->account_no, "D-%s-1", p->member_no);
        outlet_event(o, e);
    }
}

/* ---- loans */

static void loan_apply(struct outlet *o, const struct person *p, const struct person_loan *l)
{
    struct event *e = event_new(EVENT_loan_application_filed, l->filed_on, "application/%s", l->application_no);
    struct loan_application_filed *f = &e->body.loan_application_filed;
    memcpy(f->application_no, l->application_no, sizeof f->application_no);
    memcpy(f->member_no, p->member_no, sizeof f->member_no);
    value_code_set(f->product, sizeof f->product, l->product);
    f->amount_satang = l->amount_satang;
    f->instalments = l->instalments;
    f->method = (uint8_t)l->method;
    f->purpose = l->purpose;
    outlet_event(o, e);
}

static void loan_decide(struct outlet *o, const struct person_loan *l)
{
    struct event *e = event_new(EVENT_loan_committee_decided, l->decided_on, "decision/%s", l->application_no);
    struct loan_committee_decided *d = &e->body.loan_committee_decided;
    int year = value_civil(l->decided_on).year + 543;
    memcpy(d->application_no, l->application_no, sizeof d->application_no);
    d->decision = decision_approved;
    snprintf(d->resolution_no, sizeof d->resolution_no, "12/%d", year);
    if (l->overridden) {
        d->override_body = resolving_body_board;
        snprintf(d->override_no, sizeof d->override_no, "11/%d", year);
    }
    outlet_event(o, e);
}

static void loan_pay_out(struct outlet *o, const struct person_loan *l)
{
    struct event *e = event_new(EVENT_loan_disbursed, l->paid_on, "payout/%s", l->contract_no);
    struct loan_disbursed *d = &e->body.loan_disbursed;
    memcpy(d->contract_no, l->contract_no, sizeof d->contract_no);
    memcpy(d->application_no, l->application_no, sizeof d->application_no);
    d->paid_satang = l->amount_satang;
    snprintf(d->approval_ref, sizeof d->approval_ref, "V-%s", l->contract_no);
    outlet_event(o, e);
}

static void payers_assign(const struct society *c, struct outlet *o, const struct person *p)
{
    for (uint32_t i = 0; i < p->loans_count; i++) {
        const struct person_loan *l = &p->loans[i];
        if (!l->payer_no[0])
            continue;
        struct event *e =
            event_new(EVENT_loan_payer_assigned, value_period_last_day(c->from - 1), "payer/%s", l->contract_no);
        struct loan_payer_assigned *a = &e->body.loan_payer_assigned;
        memcpy(a->contract_no, l->contract_no, sizeof a->contract_no);
        memcpy(a->payer_no, l->payer_no, sizeof a->payer_no);
        outlet_event(o, e);
    }
}

void generate_setup(const struct society *c, struct outlet *o)
{
    enum { CHANGE_BP = -25 };
    static struct person p;
    int32_t date = value_period_first_day(c->from - 1);
    policy_publish(o, date, 1, 0);
    policy_publish(o, value_period_first_day(c->from) + 15, 2, CHANGE_BP);
    units_register(c, o, date);
    for (uint32_t number = 1; number <= c->profile->members; number++) {
        society_person(c, society_index(c, number), &p);
        member_register(o, &p);
        orders_set(c, o, &p);
        for (uint32_t i = 0; i < p.loans_count; i++) {
            loan_apply(o, &p, &p.loans[i]);
            loan_decide(o, &p.loans[i]);
            loan_pay_out(o, &p.loans[i]);
        }
    }
    for (uint32_t number = 1; number <= c->profile->members; number++) {
        society_person(c, society_index(c, number), &p);
        payers_assign(c, o, &p);
    }
}

/* ---- months and days */

void generate_cycle(const struct society *c, struct outlet *o, uint32_t period)
{
    char text[VALUE_TEXT_MAX];
    bool has[CALENDARS] = {false};
    for (uint32_t unit = 0; unit < c->profile->units; unit++)
        has[c->unit_calendar[unit]] = true;
    value_period_print(period, text);
    for (uint32_t i = 0; i < CALENDARS; i++) {
        const struct calendar *k = &calendars[i];
        if (!has[i])
            continue;
        struct event *e =
            event_new(EVENT_payroll_cycle_opened, calendar_bill(k, period), "cycle/%.7s/%s", text, k->group);
        struct payroll_cycle_opened *o_cycle = &e->body.payroll_cycle_opened;
        o_cycle->period = period;
        value_code_set(o_cycle->unit_group, sizeof o_cycle->unit_group, k->group);
        o_cycle->interest_to_date = value_period_last_day(period);
        o_cycle->remit_due_date = calendar_due(k, period);
        o_cycle->cut_off_date = calendar_cut_off(k, period);
        outlet_event(o, e);
    }
}

void generate_days(struct outlet *o, int32_t first, int32_t last)
{
    for (int32_t day = first; day <= last; day++) {
        char text[VALUE_TEXT_MAX];
        value_day_print(day, text);
        struct event *e = event_new(EVENT_clock_day_closed, day, "day/%s", text);
        e->body.clock_day_closed.date = day;
        outlet_event(o, e);
    }
}
