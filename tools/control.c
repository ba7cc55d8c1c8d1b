#include "control.h"

#include "words.h"

#include "../handlers/state/records.h"

enum { TRIES = 5 };

static const struct control_desc controls[CONTROLS] = {
#define CONTROL(account, table, english, thai) {account_##account, #account, table, english, thai},
#include "control.def"
};

const struct control_desc *control_desc(enum control which)
{
    return &controls[which];
}

/* ---- registers */

static void loan_take(void *context, const struct ask_row *row)
{
    static const enum control of_kind[] = {
        [loan_kind_absent] = CONTROL_loan_emergency,
        [loan_kind_emergency] = CONTROL_loan_emergency,
        [loan_kind_ordinary] = CONTROL_loan_ordinary,
        [loan_kind_special] = CONTROL_loan_special,
    };
    int64_t *sums = context;
    const struct loan *loan = (const void *)row->value;
    sums[of_kind[loan->kind]] += loan->principal_satang;
    sums[CONTROL_interest_receivable] += loan->accrued_satang;
    sums[CONTROL_allowance] -= loan->provision_satang;
    sums[CONTROL_legal_advance] += loan->costs_satang;
}

static void unit_take(void *context, const struct ask_row *row)
{
    int64_t *sums = context;
    const struct unit *unit = (const void *)row->value;
    sums[CONTROL_unit_receivable] += unit->receivable_satang;
    sums[CONTROL_suspense] -= unit->advance_satang;
}

static void suspense_take(void *context, const struct ask_row *row)
{
    int64_t *sums = context;
    sums[CONTROL_suspense] -= ((const struct suspense *)(const void *)row->value)->amount_satang;
}

static void member_take(void *context, const struct ask_row *row)
{
    int64_t *sums = context;
    const struct member *member = (const void *)row->value;
    sums[CONTROL_share_capital] -= member->share_balance_satang;
    sums[CONTROL_refund_payable] -= member->refund_payable_satang + member->refund_billed_satang;
    sums[CONTROL_other_receivable] += member->reclaim_satang;
}

/* What the meeting allocated, less what the members were found to be owed of it: that is in refund_payable. */
static void allocated_take(void *context, const struct ask_row *row)
{
    int64_t *sums = context;
    uint8_t item = ((const struct allocation_part_key *)(const void *)row->key)->allocation_item;
    int64_t satang = ((const struct allocation_part *)(const void *)row->value)->amount_satang;
    if (item == allocation_item_dividend)
        sums[CONTROL_dividend_payable] -= satang;
    if (item == allocation_item_patronage)
        sums[CONTROL_patronage_payable] -= satang;
}

static void dividend_take(void *context, const struct ask_row *row)
{
    int64_t *sums = context;
    sums[CONTROL_dividend_payable] += ((const struct dividend_year *)(const void *)row->value)->amount_satang;
}

static void patronage_take(void *context, const struct ask_row *row)
{
    int64_t *sums = context;
    sums[CONTROL_patronage_payable] += ((const struct patronage_year *)(const void *)row->value)->amount_satang;
}

static void deposit_take(void *context, const struct ask_row *row)
{
    static const enum control of_kind[] = {
        [deposit_kind_absent] = CONTROL_deposit_savings,
        [deposit_kind_savings] = CONTROL_deposit_savings,
        [deposit_kind_special] = CONTROL_deposit_special,
        [deposit_kind_fixed] = CONTROL_deposit_fixed,
    };
    int64_t *sums = context;
    const struct deposit *d = (const void *)row->value;
    sums[of_kind[d->kind]] -= d->balance_satang;
}

static void ledger_take(void *context, const struct ask_row *row)
{
    int64_t *sums = context;
    const struct ledger *account = (const void *)row->value;
    for (int i = 0; i < CONTROLS; i++)
        if (controls[i].account == (enum account)((const struct ledger_key *)(const void *)row->key)->account)
            sums[i] = account->debit_satang - account->credit_satang;
}

/* ---- of one moment */

static int sums_ask(struct ask *a, struct control_sums *ret)
{
    static const struct {
        enum table table;
        ask_visit *take;
    } registers[] = {
        {TABLE_loan, loan_take},
        {TABLE_unit, unit_take},
        {TABLE_suspense, suspense_take},
        {TABLE_member, member_take},
        {TABLE_allocation_part, allocated_take},
        {TABLE_dividend_year, dividend_take},
        {TABLE_patronage_year, patronage_take},
        {TABLE_deposit, deposit_take},
    };
    *ret = (struct control_sums){0};
    int status = ask_rows(a, TABLE_ledger, (struct bytes){0}, ledger_take, ret->ledger_satang);
    for (size_t i = 0; i < sizeof registers / sizeof *registers && status == 0; i++)
        status = ask_rows(a, registers[i].table, (struct bytes){0}, registers[i].take, ret->register_satang);
    return status;
}

static int seq_ask(struct ask *a, int64_t *ret)
{
    struct bytes answer;
    int status = ask(a, &(struct request){.op = "status"}, &answer);
    if (status == 0)
        *ret = reply_integer(answer, "seq");
    return status;
}

int control_ask(struct ask *a, struct control_sums *ret)
{
    int64_t before = 0, after = 0;
    for (int i = 0; i < TRIES; i++) {
        int status = seq_ask(a, &before);
        status = status ? status : sums_ask(a, ret);
        status = status ? status : seq_ask(a, &after);
        if (status != 0 || before == after)
            return status;
    }
    words_complain("events arrive all the time, and the sums would be of no one moment; ask again when it is quieter",
                   "มีรายการเข้าตลอดเวลา ยอดรวมจึงไม่เป็นของขณะเดียวกัน โปรดลองใหม่เมื่อว่างกว่านี้");
    return EXIT_AGAIN;
}
