#include "coop.h"

#include "../../handlers/clock/work.h"
#include "../../handlers/journal/posting.h"
#include "../../handlers/payroll/payroll.h"
#include "audit.h"
#include "scenario.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static const char policy_line[] =
    "2024-01-01 policy.published version=1 take_home_min=30.00% take_home_min=1,000.00 year_divisor=365 "
    "rounding=half_up instalment_step=100.00 months_method=due_dates employer_contact_days=14 mediation_days=30 "
    "mediation_venue=office no_show_limit=2 breach_grace_days=7 committee_weekday=4 "
    "products[0].product=emergency products[0].kind=emergency products[0].max_instalments=12 products[0].rate=6.00% "
    "products[1].product=ordinary products[1].kind=ordinary products[1].max_instalments=150 products[1].rate=6.00% "
    "products[2].product=special products[2].kind=special products[2].max_instalments=360 products[2].rate=6.00% "
    "classes[0].class=substandard classes[0].over_months=3 classes[0].provision=20.00% classes[0].npl=true "
    "classes[1].class=doubtful classes[1].over_months=6 classes[1].provision=50.00% classes[1].npl=true "
    "classes[2].class=doubtful_of_loss classes[2].over_months=12 classes[2].provision=100.00% classes[2].npl=true "
    "items[0].item=share items[0].priority=1 items[1].item=emergency items[1].priority=2 "
    "items[2].item=ordinary items[2].priority=3 items[3].item=special items[3].priority=4";

void coop_begin_with(struct coop *c, const char *policy_words)
{
    char line[COOP_TEXT_MAX];
    *c = (struct coop){.store = store_mem_new()};
    snprintf(line, sizeof line, "%s %s", policy_line, policy_words);
    CHECK_INT(coop_send(c, line), APPLIED);
    CHECK_INT(coop_send(c, "2024-01-01 unit.registered unit_code=0417 unit_group=monthly"), APPLIED);
    CHECK_INT(
        coop_send(c, "2024-01-01 member.registered member_no=004411 kind=ordinary unit_code=0417 income=100,000.00"),
        APPLIED);
}

void coop_begin(struct coop *c)
{
    coop_begin_with(c, "");
}

void coop_end(struct coop *c)
{
    char error[AUDIT_ERROR_MAX] = "";
    audit_store(c->store, error);
    CHECK_TEXT(error, "");
    store_mem_free(c->store);
}

int32_t coop_day(const char *text)
{
    int32_t day = 0;
    CHECK(value_day_parse(text, strlen(text), &day));
    return day;
}

struct txn *coop_txn(struct coop *c)
{
    return store_mem_txn(c->store);
}

enum verdict coop_send(struct coop *c, const char *line)
{
    static struct event event;
    char error[SCENARIO_ERROR_MAX] = "";
    c->mark = store_mem_followups(c->store);
    if (!CHECK(scenario_parse_event(line, &event, &c->why, error)) || c->why.code != REFUSAL_none) {
        printf("# %s %s\n", error, refusal_name(c->why.code));
        return REFUSED;
    }
    enum verdict verdict = store_mem_apply(c->store, &event, &c->why);
    if (verdict == REFUSED)
        CHECK_INT((int64_t)store_mem_followups(c->store), (int64_t)c->mark);
    return verdict;
}

void coop_refused(struct coop *c, const char *line, const char *code, const char *field)
{
    CHECK_INT(coop_send(c, line), REFUSED);
    CHECK_TEXT(refusal_name(c->why.code), code);
    CHECK_TEXT(c->why.field, field);
}

const char *coop_told(struct coop *c)
{
    struct store_mem_followup f;
    c->told[0] = '\0';
    for (uint64_t position = c->mark + 1; store_mem_followup(c->store, position, &f); position++) {
        size_t len = strlen(c->told);
        snprintf(c->told + len, sizeof c->told - len, "%s%s", len ? " " : "", schema_event((uint16_t)f.id)->name);
    }
    return c->told;
}

bool coop_latest(struct coop *c, enum event_id id, struct store_mem_followup *ret)
{
    bool found = false;
    for (uint64_t position = store_mem_followups(c->store); position > 0 && !found; position--)
        found = store_mem_followup(c->store, position, ret) && ret->id == id;
    return CHECK(found);
}

uint64_t coop_count(struct coop *c, enum event_id id)
{
    struct store_mem_followup f;
    uint64_t n = 0;
    for (uint64_t position = 1; store_mem_followup(c->store, position, &f); position++)
        n += f.id == id;
    return n;
}

void coop_close_to(struct coop *c, const char *day)
{
    uint64_t mark = store_mem_followups(c->store);
    int32_t closed = handler_day_closed(coop_txn(c)), last = coop_day(day);
    char date[VALUE_TEXT_MAX], line[COOP_TEXT_MAX];
    for (int32_t next = closed ? closed + 1 : coop_day("2024-01-31"); next <= last; next++) {
        value_day_print(next, date);
        snprintf(line, sizeof line, "%s clock.day_closed date=%s", date, date);
        CHECK_INT(coop_send(c, line), APPLIED);
    }
    c->mark = mark;
}

void coop_lend(struct coop *c, const char *contract_no, const char *method)
{
    char line[COOP_TEXT_MAX];
    snprintf(line, sizeof line,
             "2024-01-10 loan.application_filed application_no=A-%s member_no=004411 product=ordinary "
             "amount=300,000.00 instalments=60 method=%s purpose=3",
             contract_no, method);
    CHECK_INT(coop_send(c, line), APPLIED);
    snprintf(line, sizeof line,
             "2024-01-11 loan.committee_decided application_no=A-%s decision=approved resolution_no=2/2567",
             contract_no);
    CHECK_INT(coop_send(c, line), APPLIED);
    snprintf(line, sizeof line,
             "2024-01-12 loan.disbursed contract_no=%s application_no=A-%s paid=300,000.00 approval_ref=V-%s",
             contract_no, contract_no, contract_no);
    CHECK_INT(coop_send(c, line), APPLIED);
}

static void step_begin(struct coop *c)
{
    c->mark = store_mem_followups(c->store);
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
}

bool coop_bill(struct coop *c, const char *contract_no, uint32_t period, struct loan_bill *ret)
{
    int32_t last = value_period_last_day(period);
    struct loan_billing b = {.billed_on = clock_day_closed(coop_txn(c)) + 1,
                             .interest_to_date = last,
                             .due_date = last,
                             .late_on = last + 5,
                             .fault = fault_member_short,
                             .period = period};
    struct policy_in_force p;
    CHECK(policy_on(coop_txn(c), last, &p));
    step_begin(c);
    bool billed = loan_bill_month(coop_txn(c), contract_no, &b, &p, ret);
    store_mem_accept(c->store);
    return billed;
}

void coop_payroll(struct coop *c, const char *contract_no, int64_t amount_satang, const char *day,
                  struct loan_payment *ret)
{
    struct cause why = cause_of("settle_order", 1);
    struct loan_billing bill = {.interest_to_date = value_day(2399, 12, 31), .due_date = value_day(2399, 12, 31)};
    struct policy_in_force p;
    struct posting posting;
    int32_t date = coop_day(day);
    CHECK(policy_on(coop_txn(c), date, &p));
    step_begin(c);
    loan_pay(coop_txn(c), contract_no, amount_satang, date, &bill, &p, &why, ret);
    posting_begin(&posting, NULL);
    posting_debit(&posting, account_bank, amount_satang, NULL);
    posting_credit(&posting, account_interest_income, ret->interest_satang, contract_no);
    posting_credit(&posting, posting_loan_account(ret->kind), ret->principal_satang, contract_no);
    posting_credit(&posting, account_refund_payable, ret->excess_satang, ret->member_no);
    posting_emit(coop_txn(c), date, &posting, &why);
    payroll_refund(coop_txn(c), ret->member_no, ret->excess_satang, refund_cause_over_deducted, date, &why);
    store_mem_accept(c->store);
    CHECK_INT(ret->interest_satang + ret->principal_satang + ret->costs_satang + ret->excess_satang, amount_satang);
}

void coop_miss(struct coop *c, const char *contract_no, uint32_t months)
{
    uint32_t first = value_period(2024, 1);
    char late_on[VALUE_TEXT_MAX];
    struct loan_bill bill;
    for (uint32_t period = first; period < first + months; period++) {
        CHECK(coop_bill(c, contract_no, period, &bill));
        value_day_print(value_period_last_day(period) + 5, late_on);
        coop_close_to(c, late_on);
    }
}

struct loan coop_loan(struct coop *c, const char *contract_no)
{
    struct loan loan = {0};
    CHECK(loan_find(coop_txn(c), contract_no, &loan));
    return loan;
}

struct collection_case coop_case(struct coop *c, const char *case_id)
{
    struct collection_case_key key;
    struct collection_case row = {0};
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    CHECK(collection_case_get(coop_txn(c), &key, &row));
    return row;
}

struct member coop_member(struct coop *c)
{
    struct member_key key = {.member_no = "004411"};
    struct member row = {0};
    CHECK(member_get(coop_txn(c), &key, &row));
    return row;
}
