#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <string.h>

#define TRIGGERS                                                                                                       \
    "class_triggers[0].rule=sued_elsewhere class_triggers[0].class=doubtful "                                          \
    "class_triggers[1].rule=died class_triggers[1].class=doubtful_of_loss "
#define AGREED(day)                                                                                                    \
    day " restructure.agreed contract_no=R-1 product=special instalments=120 method=equal_principal "                  \
        "arrears_interest=carried resolution_no=4 contracts[0].contract_no=S-1"

static struct loan_classified told_last(struct coop *c)
{
    struct store_mem_followup f = {0};
    coop_latest(c, EVENT_loan_classified, &f);
    return f.body.loan_classified;
}

static void check_told(struct coop *c, enum loan_class to, enum class_rule rule)
{
    struct loan_classified told = told_last(c);
    CHECK_INT(told.to_class, to);
    CHECK_INT(told.rule_hit, rule);
}

/* The instalment of a month is billed and paid on its last day. */
static void pay_month(struct coop *c, uint32_t period, const char *paid_on)
{
    struct loan_bill bill;
    struct loan_payment paid;
    CHECK(coop_bill(c, "R-1", period, &bill));
    coop_payroll(c, "R-1", bill.arrears_satang + bill.interest_satang + bill.principal_satang, paid_on, &paid);
}

static void begin_restructured(struct coop *c, const char *policy_words)
{
    coop_begin_with(c, policy_words);
    coop_lend(c, "S-1", "equal_principal");
    coop_miss(c, "S-1", 4);
    check_told(c, loan_class_substandard, class_rule_months);
    CHECK_INT(coop_send(c, AGREED("2024-05-06")), APPLIED);
    check_told(c, loan_class_substandard, class_rule_watch);
    CHECK_INT(coop_loan(c, "S-1").class, loan_class_normal);
}

void test_the_watch_ends_with_the_third_payment_in_a_row(void)
{
    struct coop c;
    begin_restructured(&c, "");
    pay_month(&c, value_period(2024, 5), "2024-05-31");
    pay_month(&c, value_period(2024, 6), "2024-06-30");
    CHECK_INT(coop_loan(&c, "R-1").class, loan_class_substandard);
    CHECK_INT(coop_member(&c).npl_loans, 1);
    pay_month(&c, value_period(2024, 7), "2024-07-31");
    check_told(&c, loan_class_normal, class_rule_months);
    CHECK_INT(coop_member(&c).npl_loans, 0);
    coop_end(&c);
}

/* Two payments, one missed and paid late: three more are asked for. Behind the watch one that is missed is a relapse,
 * and over when it is paid. */
void test_a_missed_payment_begins_the_row_anew(void)
{
    struct coop c;
    struct loan_bill bill;
    begin_restructured(&c, "");
    pay_month(&c, value_period(2024, 5), "2024-05-31");
    CHECK(coop_bill(&c, "R-1", value_period(2024, 6), &bill));
    coop_close_to(&c, "2024-07-05");
    CHECK_INT(coop_loan(&c, "R-1").missed_instalments, 1);
    pay_month(&c, value_period(2024, 7), "2024-07-31");
    pay_month(&c, value_period(2024, 8), "2024-08-31");
    CHECK_INT(coop_loan(&c, "R-1").class, loan_class_substandard);
    pay_month(&c, value_period(2024, 9), "2024-09-30");
    CHECK_INT(coop_loan(&c, "R-1").class, loan_class_normal);
    CHECK(coop_bill(&c, "R-1", value_period(2024, 10), &bill));
    coop_close_to(&c, "2024-11-05");
    check_told(&c, loan_class_substandard, class_rule_relapse);
    CHECK_INT(coop_loan(&c, "R-1").months_overdue, 1);
    pay_month(&c, value_period(2024, 11), "2024-11-30");
    check_told(&c, loan_class_normal, class_rule_months);
    coop_end(&c);
}

void test_a_suit_elsewhere_and_death_need_no_arrears(void)
{
    struct coop c;
    coop_begin_with(&c, TRIGGERS);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-20 member.attachment_declared member_no=004411 kind=sued_elsewhere"), APPLIED);
    check_told(&c, loan_class_doubtful, class_rule_sued_elsewhere);
    CHECK_INT(coop_send(&c, "2024-01-21 member.left member_no=004411 cause=died"), APPLIED);
    check_told(&c, loan_class_doubtful_of_loss, class_rule_died);
    CHECK_INT(told_last(&c).as_of, coop_day("2024-01-21"));
    coop_end(&c);
}

void test_a_suit_elsewhere_that_is_lifted_betters_the_class(void)
{
    struct coop c;
    coop_begin_with(&c, TRIGGERS);
    coop_lend(&c, "S-1", "equal_principal");
    CHECK_INT(coop_send(&c, "2024-01-20 member.attachment_declared member_no=004411 kind=sued_elsewhere"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-25 member.attachment_declared member_no=004411 kind=sued_elsewhere lifted=true"),
              APPLIED);
    check_told(&c, loan_class_normal, class_rule_months);
    CHECK_INT(coop_member(&c).npl_loans, 0);
    coop_end(&c);
}

void test_all_loans_of_a_member_have_the_worst_class(void)
{
    struct coop c;
    coop_begin_with(&c, "class_scope=member");
    coop_lend(&c, "S-1", "equal_principal");
    coop_lend(&c, "S-2", "equal_principal");
    coop_miss(&c, "S-1", 4);
    CHECK_INT(coop_loan(&c, "S-2").class, loan_class_substandard);
    check_told(&c, loan_class_substandard, class_rule_member);
    CHECK_INT(coop_member(&c).npl_loans, 2);
    CHECK_INT(coop_send(&c, "2024-05-06 loan.payment_received contract_no=S-1 amount=350,000.00 channel=bank "
                            "document_no=R-1"),
              APPLIED);
    CHECK_INT(coop_loan(&c, "S-2").class, loan_class_normal);
    CHECK_INT(coop_member(&c).npl_loans, 0);
    coop_end(&c);
}

void test_history_keeps_the_day_and_when_it_was_known(void)
{
    struct coop c;
    struct class_history_key key = {.contract_no = "S-1"};
    struct class_history row;
    coop_begin_with(&c, TRIGGERS);
    coop_lend(&c, "S-1", "equal_principal");
    coop_close_to(&c, "2024-02-10");
    CHECK_INT(coop_send(&c, "2024-01-20 member.attachment_declared member_no=004411 kind=sued_elsewhere"), APPLIED);
    CHECK(class_history_seek(coop_txn(&c), &key, true, &row));
    CHECK_INT(key.as_of, coop_day("2024-02-10"));
    CHECK_INT(row.happened_on, coop_day("2024-01-20"));
    CHECK_INT(row.told_on, coop_day("2024-02-10"));
    CHECK_INT(row.from_class, loan_class_normal);
    CHECK_INT(row.to_class, loan_class_doubtful);
    CHECK_INT((int64_t)row.position, (int64_t)coop_loan(&c, "S-1").class_position);
    coop_end(&c);
}
