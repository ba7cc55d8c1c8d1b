/* Random months with files that are lost, late, left open, taken back, or come for a month long past; with payments at
 * the counter between bill and file, and money that comes early. The laws of every store hold all the way
 * (tests/support/audit.h). Usage: rough_months SEED [ROUNDS] */
#include "../support/audit.h"
#include "../support/plan.h"
#include "../support/test.h"

#include "../../handlers/payroll/payroll.h"

#include <stdio.h>
#include <stdlib.h>

static void file_send(struct month *m, const struct plan *p, int month)
{
    uint32_t line_no = 0;
    for (int i = 0; i < PLAN_MEMBERS; i++)
        if (plan_dice(8)) /* some are left out */
            plan_send_line(m, month,
                           &(struct plan_line){i, ++line_no, plan_amount(m, p, month, i), "", p->truth[month][i].reason,
                                               &p->truth[month][i], plan_dice(20) == 0});
    if (plan_dice(4))
        CHECK_INT(plan_close_file(m, month, "", plan_dice(4) == 0), APPLIED);
}

static void audit(const struct month *m, int month)
{
    char error[AUDIT_ERROR_MAX] = "";
    if (!CHECK(audit_store(m->store, error)))
        printf("# month %d: %s\n", month, error);
}

static void counter_payment(struct month *m, int month, int i)
{
    char contract_no[24];
    struct loan loan;
    snprintf(contract_no, sizeof contract_no, "S-%d", i);
    if (!loan_find(m->t, contract_no, &loan) || loan.state != loan_state_active)
        return;
    plan_say(m, APPLIED,
             "2024-%02d-15 loan.payment_received contract_no=%s amount_satang=%u channel=counter document_no=R-%d",
             month, contract_no, 1 + plan_dice(plan_dice(4) ? 100000 : 3000000), month);
}

static void month_rough(struct month *m, const struct plan *p, int month, bool sent[PLAN_MONTHS + 1])
{
    plan_open_cycle(m, month);
    for (int i = 0; i < PLAN_MEMBERS; i++)
        if (plan_dice(4) == 0)
            counter_payment(m, month, i);
    for (int earlier = 1; earlier < month; earlier++)
        if (!sent[earlier] && plan_dice(3) == 0) {
            file_send(m, p, earlier);
            sent[earlier] = true;
        }
    if (plan_dice(3)) {
        file_send(m, p, month);
        sent[month] = true;
    }
    if (plan_dice(3))
        plan_send_money(m, month);
    if (plan_dice(6) == 0)
        plan_say(
            m, APPLIED,
            "2024-%02d-28 payroll.remittance_received period=2024-%02d unit_code=0417 bank_ref=E-%d amount_satang=%u",
            month, month, month, 1 + plan_dice(500000));
    audit(m, month);
    plan_close_days(m, value_period_last_day(value_period(2024, month)) + 5);
    audit(m, month);
    struct result_file_key key =
        payroll_file_key("0417", value_period(2024, 1 + (int)plan_dice((uint32_t)month)), NULL);
    struct result_file f;
    if (plan_dice(2) && result_file_get(m->t, &key, &f) && f.state != file_state_revoked)
        plan_by_officer(m, "2024-%02d-28 payroll.result_file_revoked period=2024-%02d unit_code=0417 reason=unit_error",
                        month, (int)(key.period % 12) + 1);
    audit(m, month);
}

static void round_rough(void)
{
    struct plan plan;
    struct month m;
    bool sent[PLAN_MONTHS + 1] = {false};
    plan_make(&plan);
    plan_begin(&m, &plan);
    for (int month = 1; month <= PLAN_MONTHS; month++)
        month_rough(&m, &plan, month, sent);
    month_end(&m);
}

static uint64_t first_seed, rounds;

static void test_lost_and_late_files_keep_the_laws(void)
{
    for (uint64_t i = 0; i < rounds; i++) {
        plan_seed(first_seed * 7919 + i);
        round_rough();
    }
}

int main(int argc, char **argv)
{
    first_seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : 30;
    test_run("lost and late files keep the laws", test_lost_and_late_files_keep_the_laws);
    return test_status();
}
