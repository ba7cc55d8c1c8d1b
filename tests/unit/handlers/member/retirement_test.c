#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/member/member.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>

enum { MEMBERS = 9 };

/* Members whom no policy has looked at: every third is over 60, every third has no date of birth. */
static void members_put(struct coop *c)
{
    const int32_t born[] = {coop_day("1960-03-01"), coop_day("1990-03-01"), 0};
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
    for (unsigned i = 0; i < MEMBERS; i++) {
        struct member_key key = {0};
        struct member member = {.join_date = coop_day("2023-12-01"),
                                .birth_date = born[i % 3],
                                .unit_code = "0417",
                                .kind = member_kind_ordinary};
        snprintf(key.member_no, sizeof key.member_no, "%06u", i + 1);
        member_put(coop_txn(c), &key, &member);
    }
    store_mem_accept(c->store);
}

static uint64_t waiting(struct coop *c)
{
    struct due_key key = {0};
    struct due row;
    uint64_t n = 0;
    while (due_seek(coop_txn(c), &key, true, &row))
        n += key.kind == due_kind_retirement;
    return n;
}

void test_every_member_is_looked_at_once_however_short_the_slices(void)
{
    static const uint32_t slices[] = {1, 2, 3, 64};
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
        struct coop c;
        coop_begin_with(&c, "retirement_age=60");
        members_put(&c);
        store_mem_set_slice(c.store, slices[i]);
        coop_close_to(&c, "2024-01-31");
        CHECK_INT(coop_count(&c, EVENT_member_retirement_due), MEMBERS / 3);
        CHECK_INT(waiting(&c), MEMBERS / 3);
        coop_close_to(&c, "2024-02-29");
        CHECK_INT(coop_count(&c, EVENT_member_retirement_due), MEMBERS / 3);
        coop_end(&c);
    }
}

void test_a_day_under_the_same_policy_asks_for_no_walk(void)
{
    struct coop c;
    coop_begin_with(&c, "retirement_age=60");
    coop_close_to(&c, "2024-01-31");
    members_put(&c);
    coop_close_to(&c, "2024-02-29");
    CHECK_INT(coop_count(&c, EVENT_member_retirement_due), 0);
    coop_end(&c);
}

void test_a_policy_without_an_age_notes_nothing(void)
{
    struct coop c;
    coop_begin(&c);
    members_put(&c);
    coop_close_to(&c, "2024-01-31");
    CHECK_INT(coop_count(&c, EVENT_member_retirement_due), 0);
    CHECK_INT(waiting(&c), 0);
    coop_end(&c);
}
