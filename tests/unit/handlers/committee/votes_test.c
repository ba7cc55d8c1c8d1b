#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define FILED                                                                                                          \
    "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=emergency amount=12,000.00 "        \
    "instalments=12 method=equal_principal purpose=3"
#define DECIDED "2024-01-11 loan.committee_decided application_no=A-1 resolution_no=2/2567 decision="
#define SEATED                                                                                                         \
    "2024-01-10 committee.seated body=committee quorum=2 seats[0].person=P-1 seats[0].member_no=004412 "               \
    "seats[1].person=P-2 seats[1].from=2024-01-11 seats[1].until=2024-01-11 seats[2].person=P-3"

/* Member 004412, who sits on the committee, answers for the loan of 004411. */
static void begin(struct coop *c)
{
    struct application_guarantor_key key = {.application_no = "A-1", .ref = "004412"};
    coop_begin(c);
    CHECK_INT(coop_send(c, FILED), APPLIED);
    CHECK_INT(coop_send(c, SEATED), APPLIED);
    store_mem_begin_event(c->store, store_mem_last_seq(c->store) + 1);
    application_guarantor_put(coop_txn(c), &key, &(struct application_guarantor){.kind = guarantor_kind_member});
    store_mem_accept(c->store);
}

void test_who_answers_for_the_loan_abstains(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c,
                 DECIDED "approved votes[0].person=P-1 votes[0].vote=in_favour votes[1].person=P-3 "
                         "votes[1].vote=in_favour",
                 "must_abstain", "data.votes");
    CHECK_INT(coop_send(&c, DECIDED "approved votes[0].person=P-1 votes[0].vote=abstained votes[1].person=P-3 "
                                    "votes[1].vote=in_favour"),
              APPLIED);
    coop_end(&c);
}

void test_a_term_holds_from_its_first_to_its_last_day(void)
{
    struct coop c;
    begin(&c);
#define VOTES                                                                                                          \
    "decision=deferred resolution_no=2/2567 votes[0].person=P-2 votes[0].vote=in_favour votes[1].person=P-3 "          \
    "votes[1].vote=in_favour"
    coop_refused(&c, "2024-01-10 loan.committee_decided application_no=A-1 " VOTES, "no_seat", "data.votes");
    coop_refused(&c, "2024-01-12 loan.committee_decided application_no=A-1 " VOTES, "no_seat", "data.votes");
    CHECK_INT(coop_send(&c, "2024-01-11 loan.committee_decided application_no=A-1 " VOTES), APPLIED);
#undef VOTES
    coop_end(&c);
}

void test_new_seats_replace_the_old(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c, "2024-01-10 committee.seated body=committee quorum=1", "quorum_too_large", "data.quorum");
    coop_refused(&c,
                 "2024-01-10 committee.seated body=committee quorum=1 seats[0].person=P-1 seats[0].from=2024-01-02 "
                 "seats[0].until=2024-01-01",
                 "term_backwards", "data.seats");
    CHECK_INT(coop_send(&c, "2024-01-10 committee.seated body=committee quorum=1 seats[0].person=P-9"), APPLIED);
    CHECK_INT((int64_t)store_mem_rows(c.store, TABLE_committee_seat), 1);
    coop_refused(&c, DECIDED "rejected votes[0].person=P-3 votes[0].vote=against", "no_seat", "data.votes");
    CHECK_INT(coop_send(&c, DECIDED "approved votes[0].person=P-9 votes[0].vote=in_favour"), APPLIED);
    coop_end(&c);
}

/* An override passes over a limit, not over the vote. */
void test_an_override_needs_its_votes(void)
{
    struct coop c;
    begin(&c);
    coop_refused(&c, DECIDED "approved override_body=board override_no=3/2567", "votes_missing", "data.votes");
    CHECK_INT(coop_send(&c, "2024-01-11 committee.seated body=board quorum=1 seats[0].person=B-1"), APPLIED);
    coop_refused(&c, DECIDED "approved body=board votes[0].person=P-3 votes[0].vote=in_favour", "no_seat",
                 "data.votes");
    CHECK_INT(coop_send(&c, DECIDED "approved body=board votes[0].person=B-1 votes[0].vote=in_favour"), APPLIED);
    coop_end(&c);
}
