#include "../handler.h"
#include "../state/records.h"

#include <string.h>

static enum verdict check(const struct committee_seated *e, struct refusal *why)
{
    for (uint32_t i = 0; i < e->seats_count; i++) {
        const struct seat *seat = &e->seats[i];
        if (seat->until > 0 && seat->until < seat->from)
            return refuse_text(why, REFUSAL_term_backwards, "data.seats", seat->person);
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(e->seats[k].person, seat->person) == 0)
                return refuse_text(why, REFUSAL_seat_twice, "data.seats", seat->person);
    }
    if (e->quorum > e->seats_count)
        return refuse_value(why, REFUSAL_quorum_too_large, "data.quorum", e->quorum, e->seats_count);
    return APPLIED;
}

static void clear(struct txn *t, uint8_t body)
{
    struct committee_seat_key key = {.resolving_body = body};
    struct committee_seat seat;
    while (committee_seat_seek(t, &key, true, &seat) && key.resolving_body == body)
        committee_seat_delete(t, &key);
}

enum verdict handle_committee_seated(struct txn *t, const struct happening *h, const struct committee_seated *e,
                                     struct refusal *why)
{
    (void)h;
    if (check(e, why) == REFUSED)
        return REFUSED;
    clear(t, e->body);
    committee_put(t, &(struct committee_key){e->body}, &(struct committee){.quorum = e->quorum});
    for (uint32_t i = 0; i < e->seats_count; i++) {
        struct committee_seat_key key = {.resolving_body = e->body};
        struct committee_seat row = {.from = e->seats[i].from, .until = e->seats[i].until};
        value_code_set(key.person, sizeof key.person, e->seats[i].person);
        value_code_set(row.member_no, sizeof row.member_no, e->seats[i].member_no);
        committee_seat_put(t, &key, &row);
    }
    return APPLIED;
}
