#include "../clock/work.h"
#include "../emit.h"
#include "../journal/notify.h"
#include "member.h"

#include <string.h>

int32_t member_retirement(const struct member *member, const struct policy_in_force *p)
{
    if (member->birth_date == 0 || p->terms.retirement_age == 0)
        return 0;
    struct civil born = value_civil(member->birth_date);
    int year = born.year + (int)p->terms.retirement_age;
    if (year >= VALUE_YEAR_MAX)
        return 0;
    int last = value_days_in_month(year, born.month);
    int32_t birthday = value_day(year, born.month, born.day < last ? born.day : last);
    if (!p->terms.retirement_fiscal)
        return birthday;
    int32_t fiscal = value_day(year, 9, 30);
    return birthday <= fiscal ? fiscal : value_day(year + 1, 9, 30);
}

void member_retirement_set(struct txn *t, const struct member_key *key, struct member *member,
                           const struct policy_in_force *p, int32_t first)
{
    int32_t retires = member_retirement(member, p);
    if (retires == member->retires_on)
        return;
    if (member->retires_on >= first)
        due_remove(t, member->retires_on, due_kind_retirement, key->member_no, 0);
    else if (retires == 0)
        return; /* he was told of; a policy that tells nobody does not undo that */
    member->retires_on = retires;
    if (retires >= first)
        due_add(t, retires, due_kind_retirement, key->member_no, 0);
}

void member_retirement_due(struct txn *t, const char *member_no, int32_t day)
{
    struct member_key key;
    struct member member;
    struct member_retirement_due body = {.date = day};
    struct policy_in_force p = {0};
    if (!member_find(t, member_no, &key, &member) || member.retired || member.left_on > 0)
        return;
    policy_on(t, day, &p);
    struct cause why = cause_of("retirement", p.version), told = why;
    memcpy(body.member_no, key.member_no, sizeof body.member_no);
    cause_add_position(&told, emit_member_retirement_due(t, day, &body, &why));
    notify(t, day,
           &(struct notice){.template = template_retirement_due,
                            .audience = audience_officer,
                            .recipient_ref = "loans",
                            .subject_ref = key.member_no,
                            .due_date = day},
           &told);
}

/* ---- a policy that sets another age */

void member_retirement_policy(struct txn *t, const struct happening *h, int32_t last, int32_t day)
{
    struct policy_in_force before = {0}, now = {0};
    policy_on(t, last, &before);
    policy_on(t, day, &now);
    if (before.terms.retirement_age != now.terms.retirement_age ||
        before.terms.retirement_fiscal != now.terms.retirement_fiscal)
        work_add(t, &(struct work){.seq = h->seq, .date = day, .kind = work_kind_retirement});
}

/* Who is over the age already falls due at once, unless he was so by an earlier policy, when he joined or since. */
static void look_at(struct txn *t, const struct member_key *key, struct member *member, const struct policy_in_force *p,
                    int32_t day)
{
    int32_t before = member->retires_on;
    bool was_over = before > 0 && before < day;
    member_retirement_set(t, key, member, p, day);
    if (member->retires_on == before)
        return;
    member_put(t, key, member);
    if (member->retires_on > 0 && member->retires_on < day && !was_over)
        due_add(t, day, due_kind_retirement, key->member_no, 0);
}

bool member_retirement_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct member_key key = {0};
    struct member member;
    struct policy_in_force p = {0};
    policy_on(t, w->date, &p);
    memcpy(key.member_no, w->member_done, sizeof key.member_no);
    while (*budget > 0) {
        --*budget;
        if (!member_seek(t, &key, true, &member))
            return true;
        look_at(t, &key, &member, &p, w->date);
        memcpy(w->member_done, key.member_no, sizeof w->member_done);
    }
    return false;
}
