#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

/* Random months of three units: lines, money and closings in any order. After every event each unit's account must
 * agree with what its months say. */

enum { UNITS = 3, MEMBERS = 12, STEPS = 400, ROUNDS = 8 };

static const char *const units[UNITS] = {"0101", "0417", "0999"};
static uint64_t state;

static uint32_t dice(uint32_t sides)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % sides;
}

static void register_all(struct month *m)
{
    char member_no[12], contract_no[24];
    month_say(m, "2024-01-01 unit.registered unit_code=0101 unit_group=monthly");
    month_say(m, "2024-01-01 unit.registered unit_code=0999 unit_group=monthly");
    for (uint32_t i = 0; i < MEMBERS; i++) {
        snprintf(member_no, sizeof member_no, "M%02u", i);
        month_member(m, units[i % UNITS], member_no, i % 5 ? "500.00" : NULL);
        snprintf(contract_no, sizeof contract_no, "S-%02u", i);
        if (i % 2)
            month_loan(m, member_no, contract_no, (enum loan_kind)(1 + i % 3), 100000);
    }
}

/* Σ settled + Σ over + Σ suspense = Σ remitted + receivable - advance, and never both a debt and an advance. */
static bool accounts_agree(const struct month *m)
{
    struct unit_bill_key key = {0};
    struct unit_bill row;
    int64_t taken[UNITS] = {0}, sent[UNITS] = {0};
    bool ok = true;
    for (bool more = unit_bill_seek(m->t, &key, false, &row); more; more = unit_bill_seek(m->t, &key, true, &row)) {
        for (int u = 0; u < UNITS; u++) {
            if (strcmp(key.unit_code, units[u]) != 0)
                continue;
            taken[u] += row.settled_satang + row.over_satang + row.suspense_satang;
            sent[u] += row.remitted_satang;
        }
        if (row.state == unit_bill_state_settled)
            ok = CHECK_INT(row.settled_satang + row.over_satang + row.suspense_satang, row.deducted_satang) && ok;
    }
    for (int u = 0; u < UNITS; u++) {
        struct unit unit = month_unit(m, units[u]);
        ok = CHECK_INT(taken[u], sent[u] + unit.receivable_satang - unit.advance_satang) && ok;
        ok = CHECK(unit.receivable_satang >= 0 && unit.advance_satang >= 0) && ok;
        ok = CHECK(unit.receivable_satang == 0 || unit.advance_satang == 0) && ok;
    }
    return ok;
}

static void step(struct month *m, uint32_t *line_no)
{
    const char *unit_code = units[dice(UNITS)];
    int month = 1 + (int)dice(2);
    char line[300];
    struct result_file file = month_file(m, unit_code, value_period(2024, month));
    uint32_t what = dice(20);
    if (what < 14)
        snprintf(line, sizeof line,
                 "2024-01-29 payroll.deduction_result period=2024-%02d unit_code=%s line_no=%u member_no=M%02u "
                 "collected_satang=%u",
                 month, unit_code, ++*line_no, dice(MEMBERS + 2), dice(4) ? dice(250000) : 0);
    else if (what < 19)
        snprintf(line, sizeof line,
                 "2024-01-30 payroll.remittance_received period=2024-%02d unit_code=%s bank_ref=K amount_satang=%u",
                 month, unit_code, 1 + dice(900000));
    else
        snprintf(line, sizeof line,
                 "2024-01-31 payroll.result_file_closed period=2024-%02d unit_code=%s line_count=%u total_satang=%lld",
                 month, unit_code, file.lines, (long long)file.lines_satang);
    month_event(m, line, dice(3) == 0);
}

static void finish(struct month *m)
{
    char line[200];
    for (int u = 0; u < UNITS; u++) {
        for (int month = 1; month <= 2; month++) {
            struct unit_bill bill = month_bill(m, units[u], value_period(2024, month));
            if (bill.state >= unit_bill_state_file_closed)
                continue;
            struct result_file file = month_file(m, units[u], value_period(2024, month));
            snprintf(line, sizeof line,
                     "2024-01-31 payroll.result_file_closed period=2024-%02d unit_code=%s line_count=%u "
                     "total_satang=%lld",
                     month, units[u], file.lines, (long long)file.lines_satang);
            CHECK_INT(month_say(m, line), APPLIED);
        }
    }
    CHECK_INT(month_count(m, EVENT_payroll_unit_settled), 2 * UNITS);
}

void test_a_units_account_agrees_with_its_months(void)
{
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct month m = month_begin();
        uint32_t line_no = 0;
        bool ok = true;
        state = round;
        store_mem_set_slice(m.store, 1 + round % 5);
        register_all(&m);
        month_event(&m, MONTH_OPEN, round % 2);
        month_event(&m,
                    "2024-01-20 payroll.cycle_opened period=2024-02 unit_group=monthly interest_to_date=2024-02-29 "
                    "remit_due_date=2024-02-29 cut_off_date=2024-03-05",
                    false);
        for (int i = 0; i < STEPS && ok; i++) {
            step(&m, &line_no);
            ok = accounts_agree(&m);
        }
        month_say(&m, "2024-01-31 unit.registered unit_code=1000 unit_group=other");
        finish(&m);
        CHECK(accounts_agree(&m));
        month_end(&m);
    }
}
