#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/member/member.h"
#include "../../../support/coop.h"
#include "../../../support/test.h"

static void begin(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    coop_lend(c, "S-1", "equal_principal");
    CHECK_INT(coop_send(c, "2024-01-12 member.registered member_no=004499 kind=ordinary unit_code=0417 "
                           "income=90,000.00"),
              APPLIED);
    struct guarantor_of_key key = {.ref = "004499", .application_no = "A-S-1"};
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
    guarantor_of_put(coop_txn(c), &key, &(struct guarantor_of){.member_no = "004411"});
    store_mem_accept(c->store);
}

void test_who_owes_or_answers_does_not_resign(void)
{
    struct coop c;
    begin(&c, "leave_debt_free=true");
    coop_refused(&c, "2024-01-15 member.left member_no=004411 cause=resigned", "still_owes", "data.member_no");
    coop_refused(&c, "2024-01-15 member.left member_no=004499 cause=resigned", "still_answers", "data.member_no");
    CHECK_TEXT(c.why.text, "S-1");
    CHECK_INT(coop_send(&c, "2024-01-15 loan.payment_received contract_no=S-1 amount=300,147.95 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-15 member.left member_no=004499 cause=resigned"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-15 member.left member_no=004411 cause=resigned"), APPLIED);
    CHECK_TEXT(coop_told(&c), "");
    coop_refused(&c, "2024-01-16 member.retired member_no=004411", "member_left", "data.member_no");
    coop_end(&c);
}

/* A loan written off and not recovered is owed still; where the policy does not ask, he may go. */
void test_written_off_is_owed_still(void)
{
    struct coop c;
    begin(&c, "leave_debt_free=true");
    CHECK_INT(coop_send(&c, "2024-01-14 loan.written_off contract_no=S-1 resolution_no=9"), APPLIED);
    coop_refused(&c, "2024-01-15 member.left member_no=004411 cause=resigned", "still_owes", "data.member_no");
    CHECK_INT(coop_send(&c, "2024-01-15 member.left member_no=004411 cause=expelled"), APPLIED);
    coop_end(&c);
    begin(&c, "leave_debt_free=false");
    CHECK_INT(coop_send(&c, "2024-01-15 member.left member_no=004411 cause=resigned"), APPLIED);
    coop_end(&c);
}

void test_a_guarantors_death_is_told(void)
{
    struct coop c;
    begin(&c, "leave_debt_free=true");
    CHECK_INT(coop_send(&c, "2024-01-15 member.left member_no=004499 cause=died"), APPLIED);
    CHECK_TEXT(coop_told(&c), "notification.requested");
    coop_end(&c);
}

void test_retirement_is_on_30_september_on_or_after_the_birthday(void)
{
    static const struct {
        const char *born, *fiscal, *birthday;
    } cases[] = {
        {"1964-09-30", "2024-09-30", "2024-09-30"}, {"1964-10-01", "2025-09-30", "2024-10-01"},
        {"1964-01-01", "2024-09-30", "2024-01-01"}, {"1964-02-29", "2024-09-30", "2024-02-29"},
        {"1965-12-31", "2026-09-30", "2025-12-31"},
    };
    struct policy_in_force p = {.terms = {.retirement_age = 60}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct member member = {.birth_date = coop_day(cases[i].born)};
        p.terms.retirement_fiscal = true;
        CHECK_INT(member_retirement(&member, &p), coop_day(cases[i].fiscal));
        p.terms.retirement_fiscal = false;
        CHECK_INT(member_retirement(&member, &p), coop_day(cases[i].birthday));
    }
    CHECK_INT(member_retirement(&(struct member){.birth_date = coop_day("1960-02-29")},
                                &(struct policy_in_force){.terms = {.retirement_age = 61}}),
              coop_day("2021-02-28"));
    CHECK_INT(member_retirement(&(struct member){0}, &p), 0);
}
