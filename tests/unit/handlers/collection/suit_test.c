#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../../handlers/collection/suit.h"
#include "../../../support/test.h"

static struct collection_case at(enum case_stage stage, bool met, bool closed)
{
    return (struct collection_case){
        .stage = (uint8_t)stage, .employer_met = met, .mediation_closed = closed, .stage_on = 100};
}

void test_the_first_thing_that_is_lacking_is_told_in_the_order_of_the_ladder(void)
{
    struct collection_case c = at(case_stage_employer_contact, false, false);
    CHECK_INT(suit_lacks(&c), SUIT_LACKS_MEETING);
    c = at(case_stage_mediation, true, false);
    CHECK_INT(suit_lacks(&c), SUIT_LACKS_MEDIATION);
    c = at(case_stage_performing, true, false);
    CHECK_INT(suit_lacks(&c), SUIT_LACKS_BREACH);
    c = at(case_stage_legal_ready, true, true);
    CHECK_INT(suit_lacks(&c), SUIT_LACKS_NOTHING);
    c = at(case_stage_legal, true, true);
    CHECK_INT(suit_lacks(&c), SUIT_LACKS_OPEN_CASE);
    c = at(case_stage_closed, true, true);
    CHECK_INT(suit_lacks(&c), SUIT_LACKS_OPEN_CASE);
}

void test_no_suit_while_an_agreement_is_kept_even_after_mediation_was_over_once(void)
{
    struct collection_case c = at(case_stage_performing, true, true);
    CHECK_INT(suit_lacks(&c), SUIT_LACKS_BREACH);
}

void test_meeting_and_mediation_could_be_over_on_the_first_open_day_but_not_before_the_last_step(void)
{
    struct collection_case c = at(case_stage_employer_contact, false, false);
    CHECK_INT(suit_could_from(&c, 90, NULL, 0, 0), 100);
    CHECK_INT(suit_could_from(&c, 120, NULL, 0, 0), 120);
    c = at(case_stage_closed, true, true);
    CHECK_INT(suit_could_from(&c, 120, NULL, 0, 0), 0);
}

void test_an_agreement_could_be_broken_when_the_first_payment_that_is_short_is_late(void)
{
    struct collection_case c = at(case_stage_performing, true, false);
    struct agreement payments[] = {{.total_satang = 500, .late_on = 130}, {.total_satang = 1000, .late_on = 160}};
    CHECK_INT(suit_could_from(&c, 110, payments, 2, 0), 130);
    CHECK_INT(suit_could_from(&c, 110, payments, 2, 499), 130);
    CHECK_INT(suit_could_from(&c, 110, payments, 2, 500), 160);
    CHECK_INT(suit_could_from(&c, 170, payments, 2, 500), 170);
    CHECK_INT(suit_could_from(&c, 110, payments, 2, 1000), 0);
}
