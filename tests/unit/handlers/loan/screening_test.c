#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/loan/screening.h"

#include "../../../support/coop.h"
#include "../../../support/test.h"

#include <stdio.h>
#include <string.h>

/* What the newest screening said of a condition; check is absent if it was not looked at. */
static struct screening_check said(struct coop *c, enum check check)
{
    struct store_mem_followup f;
    if (coop_latest(c, EVENT_loan_application_screened, &f)) {
        const struct loan_application_screened *told = &f.body.loan_application_screened;
        CHECK_INT(told->checks[0].check, check_take_home);
        CHECK_INT(told->checks[1].check, check_instalments);
        for (uint32_t i = 1; i < told->checks_count; i++)
            CHECK(told->checks[i].check > told->checks[i - 1].check);
        for (uint32_t i = 0; i < told->checks_count; i++)
            if (told->checks[i].check == check)
                return told->checks[i];
    }
    return (struct screening_check){0};
}

/* What no event does, as if one had. */
#define OUTSIDE(c, statement)                                                                                          \
    do {                                                                                                               \
        store_mem_begin_event((c)->store, store_mem_last_seq((c)->store) + 1);                                         \
        statement;                                                                                                     \
        store_mem_accept((c)->store);                                                                                  \
    } while (0)

static uint32_t filed;

/* Files an ordinary loan of member 004411 in 12 instalments, purpose 3, but for what `words` say. */
static void file(struct coop *c, const char *day, const char *amount, const char *words)
{
    char line[COOP_TEXT_MAX];
    snprintf(line, sizeof line,
             "%s loan.application_filed application_no=N-%u member_no=004411 product=ordinary amount=%s instalments=12 "
             "method=equal_principal purpose=3 %s",
             day, ++filed, amount, words);
    CHECK_INT(coop_send(c, line), APPLIED);
}

static void check_said(struct coop *c, enum check check, bool passed, int64_t actual, int64_t limit)
{
    struct screening_check s = said(c, check);
    CHECK_INT(s.check, check);
    CHECK_INT(s.passed, passed);
    CHECK_INT(s.actual, actual);
    CHECK_INT(s.limit, limit);
}

static void send(struct coop *c, const char *line)
{
    CHECK_INT(coop_send(c, line), APPLIED);
}

void test_what_no_policy_asks_is_not_looked_at(void)
{
    struct coop c;
    struct store_mem_followup f;
    coop_begin(&c);
    file(&c, "2024-01-10", "12,000.00", "");
    if (coop_latest(&c, EVENT_loan_application_screened, &f))
        CHECK_INT(f.body.loan_application_screened.checks_count, 2);
    coop_end(&c);
}

void test_the_amount_and_the_method(void)
{
    struct coop c;
    coop_begin_with(&c, "products[1].max_amount=20,000.00 products[1].method=equal_principal "
                        "products[1].income_max_percent=15");
    file(&c, "2024-01-10", "20,000.00", "");
    check_said(&c, check_amount, true, 2000000, 2000000);
    check_said(&c, check_method, true, loan_method_equal_principal, loan_method_equal_principal);
    check_said(&c, check_income_multiple, false, 2000000, 1500000);
    file(&c, "2024-01-10", "20,000.01", "method=equal_total");
    check_said(&c, check_amount, false, 2000001, 2000000);
    check_said(&c, check_method, false, loan_method_equal_total, loan_method_equal_principal);
    send(&c, "2024-01-10 member.income_reported member_no=004411 income=100,000.07");
    file(&c, "2024-01-10", "15,000.01", ""); /* 15 % are 15,000.0105 */
    check_said(&c, check_income_multiple, true, 1500001, 1500001);
    file(&c, "2024-01-10", "15,000.02", "");
    check_said(&c, check_income_multiple, false, 1500002, 1500001);
    coop_end(&c);
}

void test_shares(void)
{
    struct coop c;
    coop_begin_with(&c, "products[1].share_max=90.00% products[1].share_min=10.00% "
                        "products[1].share_min_above=1,000.00");
    send(&c, "2024-01-05 share.purchased member_no=004411 amount=1,111.11 channel=counter document_no=R-1");
    file(&c, "2024-01-10", "999.99", ""); /* 90 % are 999.999 */
    check_said(&c, check_share_limit, true, 99999, 99999);
    CHECK_INT(said(&c, check_shares_held).check, check_absent);
    file(&c, "2024-01-10", "1,000.00", "");
    check_said(&c, check_share_limit, false, 100000, 99999);
    CHECK_INT(said(&c, check_shares_held).check, check_absent);
    file(&c, "2024-01-10", "11,111.10", "");
    check_said(&c, check_shares_held, true, 111111, 111111);
    file(&c, "2024-01-10", "11,111.11", ""); /* 1,111.111 are needed: a satang more */
    check_said(&c, check_shares_held, false, 111111, 111112);
    coop_end(&c);
}

void test_appraisal_and_collateral(void)
{
    struct coop c;
    coop_begin_with(&c, "products[1].appraisal_max=80.00% collaterals[0].product=ordinary "
                        "collaterals[0].kind=real_estate collaterals[0].cover=80.00% collaterals[1].product=ordinary "
                        "collaterals[1].kind=share collaterals[1].cover=90.00%");
    send(&c, "2024-01-05 share.purchased member_no=004411 amount=1,000.00 channel=bank document_no=R-1");
    file(&c, "2024-01-10", "80,000.00", "collaterals[0].kind=real_estate collaterals[0].value=100,000.00");
    check_said(&c, check_appraisal, true, 8000000, 8000000);
    check_said(&c, check_collateral, true, 8000000, 8000000);
    file(&c, "2024-01-10", "80,000.01", "collaterals[0].kind=real_estate collaterals[0].value=100,000.00");
    check_said(&c, check_appraisal, false, 8000001, 8000000);
    check_said(&c, check_collateral, false, 8000000, 8000001);
    /* Of shares only those that he has count, and a bond is not accepted. */
    file(&c, "2024-01-10", "80,900.00",
         "collaterals[0].kind=real_estate collaterals[0].value=100,000.00 collaterals[1].kind=share "
         "collaterals[1].value=9,000.00 collaterals[2].kind=bond collaterals[2].value=9,000.00");
    check_said(&c, check_collateral, true, 8090000, 8090000);
    coop_end(&c);
}

/* Twelve instalments from 2024-01-10 end on 2025-01-10. */
static void check_age(const char *born, bool passed, int64_t actual)
{
    struct coop c;
    char line[COOP_TEXT_MAX];
    coop_begin_with(&c, "products[1].age_end_max=75");
    snprintf(line, sizeof line,
             "2024-01-02 member.registered member_no=7 kind=ordinary unit_code=0417 income=100,000.00 %s%s",
             born[0] ? "birth_date=" : "", born);
    send(&c, line);
    file(&c, "2024-01-10", "12,000.00", "member_no=7");
    check_said(&c, check_age_at_end, passed, actual, 75);
    coop_end(&c);
}

void test_age_at_the_last_instalment(void)
{
    check_age("1950-01-10", true, 75);
    check_age("1950-01-09", false, 76);
    check_age("1950-01-11", true, 75);
    check_age("1951-01-10", true, 74);
    check_age("", false, 0);
}

void test_income_that_ends(void)
{
    struct coop c;
    coop_begin(&c);
    file(&c, "2024-01-10", "12,000.00", "income_until=2025-01-10");
    check_said(&c, check_income_end, true, 20250110, 20250110);
    file(&c, "2024-01-10", "12,000.00", "income_until=2025-01-09");
    check_said(&c, check_income_end, false, 20250110, 20250109);
    coop_end(&c);
}

void test_membership_holds_from_the_day_that_completes_the_months(void)
{
    struct coop c;
    coop_begin_with(&c, "products[1].member_min_months=6");
    file(&c, "2024-06-30", "12,000.00", "");
    check_said(&c, check_membership, false, 5, 6);
    CHECK_INT(said(&c, check_membership).holds_from, coop_day("2024-07-01"));
    file(&c, "2024-07-01", "12,000.00", "");
    check_said(&c, check_membership, true, 6, 6);
    CHECK_INT(said(&c, check_membership).holds_from, 0);
    coop_end(&c);
}

void test_who_has_left_is_no_member(void)
{
    struct coop c;
    struct member_key key = {.member_no = "004411"};
    coop_begin_with(&c, "rejoin_months=24 products[1].member_min_months=6");
    struct member member = coop_member(&c);
    member.left_on = coop_day("2024-01-05");
    member.left_why = leaving_cause_resigned;
    OUTSIDE(&c, member_put(coop_txn(&c), &key, &member));
    file(&c, "2024-01-10", "12,000.00", "");
    check_said(&c, check_membership, false, 0, 6);
    CHECK_INT(said(&c, check_membership).holds_from, coop_day("2026-07-05"));
    coop_end(&c);
}

void test_associates_income_and_purpose(void)
{
    struct coop c;
    coop_begin_with(&c, "products[0].associates=true products[1].no_salary=true products[1].purposes=13");
    file(&c, "2024-01-10", "12,000.00", "");
    CHECK_INT(said(&c, check_associate).check, check_absent);
    check_said(&c, check_income_source, false, income_source_salary, 23);
    check_said(&c, check_purpose, true, 3, 13);
    file(&c, "2024-01-10", "12,000.00", "purpose=2");
    check_said(&c, check_purpose, false, 2, 13);
    send(&c, "2024-01-02 member.registered member_no=9 kind=associate unit_code=0417 income=100,000.00");
    file(&c, "2024-01-10", "12,000.00", "member_no=9");
    check_said(&c, check_associate, false, 1, 0);
    file(&c, "2024-01-10", "12,000.00", "member_no=9 product=emergency");
    check_said(&c, check_associate, true, 1, 1);
    coop_end(&c);
}

void test_reborrowing_by_instalments(void)
{
    struct coop c;
    struct loan_bill asked;
    struct loan_payment paid;
    coop_begin_with(&c, "products[1].reborrow_rule=instalments products[1].reborrow_min=3");
    coop_lend(&c, "S-1", "equal_principal");
    file(&c, "2024-01-15", "12,000.00", "");
    check_said(&c, check_reborrow, false, 0, 3);
    CHECK_INT(said(&c, check_reborrow).holds_from, coop_day("2024-03-31"));
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &asked));
    coop_payroll(&c, "S-1", asked.interest_satang + asked.principal_satang, "2024-01-30", &paid);
    /* The first was paid before it fell due: two more are. */
    file(&c, "2024-01-30", "12,000.00", "");
    check_said(&c, check_reborrow, false, 1, 3);
    CHECK_INT(said(&c, check_reborrow).holds_from, coop_day("2024-03-31"));
    /* February's is billed and not paid: it takes a month longer. */
    CHECK(coop_bill(&c, "S-1", value_period(2024, 2), &asked));
    file(&c, "2024-03-01", "12,000.00", "");
    check_said(&c, check_reborrow, false, 1, 3);
    CHECK_INT(said(&c, check_reborrow).holds_from, coop_day("2024-04-30"));
    file(&c, "2024-03-01", "12,000.00", "product=emergency");
    CHECK_INT(said(&c, check_reborrow).check, check_absent);
    coop_end(&c);
}

void test_reborrowing_by_share_and_amount(void)
{
    struct coop c;
    coop_begin_with(&c, "products[1].reborrow_rule=percent products[1].reborrow_min=1000");
    coop_lend(&c, "S-1", "equal_principal");
    send(&c, "2024-01-12 loan.payment_received contract_no=S-1 amount=29,999.99 channel=counter document_no=R-1");
    file(&c, "2024-01-15", "12,000.00", "closes[0].contract_no=S-1");
    check_said(&c, check_reborrow, false, 999, 1000);
    send(&c, "2024-01-12 loan.payment_received contract_no=S-1 amount=0.01 channel=counter document_no=R-2");
    file(&c, "2024-01-15", "12,000.00", "closes[0].contract_no=S-1");
    check_said(&c, check_reborrow, true, 1000, 1000);
    coop_end(&c);
}

void test_contracts_that_the_loan_closes_are_no_burden(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    file(&c, "2024-01-15", "12,000.00", "");
    CHECK_INT(said(&c, check_take_home).actual, 10000000 - 500000 - 152877 - 106115);
    file(&c, "2024-01-15", "12,000.00", "closes[0].contract_no=S-1");
    CHECK_INT(said(&c, check_take_home).actual, 10000000 - 106115);
    coop_refused(&c,
                 "2024-01-15 loan.application_filed application_no=X member_no=004411 product=ordinary amount=1.00 "
                 "instalments=1 method=equal_total purpose=3 closes[0].contract_no=S-2",
                 "contract_unknown", "data.closes");
    coop_refused(&c,
                 "2024-01-15 loan.application_filed application_no=X member_no=004411 product=ordinary amount=1.00 "
                 "instalments=1 method=equal_total purpose=3 closes[0].contract_no=S-1 closes[1].contract_no=S-1",
                 "closes_twice", "data.closes");
    send(&c, "2024-01-15 member.registered member_no=8 kind=ordinary unit_code=0417 income=100,000.00");
    coop_refused(&c,
                 "2024-01-15 loan.application_filed application_no=X member_no=8 product=ordinary amount=1.00 "
                 "instalments=1 method=equal_total purpose=3 closes[0].contract_no=S-1",
                 "closes_unfit", "data.closes");
    coop_end(&c);
}

void test_a_clean_record_forgets_what_lies_far_enough_back(void)
{
    struct coop c;
    struct loan_payment paid;
    struct loan_bill asked;
    coop_begin_with(&c, "products[1].clean_instalments=12");
    coop_lend(&c, "S-1", "equal_principal");
    CHECK(coop_bill(&c, "S-1", value_period(2024, 1), &asked));
    coop_close_to(&c, "2024-02-05");
    coop_payroll(&c, "S-1", asked.interest_satang + asked.principal_satang, "2024-02-06", &paid);
    file(&c, "2024-02-06", "12,000.00", "");
    check_said(&c, check_clean_record, false, 1, 0);
    CHECK_INT(said(&c, check_clean_record).holds_from, coop_day("2025-01-31"));
    coop_close_to(&c, "2025-01-29");
    file(&c, "2025-01-30", "12,000.00", "");
    check_said(&c, check_clean_record, false, 1, 0);
    file(&c, "2025-01-31", "12,000.00", "");
    check_said(&c, check_clean_record, true, 0, 0);
    coop_end(&c);
}

void test_a_unit_that_is_late_spoils_no_record(void)
{
    struct coop c;
    coop_begin_with(&c, "products[1].clean_instalments=12");
    coop_lend(&c, "S-1", "equal_principal");
    coop_miss(&c, "S-1", 1);
    struct loan loan = coop_loan(&c, "S-1");
    CHECK_INT(loan.missed_instalments, 1);
    OUTSIDE(&c,
            loan_mark_short(coop_txn(&c), "S-1", coop_day("2024-01-31"), 1, fault_unit_late, coop_day("2024-02-05")));
    file(&c, "2024-02-06", "12,000.00", "");
    check_said(&c, check_clean_record, true, 0, 0);
    coop_end(&c);
}

#define BANDS                                                                                                          \
    "guarantor_max_borrowers=2 guarantor_bands[0].product=ordinary guarantor_bands[0].from=0.00 "                      \
    "guarantor_bands[0].to=500,000.00 guarantor_bands[0].guarantors=1 guarantor_bands[1].product=ordinary "            \
    "guarantor_bands[1].from=500,000.01 guarantor_bands[1].guarantors=2 "

static void register_guarantors(struct coop *c)
{
    char line[COOP_TEXT_MAX];
    for (int no = 1; no <= 5; no++) {
        snprintf(line, sizeof line,
                 "2024-01-02 member.registered member_no=%d kind=ordinary unit_code=0417 income=100,000.00", no);
        send(c, line);
    }
}

void test_guarantors_by_what_no_collateral_covers(void)
{
    struct coop c;
    coop_begin_with(&c,
                    BANDS "collaterals[0].product=ordinary collaterals[0].kind=deposit collaterals[0].cover=100.00%");
    register_guarantors(&c);
    file(&c, "2024-01-10", "500,000.00", "guarantors[0].kind=member guarantors[0].ref=1");
    check_said(&c, check_guarantors, true, 1, 1);
    CHECK_INT(said(&c, check_collateral).check, check_absent);
    file(&c, "2024-01-10", "500,000.01", "guarantors[0].kind=member guarantors[0].ref=1");
    check_said(&c, check_guarantors, false, 1, 2);
    file(&c, "2024-01-10", "500,000.01",
         "guarantors[0].kind=member guarantors[0].ref=1 collaterals[0].kind=deposit collaterals[0].value=0.01");
    check_said(&c, check_guarantors, true, 1, 1);
    file(&c, "2024-01-10", "500,000.01", "collaterals[0].kind=deposit collaterals[0].value=500,000.01");
    check_said(&c, check_guarantors, true, 0, 0);
    /* The product does not accept the family. */
    file(&c, "2024-01-10", "1,000.00", "guarantors[0].kind=family guarantors[0].ref=F-1");
    check_said(&c, check_guarantors, false, 0, 1);
    coop_end(&c);
}

void test_one_person_answers_for_so_many_borrowers_of_all_products(void)
{
    struct coop c;
    coop_begin_with(&c, BANDS);
    register_guarantors(&c);
    file(&c, "2024-01-10", "1,000.00", "member_no=2 guarantors[0].kind=member guarantors[0].ref=1");
    file(&c, "2024-01-10", "1,000.00", "member_no=3 product=emergency guarantors[0].kind=member guarantors[0].ref=1");
    check_said(&c, check_guarantor_load, true, 2, 2);
    file(&c, "2024-01-10", "1,000.00", "member_no=3 guarantors[0].kind=member guarantors[0].ref=1");
    check_said(&c, check_guarantor_load, true, 2, 2); /* the same borrower */
    file(&c, "2024-01-10", "1,000.00",
         "member_no=4 guarantors[0].kind=member guarantors[0].ref=5 guarantors[1].kind=member guarantors[1].ref=1");
    check_said(&c, check_guarantor_load, false, 3, 2);
    coop_end(&c);
}

void test_who_may_not_answer_is_refused(void)
{
    struct coop c;
    coop_begin(&c);
    register_guarantors(&c);
#define NAMED(words)                                                                                                   \
    "2024-01-10 loan.application_filed application_no=X member_no=004411 product=ordinary amount=1,000.00 "            \
    "instalments=12 method=equal_total purpose=3 " words
    coop_refused(&c, NAMED("guarantors[0].kind=member guarantors[0].ref=004411"), "guarantor_self", "data.guarantors");
    coop_refused(&c, NAMED("guarantors[0].kind=member guarantors[0].ref=77"), "member_unknown", "data.guarantors");
    coop_refused(&c, NAMED("guarantors[0].kind=family guarantors[0].ref=1"), "guarantor_is_member", "data.guarantors");
    coop_refused(&c,
                 NAMED("guarantors[0].kind=member guarantors[0].ref=1 guarantors[1].kind=member guarantors[1].ref=1"),
                 "guarantor_twice", "data.guarantors");
    coop_refused(&c, NAMED("collaterals[0].kind=bond collaterals[0].value=100,000,000,000.01"), "amount_overflow",
                 "data.collaterals");
    send(&c, NAMED("guarantors[0].kind=member guarantors[0].ref=1"));
    coop_end(&c);
}

void test_a_programme_has_its_own_floor_and_caps_and_waives_the_age(void)
{
    struct coop c;
    struct screening s;
    struct policy_in_force p;
    struct policy_product product;
    struct application_key key = {0};
    struct application a = {0};
    coop_begin_with(&c, "products[1].age_end_max=75 programmes[0].programme=relief programmes[0].starts_on=2024-01-01 "
                        "programmes[0].ends_on=2024-03-29 programmes[0].budget=1,000,000.00 "
                        "programmes[0].take_home_min=20.00% programmes[0].take_home_min=500.00 "
                        "programmes[0].emergency_instalments=12 programmes[0].ordinary_instalments=6 "
                        "programmes[0].special_instalments=360 programmes[0].age_waived=true");
    file(&c, "2024-01-10", "12,000.00", "");
    snprintf(key.application_no, sizeof key.application_no, "N-%u", filed);
    CHECK(application_get(coop_txn(&c), &key, &a) && policy_on(coop_txn(&c), coop_day("2024-01-10"), &p) &&
          screening_product(coop_txn(&c), "ordinary", &p, &product));
    CHECK_INT(said(&c, check_age_at_end).check, check_age_at_end);
    strcpy(a.programme, "relief");
    struct screening_of of = {.application_no = key.application_no,
                              .application = &a,
                              .product = &product,
                              .policy = &p,
                              .date = coop_day("2024-01-10")};
    screening_run(coop_txn(&c), &of, &s);
    CHECK_INT(s.checks_count, 2);
    CHECK_INT(s.checks[0].limit, 2000000);
    CHECK_INT(s.checks[1].limit, 6);
    CHECK(!s.checks[1].passed);
    coop_end(&c);
}

void test_the_committee_is_told_the_first_condition_that_fails(void)
{
    struct coop c;
    struct store_mem_followup f;
    coop_begin_with(&c, "products[1].max_amount=250,000.00");
    send(&c, "2024-01-10 loan.application_filed application_no=A-1 member_no=004411 product=ordinary "
             "amount=300,000.00 instalments=60 method=equal_total purpose=3");
    coop_refused(&c, "2024-01-11 loan.committee_decided application_no=A-1 decision=approved resolution_no=2/2567",
                 "screening_failed", "data.application_no");
    CHECK_TEXT(c.why.text, "amount");
    CHECK_INT(c.why.value, 30000000);
    CHECK_INT(c.why.limit, 25000000);
    send(&c, "2024-01-11 loan.committee_decided application_no=A-1 decision=approved resolution_no=2/2567 "
             "override_body=board override_no=3/2567");
    if (coop_latest(&c, EVENT_alert_raised, &f)) {
        CHECK_INT(f.body.alert_raised.checks_count, 1);
        CHECK_INT(f.body.alert_raised.checks[0].check, check_amount);
    }
    coop_end(&c);
}

/* 300,000.00 in 60 instalments begins with 6,528.77; 30 % of 100,000.00 must be left. */
void test_the_first_bill_looks_again_and_only_alerts(void)
{
    struct coop c;
    struct store_mem_followup f;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    send(&c, "2024-01-13 member.income_reported member_no=004411 income=100,000.00 other_deductions=63,471.23");
    send(&c, "2024-01-15 payroll.cycle_opened period=2024-01 unit_group=monthly interest_to_date=2024-01-31 "
             "remit_due_date=2024-01-31 cut_off_date=2024-02-05");
    CHECK_INT((int64_t)coop_count(&c, EVENT_alert_raised), 0);
    coop_end(&c);
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    send(&c, "2024-01-13 member.income_reported member_no=004411 income=100,000.00 other_deductions=63,471.24");
    send(&c, "2024-01-15 payroll.cycle_opened period=2024-01 unit_group=monthly interest_to_date=2024-01-31 "
             "remit_due_date=2024-01-31 cut_off_date=2024-02-05");
    if (coop_latest(&c, EVENT_alert_raised, &f)) {
        CHECK_TEXT(f.body.alert_raised.alert, "first_bill_check");
        CHECK_TEXT(f.body.alert_raised.subject_ref, "S-1");
        CHECK_INT(f.body.alert_raised.checks[0].actual, 2999999);
    }
    send(&c, "2024-02-15 payroll.cycle_opened period=2024-02 unit_group=monthly interest_to_date=2024-02-29 "
             "remit_due_date=2024-02-29 cut_off_date=2024-03-05");
    CHECK_INT((int64_t)coop_count(&c, EVENT_alert_raised), 1);
    coop_end(&c);
}
