#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/relief/proposal.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <string.h>

/* A running loan of the member with a principal instalment in whole baht. At 0 % there is no interest to think of. */
static void lend(struct coop *c, const char *contract_no, int64_t principal_baht, int64_t instalment_baht)
{
    struct loan loan = {
        .disbursed_satang = principal_baht * 100,
        .principal_satang = principal_baht * 100,
        .fixed_satang = instalment_baht * 100,
        .instalments = 100,
        .opened_on = coop_day("2024-01-05"),
        .counted_to = coop_day("2024-01-05"),
        .member_no = "004411",
        .kind = loan_kind_ordinary,
        .method = loan_method_equal_principal,
        .class = loan_class_normal,
        .state = loan_state_active,
    };
    loan_open(coop_txn(c), contract_no, &loan);
}

/* "S-1 S-2 " */
static const char *chosen(struct coop *c, int64_t amount_baht, int64_t missing_satang)
{
    static char text[256];
    struct contract_ref closes[6] = {0};
    struct policy_in_force p;
    const struct proposal_goal goal = {"004411", amount_baht * 100, missing_satang, coop_day("2024-01-20")};
    CHECK(policy_on(coop_txn(c), goal.date, &p));
    uint32_t n = proposal_choose(coop_txn(c), &goal, &p, closes);
    text[0] = '\0';
    for (uint32_t i = 0; i < n; i++) {
        strcat(text, closes[i].contract_no);
        strcat(text, " ");
    }
    return text;
}

static void begin(struct coop *c)
{
    coop_begin(c);
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
}

/* What the test wrote by itself is no event: the books do not know these loans. */
static void end(struct coop *c)
{
    store_mem_refuse(c->store);
    coop_end(c);
}

void test_nothing_is_missing_and_nothing_is_closed(void)
{
    struct coop c;
    begin(&c);
    lend(&c, "S-1", 1000, 100);
    CHECK_TEXT(chosen(&c, 1000, 0), "");
    CHECK_TEXT(chosen(&c, 1000, -1), "");
    CHECK_TEXT(chosen(&c, 1000, 1), "S-1 ");
    end(&c);
}

void test_the_fewest_contracts_then_the_most_for_the_money(void)
{
    struct coop c;
    begin(&c);
    lend(&c, "S-1", 10000, 1000); /* 10 % of what it costs, */
    lend(&c, "S-2", 4000, 600);   /* 15 %, */
    lend(&c, "S-3", 2000, 500);   /* and 25 % */
    CHECK_TEXT(chosen(&c, 20000, 50000), "S-3 ");
    CHECK_TEXT(chosen(&c, 20000, 50001), "S-2 ");
    CHECK_TEXT(chosen(&c, 20000, 60001), "S-1 "); /* one is fewer than S-2 and S-3 */
    CHECK_TEXT(chosen(&c, 9999, 60001), "S-2 S-3 ");
    CHECK_TEXT(chosen(&c, 20000, 100001), "S-2 S-3 ");
    CHECK_TEXT(chosen(&c, 20000, 110001), "S-1 S-3 "); /* 1,500 for 12,000, better than 1,600 for 14,000 */
    CHECK_TEXT(chosen(&c, 20000, 150001), "S-1 S-2 ");
    CHECK_TEXT(chosen(&c, 20000, 210000), "S-1 S-2 S-3 ");
    end(&c);
}

void test_nothing_is_proposed_where_nothing_is_enough(void)
{
    struct coop c;
    begin(&c);
    lend(&c, "S-1", 10000, 1000);
    CHECK_TEXT(chosen(&c, 10000, 100000), "S-1 ");
    CHECK_TEXT(chosen(&c, 10000, 100001), "");
    CHECK_TEXT(chosen(&c, 9999, 100000), "");
    end(&c);
}

void test_equal_ones_go_by_number(void)
{
    struct coop c;
    begin(&c);
    lend(&c, "S-3", 1000, 100);
    lend(&c, "S-1", 1000, 100);
    lend(&c, "S-2", 1000, 100);
    CHECK_TEXT(chosen(&c, 5000, 10000), "S-1 ");
    CHECK_TEXT(chosen(&c, 5000, 20000), "S-1 S-2 ");
    end(&c);
}

void test_at_most_six_are_closed(void)
{
    static const char *const contracts[] = {"S-1", "S-2", "S-3", "S-4", "S-5", "S-6", "S-7"};
    struct coop c;
    begin(&c);
    for (size_t i = 0; i < sizeof contracts / sizeof *contracts; i++)
        lend(&c, contracts[i], 1000, 100);
    CHECK_TEXT(chosen(&c, 50000, 60000), "S-1 S-2 S-3 S-4 S-5 S-6 ");
    CHECK_TEXT(chosen(&c, 50000, 60001), "");
    end(&c);
}
