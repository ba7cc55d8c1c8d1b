#include "../handler.h"
#include "../loan/loan.h"
#include "../state/records.h"

enum verdict handle_member_attachment_declared(struct txn *t, const struct happening *h,
                                               const struct member_attachment_declared *e, struct refusal *why)
{
    struct member_key key;
    struct member member;
    uint8_t holds = !e->lifted;
    value_code_set(key.member_no, sizeof key.member_no, e->member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    switch ((enum attachment)e->kind) {
    case attachment_sued_elsewhere:
        member.sued_elsewhere = holds;
        break;
    case attachment_dividend_attached:
        member.dividend_attached = holds;
        break;
    case attachment_salary_garnished:
        member.salary_garnished = holds;
        break;
    case attachment_absent:
        break;
    }
    member_put(t, &key, &member);
    loan_class_look_member(t, e->member_no, h->effective_date);
    return APPLIED;
}
