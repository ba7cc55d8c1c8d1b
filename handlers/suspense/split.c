#include "../clock/work.h"
#include "../handler.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"

#include <string.h>

/* No money moves: one item becomes two, both as old as it was. */
enum verdict handle_suspense_split(struct txn *t, const struct happening *h, const struct suspense_split *e,
                                   struct refusal *why)
{
    struct suspense_key key = {e->suspense_no};
    struct suspense item, part;
    struct payroll_suspense_created body = {.amount_satang = e->amount_satang, .split_from = e->suspense_no};
    struct cause because = cause_of("suspense_desk", 0);
    if (!payroll_actor_given(h, why))
        return REFUSED;
    if (!suspense_get(t, &key, &item))
        return refuse_value(why, REFUSAL_suspense_unknown, "data.suspense_no", (int64_t)e->suspense_no, 0);
    if (item.amount_satang < 0)
        return refuse_value(why, REFUSAL_suspense_negative, "data.suspense_no", (int64_t)e->suspense_no, 0);
    if (e->amount_satang >= item.amount_satang)
        return refuse_value(why, REFUSAL_split_too_large, "data.amount_satang", e->amount_satang, item.amount_satang);
    part = item;
    part.amount_satang = e->amount_satang;
    item.amount_satang = money_sub(item.amount_satang, e->amount_satang);
    suspense_put(t, &key, &item);
    body.suspense_no = counter_next(t, "suspense");
    payroll_suspense_keep(t, body.suspense_no, &part, h->effective_date);
    body.period = part.period;
    body.reason = part.reason;
    memcpy(body.unit_code, part.unit_code, sizeof body.unit_code);
    memcpy(body.member_no, part.member_no, sizeof body.member_no);
    cause_add_seq(&because, item.seq);
    emit_payroll_suspense_created(t, h->effective_date, &body, &because);
    return APPLIED;
}
