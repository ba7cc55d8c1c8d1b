#include "payroll.h"

#include "../journal/posting.h"

#include <string.h>

enum verdict handle_payroll_advance_returned(struct txn *t, const struct happening *h,
                                             const struct payroll_advance_returned *e, struct refusal *why)
{
    struct unit_key key;
    struct unit unit;
    struct posting p;
    struct cause booked = cause_of("suspense_desk", 0);
    uint64_t booked_by = 0;
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    if (!payroll_actor_given(h, why))
        return REFUSED;
    if (!unit_get(t, &key, &unit))
        return refuse_text(why, REFUSAL_unit_unknown, "data.unit_code", e->unit_code);
    if (e->amount_satang > unit.advance_satang)
        return refuse_value(why, REFUSAL_advance_too_large, "data.amount_satang", e->amount_satang,
                            unit.advance_satang);
    if (!posting_document_new(t, e->unit_code, e->document_no, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    payroll_money_add(t, e->unit_code, -e->amount_satang, h->effective_date);
    posting_begin(&p, e->document_no);
    posting_debit(&p, account_suspense, e->amount_satang, e->unit_code);
    posting_credit(&p, account_bank, e->amount_satang, NULL);
    posting_emit(t, h->effective_date, &p, &booked);
    return APPLIED;
}
