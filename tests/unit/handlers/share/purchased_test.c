#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

#define BOUGHT(words) "2024-01-05 share.purchased member_no=004411 amount=500.00 " words

void test_shares_are_bought_once_for_a_document(void)
{
    struct coop c;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, BOUGHT("channel=counter document_no=R-1")), APPLIED);
    CHECK_TEXT(coop_told(&c), "journal.posting_requested");
    CHECK_INT(coop_member(&c).share_balance_satang, 50000);
    coop_refused(&c, BOUGHT("channel=bank document_no=R-1"), "document_exists", "data.document_no");
    coop_refused(&c, BOUGHT("channel=court document_no=R-2"), "share_channel", "data.channel");
    coop_refused(&c, BOUGHT("channel=bank document_no=R-2 member_no=9"), "member_unknown", "data.member_no");
    coop_refused(&c, "2023-12-31 share.purchased member_no=004411 amount=1.00 channel=bank document_no=R-2",
                 "dates_out_of_order", "effective_date");
    CHECK_INT(coop_send(&c, BOUGHT("channel=bank document_no=R-2")), APPLIED);
    CHECK_INT(coop_member(&c).share_balance_satang, 100000);
    coop_end(&c);
}

#define BANDS                                                                                                          \
    "share_bands[0].from=0.00 share_bands[0].to=99,999.99 share_bands[0].monthly=500.00 "                              \
    "share_bands[1].from=100,000.00 share_bands[1].monthly=900.00"

static void check_joined(struct coop *c, const char *words, int64_t monthly_satang)
{
    char line[COOP_TEXT_MAX];
    static int no;
    struct member_key key = {0};
    struct member member = {0};
    snprintf(key.member_no, sizeof key.member_no, "%d", ++no);
    snprintf(line, sizeof line, "2024-01-02 member.registered member_no=%d kind=ordinary unit_code=0417 %s", no, words);
    CHECK_INT(coop_send(c, line), APPLIED);
    CHECK(member_get(coop_txn(c), &key, &member));
    CHECK_INT(member.share_monthly_satang, monthly_satang);
}

void test_a_subscription_is_at_least_that_of_the_income(void)
{
    struct coop c;
    coop_begin_with(&c, BANDS);
    CHECK_INT(coop_member(&c).share_monthly_satang, 90000);
    coop_refused(&c, "2024-01-05 share.subscription_changed member_no=004411 monthly=899.99", "share_below_band",
                 "data.monthly_satang");
    CHECK_INT(c.why.limit, 90000);
    CHECK_INT(coop_send(&c, "2024-01-05 share.subscription_changed member_no=004411 monthly=900.00"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-05 share.subscription_changed member_no=004411 monthly=2,000.00"), APPLIED);
    CHECK_INT(coop_member(&c).share_monthly_satang, 200000);
    check_joined(&c, "income=99,999.99", 50000);
    check_joined(&c, "income=99,999.99 share_monthly=600.00", 60000);
    check_joined(&c, "income=100,000.00", 90000);
    coop_refused(&c,
                 "2024-01-02 member.registered member_no=77 kind=ordinary unit_code=0417 income=1.00 "
                 "share_monthly=499.99",
                 "share_below_band", "data.share_monthly_satang");
    coop_end(&c);
}

void test_without_bands_anything_may_be_subscribed(void)
{
    struct coop c;
    coop_begin(&c);
    check_joined(&c, "income=100,000.00", 0);
    CHECK_INT(coop_send(&c, "2024-01-05 share.subscription_changed member_no=004411 monthly=0.00"), APPLIED);
    coop_end(&c);
}
