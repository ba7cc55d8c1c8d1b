#include "posting.h"

#include "../cash/cash.h"
#include "../clock/work.h"
#include "../period/period.h"
#include "../rules/money.h"

#include <assert.h>

/* Each satang is booked to the same side of the books at most so often on its way: collected, received, matched,
 * returned. So every sum stays within what a money field may hold. */
enum { MOVES_MAX = 8 };

bool posting_admit(struct txn *t, int64_t amount_satang)
{
    struct counter_key key = {.name = "money_in"};
    struct counter sum = {0};
    if (amount_satang > MONEY_EVENT_MAX)
        return false;
    counter_get(t, &key, &sum);
    sum.value += (uint64_t)amount_satang;
    if (sum.value > VALUE_MONEY_MAX / MOVES_MAX)
        return false;
    counter_put(t, &key, &sum);
    return true;
}

void posting_begin(struct posting *p, const char *document_no)
{
    *p = (struct posting){0};
    value_code_set(p->body.document_no, sizeof p->body.document_no, document_no);
}

static struct posting_line *line_add(struct posting *p, enum account account, const char *sub_ref)
{
    assert(p->body.lines_count < sizeof p->body.lines / sizeof *p->body.lines);
    struct posting_line *line = &p->body.lines[p->body.lines_count++];
    line->account = (uint8_t)account;
    value_code_set(line->sub_ref, sizeof line->sub_ref, sub_ref);
    return line;
}

void posting_debit(struct posting *p, enum account account, int64_t amount_satang, const char *sub_ref)
{
    assert(amount_satang >= 0);
    if (amount_satang == 0)
        return;
    line_add(p, account, sub_ref)->debit_satang = amount_satang;
    p->debits_satang = money_add(p->debits_satang, amount_satang);
}

void posting_credit(struct posting *p, enum account account, int64_t amount_satang, const char *sub_ref)
{
    assert(amount_satang >= 0);
    if (amount_satang == 0)
        return;
    line_add(p, account, sub_ref)->credit_satang = amount_satang;
    p->credits_satang = money_add(p->credits_satang, amount_satang);
}

void posting_move(struct posting *p, enum account account, int64_t credit_satang, const char *sub_ref)
{
    if (credit_satang > 0)
        posting_credit(p, account, credit_satang, sub_ref);
    else
        posting_debit(p, account, -credit_satang, sub_ref);
}

static void ledger_day_book(struct txn *t, const struct posting_line *line, int32_t booked_on)
{
    struct ledger_day_key key = {.account = line->account, .booked_on = booked_on};
    struct ledger_day sums = {0};
    ledger_day_get(t, &key, &sums);
    sums.debit_satang = money_add(sums.debit_satang, line->debit_satang);
    sums.credit_satang = money_add(sums.credit_satang, line->credit_satang);
    ledger_day_put(t, &key, &sums);
}

static void ledger_book(struct txn *t, struct posting_line *line)
{
    struct ledger_key key = {.account = line->account};
    struct ledger sums = {0};
    ledger_get(t, &key, &sums);
    sums.debit_satang = money_add(sums.debit_satang, line->debit_satang);
    sums.credit_satang = money_add(sums.credit_satang, line->credit_satang);
    ledger_put(t, &key, &sums);
    line->balance_satang = money_sub(sums.debit_satang, sums.credit_satang);
}

static bool moves_cash(const struct posting *p)
{
    for (uint32_t i = 0; i < p->body.lines_count; i++)
        if (p->body.lines[i].account == account_cash)
            return true;
    return false;
}

uint64_t posting_emit(struct txn *t, int32_t effective_date, struct posting *p, const struct cause *because)
{
    assert(p->debits_satang == p->credits_satang);
    if (p->body.lines_count == 0)
        return 0;
    int32_t booked_on = period_booking_day(t, effective_date);
    if (booked_on != effective_date)
        p->body.value_date = effective_date;
    for (uint32_t i = 0; i < p->body.lines_count; i++) {
        ledger_book(t, &p->body.lines[i]);
        ledger_day_book(t, &p->body.lines[i], booked_on);
    }
    p->body.posting_no = counter_next(t, "posting");
    p->body.total_satang = p->debits_satang;
    uint64_t position = emit_journal_posting_requested(t, booked_on, &p->body, because);
    period_booked(t, booked_on, p->debits_satang, position);
    if (moves_cash(p))
        cash_booked(t, booked_on, position);
    return position;
}

enum account posting_loan_account(enum loan_kind kind)
{
    switch (kind) {
    case loan_kind_emergency:
        return account_loan_emergency;
    case loan_kind_ordinary:
        return account_loan_ordinary;
    case loan_kind_special:
        return account_loan_special;
    case loan_kind_absent:
        break;
    }
    return account_absent;
}

bool posting_document_new(struct txn *t, const char *whose, const char *document_no, uint64_t seq, uint64_t *ret_seq)
{
    struct document_key key;
    struct document row;
    value_code_set(key.whose, sizeof key.whose, whose);
    value_code_set(key.document_no, sizeof key.document_no, document_no);
    if (document_get(t, &key, &row)) {
        *ret_seq = row.seq;
        return false;
    }
    document_put(t, &key, &(struct document){.seq = seq});
    return true;
}

enum verdict posting_enter(struct txn *t, uint64_t seq, const struct posting_entry *e, struct refusal *why)
{
    uint64_t booked_by = 0;
    if (!posting_admit(t, e->amount_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    if (!posting_document_new(t, e->whose, e->document_no, seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    return APPLIED;
}
