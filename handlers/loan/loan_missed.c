#include "../member/year.h"
#include "loan_parts.h"

#include <string.h>

static struct missed_instalment_key missed_key(const char *contract_no, int32_t due_date)
{
    struct missed_instalment_key key = {.due_date = due_date};
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return key;
}

static bool missed_next(struct txn *t, const char *contract_no, struct missed_instalment_key *key,
                        struct missed_instalment *ret)
{
    return missed_instalment_seek(t, key, true, ret) && strcmp(key->contract_no, contract_no) == 0;
}

static bool is_unpaid(struct txn *t, const struct missed_instalment_key *of)
{
    struct instalment_key key = loan_instalment_key(of->contract_no, of->due_date);
    struct instalment row;
    return instalment_get(t, &key, &row) && row.missed;
}

bool loan_missed_before(struct txn *t, const struct instalment_key *of, struct missed_instalment *ret)
{
    struct missed_instalment_key key = missed_key(of->contract_no, of->due_date);
    return missed_instalment_get(t, &key, ret);
}

void loan_missed_note(struct txn *t, const struct instalment_key *of, const struct loan *loan, uint8_t fault)
{
    struct missed_instalment_key key = missed_key(of->contract_no, of->due_date);
    struct missed_instalment row = {0};
    if (!missed_instalment_get(t, &key, &row))
        row.watched = loan_watch_place(t, of->contract_no, loan, of->due_date);
    row.fault = fault;
    missed_instalment_put(t, &key, &row);
}

/* What was deducted for its own bill was paid in time, whenever its file came. */
void loan_missed_paid(struct txn *t, const struct instalment_key *of, const struct instalment *was, int32_t bill_due,
                      int32_t date)
{
    struct missed_instalment_key key = missed_key(of->contract_no, of->due_date);
    struct missed_instalment row;
    struct loan loan;
    if (!missed_instalment_get(t, &key, &row))
        return;
    if (of->due_date == bill_due || date <= was->late_on) {
        missed_instalment_delete(t, &key);
        if (loan_find(t, of->contract_no, &loan))
            year_default(t, loan.member_no, of->contract_no, of->due_date, false);
        return;
    }
    row.paid_on = bill_due > 0 && bill_due < date ? bill_due : date;
    missed_instalment_put(t, &key, &row);
}

uint32_t loan_missed_in_watch(struct txn *t, const char *contract_no)
{
    struct missed_instalment_key key = missed_key(contract_no, 0);
    struct missed_instalment row;
    uint32_t last = 0;
    while (missed_next(t, contract_no, &key, &row))
        if (loan_own_fault((enum fault)row.fault) && row.watched > last)
            last = row.watched;
    return last;
}

/* Each missed instalment makes the days from the one behind its due date to its payment days of default: those that
 * touch are one default. */
int32_t loan_default_day(struct txn *t, const char *contract_no)
{
    struct missed_instalment_key key = missed_key(contract_no, 0);
    struct missed_instalment row;
    int32_t first = 0, until = 0;
    while (missed_next(t, contract_no, &key, &row)) {
        int32_t end = is_unpaid(t, &key) ? INT32_MAX : row.paid_on;
        if (end <= key.due_date)
            continue;
        if (key.due_date >= until)
            first = key.due_date + 1;
        until = end > until ? end : until;
    }
    return until == INT32_MAX ? first : 0;
}
