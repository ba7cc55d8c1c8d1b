#include "../rules/money.h"
#include "../rules/months.h"
#include "screening_parts.h"

#include <string.h>

enum { PERCENT = 100, BP_ONE = 10000, MONTHS_OF_YEAR = 12 };

/* value * share / whole, exactly; what does not fit any amount is as good as no limit. */
static int64_t share_of(int64_t value, int64_t share, int64_t whole, bool up)
{
    money_wide product = (money_wide)value * (money_wide)share;
    if (product >= (money_wide)VALUE_MONEY_MAX * (money_wide)whole)
        return VALUE_MONEY_MAX;
    return up ? money_divide_up(product, (money_wide)whole)
              : money_divide(product, (money_wide)whole, rounding_truncate);
}

static void at_most(struct screening_work *w, enum check check, int64_t limit)
{
    int64_t amount = w->of->application->amount_satang;
    screening_add(w, (struct screening_check){
                         .check = (uint8_t)check, .passed = amount <= limit, .actual = amount, .limit = limit});
}

static int64_t real_estate(struct screening_work *w)
{
    struct application_collateral_key key = {0};
    struct application_collateral row;
    int64_t sum = 0;
    value_code_set(key.application_no, sizeof key.application_no, w->of->application_no);
    while (application_collateral_seek(w->t, &key, true, &row) &&
           strcmp(key.application_no, w->of->application_no) == 0)
        sum = money_add(sum, row.kind == collateral_kind_real_estate ? row.value_satang : 0);
    return sum;
}

static void amounts(struct screening_work *w)
{
    const struct policy_product *p = w->of->product;
    int64_t amount = w->of->application->amount_satang, shares = w->member.share_balance_satang;
    if (p->max_amount_satang > 0)
        at_most(w, check_amount, p->max_amount_satang);
    if (p->income_max_percent > 0)
        at_most(w, check_income_multiple, share_of(w->member.income_satang, p->income_max_percent, PERCENT, false));
    if (p->share_max_bp > 0)
        at_most(w, check_share_limit, share_of(shares, p->share_max_bp, BP_ONE, false));
    if (p->share_min_bp > 0 && amount > p->share_min_above_satang) {
        int64_t needed = share_of(amount, p->share_min_bp, BP_ONE, true);
        screening_add(w,
                      (struct screening_check){
                          .check = check_shares_held, .passed = shares >= needed, .actual = shares, .limit = needed});
    }
    if (p->appraisal_max_bp > 0)
        at_most(w, check_appraisal, share_of(real_estate(w), p->appraisal_max_bp, BP_ONE, false));
}

/* The age of 75 is the last at which the birthday itself may be the day of the last instalment: a day later the member
 * is older than that. A programme may waive the rule. */
static void age_at_end(struct screening_work *w)
{
    uint32_t most = w->of->product->age_end_max;
    int32_t born = w->member.birth_date;
    uint32_t years = 0;
    if (most == 0 || (w->programme_found && w->programme.age_waived))
        return;
    if (born > 0) {
        years = months_between(born, w->last_due) / MONTHS_OF_YEAR;
        years += months_later(born, (int32_t)years * MONTHS_OF_YEAR) < w->last_due;
    }
    screening_add(w,
                  (struct screening_check){
                      .check = check_age_at_end, .passed = born > 0 && years <= most, .actual = years, .limit = most});
}

static int64_t date_number(int32_t day)
{
    struct civil c = value_civil(day);
    return (int64_t)c.year * 10000 + c.month * 100 + c.day;
}

void screening_limits(struct screening_work *w)
{
    const struct application *a = w->of->application;
    if (w->of->product->method != loan_method_absent)
        screening_add(w, (struct screening_check){.check = check_method,
                                                  .passed = a->method == w->of->product->method,
                                                  .actual = a->method,
                                                  .limit = w->of->product->method});
    amounts(w);
    age_at_end(w);
    if (a->income_until > 0)
        screening_add(w, (struct screening_check){.check = check_income_end,
                                                  .passed = w->last_due <= a->income_until,
                                                  .actual = date_number(w->last_due),
                                                  .limit = date_number(a->income_until)});
}
