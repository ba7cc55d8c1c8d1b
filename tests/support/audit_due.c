#include "../../handlers/handler.h"
#include "audit.h"

#include <string.h>

/* ---- what falls due: a row for each thing that waits for its day, never on a day that is closed */

static bool is_due(struct txn *t, int32_t on, enum due_kind kind, const char *ref, uint32_t no)
{
    struct due_key key = {.on = on, .kind = (uint8_t)kind, .no = no};
    struct due row;
    value_code_set(key.ref, sizeof key.ref, ref);
    return on > handler_day_closed(t) && due_get(t, &key, &row);
}

static bool audit_due_loans(struct txn *t, char *error)
{
    struct instalment_key key = {0};
    struct instalment row;
    struct loan_key loan_key = {0};
    struct loan loan;
    while (instalment_seek(t, &key, true, &row)) {
        if (!row.missed && !is_due(t, row.late_on, due_kind_instalment, key.contract_no, (uint32_t)key.due_date))
            return audit_wrong(error, "loan %s: an instalment is neither missed nor to be looked at", key.contract_no);
        if (row.interest_satang < 0 || row.principal_satang < 0 || row.interest_satang + row.principal_satang == 0)
            return audit_wrong(error, "loan %s: an instalment is open with nothing to pay", key.contract_no);
    }
    while (loan_seek(t, &loan_key, true, &loan)) {
        uint32_t missed = 0;
        int64_t satang = 0;
        memset(&key, 0, sizeof key);
        memcpy(key.contract_no, loan_key.contract_no, sizeof key.contract_no);
        while (instalment_seek(t, &key, true, &row) && strcmp(key.contract_no, loan_key.contract_no) == 0) {
            missed += row.missed;
            satang += row.missed ? row.interest_satang + row.principal_satang : 0;
        }
        if (missed != loan.missed_instalments || satang != loan.missed_satang)
            return audit_wrong(error, "loan %s: what was told of its arrears is not what is missed",
                               loan_key.contract_no);
    }
    return true;
}

static bool audit_due_desk(struct txn *t, char *error)
{
    struct suspense_key key = {0};
    struct suspense item;
    struct unit_key unit_key = {0};
    struct unit unit;
    struct unit_bill_key month_key = {0};
    struct unit_bill month;
    while (suspense_seek(t, &key, true, &item))
        if (!is_due(t, item.look_on, due_kind_suspense, NULL, (uint32_t)key.suspense_no))
            return audit_wrong(error, "suspense %llu: nobody will look at it", (unsigned long long)key.suspense_no);
    while (unit_seek(t, &unit_key, true, &unit))
        if (unit.advance_satang > 0 && !is_due(t, unit.advance_look_on, due_kind_advance, unit_key.unit_code, 0))
            return audit_wrong(error, "unit %s: nobody will look at its advance", unit_key.unit_code);
    while (unit_bill_seek(t, &month_key, true, &month)) {
        struct due_key due_key = {.on = month.chase_on, .kind = due_kind_unit_cut_off, .no = month_key.period};
        struct due row;
        value_code_set(due_key.ref, sizeof due_key.ref, month_key.unit_code);
        if (month.chase_on > 0 && !due_get(t, &due_key, &row))
            return audit_wrong(error, "unit %s: nobody will look at its month", month_key.unit_code);
    }
    return true;
}

/* Every row stands for something that is there; where months are counted by calendar, a loan may have more. */
static bool audit_due_rows(struct txn *t, char *error)
{
    struct due_key key = {0};
    struct due row;
    while (due_seek(t, &key, true, &row)) {
        struct suspense_key suspense_key = {key.no};
        struct suspense item;
        struct unit_bill_key month_key = {.period = key.no};
        struct unit_bill month;
        struct unit_key unit_key;
        struct unit unit;
        value_code_set(month_key.unit_code, sizeof month_key.unit_code,
                       key.kind == due_kind_unit_cut_off ? key.ref : NULL);
        value_code_set(unit_key.unit_code, sizeof unit_key.unit_code, key.kind == due_kind_advance ? key.ref : NULL);
        bool stands = true;
        if (key.kind == due_kind_suspense)
            stands = suspense_get(t, &suspense_key, &item) && item.look_on == key.on;
        if (key.kind == due_kind_unit_cut_off)
            stands = unit_bill_get(t, &month_key, &month) && month.chase_on == key.on;
        if (key.kind == due_kind_advance)
            stands = unit_get(t, &unit_key, &unit) && unit.advance_satang > 0 && unit.advance_look_on == key.on;
        if (!stands)
            return audit_wrong(error, "a due row of %s was left over", key.ref);
    }
    return true;
}

bool audit_due(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    if (handler_has_work(t))
        return true; /* a day may be half closed */
    return audit_due_loans(t, error) && audit_due_desk(t, error) && audit_due_rows(t, error);
}
