#include "../clock/work.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "../member/year.h"
#include "../profit/allocation.h"
#include "../rules/money.h"

#include <string.h>

/* No member's dividend is more than the rate on all that he ever paid for shares, so all of them are not more than the
 * rate on all that was ever credited to the share capital. */
static bool admit(struct txn *t, int32_t rate_bp)
{
    struct ledger_key key = {.account = account_share_capital};
    struct ledger sums = {0};
    ledger_get(t, &key, &sums);
    int64_t left = money_divide_up((money_wide)sums.credit_satang * (money_wide)rate_bp, 10000);
    for (; left > MONEY_EVENT_MAX; left -= MONEY_EVENT_MAX)
        if (!posting_admit(t, MONEY_EVENT_MAX))
            return false;
    return posting_admit(t, left);
}

enum verdict handle_dividend_approved(struct txn *t, const struct happening *h, const struct dividend_approved *e,
                                      struct refusal *why)
{
    struct dividend_year_key key = {.year = e->year};
    struct dividend_year known, year = {.rate_bp = e->rate_bp};
    struct policy_in_force p;
    if (dividend_year_get(t, &key, &known))
        return refuse_value(why, REFUSAL_dividend_exists, "data.year", e->year, known.rate_bp);
    if (allocation_rate_check(t, e->year, allocation_item_dividend, e->rate_bp, why) == REFUSED)
        return REFUSED;
    if (h->effective_date <= year_last_day(e->year))
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date,
                            year_last_day(e->year) + 1);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!admit(t, e->rate_bp))
        return refuse_text(why, REFUSAL_amount_overflow, "data.rate_bp", NULL);
    memcpy(year.document_no, e->document_no, sizeof year.document_no);
    dividend_year_put(t, &key, &year);
    work_add(t, &(struct work){.seq = h->seq,
                               .date = h->effective_date,
                               .period = value_period_of(year_last_day(e->year)),
                               .kind = work_kind_dividend});
    return APPLIED;
}
