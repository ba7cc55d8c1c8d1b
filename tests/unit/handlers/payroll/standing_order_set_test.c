#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"

#include <stdio.h>

#define DEPOSITS_TOO                                                                                                   \
    "2024-01-02 policy.published version=2 take_home_min=30.00% take_home_min=1,000.00 year_divisor=365 "              \
    "rounding=half_up months_method=due_dates employer_contact_days=14 mediation_days=30 mediation_venue=office "      \
    "no_show_limit=2 breach_grace_days=7 committee_weekday=4 products[0].product=ordinary products[0].kind=ordinary "  \
    "products[0].max_instalments=150 products[0].rate=6.00% classes[0].class=substandard classes[0].over_months=3 "    \
    "classes[0].provision=20.00% classes[0].npl=true classes[1].class=doubtful classes[1].over_months=6 "              \
    "classes[1].provision=50.00% classes[1].npl=true classes[2].class=doubtful_of_loss "                               \
    "classes[2].over_months=12 classes[2].provision=100.00% classes[2].npl=true items[0].item=share "                  \
    "items[0].priority=1 "                                                                                             \
    "items[1].item=emergency items[1].priority=2 items[2].item=ordinary items[2].priority=3 "                          \
    "items[3].item=special items[3].priority=4 items[4].item=deposit items[4].priority=5"

static enum verdict order_set(struct month *m, int account, const char *amount)
{
    char line[160];
    snprintf(line, sizeof line,
             "2024-01-05 payroll.standing_order_set member_no=A item=deposit account_no=D-%d amount=%s "
             "from_period=2024-01",
             account, amount);
    return month_say(m, line);
}

void test_a_member_has_so_many_orders_that_can_all_be_changed(void)
{
    struct month m = month_begin();
    CHECK_INT(month_say(&m, DEPOSITS_TOO), APPLIED);
    month_member(&m, "0417", "A", "500.00");
    for (int i = 1; i <= 50; i++)
        CHECK_INT(order_set(&m, i, "10.00"), APPLIED);
    CHECK_INT(order_set(&m, 51, "10.00"), REFUSED);
    CHECK_INT(m.why.code, REFUSAL_orders_full);
    CHECK_TEXT(m.why.field, "data.account_no");
    CHECK_INT(m.why.limit, 50);
    CHECK_INT(order_set(&m, 50, "20.00"), APPLIED);
    CHECK_INT((int64_t)store_mem_rows(m.store, TABLE_standing_amount), 50);
    month_end(&m);
}
