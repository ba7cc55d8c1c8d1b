#include "votes.h"

#include <string.h>

static struct application_guarantor_key guarantor_key(const char *application_no, const char *member_no)
{
    struct application_guarantor_key key;
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    value_code_set(key.ref, sizeof key.ref, member_no);
    return key;
}

static bool is_interested(struct txn *t, const char *application_no, const struct application *a,
                          const struct committee_seat *seat)
{
    struct application_guarantor_key key = guarantor_key(application_no, seat->member_no);
    struct application_guarantor guarantor;
    if (seat->member_no[0] == '\0')
        return false;
    return strcmp(seat->member_no, a->member_no) == 0 || application_guarantor_get(t, &key, &guarantor);
}

static bool covers(const struct committee_seat *seat, int32_t day)
{
    return seat->from <= day && (seat->until == 0 || day <= seat->until);
}

static enum verdict check_ballots(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                                  const struct application *a, struct refusal *why)
{
    struct committee_seat_key key = {.resolving_body = e->body != 0 ? e->body : resolving_body_committee};
    struct committee_seat seat;
    for (uint32_t i = 0; i < e->votes_count; i++) {
        const struct ballot *b = &e->votes[i];
        value_code_set(key.person, sizeof key.person, b->person);
        if (!committee_seat_get(t, &key, &seat) || !covers(&seat, h->effective_date))
            return refuse_text(why, REFUSAL_no_seat, "data.votes", b->person);
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(e->votes[k].person, b->person) == 0)
                return refuse_text(why, REFUSAL_voted_twice, "data.votes", b->person);
        if (b->vote != vote_abstained && is_interested(t, e->application_no, a, &seat))
            return refuse_text(why, REFUSAL_must_abstain, "data.votes", b->person);
    }
    return APPLIED;
}

static int64_t votes_of(const struct loan_committee_decided *e, enum vote vote)
{
    int64_t n = 0;
    for (uint32_t i = 0; i < e->votes_count; i++)
        n += e->votes[i].vote == vote;
    return n;
}

static bool anybody_seated(struct txn *t)
{
    struct committee_key key = {0};
    struct committee row;
    return committee_seek(t, &key, false, &row);
}

enum verdict votes_check(struct txn *t, const struct happening *h, const struct loan_committee_decided *e,
                         const struct application *a, struct refusal *why)
{
    struct committee_key key = {.resolving_body = e->body != 0 ? e->body : resolving_body_committee};
    const char *body = schema_word_text(schema_enum_named("resolving_body"), key.resolving_body);
    struct committee committee;
    bool grants = e->decision == decision_approved || e->decision == decision_reduced;
    if (!committee_get(t, &key, &committee)) {
        if (e->votes_count > 0 || anybody_seated(t))
            return refuse_text(why, REFUSAL_nobody_seated, "data.votes", body);
        return APPLIED;
    }
    if (e->votes_count == 0)
        return refuse_text(why, REFUSAL_votes_missing, "data.votes", body);
    if (check_ballots(t, h, e, a, why) == REFUSED)
        return REFUSED;
    if (e->votes_count < committee.quorum)
        return refuse_value(why, REFUSAL_no_quorum, "data.votes", e->votes_count, committee.quorum);
    int64_t in_favour = votes_of(e, vote_in_favour), against = votes_of(e, vote_against);
    if (grants && in_favour <= against)
        return refuse_value(why, REFUSAL_not_carried, "data.votes", in_favour, against);
    return APPLIED;
}
