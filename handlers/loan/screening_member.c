#include "../rules/ageing.h"
#include "../rules/money.h"
#include "../rules/months.h"
#include "loan.h"
#include "screening_parts.h"

#include <string.h>

enum { BP_ONE = 10000 };

/* Who has resigned may join again, and has no months of membership then. */
static void membership(struct screening_work *w)
{
    uint32_t needed = w->of->product->member_min_months, rejoin = w->of->policy->terms.rejoin_months;
    bool left = w->member.left_on > 0 && w->member.left_on <= w->of->date;
    struct screening_check c = {.check = check_membership, .limit = needed};
    if (needed == 0 && !left)
        return;
    if (left) {
        if (w->member.left_why == leaving_cause_resigned)
            c.holds_from = months_later(months_later(w->member.left_on, (int32_t)rejoin), (int32_t)needed);
        if (c.holds_from <= w->of->date)
            c.holds_from = 0;
    } else {
        c.actual = months_between(w->member.join_date, w->of->date);
        c.holds_from = months_later(w->member.join_date, (int32_t)needed);
    }
    c.passed = !left && c.actual >= c.limit;
    screening_add(w, c);
}

/* The digits of what is not barred. */
static void income_source(struct screening_work *w)
{
    const struct policy_product *p = w->of->product;
    const bool barred[] = {[income_source_salary] = p->no_salary,
                           [income_source_wage] = p->no_wage,
                           [income_source_pension] = p->no_pension};
    uint8_t source = w->member.income_source ? w->member.income_source : (uint8_t)income_source_salary;
    struct screening_check c = {.check = check_income_source, .passed = !barred[source], .actual = source};
    if (!p->no_salary && !p->no_wage && !p->no_pension)
        return;
    for (int s = income_source_salary; s <= income_source_pension; s++)
        c.limit = barred[s] ? c.limit : c.limit * 10 + s;
    screening_add(w, c);
}

static void purpose(struct screening_work *w)
{
    uint32_t asked = w->of->application->purpose;
    struct screening_check c = {.check = check_purpose, .actual = asked};
    for (const char *digit = w->of->product->purposes; *digit; digit++) {
        if (*digit < '1' || *digit > '9')
            continue;
        c.limit = c.limit * 10 + (*digit - '0');
        c.passed = c.passed || asked == (uint32_t)(*digit - '0');
    }
    if (w->of->product->purposes[0] != '\0')
        screening_add(w, c);
}

/* ---- what the member has borrowed before */

static bool loan_next(struct screening_work *w, struct member_loan_key *key, struct loan *ret)
{
    const char *member_no = w->of->application->member_no;
    struct member_loan listed;
    while (member_loan_seek(w->t, key, true, &listed) && strcmp(key->member_no, member_no) == 0) {
        bool own = w->of->contract_no && strcmp(key->contract_no, w->of->contract_no) == 0;
        if (!own && loan_find(w->t, key->contract_no, ret))
            return true;
    }
    return false;
}

static struct member_loan_key loans_of(struct screening_work *w)
{
    struct member_loan_key key = {0};
    value_code_set(key.member_no, sizeof key.member_no, w->of->application->member_no);
    return key;
}

/* Billed instalments of which nothing is unpaid. */
static uint32_t instalments_paid(struct txn *t, const char *contract_no, const struct loan *loan)
{
    struct instalment_key key = {0};
    struct instalment row;
    uint32_t unpaid = 0;
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    while (instalment_seek(t, &key, true, &row) && strcmp(key.contract_no, contract_no) == 0)
        unpaid++;
    return loan->billed_instalments > unpaid ? loan->billed_instalments - unpaid : 0;
}

/* The due date of an instalment, from 1: month by month from the first one, or, where none is billed yet, from the end
 * of the month of payout. */
static int32_t due_of(const struct loan *loan, uint32_t no)
{
    int32_t first = loan->first_due ? loan->first_due : value_period_last_day(value_period_of(loan->opened_on));
    struct civil c = value_civil(first);
    int anchor = c.day == value_days_in_month(c.year, c.month) ? 31 : c.day;
    return ageing_months_later(first, anchor, no - 1);
}

/* When as many more are paid as are missing, one a month: the next is the first unpaid one, or the one that falls due
 * next. */
static int32_t paid_from(const struct loan *loan, uint32_t paid, uint32_t needed, int32_t date)
{
    uint32_t next = paid + 1, passed = value_period_of(date) - value_period_of(due_of(loan, 1));
    if (date >= due_of(loan, 1) && next < passed + 1)
        next = passed + 1;
    if (due_of(loan, next) < date)
        next++;
    return due_of(loan, next + needed - paid - 1);
}

static struct screening_check repaid_of(struct screening_work *w, const char *contract_no, const struct loan *loan)
{
    const struct policy_product *p = w->of->product;
    struct screening_check c = {.check = check_reborrow, .limit = p->reborrow_min};
    int64_t repaid = money_sub(loan->disbursed_satang, loan->principal_satang);
    if (p->reborrow_rule == reborrow_rule_amount)
        c.actual = repaid;
    else if (p->reborrow_rule == reborrow_rule_percent)
        c.actual = money_divide((money_wide)repaid * BP_ONE, (money_wide)loan->disbursed_satang, rounding_truncate);
    else
        c.actual = instalments_paid(w->t, contract_no, loan);
    c.passed = c.actual >= c.limit;
    if (p->reborrow_rule == reborrow_rule_instalments && !c.passed && c.limit <= loan->instalments)
        c.holds_from = paid_from(loan, (uint32_t)c.actual, (uint32_t)c.limit, w->of->date);
    return c;
}

/* The running loan of the product of which least is repaid, whether the payout will close it or not. */
static void reborrow(struct screening_work *w)
{
    struct member_loan_key key = loans_of(w);
    struct screening_check worst = {0};
    struct loan loan;
    if (w->of->product->reborrow_rule == reborrow_rule_absent)
        return;
    while (loan_next(w, &key, &loan)) {
        if (loan.state != loan_state_active || strcmp(loan.product, w->of->application->product) != 0)
            continue;
        struct screening_check c = repaid_of(w, key.contract_no, &loan);
        if (worst.check == 0 || c.actual < worst.actual)
            worst = c;
    }
    if (worst.check != 0)
        screening_add(w, worst);
}

/* Instalments come once a month, so the last twelve are those of the last twelve months. What his unit or we ourselves
 * failed to do is not the member's default. */
static void missed_lately(struct screening_work *w, const char *contract_no, struct screening_check *c)
{
    int32_t months = (int32_t)w->of->product->clean_instalments;
    struct missed_instalment_key key = {.due_date = months_later(w->of->date, -months)};
    struct missed_instalment row;
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    while (missed_instalment_seek(w->t, &key, true, &row) && strcmp(key.contract_no, contract_no) == 0) {
        if (row.fault == fault_unit_late || row.fault == fault_unit_error || row.fault == fault_own_error)
            continue;
        int32_t over = months_later(key.due_date, months);
        c->actual++;
        c->holds_from = over > c->holds_from ? over : c->holds_from;
    }
}

static void clean_record(struct screening_work *w)
{
    struct member_loan_key key = loans_of(w);
    struct screening_check c = {.check = check_clean_record};
    struct loan loan;
    if (w->of->product->clean_instalments == 0)
        return;
    while (loan_next(w, &key, &loan))
        missed_lately(w, key.contract_no, &c);
    c.passed = c.actual == 0;
    screening_add(w, c);
}

void screening_member(struct screening_work *w)
{
    membership(w);
    if (w->member.kind == member_kind_associate)
        screening_add(w, (struct screening_check){.check = check_associate,
                                                  .passed = w->of->product->associates,
                                                  .actual = 1,
                                                  .limit = w->of->product->associates});
    income_source(w);
    purpose(w);
    reborrow(w);
    clean_record(w);
}
