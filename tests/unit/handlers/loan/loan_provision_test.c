#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

static struct loan_provision_adjusted told_last(struct coop *c)
{
    struct store_mem_followup f = {0};
    coop_latest(c, EVENT_loan_provision_adjusted, &f);
    return f.body.loan_provision_adjusted;
}

/* 300,000.00 at 20 %, of which the year asks for 40 %; the next year for all of it, and only the rest is booked. An
 * allowance that covers the debt betters no class. */
void test_only_the_difference_is_booked(void)
{
    struct coop c;
    coop_begin_with(&c, "provision_monthly=true provision_phases[0].year=2024 provision_phases[0].share=40.00% "
                        "provision_phases[1].year=2025 provision_phases[1].share=100.00%");
    coop_lend(&c, "S-1", "equal_principal");
    coop_miss(&c, "S-1", 4);
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_provision_adjusted), 0);
    coop_close_to(&c, "2024-05-31");
    CHECK_INT(told_last(&c).required_satang, 2400000);
    CHECK_INT(told_last(&c).delta_satang, 2400000);
    coop_close_to(&c, "2024-12-31");
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_provision_adjusted), 1);
    coop_close_to(&c, "2025-01-31");
    CHECK_INT(told_last(&c).required_satang, 6000000);
    CHECK_INT(told_last(&c).delta_satang, 3600000);
    CHECK_INT(coop_loan(&c, "S-1").class, loan_class_substandard);
    coop_end(&c);
}

void test_what_was_booked_for_a_loan_that_ended_comes_back(void)
{
    struct coop c;
    coop_begin_with(&c, "provision_monthly=true");
    coop_lend(&c, "S-1", "equal_principal");
    coop_miss(&c, "S-1", 4);
    coop_close_to(&c, "2024-05-31");
    CHECK_INT(coop_loan(&c, "S-1").provision_satang, 6000000);
    CHECK_INT(coop_send(&c, "2024-06-03 loan.written_off contract_no=S-1 resolution_no=9"), APPLIED);
    coop_close_to(&c, "2024-06-30");
    CHECK_INT(told_last(&c).delta_satang, -6000000);
    CHECK_INT(coop_loan(&c, "S-1").provision_satang, 0);
    coop_end(&c);
}

void test_without_the_setting_nothing_is_booked(void)
{
    struct coop c;
    coop_begin(&c);
    coop_lend(&c, "S-1", "equal_principal");
    coop_miss(&c, "S-1", 4);
    coop_close_to(&c, "2024-05-31");
    CHECK_INT((int64_t)coop_count(&c, EVENT_loan_provision_adjusted), 0);
    coop_end(&c);
}
