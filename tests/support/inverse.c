#include "inverse.h"

#include <stdio.h>
#include <string.h>

enum { PAYMENTS_MAX = 40 };

static void number_tell(struct buffer *out, const char *what, int64_t number)
{
    char text[VALUE_TEXT_MAX];
    value_integer_print(number, text);
    buffer_add_text(out, what);
    buffer_add_text(out, " ");
    buffer_add_text(out, text);
    buffer_add_text(out, "\n");
}

static void instalments_tell(struct txn *t, struct buffer *out)
{
    struct instalment_key key = {0};
    struct instalment row;
    while (instalment_seek(t, &key, true, &row)) {
        buffer_add_text(out, key.contract_no);
        number_tell(out, " due", key.due_date);
        number_tell(out, "interest", row.interest_satang);
        number_tell(out, "principal", row.principal_satang);
        number_tell(out, "missed", row.missed);
    }
}

static void loans_tell(struct txn *t, struct buffer *out)
{
    struct loan_key key = {0};
    struct loan l;
    struct collection_case_key case_key;
    struct collection_case c;
    while (loan_seek(t, &key, true, &l)) {
        buffer_add_text(out, key.contract_no);
        number_tell(out, " principal", l.principal_satang);
        number_tell(out, "interest", l.billed_interest_satang);
        number_tell(out, "billed", l.billed_principal_satang);
        number_tell(out, "paid", l.paid_satang);
        number_tell(out, "charged", l.interest_charged_satang);
        number_tell(out, "state", l.state);
        number_tell(out, "class", l.class);
        number_tell(out, "missed", l.missed_instalments);
        number_tell(out, "months", l.months_overdue);
        number_tell(out, "default", l.default_on);
        memcpy(case_key.case_id, l.case_id, sizeof case_key.case_id);
        if (!collection_case_get(t, &case_key, &c))
            continue;
        buffer_add_text(out, l.case_id);
        number_tell(out, " stage", c.stage);
    }
}

static void sums_tell(struct txn *t, struct buffer *out)
{
    struct member_key member_key = {0};
    struct member m;
    struct ledger_key ledger_key = {0};
    struct ledger sums;
    while (member_seek(t, &member_key, true, &m)) {
        buffer_add_text(out, member_key.member_no);
        number_tell(out, " owed back", m.refund_payable_satang);
        number_tell(out, "to be got back", m.reclaim_satang);
        number_tell(out, "npl", m.npl_loans);
    }
    while (ledger_seek(t, &ledger_key, true, &sums)) {
        if (sums.debit_satang == sums.credit_satang)
            continue;
        buffer_add_text(out, schema_word_text(schema_enum_named("account"), ledger_key.account));
        number_tell(out, "", sums.debit_satang - sums.credit_satang);
    }
}

static struct buffer told(struct txn *t)
{
    struct buffer out = {0};
    loans_tell(t, &out);
    instalments_tell(t, &out);
    sums_tell(t, &out);
    buffer_add(&out, "", 1);
    return out;
}

static enum verdict correct(struct store_mem *m, const struct correction_requested *body)
{
    static struct event e;
    struct refusal why;
    e = (struct event){.desc = schema_event(EVENT_correction_requested)};
    e.body.correction_requested = *body;
    e.body.correction_requested.reason = correction_reason_typing_error;
    snprintf(e.body.correction_requested.approved_by, sizeof e.body.correction_requested.approved_by, "manager-01");
    snprintf(e.envelope.actor, sizeof e.envelope.actor, "officer-07");
    e.envelope.effective_date = handler_day_closed(store_mem_txn(m)) + 1;
    return store_mem_apply(m, &e, &why);
}

/* One of its facts is another. */
static struct correction_requested draw(struct txn *t, uint64_t seq, const struct payment_fact *row, uint64_t dice)
{
    struct correction_requested c = {.target_seq = seq, .amount_satang = row->amount_satang};
    struct loan_key key = {0};
    struct loan loan;
    if (dice % 4 == 0) {
        c.withdrawn = true;
    } else if (dice % 4 == 1) {
        c.paid_on = row->paid_on - 15 + (int32_t)(dice / 4 % 30);
    } else if (dice % 4 == 2) {
        for (uint64_t n = 1 + dice / 4 % 12; n > 0 && loan_seek(t, &key, true, &loan); n--)
            memcpy(c.contract_no, key.contract_no, sizeof c.contract_no);
    } else {
        c.amount_satang = 1 + (int64_t)(dice / 4 % (2 * (uint64_t)row->amount_satang));
    }
    return c;
}

static bool same(const struct buffer *before, const struct buffer *after, uint64_t seq, char broken[AUDIT_ERROR_MAX])
{
    if (strcmp((const char *)before->at, (const char *)after->at) == 0)
        return true;
    snprintf(broken, AUDIT_ERROR_MAX, "payment %llu: corrected and put back, something is not as before",
             (unsigned long long)seq);
    printf("# before:\n%s# after:\n%s", (const char *)before->at, (const char *)after->at);
    return false;
}

uint32_t inverse_try(struct store_mem *m, uint64_t dice, char ret_broken[AUDIT_ERROR_MAX])
{
    struct txn *t = store_mem_txn(m);
    struct payment_fact_key key = {0};
    struct payment_fact row;
    uint32_t done = 0;
    while (done < PAYMENTS_MAX && payment_fact_seek(t, &key, true, &row)) {
        struct correction_requested back = {
            .target_seq = key.seq, .amount_satang = row.amount_satang, .paid_on = row.paid_on};
        memcpy(back.contract_no, row.contract_no, sizeof back.contract_no);
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        struct correction_requested c = draw(t, key.seq, &row, dice >> 33);
        struct buffer before = told(t), after;
        if (!row.withdrawn && correct(m, &c) == APPLIED) {
            bool taken = correct(m, &back) == APPLIED;
            after = told(t);
            done++;
            if (!taken)
                snprintf(ret_broken, AUDIT_ERROR_MAX, "payment %llu: the inverse is refused",
                         (unsigned long long)key.seq);
            taken = taken && same(&before, &after, key.seq, ret_broken);
            buffer_free(&after);
            if (!taken)
                done = PAYMENTS_MAX;
        }
        buffer_free(&before);
    }
    return done;
}
