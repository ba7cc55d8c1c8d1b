#include "payroll.h"

#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

/* For a month that was not billed (a mistyped month, or money before its cycle): it is there all the same and cannot be
 * refused. It becomes the unit's advance, and the finance officer is told. */
static enum verdict take_unbilled(struct txn *t, const struct happening *h, const struct payroll_remittance_received *e,
                                  struct refusal *why)
{
    struct cause because = cause_of("suspense", 0);
    cause_add_seq(&because, h->seq);
    notify(t, h->effective_date,
           &(struct notice){.template = template_suspense_to_match,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = e->bank_ref,
                            .amount_satang = e->amount_satang},
           &because);
    value_code_set(why->text, sizeof why->text,
                   schema_word_text(schema_enum_named("suspense_reason"), suspense_reason_before_detail));
    return PARKED;
}

/* Money and detail come separately, in either order and in parts. Money beyond what the unit owes is its advance: it is
 * booked to suspense and drawn when its lines come (payroll_receivable_add). That is the ordinary course of a month, so
 * no suspense item is made of it and nobody is told to match anything. */
enum verdict handle_payroll_remittance_received(struct txn *t, const struct happening *h,
                                                const struct payroll_remittance_received *e, struct refusal *why)
{
    struct unit_bill_key month_key = {.period = e->period};
    struct unit_bill month;
    struct unit_key key;
    struct unit unit;
    struct posting p;
    struct cause booked = cause_of("double_entry", 0);
    uint64_t booked_by = 0;
    memcpy(month_key.unit_code, e->unit_code, sizeof month_key.unit_code);
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    if (!unit_get(t, &key, &unit))
        return refuse_text(why, REFUSAL_unit_unknown, "data.unit_code", e->unit_code);
    bool billed = payroll_unit_bill_find(t, e->unit_code, e->period, &month, why);
    if (!posting_admit(t, e->amount_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    if (!posting_document_new(t, e->unit_code, e->bank_ref, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.bank_ref", e->bank_ref, (int64_t)booked_by, 0);
    int64_t owed = payroll_money_add(t, e->unit_code, e->amount_satang, h->effective_date);
    int64_t early = money_sub(e->amount_satang, owed);
    if (billed) {
        month.remitted_satang = money_add(month.remitted_satang, e->amount_satang);
        unit_bill_put(t, &month_key, &month);
    }
    posting_begin(&p, e->bank_ref);
    posting_debit(&p, account_bank, e->amount_satang, NULL);
    posting_credit(&p, account_unit_receivable, owed, e->unit_code);
    posting_credit(&p, account_suspense, early, e->unit_code);
    posting_emit(t, h->effective_date, &p, &booked);
    return billed ? APPLIED : take_unbilled(t, h, e, why);
}
