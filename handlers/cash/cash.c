#include "cash.h"

#include "../journal/posting.h"
#include "../journal/persons.h"
#include "../rules/money.h"

#include <string.h>

enum account cash_account(uint8_t channel)
{
    if (channel == channel_counter)
        return account_cash;
    return channel == channel_bank || channel == channel_absent ? account_bank : account_absent;
}

/* From the balance of today back to the day: what is asked for is recent. */
int64_t cash_balance(struct txn *t, int32_t day)
{
    struct ledger_key total_key = {account_cash};
    struct ledger total = {0};
    struct ledger_day_key key = {account_cash, day};
    struct ledger_day row;
    ledger_get(t, &total_key, &total);
    int64_t balance = money_sub(total.debit_satang, total.credit_satang);
    while (ledger_day_seek(t, &key, true, &row) && key.account == account_cash)
        balance = money_sub(balance, money_sub(row.debit_satang, row.credit_satang));
    return balance;
}

void cash_alert(struct txn *t, int32_t date, const char *alert, int32_t day, const struct cause *because)
{
    struct alert_raised body = {0};
    char text[VALUE_TEXT_MAX];
    value_day_print(day, text);
    value_code_set(body.alert, sizeof body.alert, alert);
    value_code_set(body.subject_ref, sizeof body.subject_ref, text);
    emit_alert_raised(t, date, &body, because);
}

/* The first count that it touches stands for those behind it. */
void cash_booked(struct txn *t, int32_t day, uint64_t position)
{
    struct cash_day_key key = {day};
    struct cash_day row;
    struct cause because = cause_of("cash_count", 0);
    if (!cash_day_seek(t, &key, false, &row))
        return;
    cause_add_position(&because, position);
    cause_add_fact(&because, fact_cash_satang, row.counted_satang,
                   money_add(cash_balance(t, key.date), row.other_books_satang));
    row.late++;
    cash_day_put(t, &key, &row);
    cash_alert(t, day, "cash_after_count", key.date, &because);
}

/* What was told cannot be refused, for the bank may have the money; but it cannot all be true. */
static void tell_if_below_zero(struct txn *t, int32_t day)
{
    struct ledger_key key = {account_cash};
    struct ledger cash = {0};
    struct cause because = cause_of("cash_drawer", 0);
    ledger_get(t, &key, &cash);
    if (cash.debit_satang < cash.credit_satang)
        cash_alert(t, day, "cash_below_zero", day, &because);
}

enum verdict cash_move(struct txn *t, const struct happening *h, const struct cash_move *m, struct refusal *why)
{
    struct posting p;
    struct cause booked = cause_of("double_entry", 0);
    int64_t amount_satang = m->amount_satang < 0 ? -m->amount_satang : m->amount_satang;
    if (persons_check(m->prepared_by, m->checked_by, true, why) == REFUSED)
        return REFUSED;
    if (posting_enter(t, h->seq, &(struct posting_entry){"cash", m->document_no, amount_satang}, why) == REFUSED)
        return REFUSED;
    posting_begin(&p, m->document_no);
    posting_move(&p, account_cash, -m->amount_satang, NULL);
    posting_move(&p, account_bank, m->amount_satang, NULL);
    posting_emit(t, h->effective_date, &p, &booked);
    tell_if_below_zero(t, h->effective_date);
    return APPLIED;
}
