#include "month.h"

#include "../../handlers/journal/posting.h"
#include "../../handlers/payroll/payroll.h"
#include "audit.h"
#include "scenario.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

enum verdict month_event(struct month *m, const char *line, bool work)
{
    static struct event e;
    char error[SCENARIO_ERROR_MAX];
    if (!scenario_parse_event(line, &e, &m->why, error)) {
        printf("# %s: %s\n", line, error);
        CHECK(false);
        return 0;
    }
    if (m->why.code != REFUSAL_none)
        return REFUSED;
    return work ? store_mem_apply(m->store, &e, &m->why) : store_mem_apply_one(m->store, &e, &m->why);
}

enum verdict month_say(struct month *m, const char *line)
{
    return month_event(m, line, true);
}

struct month month_begin_ordered(int share, int emergency, int ordinary, int special)
{
    struct month m = {.store = store_mem_new()};
    char line[1200];
    m.t = store_mem_txn(m.store);
    snprintf(line, sizeof line,
             "2024-01-01 policy.published version=1 take_home_min=30.00%% take_home_min=1,000.00 year_divisor=365 "
             "rounding=half_up months_method=due_dates employer_contact_days=14 mediation_days=30 "
             "mediation_venue=office no_show_limit=2 breach_grace_days=7 committee_weekday=4 "
             "products[0].product=ordinary products[0].kind=ordinary products[0].max_instalments=150 "
             "products[0].rate=6.00%% classes[0].class=substandard classes[0].over_months=3 "
             "classes[0].provision=20.00%% classes[0].npl=true classes[1].class=doubtful classes[1].over_months=6 "
             "classes[1].provision=50.00%% classes[1].npl=true classes[2].class=doubtful_of_loss "
             "classes[2].over_months=12 classes[2].provision=100.00%% classes[2].npl=true "
             "items[0].item=share items[0].priority=%d items[1].item=emergency items[1].priority=%d "
             "items[2].item=ordinary items[2].priority=%d items[3].item=special items[3].priority=%d",
             share, emergency, ordinary, special);
    CHECK_INT(month_say(&m, line), APPLIED);
    CHECK_INT(month_say(&m, "2024-01-01 unit.registered unit_code=0417 unit_group=monthly"), APPLIED);
    return m;
}

struct month month_begin(void)
{
    return month_begin_ordered(1, 2, 3, 4);
}

void month_end(struct month *m)
{
    char error[AUDIT_ERROR_MAX];
    if (!CHECK(audit_store(m->store, error)))
        printf("# %s\n", error);
    store_mem_free(m->store);
}

void month_member(struct month *m, const char *unit_code, const char *member_no, const char *share)
{
    char line[200];
    snprintf(line, sizeof line,
             "2024-01-02 member.registered member_no=%s kind=ordinary unit_code=%s income=20,000.00%s%s", member_no,
             unit_code, share ? " share_monthly=" : "", share ? share : "");
    CHECK_INT(month_say(m, line), APPLIED);
}

void month_own_event(struct month *m)
{
    store_mem_begin_event(m->store, store_mem_last_seq(m->store) + 1);
}

void month_loan(struct month *m, const char *member_no, const char *contract_no, enum loan_kind kind,
                int64_t instalment_satang)
{
    struct loan loan = {
        .disbursed_satang = instalment_satang * 12,
        .principal_satang = instalment_satang * 12,
        .fixed_satang = instalment_satang,
        .instalments = 12,
        .rate_bp = 600,
        .opened_on = value_day(2023, 12, 31),
        .counted_to = value_day(2023, 12, 31),
        .kind = (uint8_t)kind,
        .method = loan_method_equal_principal,
        .class = loan_class_normal,
        .state = loan_state_active,
    };
    struct cause paid_out = cause_of("payout", 1);
    struct posting p;
    value_code_set(loan.member_no, sizeof loan.member_no, member_no);
    month_own_event(m);
    loan_open(m->t, contract_no, &loan);
    posting_begin(&p, "V-1");
    posting_debit(&p, posting_loan_account(kind), loan.disbursed_satang, contract_no);
    posting_credit(&p, account_bank, loan.disbursed_satang, NULL);
    posting_emit(m->t, loan.opened_on, &p, &paid_out);
    store_mem_accept(m->store);
}

uint64_t month_count(const struct month *m, enum event_id id)
{
    static struct store_mem_followup f;
    uint64_t n = 0;
    for (uint64_t at = 1; store_mem_followup(m->store, at, &f); at++)
        n += f.id == id;
    return n;
}

uint64_t month_followup(const struct month *m, enum event_id id, uint64_t n, struct store_mem_followup *ret)
{
    for (uint64_t at = 1; store_mem_followup(m->store, at, ret); at++)
        if (ret->id == id && n-- == 0)
            return at;
    printf("# there is no such %s\n", schema_event((uint16_t)id)->name);
    CHECK(false);
    memset(ret, 0, sizeof *ret);
    return 0;
}

uint64_t month_notices(const struct month *m, enum template template, struct notification_requested *ret_last)
{
    static struct store_mem_followup f;
    uint64_t n = 0;
    memset(ret_last, 0, sizeof *ret_last);
    for (uint64_t at = 1; store_mem_followup(m->store, at, &f); at++) {
        if (f.id != EVENT_notification_requested || f.body.notification_requested.template != template)
            continue;
        n++;
        *ret_last = f.body.notification_requested;
    }
    return n;
}

struct unit month_unit(const struct month *m, const char *unit_code)
{
    struct unit_key key;
    struct unit unit = {0};
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    CHECK(unit_get(m->t, &key, &unit));
    return unit;
}

struct unit_bill month_bill(const struct month *m, const char *unit_code, uint32_t period)
{
    struct unit_bill_key key = {.period = period};
    struct unit_bill bill = {0};
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    CHECK(unit_bill_get(m->t, &key, &bill));
    return bill;
}

struct result_file month_file(const struct month *m, const char *unit_code, uint32_t period)
{
    struct result_file_key key = payroll_file_key(unit_code, period, NULL);
    struct result_file file = {0};
    result_file_get(m->t, &key, &file);
    return file;
}

struct member month_person(const struct month *m, const char *member_no)
{
    struct member_key key;
    struct member member = {0};
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    CHECK(member_get(m->t, &key, &member));
    return member;
}

int64_t month_balance(const struct month *m, enum account account)
{
    struct ledger_key key = {.account = (uint8_t)account};
    struct ledger row = {0};
    ledger_get(m->t, &key, &row);
    return row.debit_satang - row.credit_satang;
}

void month_check_line(const struct month *m, uint64_t n, const struct month_line *expected)
{
    static struct store_mem_followup f;
    const struct payroll_line_settled *line = &f.body.payroll_line_settled;
    month_followup(m, EVENT_payroll_line_settled, n, &f);
    bool ok = CHECK_TEXT(line->member_no, expected->member_no);
    ok = CHECK_INT(line->item, expected->item) && ok;
    ok = CHECK_INT(line->result, expected->result) && ok;
    ok = CHECK_INT(line->billed_satang, expected->billed_satang) && ok;
    ok = CHECK_INT(line->collected_satang, expected->collected_satang) && ok;
    if (!ok)
        printf("# in line %llu\n", (unsigned long long)n);
}
