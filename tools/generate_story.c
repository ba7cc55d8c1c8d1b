/* What the story's members do at the counter. How much depends on what they owe, so the daemon is asked. */
#include "generate_month.h"

#include "../handlers/state/records.h"

#include <string.h>

struct event *month_event(const struct month *m, enum event_id id, int32_t date, const char *what, const char *rest)
{
    char period[VALUE_TEXT_MAX];
    value_period_print(m->period, period);
    return event_new(id, date, "%s/%.7s/%s", what, period, rest);
}

static struct event *payment_event(const struct month *m, const char *contract_no, const char *number, int32_t day,
                                   int64_t satang)
{
    struct event *e = month_event(m, EVENT_loan_payment_received, day, "counter", number);
    struct loan_payment_received *p = &e->body.loan_payment_received;
    value_code_set(p->contract_no, sizeof p->contract_no, contract_no);
    p->amount_satang = satang;
    p->channel = dice_below(dice(m->c->seed, STREAM_counter, (uint64_t)satang), 2) ? channel_bank : channel_counter;
    snprintf(p->document_no, sizeof p->document_no, "R-%s", number);
    return e;
}

void counter_pay(struct month *m, const char *contract_no, const char *number, int32_t day, int64_t satang)
{
    outlet_event(&m->events, payment_event(m, contract_no, number, day, satang));
}

/* One of the story's members and his first loan. */
struct visitor {
    struct person person;
    const char *contract_no;
    char number[32];                      /* of receipts */
    int64_t whole_satang, overdue_satang; /* all that he owes; what was billed and not paid */
};

static int visitor_find(const struct month *m, struct ask *a, enum role role, struct visitor *ret)
{
    struct ask_row row;
    struct loan loan = {0};
    bool found = false;
    society_person(m->c, society_role_index(m->c, role), &ret->person);
    ret->contract_no = ret->person.loans[0].contract_no;
    snprintf(ret->number, sizeof ret->number, "%06u-story-%u", ret->person.number % 10000000, m->month + 1);
    int status = ask_row(a, TABLE_loan, ret->contract_no, &row, &found);
    if (status == 0 && found)
        memcpy(&loan, row.value, sizeof loan);
    ret->whole_satang = loan.principal_satang + loan.billed_interest_satang;
    ret->overdue_satang = loan.billed_principal_satang + loan.billed_interest_satang;
    return status;
}

/* The same receipt number for other money: the first is taken, the second refused. */
static void receipt_twice(struct month *m, const struct visitor *v, int32_t day)
{
    enum { FIRST_SATANG = 100000, SECOND_SATANG = 120000 };
    counter_pay(m, v->contract_no, v->number, day, FIRST_SATANG);
    struct event *e = payment_event(m, v->contract_no, v->number, day, SECOND_SATANG);
    strcat(e->envelope.key, "/twice");
    outlet_event(&m->refused, e);
}

/* What somebody would write who forgot which era events are in. */
static void wrong_year(struct month *m)
{
    enum { BUDDHIST = 543 };
    char date[VALUE_TEXT_MAX], code[12];
    society_unit_code(m->c->story_unit, code);
    value_day_print(value_period_last_day(m->period), date);
    fprintf(
        m->refused.file,
        "{\"type\":\"payroll.remittance_received\",\"key\":\"wrong-year/%.7s\",\"effective_date\":\"%d%s\",\"data\":"
        "{\"period\":\"%.7s\",\"unit_code\":\"%s\",\"amount_satang\":100,\"bank_ref\":\"KTB-%s\"}}\n",
        date, value_civil(value_period_last_day(m->period)).year + BUDDHIST, date + 4, date, code, date);
}

int story_play(struct month *m, struct ask *a)
{
    enum { TENTH = 10, BAHT = 100, PREPAID_DAYS = 5, DAY_59 = 59, DAY_61 = 61 };
    static const struct {
        int month;
        enum role role;
    } visits[] = {
        {MONTH_paid_off_on_bill_day, ROLE_paid_off_on_bill_day},
        {MONTH_prepaid, ROLE_prepaid},
        {MONTH_receipt_twice, ROLE_receipt_twice},
        {MONTH_cured_on_day_59, ROLE_cured_on_day_59},
        {MONTH_cured_on_day_61, ROLE_cured_on_day_61},
    };
    static struct visitor v;
    const struct calendar *k = society_calendar(m->c, m->c->story_unit);
    int32_t bill = calendar_bill(k, m->period), defaulted = calendar_due(k, m->c->from) + 1;
    int status = 0;
    wrong_year(m);
    for (size_t i = 0; i < sizeof visits / sizeof *visits && status == 0; i++) {
        if ((int)m->month != visits[i].month)
            continue;
        status = visitor_find(m, a, visits[i].role, &v);
        if (status != 0 || v.whole_satang == 0)
            continue;
        if (visits[i].role == ROLE_paid_off_on_bill_day)
            counter_pay(m, v.contract_no, v.number, bill, v.whole_satang);
        else if (visits[i].role == ROLE_prepaid)
            counter_pay(m, v.contract_no, v.number, bill + PREPAID_DAYS, v.whole_satang / TENTH / BAHT * BAHT);
        else if (visits[i].role == ROLE_receipt_twice)
            receipt_twice(m, &v, bill + PREPAID_DAYS);
        else if (v.overdue_satang > 0)
            counter_pay(m, v.contract_no, v.number,
                        defaulted + (visits[i].role == ROLE_cured_on_day_59 ? DAY_59 : DAY_61), v.overdue_satang);
    }
    return status;
}
