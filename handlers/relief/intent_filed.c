#include "../committee/queue.h"
#include "../handler.h"
#include "../journal/notify.h"
#include "../rules/money.h"
#include "group.h"

enum { PURPOSE_MAX = 6, SLIP_MONTHS = 2 };

static bool member_known(struct txn *t, const char *member_no)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, member_no);
    return member_get(t, &key, &member);
}

/* What the form must be, whoever files it. */
static enum verdict check_form(const struct happening *h, const struct relief_intent_filed *e, struct refusal *why)
{
    uint32_t month = value_period_of(h->effective_date);
    if (!e->form_signed)
        return refuse_text(why, REFUSAL_not_signed, "data.form_signed", NULL);
    if (e->purpose > PURPOSE_MAX)
        return refuse_value(why, REFUSAL_purpose_unknown, "data.purpose", e->purpose, PURPOSE_MAX);
    if (e->second_purpose > PURPOSE_MAX)
        return refuse_value(why, REFUSAL_purpose_unknown, "data.second_purpose", e->second_purpose, PURPOSE_MAX);
    if (e->amount_satang > MONEY_EVENT_MAX || e->income_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    if (e->slip_period > month || e->slip_period + SLIP_MONTHS < month)
        return refuse_value(why, REFUSAL_slip_month, "data.slip_period", e->slip_period, month);
    return APPLIED;
}

static enum verdict check_window(struct txn *t, const struct happening *h, const struct relief_intent_filed *e,
                                 const struct policy_programme *programme, struct refusal *why)
{
    char day[VALUE_TEXT_MAX];
    struct live_intent live;
    value_day_print(h->effective_date, day);
    if (h->effective_date < programme->starts_on || h->effective_date > programme->ends_on)
        return refuse_all(why, REFUSAL_outside_window, "effective_date", day, programme->starts_on, programme->ends_on);
    if (programme_intent_of(t, e->programme, e->member_no, &live))
        return refuse_text(why, REFUSAL_intent_live, "data.member_no", live.intent_no);
    return APPLIED;
}

static uint64_t tell_group(struct txn *t, const struct happening *h, const struct relief_intent_filed *e,
                           struct relief_grouped *body, const struct policy_in_force *p)
{
    struct cause why = cause_of("relief_intent", p->version);
    value_code_set(body->programme, sizeof body->programme, e->programme);
    value_code_set(body->intent_no, sizeof body->intent_no, e->intent_no);
    value_code_set(body->member_no, sizeof body->member_no, e->member_no);
    return emit_relief_grouped(t, h->effective_date, body, &why);
}

static uint64_t take_place(struct txn *t, const struct happening *h, const struct relief_intent_filed *e,
                           enum queue_end end, const struct cause *why)
{
    struct waiting w = {.queue = e->programme, .ref = e->intent_no, .member_no = e->member_no};
    queue_join(t, &w, end);
    queue_tell(t, h->effective_date, &w, queue_reason_filed, why);
    return w.place;
}

static void ask_documents(struct txn *t, const struct happening *h, const struct relief_intent_filed *e,
                          const struct cause *why)
{
    notify(t, h->effective_date,
           &(struct notice){.template = template_relief_documents,
                            .audience = audience_member,
                            .recipient_ref = e->member_no,
                            .subject_ref = e->intent_no},
           why);
}

/* What the rules say of a form that is accepted: the group, the place, and what the member is to bring. */
static void take(struct txn *t, const struct happening *h, const struct relief_intent_filed *e,
                 const struct policy_programme *programme, const struct policy_in_force *p)
{
    struct relief_grouped grouped = {0};
    struct cause why = cause_of("relief_intent", p->version);
    struct intent_key key;
    struct intent row = {
        .income_satang = e->income_satang,
        .amount_satang = e->amount_satang,
        .purpose = e->purpose,
        .second_purpose = e->second_purpose,
        .filed_on = h->effective_date,
        .slip_period = e->slip_period,
    };
    enum queue_end end = QUEUE_TAIL;
    group_find(t, e, programme, p, &grouped);
    if (programme->group_one_first)
        end = grouped.group == 1 ? QUEUE_GROUP_ONE : QUEUE_GROUP_TWO;
    row.group = grouped.group;
    row.grouped_position = tell_group(t, h, e, &grouped, p);
    cause_add_position(&why, row.grouped_position);
    row.place = take_place(t, h, e, end, &why);
    value_code_set(key.intent_no, sizeof key.intent_no, e->intent_no);
    value_code_set(row.programme, sizeof row.programme, e->programme);
    value_code_set(row.member_no, sizeof row.member_no, e->member_no);
    intent_put(t, &key, &row);
    programme_join(t, e->programme, e->member_no, e->intent_no);
    ask_documents(t, h, e, &why);
}

enum verdict handle_relief_intent_filed(struct txn *t, const struct happening *h, const struct relief_intent_filed *e,
                                        struct refusal *why)
{
    struct intent_key key;
    struct intent known;
    struct policy_in_force p;
    struct policy_programme programme;
    value_code_set(key.intent_no, sizeof key.intent_no, e->intent_no);
    if (intent_get(t, &key, &known))
        return refuse_text(why, REFUSAL_intent_exists, "data.intent_no", e->intent_no);
    if (!member_known(t, e->member_no))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!programme_open(t, &p, e->programme, &programme))
        return refuse_text(why, REFUSAL_programme_unknown, "data.programme", e->programme);
    if (check_window(t, h, e, &programme, why) == REFUSED || check_form(h, e, why) == REFUSED)
        return REFUSED;
    take(t, h, e, &programme, &p);
    return APPLIED;
}
