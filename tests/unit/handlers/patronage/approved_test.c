#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/journal/posting.h"
#include "../../../../handlers/member/year.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

static struct patronage_year patronage_of(struct coop *c, uint32_t year)
{
    struct patronage_year row = {0};
    patronage_year_get(coop_txn(c), &(struct patronage_year_key){year}, &row);
    return row;
}

static struct patronage_computed computed(struct coop *c)
{
    struct store_mem_followup f;
    return CHECK(coop_latest(c, EVENT_patronage_computed, &f)) ? f.body.patronage_computed
                                                               : (struct patronage_computed){0};
}

/* Interest as if loans had earned it: what loans feed it with is tested in the scenarios. */
static void earn(struct coop *c, const char *member_no, const char *day, int64_t satang)
{
    struct cause why = cause_of("double_entry", 0);
    struct posting p;
    posting_begin(&p, NULL);
    posting_move(&p, account_cash, -satang, NULL);
    posting_move(&p, account_interest_income, satang, NULL);
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
    posting_emit(coop_txn(c), coop_day(day), &p, &why);
    year_interest(coop_txn(c), member_no, coop_day(day), satang);
    store_mem_accept(c->store);
}

static void miss(struct coop *c, const char *member_no, const char *due_date, bool own_cause)
{
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
    year_default(coop_txn(c), member_no, "S-1", coop_day(due_date), own_cause);
    store_mem_accept(c->store);
}

/* PR-01: 50,000.00 at 13 %. */
void test_pr_01(void)
{
    struct coop c;
    coop_begin(&c);
    earn(&c, "004411", "2024-06-30", 3000000);
    earn(&c, "004411", "2024-12-31", 2000000);
    earn(&c, "004411", "2025-01-01", 700);
    coop_close_to(&c, "2024-12-31");
    CHECK_INT(coop_send(&c, "2025-03-20 patronage.approved year=2024 rate=13.00% document_no=AGM-1/2568"), APPLIED);
    CHECK_TEXT(coop_told(&c), "patronage.computed refund.payable_created journal.posting_requested "
                              "notification.requested");
    CHECK_INT(computed(&c).base_satang, 5000000);
    CHECK_INT(computed(&c).amount_satang, 650000);
    CHECK(!computed(&c).excluded);
    CHECK_INT(coop_member(&c).refund_payable_satang, 650000);
    CHECK_INT(patronage_of(&c, 2024).amount_satang, 650000);
    CHECK_INT(patronage_of(&c, 2024).members, 1);
    coop_end(&c);
}

void test_it_is_rounded_half_up_once_a_member(void)
{
    static const struct {
        int64_t base, amount;
    } cases[] = {{4, 1}, {3, 0}, {12, 2}, {11, 1}, {100000000000, 13000000000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct coop c;
        coop_begin(&c);
        earn(&c, "004411", "2024-03-31", cases[i].base);
        coop_close_to(&c, "2024-12-31");
        CHECK_INT(coop_send(&c, "2025-03-20 patronage.approved year=2024 rate=13.00% document_no=AGM-1"), APPLIED);
        CHECK_INT(computed(&c).amount_satang, cases[i].amount);
        coop_end(&c);
    }
}

void test_who_defaulted_by_his_own_cause_gets_none(void)
{
    struct coop c;
    coop_begin(&c);
    earn(&c, "004411", "2024-06-30", 5000000);
    miss(&c, "004411", "2024-05-31", true);
    miss(&c, "004411", "2024-06-30", true);
    miss(&c, "004411", "2024-06-30", false);
    coop_close_to(&c, "2024-12-31");
    CHECK_INT(coop_send(&c, "2025-03-20 patronage.approved year=2024 rate=13.00% document_no=AGM-1"), APPLIED);
    CHECK_TEXT(coop_told(&c), "patronage.computed");
    CHECK(computed(&c).excluded);
    CHECK_INT(computed(&c).base_satang, 5000000);
    CHECK_INT(computed(&c).amount_satang, 0);
    coop_end(&c);
}

void test_a_default_of_another_year_or_member_excludes_nobody(void)
{
    struct coop c;
    coop_begin(&c);
    earn(&c, "004411", "2024-06-30", 5000000);
    miss(&c, "004411", "2025-01-31", true);
    miss(&c, "004412", "2024-06-30", true);
    coop_close_to(&c, "2024-12-31");
    CHECK_INT(coop_send(&c, "2025-03-20 patronage.approved year=2024 rate=13.00% document_no=AGM-1"), APPLIED);
    CHECK(!computed(&c).excluded);
    coop_end(&c);
}

/* More was given back than paid: there is nothing to refund, and nothing to say. */
void test_a_year_below_zero_is_left_out(void)
{
    struct coop c;
    coop_begin(&c);
    earn(&c, "004411", "2024-06-30", -1);
    coop_close_to(&c, "2024-12-31");
    CHECK_INT(coop_send(&c, "2025-03-20 patronage.approved year=2024 rate=13.00% document_no=AGM-1"), APPLIED);
    CHECK_TEXT(coop_told(&c), "");
    coop_end(&c);
}

void test_it_is_approved_once_for_a_year_that_is_over(void)
{
    struct coop c;
    coop_begin(&c);
    coop_close_to(&c, "2024-12-30");
    coop_refused(&c, "2025-03-20 patronage.approved year=2024 rate=13.00% document_no=AGM-1", "year_not_over",
                 "data.year");
    coop_close_to(&c, "2024-12-31");
    coop_refused(&c, "2025-03-20 patronage.approved year=2567 rate=13.00% document_no=AGM-1", "year_not_over",
                 "data.year");
    coop_refused(&c, "2025-03-20 patronage.approved year=67 rate=13.00% document_no=AGM-1", "year_not_over",
                 "data.year");
    coop_refused(&c, "2024-12-31 patronage.approved year=2024 rate=13.00% document_no=AGM-1", "dates_out_of_order",
                 "effective_date");
    coop_refused(&c, "2025-03-20 patronage.approved year=2024 rate=100.01% document_no=AGM-1", "out_of_range",
                 "data.rate_bp");
    CHECK_INT(coop_send(&c, "2025-03-20 patronage.approved year=2024 rate=13.00% document_no=AGM-1"), APPLIED);
    coop_refused(&c, "2025-03-21 patronage.approved year=2024 rate=14.00% document_no=AGM-2", "patronage_exists",
                 "data.year");
    coop_end(&c);
}
