#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/test.h"
#include "../../../../handlers/rules/quality.h"

#include <stdio.h>

/* Registrar's rule 2544: 3, 6 and 12 months; loss by no month that anybody reaches. */
static struct quality_terms terms(void)
{
    return (struct quality_terms){
        .bounds = {{loan_class_substandard, 3, 2000, 1},
                   {loan_class_doubtful, 6, 5000, 1},
                   {loan_class_doubtful_of_loss, 12, 10000, 1},
                   {loan_class_loss, 1200, 10000, 1}},
        .bounds_count = 4,
        .triggers = {[class_rule_relapse] = loan_class_substandard,
                     [class_rule_sued] = loan_class_doubtful,
                     [class_rule_died] = loan_class_doubtful_of_loss,
                     [class_rule_bankrupt] = loan_class_loss},
        .watch_payments = 3,
    };
}

static void check_class(const struct quality_facts *f, enum loan_class class, enum class_rule rule)
{
    struct quality_terms q = terms();
    struct quality is = quality_class(&q, f);
    CHECK_INT(is.class, class);
    CHECK_INT(is.rule, rule);
}

void test_months_alone(void)
{
    static const enum loan_class expected[] = {
        [0] = loan_class_normal,           [3] = loan_class_normal,   [4] = loan_class_substandard,
        [6] = loan_class_substandard,      [7] = loan_class_doubtful, [12] = loan_class_doubtful,
        [13] = loan_class_doubtful_of_loss};
    for (uint32_t months = 0; months <= 13; months++)
        if (expected[months] != loan_class_absent)
            check_class(&(struct quality_facts){.months_overdue = months}, expected[months], class_rule_months);
}

/* Cl. 8 (2): one day late after more time was granted, and sub-standard at once. */
void test_a_relapse_does_not_wait_for_months(void)
{
    struct quality_facts f = {.months_overdue = 1, .holds[class_rule_relapse] = true};
    check_class(&f, loan_class_substandard, class_rule_relapse);
    f.months_overdue = 7;
    check_class(&f, loan_class_doubtful, class_rule_months);
    f.months_overdue = 4; /* both say the same: the months are named */
    check_class(&f, loan_class_substandard, class_rule_months);
}

void test_the_worst_rule_wins(void)
{
    struct quality_facts f = {.months_overdue = 4, .holds[class_rule_sued] = true};
    check_class(&f, loan_class_doubtful, class_rule_sued);
    f.holds[class_rule_died] = true;
    check_class(&f, loan_class_doubtful_of_loss, class_rule_died);
    f.holds[class_rule_bankrupt] = true;
    check_class(&f, loan_class_loss, class_rule_bankrupt);
}

void test_a_rule_without_a_class_puts_none_in_one(void)
{
    check_class(&(struct quality_facts){.holds[class_rule_sued_elsewhere] = true}, loan_class_normal,
                class_rule_months);
}

void test_the_watch_ends_with_the_payment_that_completes_the_row(void)
{
    struct quality_facts f = {.watched = loan_class_doubtful};
    for (f.payments_in_a_row = 0; f.payments_in_a_row < 3; f.payments_in_a_row++)
        check_class(&f, loan_class_doubtful, class_rule_watch);
    check_class(&f, loan_class_normal, class_rule_months);
    f.payments_in_a_row = 0;
    f.months_overdue = 13;
    check_class(&f, loan_class_doubtful_of_loss, class_rule_months);
}

void test_a_class_that_is_not_listed_stands_at_the_next_worse(void)
{
    struct quality_terms q = {.bounds = {{loan_class_normal, 0, 100, 0}, {loan_class_doubtful, 6, 5000, 1}},
                              .bounds_count = 2};
    CHECK_INT(quality_bound(&q, loan_class_normal), 0);
    CHECK_INT(quality_bound(&q, loan_class_substandard), 1);
    CHECK_INT(quality_bound(&q, loan_class_loss), 1);
    q.bounds_count = 0;
    CHECK_INT(quality_bound(&q, loan_class_loss), -1);
}

void test_the_allowance_is_rounded_once(void)
{
    CHECK_INT(quality_provision(29500000, 2000, 10000), 5900000);
    CHECK_INT(quality_provision(29500000, 2000, 2000), 1180000);
    CHECK_INT(quality_provision(3, 5000, 5000), 1); /* 0.75 of a satang */
    CHECK_INT(quality_provision(1, 5000, 5000), 0);
    CHECK_INT(quality_provision(INT64_C(10000000000000), 10000, 10000), INT64_C(10000000000000));
}

/* ---- against a second computation: the clauses tried from the worst to the best (cl. 12) */

static bool fits(const struct quality_terms *q, const struct quality_facts *f, uint32_t i)
{
    enum loan_class class = q->bounds[i].class;
    if (f->months_overdue > q->bounds[i].over_months)
        return true;
    if (f->watched == class && f->payments_in_a_row < q->watch_payments)
        return true;
    for (int rule = class_rule_relapse; rule <= class_rule_bankrupt; rule++)
        if (f->holds[rule] && q->triggers[rule] == class)
            return true;
    return false;
}

static enum loan_class naive(const struct quality_terms *q, const struct quality_facts *f)
{
    for (uint32_t i = q->bounds_count; i-- > 0;)
        if (fits(q, f, i))
            return q->bounds[i].class;
    return loan_class_normal;
}

static uint32_t dice(uint32_t n)
{
    static uint64_t state = 2544;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % n;
}

void test_it_is_what_the_clauses_give_from_the_worst_to_the_best(void)
{
    for (int i = 0; i < 20000; i++) {
        struct quality_terms q = {.watch_payments = 1 + dice(6)};
        struct quality_facts f = {.months_overdue = dice(20), .payments_in_a_row = dice(8)};
        uint32_t months = 0;
        for (int class = loan_class_substandard; class <= loan_class_loss; class ++)
            if (dice(4) > 0)
                q.bounds[q.bounds_count++] =
                    (struct class_bound){(uint8_t) class, months += 1 + dice(5), 0, class > loan_class_substandard};
        for (int rule = class_rule_relapse; rule <= class_rule_bankrupt && q.bounds_count > 0; rule++) {
            q.triggers[rule] = dice(3) ? q.bounds[dice(q.bounds_count)].class : (uint8_t)loan_class_absent;
            f.holds[rule] = dice(6) == 0;
        }
        if (q.bounds_count > 0 && dice(4) == 0)
            f.watched = (enum loan_class)q.bounds[dice(q.bounds_count)].class;
        if (!CHECK_INT(quality_class(&q, &f).class, naive(&q, &f))) {
            printf("#   case %d\n", i);
            return;
        }
    }
}
