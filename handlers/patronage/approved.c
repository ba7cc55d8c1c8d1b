#include "../clock/work.h"
#include "../handler.h"
#include "../member/year.h"
#include "../profit/allocation.h"

#include <string.h>

enum { RATE_MAX_BP = 10000 };

/* The interest that it is a share of was let into the books when it was paid, so what is owed needs no room of its
 * own. */
enum verdict handle_patronage_approved(struct txn *t, const struct happening *h, const struct patronage_approved *e,
                                       struct refusal *why)
{
    struct patronage_year_key key = {.year = e->year};
    struct patronage_year known, year = {.rate_bp = e->rate_bp};
    int32_t closed = clock_day_closed(t);
    if (e->year < VALUE_YEAR_MIN || e->year > VALUE_YEAR_MAX || year_last_day(e->year) > closed)
        return refuse_value(why, REFUSAL_year_not_over, "data.year", e->year, closed);
    if (h->effective_date <= year_last_day(e->year))
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date,
                            year_last_day(e->year) + 1);
    if (e->rate_bp > RATE_MAX_BP)
        return refuse_value(why, REFUSAL_out_of_range, "data.rate_bp", e->rate_bp, RATE_MAX_BP);
    if (patronage_year_get(t, &key, &known))
        return refuse_value(why, REFUSAL_patronage_exists, "data.year", e->year, known.rate_bp);
    if (allocation_known(t, e->year) &&
        allocation_rate_check(t, e->year, allocation_item_patronage, e->rate_bp, why) == REFUSED)
        return REFUSED;
    memcpy(year.document_no, e->document_no, sizeof year.document_no);
    patronage_year_put(t, &key, &year);
    work_add(t, &(struct work){.seq = h->seq,
                               .date = h->effective_date,
                               .period = value_period_of(year_last_day(e->year)),
                               .kind = work_kind_patronage});
    return APPLIED;
}
