#include "plan.h"

#include "../../handlers/payroll/payroll.h"
#include "scenario.h"
#include "test.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static uint64_t dice_state;

void plan_seed(uint64_t seed)
{
    dice_state = seed;
}

uint32_t plan_dice(uint32_t n)
{
    dice_state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = dice_state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ (z >> 31)) % n);
}

void plan_say(struct month *m, enum verdict expected, const char *format, ...)
{
    char line[PLAN_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    enum verdict verdict = month_say(m, line);
    if (!CHECK_INT(verdict, expected)) {
        struct buffer why = {0};
        scenario_verdict(verdict, &m->why, &why);
        printf("# %s: %.*s\n", line, (int)why.len, (const char *)why.at);
        buffer_free(&why);
    }
}

static const char policy[] =
    "2024-01-01 policy.published version=1 take_home_min=30.00% take_home_min=1,000.00 year_divisor=365 "
    "rounding=half_up "
    "months_method=due_dates employer_contact_days=14 mediation_days=30 mediation_venue=office no_show_limit=2 "
    "breach_grace_days=7 committee_weekday=4 products[0].product=ordinary products[0].kind=ordinary "
    "products[0].max_instalments=150 products[0].rate=6.00% classes[0].class=substandard classes[0].over_months=3 "
    "classes[0].provision=20.00% classes[0].npl=true classes[1].class=doubtful classes[1].over_months=6 "
    "classes[1].provision=50.00% classes[1].npl=true classes[2].class=doubtful_of_loss "
    "classes[2].over_months=12 classes[2].provision=100.00% classes[2].npl=true items[0].item=share "
    "items[0].priority=1 items[1].item=emergency "
    "items[1].priority=2 items[2].item=ordinary items[2].priority=3 items[3].item=special items[3].priority=4 "
    "items[4].item=deposit items[4].priority=5 items[5].item=refund items[5].priority=9 items[5].credit=true";

void plan_make(struct plan *p)
{
    static const char *const reasons[] = {NULL, "insufficient_pay", "transferred", "unit_error", "resigned"};
    *p = (struct plan){0};
    for (int i = 0; i < PLAN_MEMBERS; i++) {
        p->share[i] = 50000 * (int64_t)plan_dice(3);
        p->has_loan[i] = plan_dice(3) > 0;
        p->has_second[i] = plan_dice(4) == 0;
        p->has_deposit[i] = plan_dice(3) == 0;
        for (int month = 1; month <= PLAN_MONTHS; month++) {
            struct plan_truth *t = &p->truth[month][i];
            uint32_t kind = plan_dice(10);
            t->collected_satang = kind < 5 ? -1 /* what is billed */ : kind < 6 ? 0 : (int64_t)plan_dice(300000);
            t->reason = reasons[plan_dice(5)];
            t->itemised = plan_dice(4) == 0;
            t->share_satang = 100 * (int64_t)plan_dice(600);
        }
    }
    p->accrued = plan_dice(2);
    p->kept = plan_dice(2);
}

void plan_begin(struct month *m, const struct plan *p)
{
    *m = (struct month){.store = store_mem_new()};
    m->t = store_mem_txn(m->store);
    char line[sizeof policy + 80];
    snprintf(line, sizeof line, "%s interest_income=%s accrual_reversal=%s", policy,
             p->accrued ? "accrued" : "when_paid", p->kept ? "keep" : "reverse");
    CHECK_INT(month_say(m, line), APPLIED);
    plan_say(m, APPLIED, "2024-01-01 unit.registered unit_code=0417 unit_group=monthly");
    for (int i = 0; i < PLAN_MEMBERS; i++) {
        char member_no[12], contract_no[24];
        snprintf(member_no, sizeof member_no, "M%d", i);
        plan_say(m, APPLIED,
                 "2024-01-02 member.registered member_no=%s kind=ordinary unit_code=0417 income=90,000.00 "
                 "share_monthly_satang=%lld",
                 member_no, (long long)p->share[i]);
        snprintf(contract_no, sizeof contract_no, "S-%d", i);
        if (p->has_loan[i])
            month_loan(m, member_no, contract_no, loan_kind_ordinary, 60000 + 10000 * i);
        snprintf(contract_no, sizeof contract_no, "T-%d", i);
        if (p->has_second[i])
            month_loan(m, member_no, contract_no, loan_kind_special, 40000);
        if (p->has_deposit[i])
            plan_say(m, APPLIED,
                     "2024-01-02 payroll.standing_order_set member_no=%s item=deposit account_no=D-%d amount=150.00 "
                     "from_period=2024-01",
                     member_no, i);
    }
    if (p->has_loan[1])
        plan_say(m, APPLIED, "2024-01-02 loan.payer_assigned contract_no=S-1 payer_no=M2");
}

void plan_open_cycle(struct month *m, int month)
{
    int32_t last = value_period_last_day(value_period(2024, month));
    char end[VALUE_TEXT_MAX], cut_off[VALUE_TEXT_MAX];
    value_day_print(last, end);
    value_day_print(last + 5, cut_off);
    plan_say(
        m, APPLIED,
        "2024-%02d-10 payroll.cycle_opened period=2024-%02d unit_group=monthly interest_to_date=%s remit_due_date=%s "
        "cut_off_date=%s",
        month, month, end, end, cut_off);
}

int64_t plan_amount(const struct month *m, const struct plan *p, int month, int i)
{
    struct bill_key key = {.period = value_period(2024, month), .unit_code = "0417"};
    struct bill bill = {0};
    snprintf(key.member_no, sizeof key.member_no, "M%d", i);
    bill_get(m->t, &key, &bill);
    int64_t collected = p->truth[month][i].collected_satang;
    return collected < 0 ? bill.billed_satang : collected;
}

void plan_send_line(struct month *m, int month, const struct plan_line *l)
{
    char items[300] = "";
    if (l->items && l->items->itemised && l->collected_satang > 0) {
        int64_t share = l->items->share_satang < l->collected_satang ? l->items->share_satang : l->collected_satang;
        snprintf(items, sizeof items,
                 " items[0].item=share items[0].amount_satang=%lld items[1].item=ordinary items[1].amount_satang=%lld",
                 (long long)share, (long long)(l->collected_satang - share));
    }
    char line[PLAN_TEXT];
    snprintf(line, sizeof line,
             "2024-%02d-28 payroll.deduction_result period=2024-%02d unit_code=0417 line_no=%u member_no=%c%d "
             "collected_satang=%lld%s%s%s%s%s",
             month, month, l->line_no, l->mistyped ? 'Z' : 'M', l->member, (long long)l->collected_satang,
             l->file_ref[0] ? " file_ref=" : "", l->file_ref, l->reason ? " reason=" : "", l->reason ? l->reason : "",
             items);
    CHECK(month_say(m, line) != REFUSED); /* parked, if it is nobody's or he is not billed */
}

enum verdict plan_close_file(struct month *m, int month, const char *file_ref, bool more)
{
    struct result_file_key key = payroll_file_key("0417", value_period(2024, month), file_ref);
    struct result_file f = {0};
    char line[PLAN_TEXT];
    result_file_get(m->t, &key, &f);
    snprintf(
        line, sizeof line,
        "2024-%02d-28 payroll.result_file_closed period=2024-%02d unit_code=0417 line_count=%u total_satang=%lld%s%s%s",
        month, month, f.lines, (long long)f.lines_satang, file_ref[0] ? " file_ref=" : "", file_ref,
        more ? " more_to_come=true" : "");
    enum verdict verdict = month_say(m, line);
    CHECK(verdict == APPLIED || verdict == PARKED);
    return verdict;
}

void plan_send_money(struct month *m, int month)
{
    struct unit unit = month_unit(m, "0417");
    if (unit.receivable_satang > 0)
        plan_say(
            m, APPLIED,
            "2024-%02d-28 payroll.remittance_received period=2024-%02d unit_code=0417 bank_ref=K-%d amount_satang=%lld",
            month, month, month, (long long)unit.receivable_satang);
}

enum verdict plan_by_officer(struct month *m, const char *format, ...)
{
    static struct event e;
    char line[PLAN_TEXT], error[SCENARIO_ERROR_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    CHECK(scenario_parse_event(line, &e, &m->why, error));
    snprintf(e.envelope.actor, sizeof e.envelope.actor, "officer-7");
    enum verdict verdict = store_mem_apply(m->store, &e, &m->why);
    if (!CHECK_INT(verdict, APPLIED))
        printf("# %s: %s\n", line, refusal_name(m->why.code));
    return verdict;
}

void plan_close_days(struct month *m, int32_t to)
{
    int32_t closed = handler_day_closed(m->t);
    for (int32_t day = closed ? closed + 1 : to; day <= to; day++) {
        char text[VALUE_TEXT_MAX];
        value_day_print(day, text);
        plan_say(m, APPLIED, "%s clock.day_closed date=%s", text, text);
    }
}
